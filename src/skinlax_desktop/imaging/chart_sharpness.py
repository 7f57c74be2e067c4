"""How sharp the lens draws the colour chart: the slanted edges between its light patches and the black between them."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.chart_finding import SeenChart
from skinlax_desktop.imaging.colour import linear_rgb
from skinlax_desktop.imaging.slanted_edge import edge_mtf50

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

# The lighter patches: light skin, yellow and three neutrals stand well off the black frame.
_LIGHT: Final = (1, 15, 18, 19, 20)
# Of a patch's side: the part of its border that is read, and how far inwards and outwards (the black is 0.1 wide).
_ALONG: Final = 0.7
_REACH: Final = 0.085
_FEWEST: Final = 4
_SMALLEST_PATCH_PX: Final = 120.0


def chart_mtf50(picture_bgr: Picture, seen: SeenChart) -> float | None:
    """Median over the edges, cycles a pixel; None when the chart is too small, too straight or too dark to be read."""
    if seen.patch_px < _SMALLEST_PATCH_PX:
        return None
    found = []
    columns = seen.centres_px.reshape(4, 6, 2)
    across = (columns[:, -1] - columns[:, 0]).mean(axis=0) / 5.0
    down = (columns[-1] - columns[0]).mean(axis=0) / 3.0
    for index in _LIGHT:
        for axis in (across, down, -across, -down):
            patch = _border(picture_bgr, seen.centres_px[index], axis, seen.patch_px)
            value = None if patch is None else edge_mtf50(patch)
            if value is not None:
                found.append(value)
    return float(np.median(found)) if len(found) >= _FEWEST else None


def _border(picture: Picture, centre: Points, axis: Points, side: float) -> npt.NDArray[np.float64] | None:
    """Linear green around the border in the direction of `axis`, laid so that the edge runs near-vertically.

    Only whole quarter turns: the slant that the edge has in the picture is what the method needs.
    """
    toward = axis / np.linalg.norm(axis)
    middle = centre + toward * side / 2.0
    reach, along = _REACH * side, _ALONG * side / 2.0
    flat = abs(toward[0]) >= abs(toward[1])
    half = np.array([reach, along]) if flat else np.array([along, reach])
    low, high = np.floor(middle - half).astype(int), np.ceil(middle + half).astype(int) + 1
    height, width = picture.shape[:2]
    if (low < 0).any() or high[0] > width or high[1] > height:
        return None
    part = picture[low[1] : high[1], low[0] : high[0]]
    light = linear_rgb(part)[..., 1].astype(np.float64)
    return light if flat else np.asarray(cv2.transpose(light))
