"""The picture laid over the face: the photograph, the zone colours over it, the selected zone outlined."""

from collections.abc import Mapping
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from skinlax_desktop.ui.scene.zone_map import ZoneMap

Picture = npt.NDArray[np.uint8]
_OPACITY: Final = 0.72
_BITS: Final = 4


def paint_texture(
    photo_rgb: Picture, polygons_px: Mapping[str, npt.NDArray[np.float64]], zone_map: ZoneMap | None, selected: str
) -> Picture:
    """A (height, width, 3) RGB copy of the photo with a map laid over it and one zone outlined.

    `polygons_px` are in pixels of `photo_rgb`.
    """
    import cv2

    painted = photo_rgb.copy()
    if zone_map is not None:
        colours = painted.copy()
        for zone, polygon in polygons_px.items():
            cv2.fillPoly(colours, [_fixed(polygon)], zone_map.colour(zone), cv2.LINE_AA, _BITS)
        covered = cv2.addWeighted(colours, _OPACITY, painted, 1.0 - _OPACITY, 0.0)
        changed = (colours != painted).any(axis=2)
        painted[changed] = covered[changed]
    if selected in polygons_px:
        ring = [_fixed(polygons_px[selected])]
        width = max(2, round(painted.shape[1] / 400))
        cv2.polylines(painted, ring, True, (0, 0, 0), 3 * width, cv2.LINE_AA, _BITS)
        cv2.polylines(painted, ring, True, (255, 255, 255), width, cv2.LINE_AA, _BITS)
    return painted


def _fixed(polygon: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    return cast("npt.NDArray[np.int32]", np.round(polygon * (1 << _BITS)).astype(np.int32))
