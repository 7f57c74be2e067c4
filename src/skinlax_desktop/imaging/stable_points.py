"""Where a face keeps its shape from visit to visit, and how deep such places lie.

Forehead, temples, bridge and back of the nose, and the inner corners of the eyes: what laxity moves least. Brows, lids,
cheeks, mouth and jaw are left out, so that a sagging face is not read as a turned one. In a profile these are the
forehead, the temple, the ear and the bridge of the nose. Masks are (h, w) uint8, 255 where points may be taken.
"""

from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Mask = npt.NDArray[np.uint8]

# Landmark numbers. The upper face down to the base of the nose, and what is taken out of it again.
_UPPER_FACE: Final = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 234, 127, 162, 21, 54, 103, 67, 109),
    *(1, 2, 98, 327, 129, 358),
)
_CHEEKS: Final = (
    (117, 118, 119, 100, 36, 205, 187, 123, 116, 234, 93, 129, 203),
    (346, 347, 348, 329, 266, 425, 411, 352, 345, 454, 323, 358, 423),
)
_EYES_AND_BROWS: Final = (
    (33, 7, 163, 144, 145, 153, 154, 155, 173, 157, 158, 159, 160, 161, 246, 70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (
        *(263, 249, 390, 373, 374, 380, 381, 382, 398, 384, 385, 386, 387, 388, 466),
        *(300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
    ),
)
_NOSE: Final = (1, 2, 4, 5, 6, 8, 9, 168, 195, 197, 129, 358, 98, 327, 49, 279, 133, 362)
_LID_MARGIN: Final = 5

# In a profile: boxes behind the nasion (from, to) and below it (from, to), millimetres of an average head.
_PROFILE_BOXES: Final = (
    (4.0, 45.0, -30.0, 25.0),
    (45.0, 140.0, -50.0, 10.0),
    (75.0, 125.0, -50.0, 55.0),
    (-15.0, 25.0, -5.0, 50.0),
)
_EDGE_MARGIN: Final = 9
# How far the side of an average head stands out from its middle plane: (behind the nasion, above it, out), mm. The face
# is MediaPipe's canonical one, thinned; ear and hair above it are round figures.
_SIDE_OF_HEAD_MM: Final = np.array(
    [
        (72.0, -9.0, 77.0),
        (11.0, -126.0, 13.0),
        (-18.0, -38.0, 9.0),
        (10.0, 50.0, 19.0),
        (70.0, -81.0, 67.0),
        (22.0, -2.0, 50.0),
        (15.0, -78.0, 37.0),
        (34.0, -38.0, 63.0),
        (51.0, 22.0, 71.0),
        (77.0, -43.0, 75.0),
        (45.0, -104.0, 51.0),
        (-1.0, 17.0, 14.0),
        (54.0, -57.0, 70.0),
        (9.0, -27.0, 23.0),
        (25.0, 24.0, 56.0),
        (3.0, -102.0, 10.0),
        (-6.0, -66.0, 7.0),
        (53.0, -25.0, 73.0),
        (6.0, -48.0, 23.0),
        (-3.0, -10.0, 6.0),
        (26.0, -103.0, 41.0),
        (43.0, -85.0, 58.0),
        (95.0, -20.0, 78.0),
        (90.0, -40.0, 80.0),
        (90.0, 20.0, 76.0),
        (70.0, 45.0, 72.0),
        (110.0, 0.0, 70.0),
        (130.0, -10.0, 78.0),
    ]
)
_NEIGHBOURS: Final = 6
_NEAR: Final = 9.0


def stable_face_mask(points_px: Points, shape: tuple[int, int]) -> Mask:
    """From the 478 landmarks of a face, in pixels of a picture of `shape` (height, width)."""
    mask = np.zeros(shape, dtype=np.uint8)
    _fill(mask, points_px[list(_UPPER_FACE)], 255)
    for cheek in _CHEEKS:
        _fill(mask, points_px[list(cheek)], 0)
    for eye in _EYES_AND_BROWS:
        _fill(mask, points_px[list(eye)], 0, margin=_LID_MARGIN)
    _fill(mask, points_px[list(_NOSE)], 255)
    return mask


def stable_profile_mask(head: Mask, nasion_px: tuple[float, float], *, looks_right: bool, px_per_mm: float) -> Mask:
    """Inside the (h, w) 0/1 mask of a `head` in profile whose nasion and scale are known."""
    mask = np.zeros_like(head)
    ahead = 1.0 if looks_right else -1.0
    for near, far, above, below in _PROFILE_BOXES:
        across = sorted(nasion_px[0] - ahead * behind * px_per_mm for behind in (near, far))
        left, right = (max(round(x), 0) for x in across)
        top, bottom = (max(round(nasion_px[1] + down * px_per_mm), 0) for down in (above, below))
        mask[top:bottom, left:right] = 255
    # The outline itself is where a head ends, not a place on it.
    inside = cv2.erode(head, np.ones((_EDGE_MARGIN, _EDGE_MARGIN), dtype=np.uint8))
    return cast(Mask, mask * inside)


def depth_from_landmarks(places_px: Points, points_px: Points, depth: Points) -> Points:
    """Depth (n,) at (n, 2) places of a picture, from the landmarks around each."""
    return _from_neighbours(places_px, points_px, depth)


def side_of_head_mm(behind_mm: Points, above_mm: Points) -> Points:
    """How far out from the middle plane the side of an average head lies at places (n,) seen exactly from the side."""
    places = np.column_stack((behind_mm, above_mm))
    return _from_neighbours(places, _SIDE_OF_HEAD_MM[:, :2], _SIDE_OF_HEAD_MM[:, 2])


def _from_neighbours(places: Points, knots: Points, values: Points) -> Points:
    apart = ((places[:, None, :] - knots[None]) ** 2).sum(axis=2)
    nearest = np.argsort(apart, axis=1)[:, :_NEIGHBOURS]
    weights = 1.0 / (np.take_along_axis(apart, nearest, axis=1) + _NEAR)
    return np.asarray((weights * values[nearest]).sum(axis=1) / weights.sum(axis=1), dtype=np.float64)


def _fill(mask: Mask, points: Points, value: int, *, margin: int = 0) -> None:
    hull = cv2.convexHull(points.astype(np.float32)).astype(np.int32)
    part = np.zeros_like(mask)
    cv2.fillConvexPoly(part, hull, 1)
    if margin:
        part = cast(Mask, cv2.dilate(part, np.ones((margin, margin), dtype=np.uint8)))
    mask[part > 0] = value
