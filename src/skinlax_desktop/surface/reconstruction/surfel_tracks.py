"""Small patches of the surface followed through every picture that sees them: long tracks, finer than features.

A patch is a square of the tangent plane. How its reference picture paints it is found again in the others by least
squares on the pictures (Lucas and Kanade 1981), in the plane's own millimetres, so that perspective and slant are
allowed for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.mesh_cleaning import vertex_normals
from skinlax_desktop.surface.reconstruction.ray_tracing import raycaster
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView, normalise
from skinlax_desktop.surface.reconstruction.seen_colours import cosines_seen, project

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Map = npt.NDArray[np.float32]

_SIDE: Final = 15
_BEST_COSINE: Final = 0.90
_MIRRORING_COSINE: Final = 0.965
_LEAST_COSINE: Final = 0.42
_LEAST_ALIKE: Final = 0.70
_ROUNDS: Final = 4
_LOWEST_MM, _HIGHEST_MM = -112.0, 90.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surfels:
    """Patches: `points` (n, 3), `normals` (n, 3), `reference` (n,) the picture each was cut from."""

    points: Points
    normals: Points
    reference: Indices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfelSightings:
    """Observations: `point` (m,), `frame` (m,), `at_px` (m, 2), and `alike` (m,), the likeness to the reference."""

    point: Indices
    frame: Indices
    at_px: Points
    alike: Points


def surfels_on_face(
    vertices: Points, triangles: Indices, views: Sequence[StereoView], solved: Sequence[int], most: int
) -> tuple[Surfels, Points]:
    """At most so many patches of a rough surface in the head frame, between chin and hairline; and (f, n) cosines.

    The cosines are how squarely each picture sees each patch, 0 where it does not.
    """
    normals = vertex_normals(vertices, triangles)
    scene = raycaster(vertices, triangles)
    on_face = (vertices[:, 1] > _LOWEST_MM) & (vertices[:, 1] < _HIGHEST_MM)
    cosines = np.zeros((len(views), len(vertices)))
    for frame in solved:
        cosines[frame] = cosines_seen(scene, vertices, normals, views[frame].centre) * on_face
    chosen, reference = choose_surfels(vertices, normals, cosines, most)
    return Surfels(points=vertices[chosen], normals=normals[chosen], reference=reference), cosines[:, chosen]


def choose_surfels(vertices: Points, normals: Points, cosines: Points, most: int) -> tuple[Indices, Indices]:
    """Evenly spread vertices and each one's reference picture.

    `cosines` (f, n): how squarely each picture sees each vertex, 0 where it does not. The reference sees it squarely
    but not so squarely that a lamp at the lens would mirror.
    """
    suits = np.where((cosines > _LEAST_COSINE) & (cosines < _MIRRORING_COSINE), -np.abs(cosines - _BEST_COSINE), -9.0)
    reference = suits.argmax(axis=0)
    seen = np.flatnonzero((suits > -9.0).sum(axis=0) >= 2)
    if not len(seen):
        return seen, seen
    cells = np.floor(vertices[seen] / _spacing(vertices[seen], most)).astype(np.int64)
    _, first = np.unique(cells, axis=0, return_index=True)
    chosen = seen[first]
    return chosen, reference[chosen]


def _spacing(points: Points, most: int) -> float:
    """The cell that leaves about `most` of the cells of a surface filled."""
    low, high = 0.5, 40.0
    for _ in range(18):
        middle = np.sqrt(low * high)
        count = len(np.unique(np.floor(points / middle).astype(np.int64), axis=0))
        low, high = (middle, high) if count > most else (low, middle)
    return float(high)


def follow(
    views: Sequence[StereoView],
    surfels: Surfels,
    cosines: Points,
    *,
    offsets_mm: Points | None = None,
    step_mm: float = 0.3,
    reach_mm: float = 1.2,
    least_alike: float = _LEAST_ALIKE,
) -> SurfelSightings:
    """Find every patch in every picture that sees it. `cosines` (f, n) as in `choose_surfels`.

    `step_mm` between samples of a patch; `reach_mm`: how far from its expected place a patch may be; `offsets_mm`
    (f, n, 3): how far each patch is expected beside its place in each picture.
    """
    across, up = _tangents(surfels.normals)
    grid: Points = np.asarray((np.arange(_SIDE) - _SIDE // 2) * step_mm, dtype=np.float64)
    # A picture that shows none of the patches may have no pose, and then no distance to blur it for.
    shows = [bool((surfels.reference == frame).any() or (cosines[frame] > 0).any()) for frame in range(len(views))]
    painted = [_painted(view, step_mm) if shown else None for view, shown in zip(views, shows, strict=True)]
    template = np.zeros((len(surfels.points), _SIDE, _SIDE), dtype=np.float32)
    for frame, view in enumerate(views):
        if (picture := painted[frame]) is None:
            continue
        here = np.flatnonzero(surfels.reference == frame)
        shift = np.zeros((len(here), 2))
        start = surfels.points[here] + (0.0 if offsets_mm is None else offsets_mm[frame, here])
        template[here] = _cut(picture, view, start, across[here], up[here], grid, shift)
    template, power = _standard(template)
    found: list[tuple[Indices, Indices, Points, Points]] = []
    for frame, view in enumerate(views):
        if (picture := painted[frame]) is None:
            continue
        seen = (cosines[frame] > _LEAST_COSINE) & (cosines[frame] < _MIRRORING_COSINE) & (power > 0)
        rows = np.flatnonzero(seen)
        start = surfels.points[rows] + (0.0 if offsets_mm is None else offsets_mm[frame, rows])
        own = surfels.reference[rows] == frame
        shift, alike = _align(picture, view, template[rows], start, across[rows], up[rows], grid, own)
        good = (alike > least_alike) & (np.linalg.norm(shift, axis=1) < reach_mm)
        place = start + shift[:, :1] * across[rows] + shift[:, 1:] * up[rows]
        pixels, _ = project(place, view.camera_matrix, view.rotation, view.translation)
        found.append((rows[good], np.full(int(good.sum()), frame), pixels[good], alike[good]))
    return SurfelSightings(
        point=np.concatenate([part[0] for part in found]),
        frame=np.concatenate([part[1] for part in found]),
        at_px=np.concatenate([part[2] for part in found]),
        alike=np.concatenate([part[3] for part in found]),
    )


def _painted(view: StereoView, step_mm: float) -> Map:
    """The picture's normalised green, blurred to the spacing of the samples."""
    even = normalise(view.picture[:, :, 1].astype(np.float32))
    pixels = step_mm / (abs(float(view.translation[2])) / float(view.camera_matrix[0, 0]))
    blur = 0.5 * np.sqrt(max(pixels**2 - 1.0, 0.0))
    return even if blur < 0.3 else np.asarray(cv2.GaussianBlur(even, (0, 0), blur), dtype=np.float32)


