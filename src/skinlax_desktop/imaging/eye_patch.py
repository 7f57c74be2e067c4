"""One eye cut out of a full-resolution picture, laid level and to a fixed size, so that all that follows has one scale.

Patch frame: x runs along the line of the eye's corners, from the right of the subject to the left, y up, origin in the
middle between the corners; the unit is 1/28 of the distance of the landmarks of the corners, which is about a
millimetre on everybody.
"""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

PX_PER_UNIT: Final = 10
CORNERS_APART: Final = 28.0
_HALF_WIDTH: Final = 24
_HALF_HEIGHT: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EyeLandmarks:
    """Landmark numbers of one eye; `upper` and `lower` run from corner to corner, both included."""

    right_corner: int
    left_corner: int
    iris: int
    upper: tuple[int, ...]
    lower: tuple[int, ...]
    medial_is_left: bool


EYES: Final = {
    "R": EyeLandmarks(
        right_corner=33,
        left_corner=133,
        iris=468,
        upper=(33, 246, 161, 160, 159, 158, 157, 173, 133),
        lower=(33, 7, 163, 144, 145, 153, 154, 155, 133),
        medial_is_left=True,
    ),
    "L": EyeLandmarks(
        right_corner=362,
        left_corner=263,
        iris=473,
        upper=(362, 398, 384, 385, 386, 387, 388, 466, 263),
        lower=(362, 382, 381, 380, 374, 373, 390, 249, 263),
        medial_is_left=False,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EyePatch:
    """`lab` (h, w, 3) CIELAB, L* 0..100; `matrix` (2, 3) takes patch units to pixels of the picture."""

    lab: Floats
    matrix: Points

    def to_picture(self, units: Points) -> Points:
        """Points (n, 2) of the patch frame in pixels of the picture."""
        return np.asarray(units @ self.matrix[:, :2].T + self.matrix[:, 2])

    def from_picture(self, pixels: Points) -> Points:
        """Pixels (n, 2) of the picture in the patch frame."""
        return np.asarray((pixels - self.matrix[:, 2]) @ np.linalg.inv(self.matrix[:, :2]).T)

    def sample(self, x: Points, y: Points) -> Floats:
        """Lab (..., 3) at places of the patch frame, bilinear."""
        columns = ((x + _HALF_WIDTH) * PX_PER_UNIT).astype(np.float32)
        rows = ((_HALF_HEIGHT - y) * PX_PER_UNIT).astype(np.float32)
        shape = columns.shape
        found = cv2.remap(
            self.lab,
            columns.reshape(shape[0], -1),
            rows.reshape(shape[0], -1),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return cast(Floats, found.reshape(*shape, 3))


def cut_eye(picture_bgr: npt.NDArray[np.uint8], points_px: Points, eye: EyeLandmarks) -> EyePatch | None:
    """The patch of an eye; None when the eye is only a few pixels wide."""
    right, left = points_px[eye.right_corner], points_px[eye.left_corner]
    across = left - right
    unit = float(np.hypot(*across)) / CORNERS_APART
    if unit < 1.0:
        return None
    x_axis = across / CORNERS_APART
    y_axis = np.array([x_axis[1], -x_axis[0]])
    matrix = np.column_stack((x_axis, y_axis, (right + left) / 2.0))
    size = (2 * _HALF_WIDTH * PX_PER_UNIT + 1, 2 * _HALF_HEIGHT * PX_PER_UNIT + 1)
    # Patch pixel (column, row) to units: x = column / s - w, y = h - row / s.
    step = 1.0 / PX_PER_UNIT
    from_patch = np.column_stack(
        (
            matrix[:, 0] * step,
            -matrix[:, 1] * step,
            matrix[:, :2] @ np.array([-_HALF_WIDTH, _HALF_HEIGHT]) + matrix[:, 2],
        )
    )
    low, high = _bounds(from_patch, size, picture_bgr.shape)
    crop = picture_bgr[low[1] : high[1], low[0] : high[0]]
    from_patch = from_patch.copy()
    from_patch[:, 2] -= low
    if unit > 1.5 * PX_PER_UNIT:
        crop = cast(npt.NDArray[np.uint8], cv2.GaussianBlur(crop, (0, 0), 0.45 * unit / PX_PER_UNIT))
    patch = cv2.warpAffine(
        crop, from_patch, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    lab = cv2.cvtColor(patch.astype(np.float32) / np.float32(255.0), cv2.COLOR_BGR2LAB)
    return EyePatch(lab=cast(Floats, lab), matrix=matrix)


def _bounds(
    from_patch: Points, size: tuple[int, int], shape: tuple[int, ...]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    corners = np.array([(0, 0), (size[0], 0), (0, size[1]), size], dtype=np.float64)
    seen = corners @ from_patch[:, :2].T + from_patch[:, 2]
    limit = np.array([shape[1], shape[0]])
    low = np.clip(np.floor(seen.min(axis=0)).astype(np.int64) - 4, 0, limit - 2)
    high = np.clip(np.ceil(seen.max(axis=0)).astype(np.int64) + 5, low + 2, limit)
    return low, high
