"""How fast a head turns, from how its surface moves between two small pictures, where its yaw cannot be read."""

import math
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]

# From the axis of the neck to the skin that faces the camera: cheek and ear 75 mm, the front of the face 100 mm.
SKIN_FROM_AXIS_MM: Final = 85.0
_WIDTH_PX: Final = 188
# The part of the head's box that surely is head, whichever way it faces.
_INNER: Final = (0.25, 0.25, 0.75, 0.75)
_LEAST_TEXTURE: Final = 2.0
_LEAST_PIXELS: Final = 60


def flow_picture(picture_bgr: npt.NDArray[np.uint8]) -> Grey:
    """The small grey picture that two moments are compared by."""
    height, width = picture_bgr.shape[:2]
    small = cv2.resize(picture_bgr, (_WIDTH_PX, round(height * _WIDTH_PX / width)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def turn_rate_deg_s(before: Grey, after: Grey, head: Box, elapsed_s: float, mm_per_width: float) -> float | None:
    """Degrees a second, positive to the subject's own left (the picture's right); None where nothing can be followed.

    `head`: left, top, right, bottom in 0..1 of the picture. `mm_per_width`: what the picture's width is at the head.
    A third off on either side, for nobody's head is a cylinder about its neck.
    """
    if elapsed_s <= 0.0 or before.shape != after.shape:
        return None
    height, width = after.shape
    left, top, right, bottom = head
    rows = slice(
        max(int((top + _INNER[1] * (bottom - top)) * height), 0), int((top + _INNER[3] * (bottom - top)) * height)
    )
    columns = slice(
        max(int((left + _INNER[0] * (right - left)) * width), 0), int((left + _INNER[2] * (right - left)) * width)
    )
    inverse_search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    flow = np.asarray(inverse_search.calc(before, after, np.zeros((height, width, 2), np.float32)))
    texture = np.abs(np.asarray(cv2.Sobel(before, cv2.CV_32F, 1, 0, scale=1.0 / 8.0)))[rows, columns]
    moved = flow[rows, columns, 0][texture > _LEAST_TEXTURE]
    if moved.size < _LEAST_PIXELS:
        return None
    mm_s = float(np.median(moved)) / width * mm_per_width / elapsed_s
    return math.degrees(mm_s / SKIN_FROM_AXIS_MM)
