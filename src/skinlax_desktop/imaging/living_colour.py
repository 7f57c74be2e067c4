"""Whether a face has the colour of skin: stone, print in one ink and negatives have not.

Blood and melanin absorb blue before red (Anderson and Parrish 1981), so skin of any tone is yellow to red and never
grey. The limits lie well outside what 208 real photographs (chroma 10 to 42, hue 23 to 62 degrees) and synthetic people
of all Monk tones (10 to 45, 14 to 92) show, and every swatch of the Monk scale is inside them.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

# Cheeks, forehead and chin of MediaPipe's mesh.
_PLACES: Final = (50, 280, 205, 425, 151, 199)
_HALF_SIDE_SHARE: Final = 0.02
_LEAST_CHROMA: Final = 3.0
_HUE_DEG: Final = (-10.0, 115.0)


def has_skin_colour(picture_bgr: npt.NDArray[np.uint8], points_px: npt.NDArray[np.float64]) -> bool:
    """Judge the median colour (CIELAB) around six landmarks (478, 2) of an upright (h, w, 3) picture."""
    height, width = picture_bgr.shape[:2]
    half = max(round(_HALF_SIDE_SHARE * float(np.ptp(points_px[:, 0]))), 1)
    found = []
    for x, y in np.round(points_px[list(_PLACES)]).astype(int):
        if half <= x < width - half and half <= y < height - half:
            found.append(picture_bgr[y - half : y + half + 1, x - half : x + half + 1].reshape(-1, 3))
    if not found:
        return False
    colour = np.median(np.concatenate(found), axis=0).astype(np.float32) / 255.0
    _, a, b = cv2.cvtColor(colour.reshape(1, 1, 3), cv2.COLOR_BGR2LAB)[0, 0]
    hue = float(np.degrees(np.arctan2(b, a)))
    return bool(np.hypot(a, b) >= _LEAST_CHROMA and _HUE_DEG[0] <= hue <= _HUE_DEG[1])
