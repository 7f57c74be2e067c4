"""Where the panes of the stage are, and their pixels put together; no widget."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect

from skinlax_desktop.imaging.watermark import burn_watermark, label
from skinlax_desktop.text.simulation import WATERMARK
from skinlax_desktop.ui.screens.simulation.state import MIXED, Layout

Pixels = npt.NDArray[np.uint8]

FACE_ASPECT: Final = 0.78
"""Of a head drawn from the front."""
_GAP_PX: Final = 2
_ROW_IS_WORTH: Final = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of a photograph that is looked at: its middle as shares of width and height, and how near."""

    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0

    def nearer(self, factor: float) -> "Frame":
        """Nearer by a factor above 1."""
        return self._within(self.x, self.y, min(8.0, max(1.0, self.zoom * factor)))

    def shifted(self, right: float, down: float) -> "Frame":
        """Moved by shares of what is seen."""
        return self._within(self.x + right / self.zoom, self.y + down / self.zoom, self.zoom)

    def _within(self, x: float, y: float, zoom: float) -> "Frame":
        half = 0.5 / zoom
        return Frame(x=min(1.0 - half, max(half, x)), y=min(1.0 - half, max(half, y)), zoom=zoom)


def pane_places(
    layout: Layout, count: int, width: int, height: int, *, whole: bool = False, aspect: float = FACE_ASPECT
) -> list[QRect]:
    """Where each pane lies, device pixels; all have one size and fill the picture.

    Four stand in a row or in two, as what they show becomes larger, which is `aspect` times as wide as high; a row is
    left only for more than a tenth of the size, since faces beside each other are compared more easily.
    """
    if layout in MIXED or count == 1 or whole:
        return [QRect(0, 0, width, height)] * count
    full_rows = [n for n in range(1, count + 1) if count % n == 0]
    columns = max(
        full_rows,
        key=lambda n: _shown_height(n, count, width, height, aspect) * (_ROW_IS_WORTH if n == count else 1.0),
    )
    rows = count // columns
    wide, high = (width - (columns - 1) * _GAP_PX) // columns, (height - (rows - 1) * _GAP_PX) // rows
    return [
        QRect((number % columns) * (wide + _GAP_PX), (number // columns) * (high + _GAP_PX), wide, high)
        for number in range(count)
    ]


def _shown_height(columns: int, count: int, width: int, height: int, aspect: float) -> float:
    return min(width / columns / aspect, height * columns / count)


def fitted(picture: Pixels, size: tuple[int, int], frame: Frame, surround: int) -> Pixels:
    """A picture (height, width, 3) in a pane of `size` (width, height): as large as fits at zoom 1, then nearer."""
    wide, high = size
    tall, across = picture.shape[:2]
    scale = min(wide / across, high / tall) * frame.zoom
    left = wide / 2.0 - frame.x * across * scale
    top = high / 2.0 - frame.y * tall * scale
    if scale < 0.7:
        shown = (max(1, round(across * scale)), max(1, round(tall * scale)))
        small = np.asarray(cv2.resize(picture, shown, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        matrix = np.array([[1.0, 0.0, round(left)], [0.0, 1.0, round(top)]])
    else:
        small = picture
        matrix = np.array([[scale, 0.0, left + 0.5 * (scale - 1.0)], [0.0, scale, top + 0.5 * (scale - 1.0)]])
    return np.asarray(
        cv2.warpAffine(
            small,
            matrix,
            size,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(surround, surround, surround),
        ),
        dtype=np.uint8,
    )


def composed(
    pictures: Sequence[Pixels | None],
    simulated: Sequence[bool],
    places: Sequence[QRect],
    size: tuple[int, int],
    layout: Layout,
    mix: float,
    surround: int,
) -> Pixels:
    """All panes in one picture (height, width, 3), the watermark in every one that is simulated."""
    width, height = size
    canvas = np.full((height, width, 3), surround, dtype=np.uint8)
    if layout in MIXED and len(pictures) == 2 and all(picture is not None for picture in pictures):
        canvas[:] = _mixed(pictures, layout, mix)
        return canvas
    for picture, is_simulated, place in zip(pictures, simulated, places, strict=True):
        if picture is not None:
            drawn = burn_watermark(picture, WATERMARK) if is_simulated else picture
            canvas[place.top() : place.top() + place.height(), place.left() : place.left() + place.width()] = drawn
    return canvas


def _mixed(pictures: Sequence[Pixels | None], layout: Layout, mix: float) -> Pixels:
    before, after = (picture for picture in pictures if picture is not None)
    if layout is Layout.WIPE:
        at = round(mix * before.shape[1])
        wiped = np.concatenate((before[:, :at], burn_watermark(after, WATERMARK)[:, at:]), axis=1)
        return label(wiped, WATERMARK, at_top=False)
    blended = np.asarray(cv2.addWeighted(before, 1.0 - mix, after, mix, 0.0), dtype=np.uint8)
    return burn_watermark(blended, WATERMARK)
