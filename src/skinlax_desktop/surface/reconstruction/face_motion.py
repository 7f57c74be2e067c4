"""How the face moved between pictures: a smooth displacement for each picture, solved together with shape and poses.

The displacement of a picture is a Gaussian random field over the head, in the approximation of Nystroem: a few control
points, whose square-root covariance makes coefficients of equal and independent prior spread.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.bundle_adjustment import AdjustOptions, Bundle, adjust
from skinlax_desktop.surface.reconstruction.ray_tracing import cast
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.seen_colours import project

Points = npt.NDArray[np.float64]

SMOOTH_OVER_MM: Final = 42.0
CONTROLS: Final = 26
_JITTER: Final = 1e-3
_GRID_PX: Final = 8
_SPREAD_PX: Final = 5.0
_FAR_OFF: Final = 4.5
_LEAST_OFF_PX: Final = 1.0
_START_SIGMA_MM: Final = 0.6
_SIGMA_LIMITS_MM: Final = (0.05, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MotionBasis:
    """`controls` (k, 3) in the head frame, millimetres, and the matrix (k, k) that whitens their covariance."""

    controls: Points
    whitening: Points

    def at(self, points: Points) -> Points:
        """What each coefficient adds at each point, (n, k)."""
        apart = ((points[:, None] - self.controls[None]) ** 2).sum(axis=2)
        return np.asarray(np.exp(-apart / (2.0 * SMOOTH_OVER_MM**2)) @ self.whitening)


def motion_basis(points: Points, count: int = CONTROLS) -> MotionBasis:
    """Control points spread as far apart as they can be over the points (n, 3)."""
    chosen = [int(((points - points.mean(axis=0)) ** 2).sum(axis=1).argmin())]
    away = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < min(count, len(points)):
        chosen.append(int(away.argmax()))
        away = np.minimum(away, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    controls = points[chosen]
    apart = ((controls[:, None] - controls[None]) ** 2).sum(axis=2)
    covariance = np.exp(-apart / (2.0 * SMOOTH_OVER_MM**2)) + _JITTER * np.eye(len(controls))
    spread, directions = np.linalg.eigh(covariance)
    return MotionBasis(controls=controls, whitening=directions / np.sqrt(spread))


def solve_motion(bundle: Bundle, still: int, *, rounds: int = 2) -> tuple[Bundle, float]:
    """Shape, poses and motion together, and the spread of the motion found (millimetres a direction).

    `still`: the picture whose moment is the shape's. The prior spread of the motion is estimated on the way.
    """
    sigma = _START_SIGMA_MM if not bundle.motion.any() else motion_sigma(bundle, still)
    frames = np.unique(bundle.frame)
    distance = _distance(bundle)
    unseen = tuple(number for number in range(len(bundle.rotations)) if number not in frames)
    for _ in range(rounds):
        bundle = adjust(
            bundle,
            AdjustOptions(
                iterations=5,
                robust_px=1.5,
                pixel_sigma=0.35,
                motion_sigma=sigma,
                fixed_frames=(still, *unseen),
                still_frames=(still, *unseen),
                good_enough=1e-3,
            ),
        )
        bundle = _resized(bundle, distance, still)
        sigma = float(np.clip(motion_sigma(bundle, still), *_SIGMA_LIMITS_MM))
        off = np.linalg.norm(bundle.residuals_px(), axis=1)
        bundle = bundle.without(off > max(_FAR_OFF * float(np.median(off)) / 1.18, _LEAST_OFF_PX))
    return bundle, sigma


def _distance(bundle: Bundle) -> float:
    return float(np.median(bundle.in_camera()[:, 2]))


def _resized(bundle: Bundle, distance: float, still: int) -> Bundle:
    """The bundle at its former distance, about the still camera, which does not move.

    No picture tells the size, and in a smaller world motion costs less: it would shrink away from the rough surface.
    """
    size = distance / _distance(bundle)
    middle = -bundle.rotations[still].T @ bundle.translations[still]
    centres = -np.einsum("fji,fj->fi", bundle.rotations, bundle.translations)
    return replace(
        bundle,
        translations=-np.einsum("fij,fj->fi", bundle.rotations, middle + (centres - middle) * size),
        points=middle + (bundle.points - middle) * size,
        motion=bundle.motion * size,
    )


def motion_sigma(bundle: Bundle, still: int) -> float:
    """Root mean square of the motion found at the points, one direction, all pictures but the still one."""
    away = np.einsum("mk,mkc->mc", bundle.basis[bundle.point], bundle.motion[bundle.frame])
    moving = bundle.frame != still
    return float(np.sqrt((away[moving] ** 2).mean())) if moving.any() else 0.0


def with_basis(bundle: Bundle, basis: MotionBasis) -> Bundle:
    """The bundle with room for motion, none yet."""
    return replace(
        bundle,
        basis=basis.at(bundle.points),
        motion=np.zeros((len(bundle.rotations), len(basis.controls), 3)),
    )


def as_if_still(view: StereoView, scene: Any, basis: MotionBasis, motion: Points) -> StereoView:
    """The picture as it would be had the face not moved. `motion` (k, 3); `scene`: a ray tracer over the still face."""
    height, width = view.picture.shape[:2]
    matrix = view.camera_matrix
    rows, columns = np.mgrid[0:height:_GRID_PX, 0:width:_GRID_PX].astype(np.float64)
    x, y = (columns - matrix[0, 2]) / matrix[0, 0], (rows - matrix[1, 2]) / matrix[1, 1]
    directions = np.stack([x, y, np.ones_like(x)], axis=2) @ view.rotation
    rays = np.concatenate([np.broadcast_to(view.centre, directions.shape), directions], axis=2)
    along, _ = cast(scene, rays)
    hit = np.isfinite(along)
    points = view.centre + directions[hit] * along[hit][:, None]
    moved, _ = project(points + basis.at(points) @ motion, matrix, view.rotation, view.translation)
    shift = np.zeros((*hit.shape, 2), dtype=np.float32)
    shift[hit] = moved - np.column_stack([columns[hit], rows[hit]])
    shift = _spread(shift, hit)
    fine_rows, fine_columns = np.mgrid[0:height, 0:width].astype(np.float32)
    enlarge = np.array([[_GRID_PX, 0.0, 0.0], [0.0, _GRID_PX, 0.0]])
    flow = cv2.warpAffine(shift, enlarge, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    to_x, to_y = fine_columns + flow[:, :, 0], fine_rows + flow[:, :, 1]
    picture = cv2.remap(view.picture, to_x, to_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    subject = cv2.remap(view.subject, to_x, to_y, cv2.INTER_NEAREST)
    return replace(view, picture=np.asarray(picture), subject=np.asarray(subject))


def _spread(shift: npt.NDArray[np.float32], known: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """Carry the shift over the edge of the face, fading."""
    weight = cv2.GaussianBlur(known.astype(np.float32), (0, 0), _SPREAD_PX)
    mean = cv2.GaussianBlur(shift, (0, 0), _SPREAD_PX) / np.maximum(weight, 1e-3)[:, :, None]
    return np.where(known[:, :, None], shift, mean * np.clip(4.0 * weight, 0.0, 1.0)[:, :, None]).astype(np.float32)
