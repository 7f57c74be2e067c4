"""Lines laid on a surface between points that were set on it."""

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh

Points = npt.NDArray[np.float64]
_STEP_MM: Final = 1.5


def drape(mesh: FaceMesh, corners_mm: Points, *, closed: bool) -> Points:
    """The straight line through corners (k, 3), every step of it put onto the tangent plane of the nearest vertex."""
    from scipy.spatial import cKDTree

    ring = np.concatenate((corners_mm, corners_mm[:1])) if closed else corners_mm
    steps = [np.asarray(ring[:1], dtype=np.float64)]
    for start, end in pairwise(ring):
        count = max(1, round(float(np.linalg.norm(end - start)) / _STEP_MM))
        steps.append(start + (end - start) * (np.arange(1, count + 1) / count)[:, None])
    line = np.concatenate(steps)
    vertices = mesh.vertices_in_face_mm.astype(np.float64)
    normals = vertex_normals(vertices, mesh.triangles)
    _, nearest = cKDTree(vertices).query(line)
    off = ((line - vertices[nearest]) * normals[nearest]).sum(axis=1)
    return np.asarray(line - off[:, None] * normals[nearest])
