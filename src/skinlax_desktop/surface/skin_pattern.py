"""How far the skin of a zone slid, from its own pattern: freckles, spots and mottling that both visits show.

Each zone is drawn from straight in front of it on both registered surfaces; the shift in that plane is what brings
the drawings together (B. Lucas, T. Kanade, 1981, coarse to fine). What is drawn is the logarithm of green over red
without its slow part: blood and pigment take more green than red, and light and shade take both alike and drop out.
The error comes from the drawings themselves: what still differs pulls each patch of the zone its own way, and the
patches' scatter is that of the shift.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh

from skinlax_desktop.surface.closest_surface import ClosestSurface, SurfacePoints
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.rigid_motion import Motion

Floats = npt.NDArray[np.float64]

PIXEL_MM: Final = 1.0
_MARGIN_MM: Final = 4.0
_ABOVE_MM: Final = 10.0
_LEAST_VERTICES: Final = 30
_LEAST_COSINE: Final = 0.45
_SLOW_MM: Final = 5.0
# Blur of each round, coarse to fine; the last is that of the reading.
_ROUNDS_MM: Final = (2.4, 2.4, 1.0, 1.0, 1.0)
_FARTHEST_MM: Final = 6.0
_PATCH_MM: Final = 6.0
_LEAST_PATCHES: Final = 6
_LEAST_SEEN: Final = 0.5
_LEAST_MM2: Final = 60.0
_LEAST_LIKENESS: Final = 0.6
_WHOLLY_SEEN: Final = 0.99
_TUKEY: Final = 3.0
_LONGEST_STEP_MM: Final = 1.5
_LEAST_SHARED: Final = 0.5
_BENDINGS: Final = 4
_BEND_MM: Final = 4.0
_PATCH_RIDGE: Final = 0.05
_PATTERN_LEVELS: Final = 8
_EDGES_ASKED: Final = 2000
# Between points farther apart the pattern is not drawn but guessed: on phantoms 2.3 mm showed changes where none were.
_WIDEST_EDGE_MM: Final = 1.8
# Darker than this nothing is told from noise.
_DARK: Final = 12.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatternShift:
    """How far a region's skin slid: `shift_mm` (2,) along the unit rows of `plane` (2, 3), with `covariance` (2, 2).

    `about` (3,) is the middle of what was seen, in the first surface's frame. `likeness` is the correlation of both
    drawings once they lie on each other, `places` how many patches the covariance rests on. Each patch (k of them)
    lies at `patch_points` (k, 3), slid by `patch_shift_mm` (k, 2), which weighs `patch_information` (k, 2, 2), the
    inverse of its covariance.
    """

    plane: Floats
    shift_mm: Floats
    covariance: Floats
    about: Floats
    likeness: float
    patch_points: Floats
    patch_shift_mm: Floats
    patch_information: Floats

    @property
    def places(self) -> int:
        """How many patches there are."""
        return len(self.patch_points)

    def rows(self, points: Floats, about: Floats) -> Floats:
        """How a small turn about `about` (radians) and a shift (mm) move points (k, 3) along the plane, (k, 2, 6)."""
        turns = np.cross(points[:, None] - about, self.plane[None])
        return np.concatenate((turns, np.broadcast_to(self.plane, turns.shape)), axis=2)

    def after(self, step: Floats, about: Floats) -> "PatternShift":
        """The same once the registration took a small step (6,) of that kind."""
        middle, patches = self.rows(self.about[None], about)[0] @ step, self.rows(self.patch_points, about) @ step
        return replace(self, shift_mm=self.shift_mm - middle, patch_shift_mm=self.patch_shift_mm - patches)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """The grid from which rays look at a region."""

    shape: tuple[int, int]
    plane: Floats
    origins: Floats
    outward: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Drawing:
    """What was seen: the logarithm of green over red, and where it is to be trusted."""

    value: npt.NDArray[np.float32]
    good: npt.NDArray[np.bool_]

    @property
    def weight(self) -> npt.NDArray[np.float32]:
        """1 where it was seen, else 0."""
        return self.good.astype(np.float32)

    def layers(self) -> dict[float, npt.NDArray[np.float32]]:
        """By blur: blurred a little, less what is blurred much; 0 where nothing was seen."""
        weight = self.weight
        slow = _blurred(self.value, weight, _SLOW_MM)
        return {blur: (_blurred(self.value, weight, blur) - slow) * weight for blur in set(_ROUNDS_MM)}


def pattern_shifts(
    first: FaceMesh,
    on_first: ClosestSurface,
    normals: Floats,
    second: FaceMesh,
    on_second: ClosestSurface,
    motion: Motion,
    regions: Sequence[npt.NDArray[np.bool_]],
) -> list[PatternShift | None]:
    """The slide of each region, masks (n,) of the first surface's vertices; None where the pattern is not found again.

    `motion` brings the first surface onto the second, `normals` (n, 3) are the first one's.
    """
    if not (has_pattern(first) and has_pattern(second)):
        return [None] * len(regions)
    plans = [_plan(first, normals, region) for region in regions]
    looked = [plan for plan in plans if plan is not None]
    if not looked:
        return [None] * len(regions)
    origins = np.concatenate([plan.origins for plan in looked])
    outward = np.concatenate([np.broadcast_to(plan.outward, plan.origins.shape) for plan in looked])
    then = on_first.cast(origins, -outward)
    now = on_second.cast(motion.apply(origins), -outward @ motion.rotation.T)
    drawn_then = _drawn(first, then, on_first, outward)
    drawn_now = _drawn(second, now, on_second, outward @ motion.rotation.T)
    vertex = _nearest_vertex(first, then)
    shifts: list[PatternShift | None] = []
    start = 0
    for region, plan in zip(regions, plans, strict=True):
        if plan is None:
            shifts.append(None)
            continue
        part = slice(start, start + len(plan.origins))
        start = part.stop
        one, two = (
            _Drawing(value=drawing.value[part].reshape(plan.shape), good=drawing.good[part].reshape(plan.shape))
            for drawing in (drawn_then, drawn_now)
        )
        inside = region[vertex[part]].reshape(plan.shape) & one.good
        shifts.append(_shift(plan, one, two, inside, then.points[part].reshape(*plan.shape, 3)))
    return shifts


def has_pattern(mesh: FaceMesh) -> bool:
    """Whether the surface has colours, at points close enough together to draw a pattern."""
    if not (np.ptp(mesh.colours_rgb.astype(np.int64), axis=0) > _PATTERN_LEVELS).any():
        return False
    corners = mesh.triangles[:: max(1, len(mesh.triangles) // _EDGES_ASKED)]
    edges = mesh.vertices_in_face_mm[corners[:, 0]] - mesh.vertices_in_face_mm[corners[:, 1]]
    return float(np.median(np.linalg.norm(edges, axis=1))) < _WIDEST_EDGE_MM


def _plan(mesh: FaceMesh, normals: Floats, region: npt.NDArray[np.bool_]) -> _Plan | None:
    inside = region & (mesh.measured > 0)
    if inside.sum() < _LEAST_VERTICES:
        return None
    points = mesh.vertices_in_face_mm[inside].astype(np.float64)
    outward = normals[inside].mean(axis=0)
    if np.linalg.norm(outward) < 0.2:
        return None
    outward /= np.linalg.norm(outward)
    across = np.cross([0.0, 1.0, 0.0] if abs(outward[1]) < 0.9 else [0.0, 0.0, 1.0], outward)
    across /= np.linalg.norm(across)
    plane = np.stack((across, np.cross(outward, across)))
    flat = points @ plane.T
    low, high = flat.min(axis=0) - _MARGIN_MM, flat.max(axis=0) + _MARGIN_MM
    columns, rows = (np.arange(a, b, PIXEL_MM) for a, b in zip(low, high, strict=True))
    u, v = np.meshgrid(columns, rows)
    top = float((points @ outward).max()) + _ABOVE_MM
    origins = u.reshape(-1, 1) * plane[0] + v.reshape(-1, 1) * plane[1] + top * outward
    return _Plan(shape=u.shape, plane=plane, origins=origins, outward=outward)


def _drawn(mesh: FaceMesh, hits: SurfacePoints, surface: ClosestSurface, outward: Floats) -> _Drawing:
    """What rays met (k,): trusted where it faces them, was measured and lies on no border."""
    corners = mesh.triangles[np.maximum(hits.triangle, 0)]
    a, b, c = (mesh.vertices_in_face_mm[corners[:, k]].astype(np.float64) for k in range(3))
    facing = np.cross(b - a, c - a)
    facing /= np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-12)
    levels = np.log(np.maximum(mesh.colours_rgb[:, :2].astype(np.float64), _DARK))
    value = np.einsum("nk,nk->n", hits.weights, (levels[:, 1] - levels[:, 0])[corners])
    good = (hits.triangle >= 0) & (mesh.measured[corners].min(axis=1) > 0)
    good &= ((facing * outward).sum(axis=1) > _LEAST_COSINE) & ~surface.border[corners].any(axis=1)
    return _Drawing(value=np.where(good, value, 0.0).astype(np.float32), good=good)


def _nearest_vertex(mesh: FaceMesh, hits: SurfacePoints) -> npt.NDArray[np.int64]:
    corners = mesh.triangles[np.maximum(hits.triangle, 0)]
    return np.asarray(np.take_along_axis(corners, hits.weights.argmax(axis=1)[:, None], axis=1)[:, 0], dtype=np.int64)


def _blurred(
    value: npt.NDArray[np.float32], weight: npt.NDArray[np.float32], blur_mm: float
) -> npt.NDArray[np.float32]:
    """Blurred over what was seen only."""
    sigma = blur_mm / PIXEL_MM
    total = cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.asarray(cv2.GaussianBlur(value, (0, 0), sigma) / np.maximum(total, np.float32(1e-3)), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Step:
    """One round: the `seen` pixels, slopes (k, 2) of both drawings, what is left (k,), weights (k,), both (k,)."""

    seen: npt.NDArray[np.bool_]
    slope_one: Floats
    slope_two: Floats
    left: Floats
    weight: Floats
    one: Floats
    two: Floats

    @property
    def information(self) -> Floats:
        """Of every pixel (k, 2, 2): of what both drawings show. Slopes of noise are not shared and average out."""
        across = self.weight[:, None, None] * self.slope_one[:, :, None] * self.slope_two[:, None, :]
        return np.asarray(0.5 * (across + across.transpose(0, 2, 1)))

    @property
    def pull(self) -> Floats:
        """Of every pixel (k, 2); of both slopes alike, so that noise pulls to no side."""
        return np.asarray(0.5 * (self.slope_one + self.slope_two) * (self.weight * self.left)[:, None])

    @property
    def pushed(self) -> Floats:
        """(2, 2): as if all slopes were shared. Too sure of itself, but steady while the drawings lie far apart."""
        mean = 0.5 * (self.slope_one + self.slope_two) * np.sqrt(self.weight)[:, None]
        return np.asarray(mean.T @ mean + 1e-12 * np.eye(2))

    @property
    def alike(self) -> tuple[float, float]:
        """The drawings' correlation, and the share of the slopes that is common, along the direction of the least."""
        shared = float(eigh(self.information.sum(axis=0), self.pushed, eigvals_only=True)[0])
        return float(np.corrcoef(self.one, self.two)[0, 1]), shared


