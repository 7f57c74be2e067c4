"""A picture as reconstruction works on it: reduced, free of distortion, with its pinhole."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

WORKING_WIDTH_PX: Final = 1200
_BACKDROP_WIDTH_PX: Final = 400
_BACKDROP_STEP: Final = 1.6
_GROW_PX: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkingPicture:
    """`picture_bgr` (h, w, 3); `camera_matrix` (3, 3) of this size, centre of the top-left pixel (0, 0).

    `subject` (h, w) uint8 is 255 where the subject may be, 0 on the smooth backdrop behind.
    """

    picture_bgr: Pixels
    camera_matrix: Points
    subject: Pixels


def prepare_picture(
    picture_bgr: Pixels,
    camera_matrix: Points,
    distortion: tuple[float, float, float, float, float],
    width_px: int = WORKING_WIDTH_PX,
) -> WorkingPicture:
    """Reduce an upright (height, width, 3) picture to `width_px` or less and straighten it."""
    height, width = picture_bgr.shape[:2]
    share = min(1.0, width_px / width)
    size = (round(width * share), round(height * share))
    small = picture_bgr if share == 1.0 else cv2.resize(picture_bgr, size, interpolation=cv2.INTER_AREA)
    scale = np.array([size[0] / width, size[1] / height, 1.0])
    matrix = camera_matrix * scale[:, None]
    # A pixel's centre, not its corner, is at a whole number.
    matrix[:2, 2] = (camera_matrix[:2, 2] + 0.5) * scale[:2] - 0.5
    if any(distortion):
        small = cv2.undistort(small, matrix, np.array(distortion))
    straight = np.asarray(small, dtype=np.uint8)
    return WorkingPicture(picture_bgr=straight, camera_matrix=matrix, subject=_subject(straight))


def _subject(picture_bgr: Pixels) -> Pixels:
    """Everything but the even region that reaches in from the upper border: walls and backdrops are even, heads not."""
    height, width = picture_bgr.shape[:2]
    share = _BACKDROP_WIDTH_PX / width
    small = cv2.resize(picture_bgr, (_BACKDROP_WIDTH_PX, round(height * share)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 1.2)
    rows, columns = small.shape[:2]
    filled = np.zeros((rows + 2, columns + 2), dtype=np.uint8)
    step = (_BACKDROP_STEP,) * 3
    flags = 4 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY
    starts = [(x, 0) for x in range(0, columns, 8)]
    starts += [(x, y) for x in (0, columns - 1) for y in range(0, rows // 2, 8)]
    for x, y in starts:
        if not filled[y + 1, x + 1]:
            cv2.floodFill(small, filled, (x, y), (0, 0, 0), step, step, flags)
    backdrop = cv2.erode(filled[1:-1, 1:-1], np.ones((3, 3), np.uint8), iterations=_GROW_PX)
    large = cv2.resize(255 - backdrop, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray((large > 127).astype(np.uint8) * 255)
