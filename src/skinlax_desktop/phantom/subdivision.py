"""Catmull-Clark subdivision as one sparse matrix, so that every shape of the head costs one product."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

Indices = npt.NDArray[np.int64]


def catmull_clark(vertex_count: int, quads: Indices) -> tuple[sparse.csr_array, Indices]:
    """One level: the matrix (new, old) that makes the new vertices, and the new quads (4 m, 4).

    Rules of Catmull and Clark (1978); a border edge is halved and a border vertex smoothed along the border only.
    """
    face_count = len(quads)
    half_edges = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2)
    edges, edge_of = np.unique(np.sort(half_edges, axis=1), axis=0, return_inverse=True)
    edge_of = edge_of.reshape(-1)
    edge_count = len(edges)
    faces_at_edge = np.bincount(edge_of, minlength=edge_count)
    border = faces_at_edge == 1

    corners = np.repeat(np.arange(face_count), 4)
    face_points = _matrix(corners, quads.reshape(-1), np.full(4 * face_count, 0.25), (face_count, vertex_count))

    inner = np.where(border, 0.5, 0.25)
    edge_points = _matrix(
        np.repeat(np.arange(edge_count), 2), edges.reshape(-1), np.repeat(inner, 2), (edge_count, vertex_count)
    )
    touches = _matrix(edge_of, corners, np.where(border[edge_of], 0.0, 0.25), (edge_count, face_count))
    edge_points = edge_points + touches @ face_points

    vertex_points = _moved_vertices(vertex_count, quads, edges, border, face_points)
    matrix = sparse.vstack([vertex_points, face_points, edge_points], format="csr")

    face_index = vertex_count + np.arange(face_count)
    edge_index = (vertex_count + face_count + edge_of).reshape(face_count, 4)
    previous_edge = np.roll(edge_index, 1, axis=1)
    new_quads = np.stack([quads, edge_index, np.repeat(face_index[:, None], 4, axis=1), previous_edge], axis=2)
    return matrix, new_quads.reshape(-1, 4)


def _moved_vertices(
    vertex_count: int,
    quads: Indices,
    edges: Indices,
    border: npt.NDArray[np.bool_],
    face_points: sparse.csr_array,
) -> sparse.csr_array:
    corners = np.repeat(np.arange(len(quads)), 4)
    valence = np.maximum(np.bincount(quads.reshape(-1), minlength=vertex_count), 1).astype(float)
    edge_valence = np.maximum(np.bincount(edges.reshape(-1), minlength=vertex_count), 1).astype(float)
    on_border = np.zeros(vertex_count, dtype=bool)
    on_border[edges[border].reshape(-1)] = True

    inside = (~on_border).astype(float)
    around = _matrix(quads.reshape(-1), corners, 1.0 / valence[quads.reshape(-1)], (vertex_count, len(quads)))
    both = np.concatenate([edges, edges[:, ::-1]])
    middles = _matrix(both[:, 0], both[:, 1], 0.5 / edge_valence[both[:, 0]], (vertex_count, vertex_count))
    middles = middles + sparse.diags_array(np.full(vertex_count, 0.5))
    smooth = (
        sparse.diags_array(inside / valence) @ (around @ face_points)
        + sparse.diags_array(2.0 * inside / valence) @ middles
        + sparse.diags_array(inside * (valence - 3.0) / valence)
    )
    rim = np.concatenate([edges[border], edges[border][:, ::-1]])
    rim_valence = np.maximum(np.bincount(rim[:, 0], minlength=vertex_count), 1).astype(float)
    along = _matrix(rim[:, 0], rim[:, 1], 0.25 / rim_valence[rim[:, 0]], (vertex_count, vertex_count))
    return sparse.csr_array(smooth + along + sparse.diags_array(0.75 * on_border))


def _matrix(
    rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], values: npt.NDArray[np.float64], shape: tuple[int, int]
) -> sparse.csr_array:
    return sparse.csr_array((values, (rows, columns)), shape=shape)
