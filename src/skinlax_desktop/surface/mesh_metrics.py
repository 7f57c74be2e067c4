"""Lengths of the face measured on its mesh, each with what it errs by.

Definitions follow the project's clinical reference (2.3). Landmarks only say where to look: folds and convexity are
read on the surface around them. Every metric is computed for the mesh as it is and for draws in which the landmarks
slide along the skin and the surface errs by its own `sigma_mm`; their spread is the repeat error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from skinlax_desktop.surface.canonical_face import MESH_POINTS
from skinlax_desktop.surface.closest_surface import ClosestSurface, border_vertices
from skinlax_desktop.surface.error_model import TYPICAL_LENGTH_MM
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.facial_metrics import SIDES, jaw_line, measure_jaw
from skinlax_desktop.surface.mesh_sections import (
    STEP_MM,
    SectionPlace,
    along_line,
    fold_depth,
    read_heights,
    shared_noise,
)
from skinlax_desktop.surface.skin_patches import smooth_normals

Floats = npt.NDArray[np.float64]
Key = tuple[str, str]

LANDMARK_SD_MM: Final = 0.5
"""How far a landmark of the fitted template slides along each axis between scans; half of the variance is shared."""
_LANDMARK_SHARED_MM: Final = 25.0
_DRAWS: Final = 24
_SECTIONS: Final = 9


@dataclass(frozen=True, slots=True)
class _Fold:
    zone: str
    metric: str
    seeds: Mapping[str, tuple[int, ...]]
    reach_mm: float
    near_mm: float


_FOLDS: Final = (
    _Fold(
        "nasolabial",
        "nasolabial_depth_mm",
        MappingProxyType({"R": (129, 203, 206, 216, 212), "L": (358, 423, 426, 436, 432)}),
        13.0,
        5.0,
    ),
    _Fold(
        "marionette",
        "marionette_depth_mm",
        MappingProxyType({"R": (61, 43, 204, 211), "L": (291, 273, 424, 431)}),
        9.0,
        4.0,
    ),
    _Fold(
        "infraorbital",
        "tear_trough_depth_mm",
        MappingProxyType({"R": (121, 120, 119, 118), "L": (350, 349, 348, 347)}),
        10.0,
        4.0,
    ),
)
_CHORD_STEPS: Final = 61
_JAW_ZONES: Final = MappingProxyType(
    {"jowl_descent_mm": "jowl", "jawline_deviation_mm": "jowl", "prejowl_depth_mm": "prejowl"}
)
_HOLE: Final = "surface_not_measured"
_BESIDE_MM: Final = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshReading:
    """A metric and its repeat error in its own unit; `value` None with a `reason` (a code) where there is none."""

    value: float | None = None
    repeat_sd: float = 0.0
    reason: str | None = None


def measure_mesh(mesh: FaceMesh, landmarks: Floats, seed: int = 0) -> dict[Key, MeshReading]:
    """Every metric of a mesh in the head frame, by (zone, metric); `landmarks` (468, 3) lie on it.

    Draws depend on `seed` alone, so that the same mesh gives the same numbers.
    """
    random = np.random.default_rng(seed)
    surface = ClosestSurface(mesh.vertices_in_face_mm, mesh.triangles)
    tree = cKDTree(mesh.vertices_in_face_mm)
    near = tree.query(landmarks[:MESH_POINTS])[1]
    on_skin = _on_skin(mesh, landmarks[:MESH_POINTS])
    normals = smooth_normals(mesh, rounds=6)[near]
    sigma = mesh.sigma_mm[near].astype(np.float64)
    draws = _drawn_landmarks(landmarks[:MESH_POINTS], normals, sigma, random)
    found: dict[Key, MeshReading] = {}
    for side, points in SIDES.items():
        found.update(_jaw(draws, side) if on_skin[list(points.jaw)].all() else _no_jaw(side))
        ends = [points.lateral_canthus, points.commissure]
        found[f"malar_{side}", "malar_convexity_mm"] = (
            _malar(surface, draws, side, sigma, random) if on_skin[ends].all() else MeshReading(reason=_HOLE)
        )
        for fold in _FOLDS:
            found[f"{fold.zone}_{side}", fold.metric] = _fold(surface, draws, normals, fold, side, sigma, random)
    return found


def _on_skin(mesh: FaceMesh, landmarks: Floats) -> npt.NDArray[np.bool_]:
    """Which landmarks (468,) lie on measured skin; beside it the template only goes on as its neighbours do."""
    measured = np.zeros(len(mesh.measured), dtype=bool)
    measured[mesh.triangles] = True
    measured &= (mesh.measured > 0) & ~border_vertices(len(mesh.measured), mesh.triangles)
    if not measured.any():
        return np.zeros(len(landmarks), dtype=bool)
    return np.asarray(cKDTree(mesh.vertices_in_face_mm[measured]).query(landmarks)[0] < _BESIDE_MM)


def _drawn_landmarks(marks: Floats, normals: Floats, sigma: Floats, random: np.random.Generator) -> Floats:
    """The landmarks as they are, then drawn anew (draws + 1, 468, 3): along the skin, and with the surface's error."""
    away = cdist(marks, marks)
    shared = np.linalg.cholesky(np.exp(-0.5 * (away / _LANDMARK_SHARED_MM) ** 2) + 1e-6 * np.eye(len(marks)))
    slide = shared @ random.standard_normal((_DRAWS, len(marks), 3)) + random.standard_normal((_DRAWS, len(marks), 3))
    slide *= LANDMARK_SD_MM * np.sqrt(0.5)
    slide -= (slide * normals).sum(axis=2, keepdims=True) * normals
    turn = np.sqrt(3.0) * away / TYPICAL_LENGTH_MM
    rise = np.linalg.cholesky((1.0 + turn) * np.exp(-turn) + 1e-6 * np.eye(len(marks)))
    lifted = (rise @ random.standard_normal((_DRAWS, len(marks), 1)))[..., 0] * sigma
    return np.concatenate((marks[None], marks + slide + lifted[..., None] * normals))