def _step(
    one: npt.NDArray[np.float32],
    two: npt.NDArray[np.float32],
    seen_two: npt.NDArray[np.float32],
    inside: npt.NDArray[np.bool_],
    shift: Floats,
) -> _Step | None:
    moved = _warped(two, shift)
    seen = (_warped(seen_two, shift) > _WHOLLY_SEEN) & inside
    if seen.sum() < max(_LEAST_MM2 / PIXEL_MM**2, _LEAST_SEEN * inside.sum()):
        return None
    slopes = [_slopes(drawing)[seen] for drawing in (one, moved)]
    left = (one - moved)[seen].astype(np.float64)
    limit = _TUKEY * 1.4826 * float(np.median(np.abs(left - np.median(left)))) + 1e-9
    return _Step(
        seen=seen,
        slope_one=slopes[0],
        slope_two=slopes[1],
        left=left,
        weight=np.clip(1.0 - (left / limit) ** 2, 0.0, None) ** 2,
        one=one[seen].astype(np.float64),
        two=moved[seen].astype(np.float64),
    )


def _slopes(drawing: npt.NDArray[np.float32]) -> Floats:
    """Of a drawing (h, w): across and down (h, w, 2), a millimetre."""
    down, across = np.gradient(drawing.astype(np.float64), PIXEL_MM)
    return np.stack((across, down), axis=-1)


