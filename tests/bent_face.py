"""The average face as two measured heads, level and bent forward, whose skin carries a pattern."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from scipy.spatial import cKDTree

from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.posture import CHIN_DOWN_DEG, BodyPosture, gravity_direction
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import FaceMesh
from small_face import small_face

SPLITS = 4
"""Points 1.7 mm apart: close enough to carry a pattern."""
_WAVES = 60
_WAVELENGTH_MM = (5.0, 14.0)


@lru_cache(maxsize=2)
def level_face(splits: int = SPLITS) -> FaceMesh:
    """As a reconstruction: with every zone's name, known errors and mottled skin."""
    mesh = small_face(splits)
    points = mesh.vertices_in_face_mm.astype(np.float64)
    numbers = np.array([*(ZONES.index(zone) for zone in mesh.zone_names), -1], dtype=np.int16)
    return replace(
        mesh,
        source="from a sweep",
        zone_names=ZONES,
        zone_index=numbers[mesh.zone_index],
        colours_rgb=_mottled(points),
        sigma_mm=np.full(len(points), 0.1, dtype=np.float32),
    )


def landmarks_of(mesh: FaceMesh) -> np.ndarray:
    """The landmarks (468, 3) of the level face's mesh, wherever its vertices went."""
    return mesh.vertices_in_face_mm[_landmark_vertices(len(mesh.vertices_in_face_mm))].astype(np.float64)


def bent_forward(
    mesh: FaceMesh, softness: float, *, noise_mm: float = 0.03, seed: int = 3, pitch_deg: float = CHIN_DOWN_DEG
) -> FaceMesh:
    """The face as it hangs with the chin down, seen with error, laid a little askew; no fall at all at softness 0."""
    moved = mesh.vertices_in_face_mm.astype(np.float64)
    if softness:
        sheet = build_face_sheet(mesh, lower_face_compliance=softness)
        turn = gravity_direction(BodyPosture.CHIN_DOWN, pitch_deg=pitch_deg) - gravity_direction(BodyPosture.UPRIGHT)
        moved = moved + sheet.solve(sheet.weight_mn(turn))
    moved = moved + noise_mm * np.random.default_rng(seed).standard_normal(moved.shape)
    tilt = np.radians(0.8)
    askew = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    return replace(mesh, vertices_in_face_mm=(moved @ askew + 0.4).astype(np.float32))


def _mottled(points: np.ndarray) -> np.ndarray:
    """Blood and pigment in patches: more green or less of it, red alike."""
    random = np.random.default_rng(11)
    ways = random.standard_normal((_WAVES, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True) * random.uniform(*_WAVELENGTH_MM, (_WAVES, 1))
    waves = np.cos(2.0 * np.pi * (points @ ways.T + random.uniform(size=_WAVES)))
    green = 120.0 + 60.0 * waves.mean(axis=1) * np.sqrt(2.0 * _WAVES) / 2.0
    return np.column_stack((np.full(len(points), 180.0), green, np.full(len(points), 100.0))).astype(np.uint8)


@lru_cache(maxsize=2)
def _landmark_vertices(count: int) -> np.ndarray:
    level = next(mesh for mesh in map(small_face, range(1, 7)) if len(mesh.vertices_in_face_mm) == count)
    return cKDTree(level.vertices_in_face_mm).query(canonical_face().points_in_head_mm)[1]
