"""Is the wall behind the head plain: how much of it has edges."""

from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.averaging import average_to

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

_WIDTH_PX: Final = 160
# Ears and hair lie nearest to the face: of the strip beside the landmarks only this outer share is looked at.
_OUTER_SHARE: Final = 0.6
_EARS: Final = 0.1
_EDGE: Final = 6.0
_FEWEST_PX: Final = 300


def measure_backdrop(picture: Picture, points_px: Points) -> float | None:
    """Share of the visible wall beside the head with edges in it, 0 to 1; None when the head leaves none to see.

    Looked at: both sides of the head from the top of the picture to the mouth, where no shoulder reaches.
    """
    height, width = picture.shape[:2]
    factor = _WIDTH_PX / width
    size = (_WIDTH_PX, max(round(height * factor), 8))
    # Whole fours of pixels are averaged first, in a fifth of the time; the rest of the edge has nothing to tell.
    even = picture[: height - height % 4, : width - width % 4] if width >= 4 * _WIDTH_PX else picture
    small = cast(Picture, cv2.GaussianBlur(average_to(even, size), (0, 0), 0.8))
    points = (points_px + 0.5) * factor - 0.5
    left, right = points[:, 0].min(), points[:, 0].max()
    ears = _EARS * (right - left)
    left_end = max(int((left - ears) * _OUTER_SHARE), 1)
    right_start = min(int(_WIDTH_PX - (_WIDTH_PX - right - ears) * _OUTER_SHARE), _WIDTH_PX - 1)
    bottom = int(np.clip(points[13, 1], 2, small.shape[0]))
    wall = np.zeros(small.shape[:2], dtype=bool)
    wall[1:bottom, 1:left_end] = True
    wall[1:bottom, right_start : _WIDTH_PX - 1] = True
    if wall.sum() < _FEWEST_PX:
        return None
    across = cv2.Sobel(small, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(small, cv2.CV_32F, 0, 1, scale=0.125)
    steepest = np.sqrt((across**2 + down**2).max(axis=2))
    return float((steepest[wall] > _EDGE).mean())
