"""Bundle adjustment with known intrinsics, and with a smooth motion of the face in every picture when asked for.

Levenberg-Marquardt on the reduced camera system (Triggs et al. 2000); points are eliminated by the Schur complement,
which is formed densely: a sweep has tens of pictures, not thousands.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_POSE: Final = 6
_CHUNK_POINTS: Final = 2500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bundle:
    """Cameras, points and what was seen.

    World to camera: `rotations` (f, 3, 3), `translations` (f, 3). `points` (n, 3) in the world. Observations: `point`
    (m,), `frame` (m,), `at_px` (m, 2). `focal_px` (f, 2), `centre_px` (f, 2).
    `basis` (n, k) and `motion` (f, k, 3): in picture i point j stands at `points[j] + basis[j] @ motion[i]`.
    """

    rotations: Points
    translations: Points
    points: Points
    point: Indices
    frame: Indices
    at_px: Points
    focal_px: Points
    centre_px: Points
    basis: Points
    motion: Points

    def moved_points(self) -> Points:
        """Where the points of each observation (m, 3) stood in its picture."""
        still = self.points[self.point]
        if not self.basis.shape[1]:
            return still
        return np.asarray(still + np.einsum("mk,mkc->mc", self.basis[self.point], self.motion[self.frame]))

    def in_camera(self) -> Points:
        """The points of each observation in its camera's axes (m, 3)."""
        turned = np.einsum("mij,mj->mi", self.rotations[self.frame], self.moved_points())
        return np.asarray(turned + self.translations[self.frame])

    def residuals_px(self) -> Points:
        """Projected minus seen (m, 2)."""
        placed = self.in_camera()
        flat = placed[:, :2] / placed[:, 2:] * self.focal_px[self.frame] + self.centre_px[self.frame]
        return np.asarray(flat - self.at_px)

    def without(self, dropped: npt.NDArray[np.bool_]) -> "Bundle":
        """The bundle without some observations (m,) bool, and without points then seen less than twice."""
        count = np.bincount(self.point[~dropped], minlength=len(self.points))
        kept = ~dropped & (count[self.point] >= 2)
        numbers = np.flatnonzero(count >= 2)
        renumber = np.full(len(self.points), -1)
        renumber[numbers] = np.arange(len(numbers))
        return replace(
            self,
            points=self.points[numbers],
            basis=self.basis[numbers],
            point=renumber[self.point[kept]],
            frame=self.frame[kept],
            at_px=self.at_px[kept],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustOptions:
    """`robust_px`: scale of the Cauchy loss. `fixed_frames` keep their pose; `still_frames` have no motion.

    `motion_sigma`: standard deviation of a coefficient of motion, in the unit of the points; `pixel_sigma` of a place.
    """

    iterations: int = 12
    robust_px: float = 1.0
    fixed_frames: tuple[int, ...] = (0,)
    still_frames: tuple[int, ...] = ()
    motion_sigma: float = 1.0
    pixel_sigma: float = 0.4
    good_enough: float = 1e-5


def adjust(bundle: Bundle, options: AdjustOptions | None = None) -> Bundle:
    """The bundle with least robust squared error."""
    options = options or AdjustOptions()
    damping = 1e-4
    cost = _cost(bundle, options)
    for _ in range(options.iterations):
        system = _linearise(bundle, options)
        improved = False
        for _ in range(5):
            moved = _step(bundle, system, damping, options)
            new_cost = _cost(moved, options)
            if new_cost < cost:
                improved = True
                break
            damping *= 8.0
        if not improved:
            break
        gain = (cost - new_cost) / cost
        bundle, cost, damping = moved, new_cost, max(damping / 5.0, 1e-9)
        if gain < options.good_enough:
            break
    return bundle


def _cost(bundle: Bundle, options: AdjustOptions) -> float:
    placed = bundle.in_camera()
    if (placed[:, 2] <= 0).any():
        return float("inf")
    squared = (bundle.residuals_px() ** 2).sum(axis=1)
    loss = options.robust_px**2 * np.log1p(squared / options.robust_px**2)
    return float(loss.sum() / options.pixel_sigma**2 + (bundle.motion**2).sum() / options.motion_sigma**2)


@dataclass(frozen=True, slots=True, eq=False)
class _System:
    of_camera: Points  # (m, 2, p)
    of_point: Points  # (m, 2, 3)
    residual: Points  # (m, 2), weighted
    free: npt.NDArray[np.bool_]
    prior: Points
    prior_slope: Points


def _linearise(bundle: Bundle, options: AdjustOptions) -> _System:
    moved = bundle.moved_points()
    turned = np.einsum("mij,mj->mi", bundle.rotations[bundle.frame], moved)
    placed = turned + bundle.translations[bundle.frame]
    focal = bundle.focal_px[bundle.frame]
    x, y, z = placed.T
    lens = np.zeros((len(x), 2, 3))
    lens[:, 0, 0], lens[:, 1, 1] = focal[:, 0] / z, focal[:, 1] / z
    lens[:, 0, 2], lens[:, 1, 2] = -focal[:, 0] * x / z**2, -focal[:, 1] * y / z**2
    residual = placed[:, :2] / z[:, None] * focal + bundle.centre_px[bundle.frame] - bundle.at_px
    weight = 1.0 / (1.0 + (residual**2).sum(axis=1) / options.robust_px**2)
    root = (np.sqrt(weight) / options.pixel_sigma)[:, None]
    lens *= root[:, :, None]
    of_point = lens @ bundle.rotations[bundle.frame]
    kinds = bundle.basis.shape[1]
    of_camera = np.empty((len(x), 2, _POSE + 3 * kinds))
    # A small turn w before the camera moves a turned point p by w x p.
    of_camera[:, 0, :3] = np.cross(turned, lens[:, 0])
    of_camera[:, 1, :3] = np.cross(turned, lens[:, 1])
    of_camera[:, :, 3:6] = lens
    if kinds:
        basis = bundle.basis[bundle.point]
        of_camera[:, :, 6:] = (basis[:, None, :, None] * of_point[:, :, None, :]).reshape(len(x), 2, 3 * kinds)
    frames = len(bundle.rotations)
    free = np.ones((frames, _POSE + 3 * kinds), dtype=bool)
    free[list(options.fixed_frames), :_POSE] = False
    free[list(options.still_frames), _POSE:] = False
    prior = np.zeros((frames, _POSE + 3 * kinds))
    prior[:, _POSE:] = options.motion_sigma**-2
    slope = np.zeros_like(prior)
    slope[:, _POSE:] = bundle.motion.reshape(frames, -1) * options.motion_sigma**-2
    return _System(of_camera, of_point, residual * root, free.ravel(), prior.ravel(), slope.ravel())


def _step(bundle: Bundle, system: _System, damping: float, options: AdjustOptions) -> Bundle:
    solution, back = reduced_solution(bundle, system, damping)
    frames = len(bundle.rotations)
    change = solution.reshape(frames, -1)
    point_change = back(change)
    turn = _rotations_of(change[:, :3])
    rotations = turn @ bundle.rotations
    translations = np.asarray(bundle.translations + change[:, 3:6])
    return replace(
        bundle,
        rotations=rotations,
        translations=translations,
        points=bundle.points + point_change,
        motion=bundle.motion + change[:, 6:].reshape(bundle.motion.shape),
    )


def reduced_matrices(bundle: Bundle, system: _System, damping: float) -> tuple[Points, Points, Points, Points, Points]:
    """Reduced camera matrix and right side, and what gives the points back: inverse point blocks, slopes, coupling."""
    frames, count = len(bundle.rotations), len(bundle.points)
    width = system.of_camera.shape[2]
    blocks = np.zeros((count, 3, 3))
    np.add.at(blocks, bundle.point, system.of_point.transpose(0, 2, 1) @ system.of_point)
    slope = np.zeros((count, 3))
    np.add.at(slope, bundle.point, np.einsum("mij,mi->mj", system.of_point, system.residual))
    index = np.arange(3)
    blocks[:, index, index] *= 1.0 + damping
    blocks[:, index, index] += 1e-9
    inverse = np.linalg.inv(blocks)
    coupling = system.of_camera.transpose(0, 2, 1) @ system.of_point
    order = np.argsort(bundle.frame, kind="stable")
    edges = np.searchsorted(bundle.frame[order], np.arange(frames + 1))
    reduced = np.zeros((frames * width, frames * width))
    right = np.zeros(frames * width)
    for number in range(frames):
        rows = order[edges[number] : edges[number + 1]]
        part = system.of_camera[rows].reshape(-1, width)
        here = slice(number * width, (number + 1) * width)
        own = part.T @ part
        own[np.arange(width), np.arange(width)] *= 1.0 + damping
        reduced[here, here] = own
        right[here] = part.T @ system.residual[rows].reshape(-1)
    root = np.linalg.cholesky(inverse)
    for start in range(0, count, _CHUNK_POINTS):
        inside = np.flatnonzero((bundle.point >= start) & (bundle.point < start + _CHUNK_POINTS))
        size = min(_CHUNK_POINTS, count - start)
        wide = np.zeros((frames, size, width, 3))
        wide[bundle.frame[inside], bundle.point[inside] - start] = coupling[inside] @ root[bundle.point[inside]]
        flat = wide.transpose(0, 2, 1, 3).reshape(frames * width, size * 3)
        reduced -= flat @ flat.T
        own_slope = np.einsum("nji,nj->ni", root[start : start + size], slope[start : start + size])
        right -= flat @ own_slope.reshape(-1)
    return np.asarray(reduced), np.asarray(right), np.asarray(inverse, dtype=np.float64), slope, coupling


def reduced_solution(bundle: Bundle, system: _System, damping: float):  # type: ignore[no-untyped-def]
    """The step of all cameras, and a function from it to the step of the points."""
    from scipy.linalg import cho_factor, cho_solve

    reduced, right, inverse, slope, coupling = reduced_matrices(bundle, system, damping)
    reduced[np.arange(len(right)), np.arange(len(right))] += system.prior + 1e-9
    right = right + system.prior_slope
    free = system.free
    solution = np.zeros(len(right))
    solution[free] = -cho_solve(cho_factor(reduced[np.ix_(free, free)]), right[free])

    def back(change: Points) -> Points:
        pulled = np.einsum("mij,mi->mj", coupling, change[bundle.frame])
        total = slope.copy()
        np.add.at(total, bundle.point, pulled)
        return np.asarray(-np.einsum("nij,nj->ni", inverse, total))

    return solution, back


def _rotations_of(vectors: Points) -> Points:
    from scipy.spatial.transform import Rotation

    return np.asarray(Rotation.from_rotvec(vectors).as_matrix())
