"""Landmarks of a mesh that came without any: the mesh is drawn from its front and the face found in the drawing."""

from itertools import permutations, product
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.surface.closest_surface import ClosestSurface, SurfacePoints
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.orthographic_view import see_surface

Floats = npt.NDArray[np.float64]

_SEARCH_PX: Final = 384
_FINE_MM_PER_PX: Final = 0.35
_FACE_MM: Final = 150.0
# The outer corners of the eyes: 75 to 105 mm apart in adults, 65 in small children; a wrong unit is ten times off.
_EYE_CORNERS: Final = (33, 263)
_CORNERS_APART_MM: Final = (50.0, 150.0)
_LEAST_FACING: Final = 0.5
# Without landmarks nothing says which way a scanner's axes point: the usual one first.
_USUAL: Final = np.eye(3)


def find_mesh_landmarks(mesh: FaceMesh, finder: LandmarkFinder) -> Floats:
    """The 468 landmarks (468, 3) on the mesh, in its frame; NaN where the line of sight met a hole.

    Raises `SkinlaxError`: `mesh_no_face`, `mesh_face_size`, `mesh_inside_out`.
    """
    surface = ClosestSurface(mesh.vertices_in_face_mm, mesh.triangles)
    shades = _shading(mesh)
    points = mesh.vertices_in_face_mm.astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    middle, size = (low + high) / 2.0, float((high - low).max())
    for rotation in _orientations():
        coarse = size / _SEARCH_PX
        face = _find(mesh, surface, shades, rotation, middle, _SEARCH_PX, coarse, finder)
        if face is None:
            continue
        _refuse_size(face.points_px * coarse)
        at = face.points_px[:468].mean(axis=0) - (_SEARCH_PX - 1) / 2.0
        centre = middle + coarse * (at[0] * rotation[0] - at[1] * rotation[1])
        side = round(2.0 * _FACE_MM / _FINE_MM_PER_PX)
        fine = _find(mesh, surface, shades, rotation, centre, side, _FINE_MM_PER_PX, finder)
        if fine is not None:
            lifted = _lifted(surface, fine.points_px[:468], rotation, centre, side)
            _refuse_inside_out(lifted, rotation)
            return lifted.points
    raise SkinlaxError("mesh_no_face")


def _orientations() -> list[Floats]:
    """All ways to turn the axes by quarter turns: the usual one (y up, z forward) first, then the other 23."""
    turns = []
    for order in permutations(range(3)):
        for signs in product((1.0, -1.0), repeat=3):
            turn = np.zeros((3, 3))
            turn[range(3), order] = signs
            if np.linalg.det(turn) > 0:
                turns.append(turn)
    return sorted(turns, key=lambda turn: -float((turn * _USUAL).sum()))


def _shading(mesh: FaceMesh) -> tuple[Floats, Floats]:
    return (
        vertex_normals(mesh.vertices_in_face_mm.astype(np.float64), mesh.triangles),
        mesh.colours_rgb.astype(np.float64),
    )


def _find(
    mesh: FaceMesh,
    surface: ClosestSurface,
    shades: tuple[Floats, Floats],
    rotation: Floats,
    middle: Floats,
    side: int,
    mm_per_px: float,
    finder: LandmarkFinder,
) -> FoundFace | None:
    seen = see_surface(surface, rotation, middle, (side, side), mm_per_px)
    normals, colours = shades
    facing = seen.blend(normals, mesh.triangles) @ rotation.T
    length = np.maximum(np.linalg.norm(facing, axis=2), 1e-9)
    light = 0.35 + 0.65 * np.clip(facing @ np.array([0.15, 0.35, 0.92]) / length, 0.0, 1.0)
    picture = seen.blend(colours, mesh.triangles)[..., ::-1] * light[..., None]
    picture[seen.triangle < 0] = 90.0
    faces = find_faces(np.ascontiguousarray(np.clip(picture, 0, 255), dtype=np.uint8), finder)
    return faces[0] if faces else None


def _refuse_size(points_mm: Floats) -> None:
    one, other = points_mm[list(_EYE_CORNERS)]
    apart = float(np.linalg.norm(one - other))
    if not _CORNERS_APART_MM[0] <= apart <= _CORNERS_APART_MM[1]:
        raise SkinlaxError("mesh_face_size", apart=f"{apart:.3g}")


def _refuse_inside_out(seen: SurfacePoints, rotation: Floats) -> None:
    """A surface whose triangles turn away from who looks at it is mirrored, or was written the other way round."""
    met = seen.triangle >= 0
    if met.any() and float((seen.normals[met] @ rotation[2] > 0.0).mean()) < _LEAST_FACING:
        raise SkinlaxError("mesh_inside_out")


def _lifted(surface: ClosestSurface, points_px: Floats, rotation: Floats, middle: Floats, side: int) -> SurfacePoints:
    away = (points_px - (side - 1) / 2.0) * _FINE_MM_PER_PX
    right, up, towards = rotation
    origins = middle + 1000.0 * towards + away[:, :1] * right - away[:, 1:] * up
    return surface.cast(origins, np.broadcast_to(-towards, origins.shape))
