"""Smooth vertex normals."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit


def vertex_normals(points: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Unit normals (n, 3), weighted by area, outward for triangles that turn counter-clockwise seen from outside."""
    normals = np.zeros(points.shape)
    _accumulate(points, triangles, normals)
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12))


@njit(cache=True)
def _accumulate(points: Any, triangles: Any, normals: Any) -> None:
    for number in range(len(triangles)):
        a, b, c = triangles[number, 0], triangles[number, 1], triangles[number, 2]
        ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
        vx, vy, vz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for corner in (a, b, c):
            normals[corner, 0] += nx
            normals[corner, 1] += ny
            normals[corner, 2] += nz
