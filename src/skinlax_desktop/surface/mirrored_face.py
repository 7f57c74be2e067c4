"""The other hand of a face: what a mirrored export shows."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.surface.canonical_face import MESH_POINTS, canonical_face
from skinlax_desktop.surface.face_mesh import FaceMesh

Floats = npt.NDArray[np.float64]


def mirrored_mesh(mesh: FaceMesh) -> FaceMesh:
    """A mesh in the head frame with left and right exchanged, its outside still outside."""
    return replace(
        mesh,
        vertices_in_face_mm=mesh.vertices_in_face_mm * np.array([-1.0, 1.0, 1.0], dtype=np.float32),
        triangles=np.ascontiguousarray(mesh.triangles[:, ::-1]),
    )


def mirrored_landmarks(landmarks: Floats) -> Floats:
    """Its landmarks (468, 3): each lies where its twin on the other side was."""
    return np.asarray(landmarks[:MESH_POINTS][_twins()] * (-1.0, 1.0, 1.0))


@lru_cache(maxsize=1)
def _twins() -> npt.NDArray[np.intp]:
    points = canonical_face().points_in_head_mm[:MESH_POINTS]
    return np.asarray(cKDTree(points).query(points * (-1.0, 1.0, 1.0))[1], dtype=np.intp)
