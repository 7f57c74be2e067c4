"""What each vertex of a mesh stands for: which way the skin around it looks, and how much of it there is."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.column_vectors import area_vectors, lengths, summed_at, units_at
from skinlax_desktop.surface.face_mesh import FaceMesh

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkinPatches:
    """What each vertex of a mesh stands for: unit `normals` (n, 3) of the skin around it, and `areas_mm2` (n,)."""

    normals: Floats
    areas_mm2: Floats


def skin_patches(mesh: FaceMesh, rounds: int = 2) -> SkinPatches:
    """Normals averaged over `rounds` rings of neighbours so that noise does not turn them; a third of each triangle."""
    corners = np.ascontiguousarray(mesh.triangles.T)
    points = np.ascontiguousarray(mesh.vertices_in_face_mm.T, dtype=np.float64)
    faces = area_vectors(points, corners)
    count = points.shape[1]
    normals = units_at(corners, faces, count)
    for _ in range(rounds):
        around = normals[:, corners[0]] + normals[:, corners[1]] + normals[:, corners[2]]
        normals = units_at(corners, around, count)
    areas = summed_at(corners, lengths(faces)[None] / 6.0, count)[0]
    return SkinPatches(normals=np.ascontiguousarray(normals.T), areas_mm2=areas)


def smooth_normals(mesh: FaceMesh, rounds: int = 2) -> Floats:
    """The normals (n, 3) alone."""
    return skin_patches(mesh, rounds).normals
