"""Angle of chin and neck, and fullness under the chin, on the outline of a measured face seen exactly from the side."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.chin_neck_outline import walk_down_from_chin
from skinlax_desktop.imaging.profile import find_profiles
from skinlax_desktop.surface.closest_surface import ClosestSurface, near_border
from skinlax_desktop.surface.column_vectors import any_of_three
from skinlax_desktop.surface.error_model import TYPICAL_LENGTH_MM
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_metrics import MeshReading
from skinlax_desktop.surface.mesh_sections import shared_noise
from skinlax_desktop.surface.orthographic_view import SeenSurface, see_surface, turned_view
from skinlax_desktop.surface.submental_metrics import measure_submental

Floats = npt.NDArray[np.float64]

_STEP_MM: Final = 0.3
_SIZE_MM: Final = (240.0, 360.0)
_MIDDLE_MM: Final = np.array([0.0, -70.0, -70.0])
_TYPICAL_MM: Final = 115.0
_ANGLE: Final = ("neck", "cervicomental_angle_deg")
_AREA: Final = ("submental", "submental_area_mm2")
_ZONES: Final = ("chin", "submental", "neck")
_DRAWS: Final = 24
_KNOT_MM: Final = 2.0
# Rims of holes within so much of the outline are bridged; beyond a longer one nothing is known of it.
_BRIDGED_MM: Final = 5.0
# The last of the neck, above the collar, where the mesh ends.
_MESH_END_MM: Final = 12.0
# How far a head frame found on a repeat is turned about its side axis.
_NOD_SD_DEG: Final = 0.4


def read_profile(mesh: FaceMesh, seed: int = 0) -> dict[tuple[str, str], MeshReading]:
    """Angle and area by (zone, metric), as the outline is and as it might be: with the surface's error and a nod."""
    found = outline_of_mesh(mesh)
    shape = None if found is None else measure_submental(*found)
    if found is None or shape is None:
        return {key: MeshReading(reason="under_chin_open") for key in (_ANGLE, _AREA)}
    outline, length = found
    random = np.random.default_rng((seed, 17))
    drawn = [measure_submental(line, length) for line in _drawn_outlines(outline, _sigma_mm(mesh), random)]
    known = [other for other in drawn if other is not None]
    if len(known) < _DRAWS // 2:
        return {key: MeshReading(reason="surface_not_measured") for key in (_ANGLE, _AREA)}
    return {
        _ANGLE: MeshReading(value=shape.angle_deg, repeat_sd=float(np.std([o.angle_deg for o in known], ddof=1))),
        _AREA: MeshReading(value=shape.area, repeat_sd=float(np.std([o.area for o in known], ddof=1))),
    }


def _sigma_mm(mesh: FaceMesh) -> float:
    """The surface's typical standard error at chin and neck."""
    numbers = [mesh.zone_names.index(zone) for zone in _ZONES if zone in mesh.zone_names]
    here = np.isin(mesh.zone_index, numbers) & (mesh.measured > 0)
    return float(np.median(mesh.sigma_mm[here] if here.any() else mesh.sigma_mm))


def _drawn_outlines(outline: Floats, sigma_mm: float, random: np.random.Generator) -> list[Floats]:
    """The outline (n, 2) with errors along its normals that neighbours share, turned a little about its middle."""
    along = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(outline, axis=0), axis=1))))
    way = np.gradient(outline, axis=0)
    normal = np.column_stack((-way[:, 1], way[:, 0])) / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    thin = np.linspace(0.0, along[-1], max(2, round(along[-1] / _KNOT_MM)))
    noise = sigma_mm * shared_noise(thin, (_DRAWS,), TYPICAL_LENGTH_MM, random)
    middle = outline.mean(axis=0)
    lines = []
    for row, nod in zip(noise, np.radians(_NOD_SD_DEG) * random.standard_normal(_DRAWS), strict=True):
        turn = np.array([[np.cos(nod), -np.sin(nod)], [np.sin(nod), np.cos(nod)]])
        moved = outline + np.interp(along, thin, row)[:, None] * normal
        lines.append((moved - middle) @ turn.T + middle)
    return lines


def outline_of_mesh(mesh: FaceMesh) -> tuple[Floats, float] | None:
    """The outline (n, 2) from the front of the chin down the neck, and nasion to menton, millimetres.

    As seen from the subject's right, without perspective; it ends where a hole begins. None without any.
    """
    surface = ClosestSurface(mesh.vertices_in_face_mm, mesh.triangles)
    size = (round(_SIZE_MM[0] / _STEP_MM), round(_SIZE_MM[1] / _STEP_MM))
    rotation = turned_view(90.0)
    seen = see_surface(surface, rotation, _MIDDLE_MM, size, _STEP_MM)
    mask = (seen.triangle >= 0).astype(np.uint8)
    profiles = find_profiles(mask, expected_nasion_to_chin=_TYPICAL_MM / _STEP_MM)
    if not profiles:
        return None
    # Over a hole under the chin the chin stands out more than the nose does; the frame knows where the nasion is.
    right, up, _ = rotation
    origin = (np.array(size) - 1.0) / 2.0 + np.array((-right @ _MIDDLE_MM, up @ _MIDDLE_MM)) / _STEP_MM
    profile = min(profiles, key=lambda found: float(np.hypot(*(origin - found.nasion))))
    outline = walk_down_from_chin(mask, profile, step=1.0 / _STEP_MM)
    if outline is None:
        return None
    level = outline * np.array([1.0, -1.0]) * _STEP_MM
    # The lower end of the mesh is a cut, not an outline.
    end = max(int(np.argmin(level[:, 1])) - 3, 2)
    bare = _on_skin(level[:end], _at_rims(mesh, seen, outline)[:end])
    return (bare, profile.nasion_to_chin * _STEP_MM) if len(bare) > 2 else None


def _at_rims(mesh: FaceMesh, seen: SeenSurface, outline: Floats) -> npt.NDArray[np.bool_]:
    """Which points (n,) of the outline, pixels, are the rim of a hole: the skin's own outline lies somewhere in it."""
    rim = near_border(len(mesh.measured), mesh.triangles, rings=1)
    drawn = (seen.triangle >= 0) & any_of_three(rim, mesh.triangles)[np.maximum(seen.triangle, 0)]
    wide = cv2.dilate(drawn.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    height, width = wide.shape
    column, row = np.round(outline).astype(np.int64).T
    return np.asarray(wide[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)])


def _on_skin(outline: Floats, at_rim: npt.NDArray[np.bool_]) -> Floats:
    """The outline (n, 2) up to the first long rim, at equal steps; short ones are bridged."""
    along = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(outline, axis=0), axis=1))))
    skin = np.flatnonzero(~at_rim)
    if len(skin) and along[-1] - along[skin[-1]] < _MESH_END_MM:
        skin = np.concatenate((skin, np.arange(skin[-1] + 1, len(outline))))
    if len(skin) < 2:
        return outline[:0]
    gaps = np.diff(along[skin], prepend=0.0) > _BRIDGED_MM
    skin = skin[: int(np.argmax(gaps))] if gaps.any() else skin
    if len(skin) < 2:
        return outline[:0]
    wanted = np.arange(along[skin[0]], along[skin[-1]], 1.0)
    return np.column_stack([np.interp(wanted, along[skin], outline[skin, axis]) for axis in range(2)])
