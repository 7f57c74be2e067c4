"""How far the skin of a zone slid, from its own pattern: freckles, spots and mottling that both visits show.

Each zone is drawn from straight in front of it on both registered surfaces; the shift in that plane is what brings
the drawings together. What is drawn is the logarithm of green over red: blood and pigment take more green than red,
and light and shade take both alike and drop out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.closest_surface import ClosestSurface, SurfacePoints
from skinlax_desktop.surface.column_vectors import all_three
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.pattern_match import PIXEL_MM, Drawing, match
from skinlax_desktop.surface.pattern_shift import PatternShift
from skinlax_desktop.surface.rigid_motion import Motion

Floats = npt.NDArray[np.float64]

_MARGIN_MM: Final = 4.0
_ABOVE_MM: Final = 10.0
_LEAST_VERTICES: Final = 30
_LEAST_COSINE: Final = 0.45
_PATTERN_LEVELS: Final = 8
_EDGES_ASKED: Final = 2000
# Between points farther apart the pattern is not drawn but guessed: on phantoms 2.3 mm showed changes where none were.
_WIDEST_EDGE_MM: Final = 1.8
# Darker than this nothing is told from noise.
_DARK: Final = 12.0
_LEVELS: Final = np.log(np.maximum(np.arange(256.0), _DARK))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """The grid from which rays look at a region."""

    shape: tuple[int, int]
    plane: Floats
    origins: Floats
    outward: Floats


def pattern_shifts(
    first: FaceMesh,
    on_first: ClosestSurface,
    normals: Floats,
    second: FaceMesh,
    on_second: ClosestSurface,
    motion: Motion,
    regions: Sequence[npt.NDArray[np.intp]],
) -> list[PatternShift | None]:
    """The slide of each region, numbers (k,) of the first surface's vertices; None where it is not found again.

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
    within = np.zeros(len(first.zone_index), dtype=bool)
    start = 0
    for region, plan in zip(regions, plans, strict=True):
        if plan is None:
            shifts.append(None)
            continue
        part = slice(start, start + len(plan.origins))
        start = part.stop
        one, two = (
            Drawing(value=drawing.value[part].reshape(plan.shape), good=drawing.good[part].reshape(plan.shape))
            for drawing in (drawn_then, drawn_now)
        )
        within[region] = True
        inside = within[vertex[part]].reshape(plan.shape) & one.good
        within[region] = False
        shifts.append(match(plan.plane, one, two, inside, then.points[part].reshape(*plan.shape, 3)))
    return shifts


def has_pattern(mesh: FaceMesh) -> bool:
    """Whether the surface has colours, at points close enough together to draw a pattern."""
    if not (np.ptp(mesh.colours_rgb.astype(np.int64), axis=0) > _PATTERN_LEVELS).any():
        return False
    corners = mesh.triangles[:: max(1, len(mesh.triangles) // _EDGES_ASKED)]
    edges = mesh.vertices_in_face_mm[corners[:, 0]] - mesh.vertices_in_face_mm[corners[:, 1]]
    return float(np.median(np.linalg.norm(edges, axis=1))) < _WIDEST_EDGE_MM


def _plan(mesh: FaceMesh, normals: Floats, region: npt.NDArray[np.intp]) -> _Plan | None:
    inside = region[mesh.measured[region] > 0]
    if len(inside) < _LEAST_VERTICES:
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


def _drawn(mesh: FaceMesh, hits: SurfacePoints, surface: ClosestSurface, outward: Floats) -> Drawing:
    """What rays met (k,): trusted where it faces them, was measured and lies on no border."""
    corners = mesh.triangles[np.maximum(hits.triangle, 0)]
    levels = _LEVELS[mesh.colours_rgb[:, 1]] - _LEVELS[mesh.colours_rgb[:, 0]]
    value = np.einsum("nk,nk->n", hits.weights, levels[corners])
    good = (hits.triangle >= 0) & all_three((mesh.measured > 0) & ~surface.border, corners)
    good &= np.einsum("nk,nk->n", hits.normals, outward) > _LEAST_COSINE
    return Drawing(value=np.where(good, value, 0.0).astype(np.float32), good=good)


def _nearest_vertex(mesh: FaceMesh, hits: SurfacePoints) -> npt.NDArray[np.int64]:
    corners = mesh.triangles[np.maximum(hits.triangle, 0)]
    return np.asarray(np.take_along_axis(corners, hits.weights.argmax(axis=1)[:, None], axis=1)[:, 0], dtype=np.int64)