def _tangents(normals: Points) -> tuple[Points, Points]:
    across = np.cross((0.0, 1.0, 0.0), normals)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    return across, np.cross(normals, across)


def _cut(
    picture: Map, view: StereoView, points: Points, across: Points, up: Points, grid: Points, shift: Points
) -> Map:
    """The patches (n, side, side) as the picture paints them, moved by `shift` (n, 2) in their planes."""
    u, v = grid + shift[:, :1], grid + shift[:, 1:]
    place = (
        points[:, None, None] + u[:, None, :, None] * across[:, None, None] + v[:, :, None, None] * up[:, None, None]
    )
    flat = place.reshape(-1, 3)
    pixels, _ = project(flat, view.camera_matrix, view.rotation, view.translation)
    maps = pixels.reshape(len(points), -1, 2).astype(np.float32)
    cut = np.empty((len(points), _SIDE * _SIDE), dtype=np.float32)
    for start in range(0, len(points), 16000):
        part = maps[start : start + 16000]
        cut[start : start + 16000] = cv2.remap(picture, part[:, :, 0], part[:, :, 1], cv2.INTER_LINEAR)
    return cut.reshape(len(points), _SIDE, _SIDE)


def _standard(patch: Map) -> tuple[Map, Points]:
    """Zero mean and unit energy, and the energy before."""
    flat = patch.reshape(len(patch), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    energy = np.sqrt((flat**2).sum(axis=1))
    return (flat / np.maximum(energy, 1e-6)[:, None]).reshape(patch.shape).astype(np.float32), energy


def _align(
    picture: Map,
    view: StereoView,
    template: Map,
    points: Points,
    across: Points,
    up: Points,
    grid: Points,
    own: npt.NDArray[np.bool_],
) -> tuple[Points, Points]:
    """The shift (n, 2) in millimetres of each plane that makes picture and template alike, and the correlation."""
    step = float(grid[1] - grid[0])
    slope_v, slope_u = np.gradient(template, step, axis=(1, 2))
    a = (slope_u**2).sum(axis=(1, 2))
    b = (slope_u * slope_v).sum(axis=(1, 2))
    c = (slope_v**2).sum(axis=(1, 2))
    determinant = np.maximum(a * c - b * b, 1e-12)
    shift = np.zeros((len(points), 2))
    for _ in range(_ROUNDS):
        patch, _ = _standard(_cut(picture, view, points, across, up, grid, shift))
        off = template - patch
        du, dv = (slope_u * off).sum(axis=(1, 2)), (slope_v * off).sum(axis=(1, 2))
        move = np.stack([(c * du - b * dv) / determinant, (a * dv - b * du) / determinant], axis=1)
        move = np.clip(move, -1.5 * step, 1.5 * step)
        move[own] = 0.0
        shift += move
    patch, _ = _standard(_cut(picture, view, points, across, up, grid, shift))
    return shift, (template * patch).sum(axis=(1, 2)).astype(np.float64)
