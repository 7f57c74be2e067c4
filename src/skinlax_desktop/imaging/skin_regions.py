"""Where skin lies for certain: patches of the face between landmarks, away from hair, brows, lips and the outline."""

from collections.abc import Mapping, Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import Side

Points = npt.NDArray[np.float64]
Mask = npt.NDArray[np.uint8]

CHEEKS: Final[Mapping[Side, tuple[int, ...]]] = {
    Side.RIGHT: (117, 118, 119, 100, 36, 205, 187, 123),
    Side.LEFT: (346, 347, 348, 329, 266, 425, 411, 352),
}
FOREHEAD: Final = (104, 69, 108, 151, 337, 299, 333, 296, 336, 9, 107, 66, 105)
EYE_OPENINGS: Final[Mapping[Side, tuple[int, ...]]] = {
    Side.RIGHT: (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    Side.LEFT: (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
}
# From the brow to below the lower lid: edges that every face has.
EYE_SURROUNDINGS: Final[Mapping[Side, tuple[int, ...]]] = {
    Side.RIGHT: (33, 133, 159, 145, 70, 63, 105, 66, 107, 130, 243),
    Side.LEFT: (263, 362, 386, 374, 300, 293, 334, 296, 336, 359, 463),
}
# Lips, corners and nostrils: edges in all directions.
MOUTH_SURROUNDINGS: Final = (61, 291, 0, 17, 4, 48, 278)
FACE_OVAL: Final = (10, 297, 284, 389, 454, 361, 397, 379, 400, 152, 176, 150, 172, 132, 234, 162, 54, 67)
# Where skin shines first and nothing but skin is seen: forehead, cheeks, bridge and tip of the nose, chin.
SHINING_SKIN: Final[tuple[tuple[int, ...], ...]] = (
    FOREHEAD,
    *CHEEKS.values(),
    (168, 122, 198, 131, 115, 48, 4, 278, 344, 360, 420, 351),
    (18, 182, 194, 32, 140, 171, 175, 396, 369, 262, 418, 406),
)


# Beyond this turn the far half of the face is not judged.
_TURNED_DEG: Final = 15.0


def visible_sides(yaw_deg: float) -> tuple[Side, ...]:
    """The halves of the face that the camera sees well; turned to the own left, the right half faces it."""
    if yaw_deg > _TURNED_DEG:
        return (Side.RIGHT,)
    if yaw_deg < -_TURNED_DEG:
        return (Side.LEFT,)
    return (Side.RIGHT, Side.LEFT)


def polygon_pixels(picture: npt.NDArray[np.uint8], points_px: Points, polygon: Sequence[int]) -> npt.NDArray[np.uint8]:
    """The (n, 3) or (n,) pixels of a picture inside the polygon of these landmarks."""
    corners = points_px[list(polygon)]
    box = box_around(corners, picture.shape[:2], margin=0.0)
    if box is None:
        return picture[:0, 0]
    left, top, right, bottom = box
    mask = np.zeros((bottom - top, right - left), dtype=np.uint8)
    cv2.fillPoly(mask, [np.round(corners - (left, top)).astype(np.int32)], 1)
    inside: npt.NDArray[np.uint8] = picture[top:bottom, left:right][mask.astype(bool)]
    return inside


def box_around(points_px: Points, shape: tuple[int, int], *, margin: float) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom around points, `margin` widths larger, cut to the picture; None when outside."""
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    room = margin * (high[0] - low[0])
    left, top = (max(int(value), 0) for value in np.floor(low - room))
    right = min(int(np.ceil(high[0] + room)) + 1, shape[1])
    bottom = min(int(np.ceil(high[1] + room)) + 1, shape[0])
    return (left, top, right, bottom) if right > left and bottom > top else None
