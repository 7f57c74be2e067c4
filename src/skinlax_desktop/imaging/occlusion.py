"""Does something cover the skin: pixels of cheeks and forehead that are not of the face's own skin colour.

Finds hair, cloth and coloured objects. A hand has the colour of skin and thin spectacle frames are small: both escape.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.skin_regions import CHEEKS, FOREHEAD, polygon_pixels, visible_sides

# CIELAB distances (8-bit OpenCV scale for lightness): colour apart, and lightness apart, from the face's own skin.
_COLOUR_APART: Final = 16.0
_LIGHTNESS_APART: Final = 60.0
_LEAST_PIXELS: Final = 200


def measure_covered_share(
    picture: npt.NDArray[np.uint8], points_px: npt.NDArray[np.float64], yaw_deg: float
) -> float | None:
    """Share (0..1) of the worst patch that does not look like this face's skin; None with too little in view."""
    sides = visible_sides(yaw_deg)
    patches = [polygon_pixels(picture, points_px, CHEEKS[side]) for side in sides]
    patches.append(polygon_pixels(picture, points_px, FOREHEAD))
    skins = [_lab(patch) for patch in patches if len(patch) >= _LEAST_PIXELS]
    if len(skins) < len(sides) + 1:
        return None
    # The middle of the patches' medians: one covered patch cannot pass for the skin.
    skin = np.median(np.array([np.median(patch, axis=0) for patch in skins]), axis=0)
    return max(_apart(patch, skin) for patch in skins)


def _lab(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    thinned = np.ascontiguousarray(pixels[:: max(1, len(pixels) // 4000)].reshape(-1, 1, 3))
    return np.asarray(cv2.cvtColor(thinned, cv2.COLOR_BGR2LAB), dtype=np.float64).reshape(-1, 3)


def _apart(patch: npt.NDArray[np.float64], skin: npt.NDArray[np.float64]) -> float:
    colour = np.hypot(patch[:, 1] - skin[1], patch[:, 2] - skin[2]) > _COLOUR_APART
    lightness = np.abs(patch[:, 0] - skin[0]) > _LIGHTNESS_APART
    return float((colour | lightness).mean())
