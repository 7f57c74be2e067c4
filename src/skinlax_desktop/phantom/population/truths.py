"""What is true of a synthetic person, zone by zone, against the same head without laxity.

The skull does not move when the skin sags, and both heads share its frame, so nothing needs to be aligned.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.phantom.head import HeadShape
from skinlax_desktop.phantom.landmarks import LandmarkTable
from skinlax_desktop.phantom.mesh_normals import vertex_normals
from skinlax_desktop.phantom.profile_truth import true_submental
from skinlax_desktop.phantom.truth import zone_vertices
from skinlax_desktop.surface.facial_metrics import SIDES, jaw_line, measure_jaw

Points = npt.NDArray[np.float64]

_FOLD_LINES: Final[Mapping[str, tuple[int, ...]]] = {
    "nasolabial_R": (203, 206, 216),
    "nasolabial_L": (423, 426, 436),
    "marionette_R": (43, 204, 211),
    "marionette_L": (273, 424, 431),
    "infraorbital_R": (118, 119, 120),
    "infraorbital_L": (347, 348, 349),
}
FOLD_ZONES: Final = tuple(_FOLD_LINES)
_SHOULDERS_MM: Final = 8.0
_FLOOR_MM: Final = 4.0
_STEP_MM: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTruth:
    """Truths of the neutral head.

    By zone: `severity` as drawn; `displacement_mm` the mean distance its skin moved, whichever zone's laxity moved it;
    `volume_ml` what it gained outwards; `fold_depth_mm` (`FOLD_ZONES`) how deep the fold's floor lies below the line
    between its shoulders. `jowl_descent_mm` by side (R, L), `cervicomental_deg` under the chin, NaN where the shirt
    hides too much of the neck.
    """

    severity: Mapping[str, float]
    displacement_mm: Mapping[str, float]
    volume_ml: Mapping[str, float]
    fold_depth_mm: Mapping[str, float]
    jowl_descent_mm: Mapping[str, float]
    cervicomental_deg: float


def person_truth(head: HeadShape, table: LandmarkTable) -> PersonTruth:
    """Measure a head on its mesh."""
    topology = head.topology
    zones = zone_vertices(head, table)
    moved = head.vertices_mm - head.rest_mm
    distance = np.linalg.norm(moved, axis=1)
    normals = vertex_normals(head.rest_mm, head.triangles)
    outward = np.einsum("ij,ij->i", moved, normals) * _vertex_areas(head.rest_mm, head.triangles) / 1000.0
    marks = head.vertices_mm[head.landmark_vertices]
    jaws = {side: measure_jaw(jaw_line(marks[:, :2], SIDES[side])) for side in ("R", "L")}
    return PersonTruth(
        severity={zone: head.patient.severity(zone) for zone in ZONES},
        displacement_mm={zone: float(distance[zones[zone]].mean()) for zone in ZONES},
        volume_ml={zone: float(outward[zones[zone]].sum()) for zone in ZONES},
        fold_depth_mm=fold_depths_mm(head.vertices_mm[: topology.skin_count], marks),
        jowl_descent_mm={side: jaw["jowl_descent_mm"] for side, jaw in jaws.items()},
        cervicomental_deg=true_submental(head).get("cervicomental_angle_deg", float("nan")),
    )


def fold_depths_mm(skin_mm: Points, marks_mm: Points) -> dict[str, float]:
    """The depth of each fold in `FOLD_ZONES`: median along its line of the floor below the chord of its shoulders."""
    tree = cKDTree(skin_mm)
    facing = _facing(skin_mm)
    return {zone: _fold_depth(tree, skin_mm, facing, marks_mm[list(line)]) for zone, line in _FOLD_LINES.items()}


def _fold_depth(tree: cKDTree, skin: Points, facing: Points, line: Points) -> float:
    depths = []
    steps = np.arange(-_SHOULDERS_MM, _SHOULDERS_MM + 0.5 * _STEP_MM, _STEP_MM)
    places = np.linspace(0.0, len(line) - 1.0, 9)[1:-1]
    path = np.stack([np.interp(places, np.arange(len(line)), line[:, axis]) for axis in range(3)], axis=1)
    along = (line[-1] - line[0]) / np.linalg.norm(line[-1] - line[0])
    for place in path:
        out = facing[tree.query(place)[1]]
        across = np.cross(along, out)
        across /= np.linalg.norm(across)
        heights = _heights(tree, skin, place + steps[:, None] * across, out) - place @ out
        chord = np.interp(steps, steps[[0, -1]], heights[[0, -1]])
        depths.append(float((chord - heights)[np.abs(steps) <= _FLOOR_MM].max()))
    return float(np.median(depths))


def _heights(tree: cKDTree, skin: Points, places: Points, out: Points) -> npt.NDArray[np.float64]:
    """Heights along `out` of the skin near places, weighted by nearness."""
    away, near = tree.query(places, k=4)
    weight = 1.0 / (np.asarray(away) + 0.2)
    return np.asarray(((skin[near] @ out) * weight).sum(axis=1) / weight.sum(axis=1))


def _facing(skin: Points) -> Points:
    """Roughly outward at each place: away from an axis inside the head. Folds do not turn it."""
    away = skin - np.array([0.0, 0.0, -85.0])
    away[:, 1] *= 0.3
    return np.asarray(away / np.linalg.norm(away, axis=1, keepdims=True))


def _vertex_areas(points: Points, triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    corners = points[triangles]
    double = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    areas = np.bincount(triangles.reshape(-1), np.repeat(double / 6.0, 3), minlength=len(points))
    return np.asarray(areas, dtype=np.float64)