def _shift(
    plan: _Plan, then: _Drawing, now: _Drawing, inside: npt.NDArray[np.bool_], places: Floats
) -> PatternShift | None:
    shift = np.zeros(2)
    one, two, seen_now, step = then.layers(), now.layers(), now.weight, None
    for blur in _ROUNDS_MM:
        step = _step(one[blur], two[blur], seen_now, inside, shift)
        if step is None:
            return None
        move = np.linalg.solve(step.pushed, step.pull.sum(axis=0))
        shift = shift + move * min(1.0, _LONGEST_STEP_MM / max(float(np.linalg.norm(move)), 1e-9))
        if np.linalg.norm(shift) > _FARTHEST_MM:
            return None
    assert step is not None  # noqa: S101
    likeness, shared = step.alike
    if likeness < _LEAST_LIKENESS or shared < _LEAST_SHARED:
        bent = _bent(one[_ROUNDS_MM[-1]], two[_ROUNDS_MM[-1]], seen_now, inside, shift)
        likeness, shared = (0.0, 0.0) if bent is None else bent.alike
    if not (likeness >= _LEAST_LIKENESS and shared >= _LEAST_SHARED):
        return None
    return _with_errors(plan, step, shift, likeness, places[step.seen])


def _bent(
    one: npt.NDArray[np.float32],
    two: npt.NDArray[np.float32],
    seen_two: npt.NDArray[np.float32],
    inside: npt.NDArray[np.bool_],
    shift: Floats,
) -> _Step | None:
    """Both drawings once every place follows its own neighbourhood: a zone does not slide as a stiff plate."""
    flow = np.broadcast_to(shift, (*one.shape, 2)).astype(np.float64)
    for _ in range(_BENDINGS):
        moved = _warped(two, flow)
        slope = 0.5 * (_slopes(one) + _slopes(moved)) * inside[..., None]
        left = (one - moved) * inside
        products = np.stack(
            [slope[..., 0] ** 2, slope[..., 0] * slope[..., 1], slope[..., 1] ** 2, *np.moveaxis(slope, 2, 0) * left], 2
        )
        xx, xy, yy, x, y = np.moveaxis(cv2.GaussianBlur(products, (0, 0), _BEND_MM / PIXEL_MM), 2, 0)
        ridge = _PATCH_RIDGE * float((xx + yy)[inside].mean())
        across, down = xx + ridge, yy + ridge
        size = across * down - xy**2
        flow = flow + np.stack((down * x - xy * y, across * y - xy * x), axis=-1) / size[..., None]
    return _step(one, two, seen_two, inside, flow)


