"""What is shown of a simulation as one picture: panes beside each other, titles and watermark burned in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.imaging.encoding import encode_clip
from skinlax_desktop.imaging.watermark import burn_watermark, label
from skinlax_desktop.text.simulation import BEFORE, WATERMARK, outcome_title

Picture = npt.NDArray[np.uint8]

_GAP_PX = 6
_GREY = 31


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetPane:
    """One picture (height, width, 3) BGR with its title; `simulated` ones carry the watermark."""

    title: str
    picture_bgr: Picture
    simulated: bool


def outcome_panes(
    before: Picture, moved: Mapping[Outcome, Picture], visible: Mapping[Outcome, bool]
) -> list[SheetPane]:
    """The face before, and low, median and high."""
    panes = [SheetPane(title=BEFORE, picture_bgr=before, simulated=False)]
    for outcome in Outcome:
        title = outcome_title(outcome.value, visible=visible[outcome])
        panes.append(SheetPane(title=title, picture_bgr=moved[outcome], simulated=True))
    return panes


def make_sheet(panes: Sequence[SheetPane], *, height_px: int | None = None, headline: str = "") -> Picture:
    """All panes in a row, as high as the first or as asked; `headline` stands over them."""
    drawn = []
    for pane in panes:
        picture = pane.picture_bgr
        if height_px is not None and height_px != picture.shape[0]:
            size = (round(picture.shape[1] * height_px / picture.shape[0]), height_px)
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        if pane.simulated:
            picture = burn_watermark(picture, WATERMARK)
        drawn.append(label(picture, pane.title, at_top=True))
        drawn.append(np.full((picture.shape[0], _GAP_PX, 3), _GREY, dtype=np.uint8))
    row = np.ascontiguousarray(np.hstack(drawn[:-1]))
    if not headline:
        return row
    room = np.full((round(0.05 * row.shape[0]) + 12, row.shape[1], 3), _GREY, dtype=np.uint8)
    return np.ascontiguousarray(np.vstack((_headline(room, headline), row)))


def make_clip(sheets: Sequence[Picture], *, frame_ms: int, rest_ms: int, lossless: bool = False) -> bytes:
    """The sheets one after the other, the first and the last shown longer."""
    shown = [frame_ms] * len(sheets)
    shown[0] = shown[-1] = rest_ms
    return encode_clip(sheets, shown, lossless=lossless)


def _headline(room: Picture, words: str) -> Picture:
    scale = 0.6 * room.shape[0] / 40.0
    (wide, tall), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_DUPLEX, scale, 1)
    if wide > 0.96 * room.shape[1]:
        scale *= 0.96 * room.shape[1] / wide
        (wide, tall), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_DUPLEX, scale, 1)
    place = ((room.shape[1] - wide) // 2, (room.shape[0] + tall) // 2)
    cv2.putText(room, words, place, cv2.FONT_HERSHEY_DUPLEX, scale, (240, 240, 240), 1, cv2.LINE_AA)
    return room
