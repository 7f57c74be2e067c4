"""The scale from a printed marker that turns with the head: its corners are found in the pictures and triangulated.

They are found in the pictures as they were taken: in reduced ones, which are averaged by code and not by light, a black
square of 20 mm is .3 % too large.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.marker import CORNER_SIGMA_PX, find_corners, is_known_family
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.workflows.metric_scale import UNKNOWN_SCALE_SHARE

Points = npt.NDArray[np.float64]
Corners = Sequence[tuple[int, Points]]
"""Of each marker in a picture its number and corners (4, 2), in pixels of the working picture."""

_FEWEST_VIEWS: Final = 2
_LEAST_ANGLE_DEG: Final = 6.0
_MOST_OFF_PX: Final = 1.5
_MOST_UNEVEN: Final = 0.03


def corners_in_picture(
    scale: Scale | None,
    picture_bgr: npt.NDArray[np.uint8],
    camera_matrix: Points,
    distortion: tuple[float, float, float, float, float],
    working_matrix: Points,
) -> Corners:
    """The markers of the scale in a picture as it was taken, in pixels of its working picture; none for another scale.

    `camera_matrix` (3, 3) and `distortion` are the picture's, `working_matrix` (3, 3) that of the straight one.
    """
    if scale is None or scale.kind is not ScaleKind.MARKER or not is_known_family(scale.family):
        return ()
    found = find_corners(picture_bgr, family=scale.family, marker_id=scale.marker_id)
    lens = np.array(distortion)
    return tuple(
        (number, cv2.undistortPoints(corners[:, None], camera_matrix, lens, P=working_matrix)[:, 0].astype(np.float64))
        for number, corners in found
    )


def marker_scale(
    scale: Scale, views: Sequence[StereoView], files: Sequence[str], corners: Sequence[Corners] | None = None
) -> tuple[float, float]:
    """Millimetres a unit of the views' world, and its relative standard uncertainty.

    `corners`: of each view as `corners_in_picture` found them; without them they are sought in the views' own pictures.

    The mean side of the marker's black square, over all markers of the family that two pictures see. Raises
    `marker_family`, `marker_no_size`, `marker_not_found`, and `marker_not_with_head` for one that stays behind when the
    head turns.
    """
    if not is_known_family(scale.family):
        raise SkinlaxError("marker_family", family=str(scale.family)[:30])
    if not scale.size_mm:
        raise SkinlaxError("marker_no_size")
    seen: dict[int, list[tuple[StereoView, Points]]] = {}
    if corners is None:
        corners = [find_corners(view.picture, family=scale.family, marker_id=scale.marker_id) for view in views]
    for view, found in zip(views, corners, strict=True):
        for number, square in found:
            seen.setdefault(number, []).append((view, square))
    sides, shares = [], []
    for sightings in seen.values():
        if len(sightings) >= _FEWEST_VIEWS and _angle_deg(sightings) >= _LEAST_ANGLE_DEG:
            square, off_px = _triangulated(sightings)
            own = np.linalg.norm(square - np.roll(square, 1, axis=0), axis=1)
            if off_px > _MOST_OFF_PX or np.ptp(own) > _MOST_UNEVEN * own.mean():
                raise SkinlaxError("marker_not_with_head")
            side_px = float(np.mean([np.linalg.norm(c - np.roll(c, 1, axis=0), axis=1).mean() for _, c in sightings]))
            sides.append(float(own.mean()))
            shares.append(CORNER_SIGMA_PX / side_px / np.sqrt(2.0 * len(sightings)))
    if not sides:
        raise SkinlaxError("marker_not_found", file=files[0])
    weights = np.array(shares) ** -2.0
    side = float(np.average(sides, weights=weights))
    size = UNKNOWN_SCALE_SHARE if scale.sigma_mm is None else scale.sigma_mm / scale.size_mm
    return scale.size_mm / side, float(np.hypot(weights.sum() ** -0.5, size))


def _angle_deg(sightings: Sequence[tuple[StereoView, Points]]) -> float:
    """The widest angle between two of the viewing directions."""
    axes = np.stack([view.rotation[2] for view, _ in sightings])
    return float(np.degrees(np.arccos(np.clip(axes @ axes.T, -1.0, 1.0))).max())


def _triangulated(sightings: Sequence[tuple[StereoView, Points]]) -> tuple[Points, float]:
    """The corners (4, 3) nearest to all their lines of sight, and how far from where they were seen, rms pixels."""
    left, right = np.zeros((4, 3, 3)), np.zeros((4, 3))
    for view, corners in sightings:
        flat = np.column_stack([corners, np.ones(4)]) @ np.linalg.inv(view.camera_matrix).T
        rays = flat @ view.rotation
        rays /= np.linalg.norm(rays, axis=1, keepdims=True)
        across = np.eye(3) - rays[:, :, None] * rays[:, None, :]
        left += across
        right += across @ view.centre
    square = np.linalg.solve(left, right[:, :, None])[:, :, 0]
    off = []
    for view, corners in sightings:
        placed = (square @ view.rotation.T + view.translation) @ view.camera_matrix.T
        off.append(placed[:, :2] / placed[:, 2:] - corners)
    return np.asarray(square, dtype=np.float64), float(np.sqrt((np.concatenate(off) ** 2).sum(axis=1).mean()))