def _warped(drawing: npt.NDArray[np.float32], flow: Floats) -> npt.NDArray[np.float32]:
    """What lies `flow` (2,) or (h, w, 2), millimetres, beside each pixel."""
    rows, columns = np.indices(drawing.shape).astype(np.float32)
    map_x = np.asarray(columns + flow[..., 0] / PIXEL_MM, dtype=np.float32)
    map_y = np.asarray(rows + flow[..., 1] / PIXEL_MM, dtype=np.float32)
    return np.asarray(cv2.remap(drawing, map_x, map_y, cv2.INTER_CUBIC), dtype=np.float32)


def _with_errors(plan: _Plan, step: _Step, shift: Floats, likeness: float, points: Floats) -> PatternShift | None:
    """Two numbers were fitted to patches that err apart (H. White, 1980, with the correction for few groups)."""
    flat = np.floor(points @ plan.plane.T / _PATCH_MM)
    _, group = np.unique(flat[:, 0] * 10_000 + flat[:, 1], return_inverse=True)
    count = int(group.max()) + 1
    if count < _LEAST_PATCHES:
        return None
    score = _summed(step.pull, group, count)
    information = _summed(step.information.reshape(-1, 4), group, count).reshape(count, 2, 2)
    whole = information.sum(axis=0)
    inverse = np.linalg.inv(whole)
    covariance = inverse @ (score.T @ score) @ inverse * count / (count - 2.0)
    # What one unit of information is worth, as the patches' scatter tells.
    noise = float(np.trace(covariance @ whole)) / 2.0
    middle = _summed(points, group, count) / np.bincount(group)[:, None]
    values, vectors = np.linalg.eigh(information)
    information = np.einsum("kab,kb,kcb->kac", vectors, np.maximum(values, 0.0), vectors)
    steady = information + _PATCH_RIDGE * np.trace(whole) / count * np.eye(2)
    return PatternShift(
        plane=plan.plane,
        shift_mm=shift,
        covariance=covariance,
        about=points.mean(axis=0),
        likeness=likeness,
        patch_points=middle,
        patch_shift_mm=shift + np.linalg.solve(steady, score[..., None])[..., 0],
        patch_information=information / max(noise, 1e-12),
    )


def _summed(values: Floats, group: npt.NDArray[np.intp], count: int) -> Floats:
    """Rows (n, k) summed by group (count, k)."""
    return np.column_stack([np.bincount(group, weights=column, minlength=count) for column in values.T])