def _reading(values: Floats) -> MeshReading:
    """Of the value on the mesh (first) and on the draws (the rest)."""
    drawn = values[1:][np.isfinite(values[1:])]
    if not np.isfinite(values[0]) or len(drawn) < _DRAWS // 2:
        return MeshReading(reason=_HOLE)
    return MeshReading(value=float(values[0]), repeat_sd=float(drawn.std(ddof=1)))


def _jaw(draws: Floats, side: str) -> dict[Key, MeshReading]:
    measured = [measure_jaw(jaw_line(marks[:, :2], SIDES[side])) for marks in draws]
    return {
        (f"{zone}_{side}", name): _reading(np.array([values[name] for values in measured]))
        for name, zone in _JAW_ZONES.items()
    }


def _no_jaw(side: str) -> dict[Key, MeshReading]:
    return {(f"{zone}_{side}", name): MeshReading(reason=_HOLE) for name, zone in _JAW_ZONES.items()}


def _malar(
    surface: ClosestSurface, draws: Floats, side: str, sigma: Floats, random: np.random.Generator
) -> MeshReading:
    """Largest height of the cheek over the chord lateral canthus to mouth corner, where the cheek faces."""
    points = SIDES[side]
    start, end = draws[:, points.lateral_canthus], draws[:, points.commissure]
    long = np.linalg.norm(end - start, axis=1, keepdims=True)
    chord = (end - start) / long
    facing = np.broadcast_to(np.array([0.6 if side == "L" else -0.6, 0.0, 0.8]), chord.shape)
    facing = facing - (facing * chord).sum(axis=1, keepdims=True) * chord
    facing = facing / np.linalg.norm(facing, axis=1, keepdims=True)
    share = np.linspace(0.02, 0.98, _CHORD_STEPS)
    middle = start[:, None] + share[:, None] * (long * chord)[:, None]
    outward = np.broadcast_to(facing[:, None], middle.shape)
    place = SectionPlace(middle=middle, across=np.zeros(middle.shape), outward=outward)
    heights = read_heights(surface, place, np.zeros(1))[..., 0]
    noise = shared_noise(share * float(long[0, 0]), (len(draws),), TYPICAL_LENGTH_MM, random)
    noise[0] = 0.0
    heights = heights + noise * float(sigma[list(points.malar)].mean())
    known = np.isfinite(heights).mean(axis=1) > 0.8
    return _reading(np.where(known, np.nanmax(np.where(np.isfinite(heights), heights, -99.0), axis=1), np.nan))


def _fold(
    surface: ClosestSurface,
    draws: Floats,
    normals: Floats,
    fold: _Fold,
    side: str,
    sigma: Floats,
    random: np.random.Generator,
) -> MeshReading:
    """Mean depth of a fold along its line."""
    seeds = list(fold.seeds[side])
    offsets = np.arange(-fold.reach_mm, fold.reach_mm + STEP_MM / 2.0, STEP_MM)
    facing = np.broadcast_to(normals[seeds], (len(draws), len(seeds), 3))
    heights = read_heights(surface, along_line(draws[:, seeds], facing, _SECTIONS), offsets)
    noise = shared_noise(offsets, heights.shape[:-1], TYPICAL_LENGTH_MM, random)
    noise[0] = 0.0
    depth = fold_depth(heights + noise * float(sigma[seeds].mean()), offsets, fold.near_mm)
    enough = np.isfinite(depth).mean(axis=1) > 0.6
    return _reading(np.where(enough, _mean_known(depth), np.nan))


def _mean_known(depth: Floats) -> Floats:
    known = np.isfinite(depth)
    return np.asarray(np.where(known, depth, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))
