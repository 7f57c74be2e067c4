"""The sheet that shows a change: rows of drawn faces, a colour bar in millimetres, and sentences. RGB throughout."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

_INK: Final = (38, 42, 48)
_SOFT: Final = (98, 104, 112)
_PAPER: Final = 255
_MARGIN: Final = 36
_GAP: Final = 20
_LINE: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceRow:
    """Pictures of equal height side by side, each with its `captions`, under a `title`."""

    title: str
    captions: tuple[str, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColourBar:
    """A horizontal bar: `rgb` (k, 3) from its left to its right end, `ticks` (share of the bar, text).

    `ends` are the words at the left and the right end, `patches` single colours with their words.
    """

    rgb: npt.NDArray[np.float64]
    ticks: tuple[tuple[float, str], ...]
    ends: tuple[str, str]
    patches: tuple[tuple[tuple[int, int, int], str], ...]


def draw_sheet(title: str, rows: Sequence[FaceRow], bar: ColourBar, sentences: Sequence[str]) -> Picture:
    """The whole sheet, (height, width, 3) RGB on white."""
    width = max(sum(p.shape[1] for p in row.pictures) + _GAP * (len(row.pictures) - 1) for row in rows)
    parts = [_heading(title, width)]
    parts.extend(_row(row, width) for row in rows)
    parts.append(_bar(bar, width))
    parts.append(_sentences(sentences, width))
    inner = np.concatenate(parts)
    return cv2.copyMakeBorder(
        inner, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=(_PAPER, _PAPER, _PAPER)
    ).astype(np.uint8)


def _blank(height: int, width: int) -> Picture:
    return np.full((height, width, 3), _PAPER, dtype=np.uint8)


@lru_cache(maxsize=1)
def _face() -> cv2.FontFace:
    return cv2.FontFace("sans")


def _text(
    picture: Picture, words: str, at: tuple[int, int], *, size: int = 19, weight: int = 400, ink: tuple[int, int, int]
) -> None:
    cv2.putText(picture, words, at, ink, _face(), size, weight)


def _width(words: str, size: int, weight: int = 400) -> int:
    box = cv2.getTextSize((2000, 100), words, (0, 0), _face(), size, weight)
    return int(box[2])


def _heading(title: str, width: int) -> Picture:
    part = _blank(52, width)
    _text(part, title, (0, 30), size=28, weight=600, ink=_INK)
    return part


def _row(row: FaceRow, width: int) -> Picture:
    height = row.pictures[0].shape[0]
    part = _blank(height + 2 * _LINE + 14, width)
    _text(part, row.title, (0, 22), size=20, weight=600, ink=_INK)
    used = sum(p.shape[1] for p in row.pictures) + _GAP * (len(row.pictures) - 1)
    left = (width - used) // 2
    for picture, caption in zip(row.pictures, row.captions, strict=True):
        part[_LINE : _LINE + height, left : left + picture.shape[1]] = picture
        middle = left + picture.shape[1] // 2
        _text(part, caption, (middle - _width(caption, 17) // 2, _LINE + height + 22), size=17, ink=_SOFT)
        left += picture.shape[1] + _GAP
    return part


def _bar(bar: ColourBar, width: int) -> Picture:
    part = _blank(118, width)
    long = min(620, width)
    left, top, high = (width - long) // 2, 24, 22
    at = np.linspace(0.0, len(bar.rgb) - 1.0, long)
    strip = np.column_stack([np.interp(at, np.arange(len(bar.rgb)), bar.rgb[:, channel]) for channel in range(3)])
    part[top : top + high, left : left + long] = np.round(strip).astype(np.uint8)
    _text(part, bar.ends[0], (left, top - 7), size=16, ink=_SOFT)
    _text(part, bar.ends[1], (left + long - _width(bar.ends[1], 16), top - 7), size=16, ink=_SOFT)
    for share, words in bar.ticks:
        x = left + round(share * (long - 1))
        cv2.line(part, (x, top + high), (x, top + high + 6), _INK, 1)
        _text(part, words, (x - _width(words, 16) // 2, top + high + 24), size=16, ink=_INK)
    total = sum(34 + _width(words, 16) + 26 for _, words in bar.patches) - 26
    x = (width - total) // 2
    for rgb, words in bar.patches:
        part[top + 58 : top + 76, x : x + 26] = rgb
        _text(part, words, (x + 34, top + 73), size=16, ink=_SOFT)
        x += 34 + _width(words, 16) + 26
    return part


def _sentences(sentences: Sequence[str], width: int) -> Picture:
    lines = [line for sentence in sentences for line in _wrapped(sentence, width)]
    part = _blank(_LINE * max(len(lines), 1) + 6, width)
    for number, line in enumerate(lines):
        _text(part, line, (0, _LINE * number + 24), size=18, ink=_INK)
    return part


def _wrapped(sentence: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in sentence.split():
        longer = f"{line} {word}".strip()
        if line and _width(longer, 18) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines
