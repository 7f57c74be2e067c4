"""Words burned into a picture, so that it cannot travel without them."""

from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

_FONT: Final = cv2.FONT_HERSHEY_DUPLEX
_STRENGTH: Final = 0.16
_SLANT_DEG: Final = 24.0
_LIGHT: Final = (245, 245, 245)
_DARK: Final = (25, 25, 25)


def burn_watermark(picture_bgr: Picture, words: str) -> Picture:
    """A copy of a (height, width, 3) picture with the words slanting over all of it and plainly at its foot.

    The colours may stand in any order.
    """
    height, width = picture_bgr.shape[:2]
    at, strength = _slanting(width, height, words)
    marked = picture_bgr.reshape(-1, picture_bgr.shape[2]).copy()
    below = marked[at].astype(np.float32)
    # Lighter on dark, darker on light: the words stand out everywhere a little and nowhere much.
    toward = np.where(below.mean(axis=1, keepdims=True) > 127.0, 0.0, 255.0).astype(np.float32)
    marked[at] = np.clip(np.round(below + strength * (toward - below)), 0, 255).astype(np.uint8)
    return _labelled(marked.reshape(picture_bgr.shape), words, at_top=False)


@lru_cache(maxsize=12)
def _slanting(width: int, height: int, words: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Which pixels the slanting words touch, and how strongly each: (k,) and (k, 1)."""
    scale = max(0.4, min(width, height) / 900.0)
    (wide, tall), _ = cv2.getTextSize(words, _FONT, scale, 1)
    reach = int(np.hypot(width, height)) + 2 * wide
    sheet = np.zeros((reach, reach), dtype=np.uint8)
    for number, y in enumerate(range(tall, reach, 7 * tall)):
        for x in range(-(number % 2) * (wide // 2 + tall), reach, wide + 3 * tall):
            cv2.putText(sheet, words, (x, y), _FONT, scale, 255, max(1, round(scale)), cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((reach / 2.0, reach / 2.0), _SLANT_DEG, 1.0)
    turn[0, 2] += (width - reach) / 2.0
    turn[1, 2] += (height - reach) / 2.0
    mask = np.asarray(cv2.warpAffine(sheet, turn, (width, height), flags=cv2.INTER_LINEAR)).reshape(-1)
    at = np.flatnonzero(mask)
    return at, (_STRENGTH * mask[at, None] / 255.0).astype(np.float32)


def label(picture_bgr: Picture, words: str, *, at_top: bool) -> Picture:
    """A copy with words on a dark band at the head or the foot of a picture."""
    return _labelled(picture_bgr.copy(), words, at_top=at_top)


def _labelled(drawn: Picture, words: str, *, at_top: bool) -> Picture:
    """The very picture, the words drawn into it."""
    height, width = drawn.shape[:2]
    scale = max(0.4, min(width, height) / 900.0)
    band = round(44 * scale)
    top = 0 if at_top else height - band
    drawn[top : top + band] = _DARK
    (wide, tall), _ = cv2.getTextSize(words, _FONT, scale, 1)
    if wide > 0.96 * width:
        scale *= 0.96 * width / wide
        (wide, tall), _ = cv2.getTextSize(words, _FONT, scale, 1)
    place = ((width - wide) // 2, top + (band + tall) // 2)
    cv2.putText(drawn, words, place, _FONT, scale, _LIGHT, max(1, round(scale)), cv2.LINE_AA)
    return drawn
