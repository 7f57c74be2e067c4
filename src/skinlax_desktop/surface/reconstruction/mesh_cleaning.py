"""A fused surface made fit for use: cropped to face and neck, without islands and spikes."""

from typing import Final

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

# The part of the head frame (millimetres of the average head) that is face and neck: from the hairline to the collar,
# to behind the ears of a large head.
LOWEST_MM: Final = np.array([-108.0, -165.0, -130.0])
HIGHEST_MM: Final = np.array([108.0, 100.0, 60.0])
_SMALLEST_PART: Final = 0.03
_SMOOTH_ROUNDS: Final = 2
_SMOOTH_STEP: Final = 0.5


def clean(vertices: Points, triangles: Indices) -> tuple[Points, Indices]:
    """Crop to the face, keep parts of some size, drop needle triangles; triangles keep their turning."""
    inside = np.all((vertices > LOWEST_MM) & (vertices < HIGHEST_MM), axis=1)
    triangles = triangles[inside[triangles].all(axis=1)]
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    sides = np.stack([np.linalg.norm(a - b, axis=1), np.linalg.norm(b - c, axis=1), np.linalg.norm(c - a, axis=1)])
    area = 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1)
    triangles = triangles[area > 1e-6 * sides.max(axis=0) ** 2]
    return compact(vertices, _large_parts(triangles, len(vertices)))


def compact(vertices: Points, triangles: Indices) -> tuple[Points, Indices]:
    """Without vertices that no triangle uses."""
    used, corners = np.unique(triangles, return_inverse=True)
    return vertices[used], corners.reshape(-1, 3)


def _large_parts(triangles: Indices, count: int) -> Indices:
    label = _parts(triangles, count)
    size = np.bincount(label[triangles[:, 0]], minlength=int(label.max()) + 1) if len(triangles) else np.zeros(1)
    return np.asarray(triangles[size[label[triangles[:, 0]]] >= _SMALLEST_PART * size.max()])


def _parts(triangles: Indices, count: int) -> npt.NDArray[np.int32]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]]])
    graph = coo_array((np.ones(len(edges), dtype=np.int8), (edges[:, 0], edges[:, 1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1])


def rings_from_rim(
    triangles: Indices, count: int, most: int, also: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.int64]:
    """Of each vertex (n,) how many edges it is from the nearest rim, or from one of `also`: 0 on it, at most `most`."""
    edges = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    edges, uses = np.unique(edges, axis=0, return_counts=True)
    reached = np.zeros(count, dtype=bool)
    reached[edges[uses == 1]] = True
    if also is not None:
        reached |= also
    rings = np.where(reached, 0, most)
    for ring in range(1, most):
        near = np.zeros(count, dtype=bool)
        near[edges[reached[edges[:, 0]], 1]] = True
        near[edges[reached[edges[:, 1]], 0]] = True
        rings[near & ~reached] = ring
        reached |= near
    return rings


def without_vertices(triangles: Indices, count: int, dropped: npt.NDArray[np.bool_]) -> Indices:
    """The triangles (m, 3) that use none of the dropped vertices and belong to a part of some size."""
    return _large_parts(triangles[~dropped[triangles].any(axis=1)], count)


def smoothed(vertices: Points, triangles: Indices, *, rounds: int = _SMOOTH_ROUNDS) -> Points:
    """A few steps of Taubin's smoothing (1995), which takes noise of a voxel's size and leaves the volume."""
    neighbours = averaging(triangles, len(vertices))
    for _ in range(rounds):
        for step in (_SMOOTH_STEP, -_SMOOTH_STEP * 1.04):
            vertices = vertices + step * (neighbours @ vertices - vertices)
    return vertices


def averaging(triangles: Indices, count: int):  # type: ignore[no-untyped-def]
    """The sparse matrix that takes the mean over each vertex's neighbours."""
    from scipy.sparse import coo_array, diags_array

    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    edges = np.concatenate([edges, edges[:, ::-1]])
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count)).tocsr()
    graph.data[:] = 1.0
    degree = np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1.0)
    return diags_array(1.0 / degree) @ graph


def vertex_normals(vertices: Points, triangles: Indices) -> Points:
    """Unit normals (n, 3), weighted by area."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    face = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for corner in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(triangles[:, corner], weights=face[:, axis], minlength=len(vertices))
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12))
