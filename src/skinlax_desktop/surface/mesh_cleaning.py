"""A triangle mesh made fit to measure on: coarser, without broken or doubled parts."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Triangles = npt.NDArray[np.int32]


def cluster_vertices(points: Floats, triangles: Triangles, cell_mm: float) -> tuple[Floats, Triangles]:
    """Merge all vertices (n, 3) that share a cubic cell into their mean; triangles that collapse go.

    Cells, not edges, decide: the cost is that of one sort, whatever the mesh looks like.
    """
    cell, count = cells_of(points, cell_mm)
    return means_by_cell(points, cell, count), drop_degenerate(cell[triangles])


def cells_of(points: Floats, cell_mm: float) -> tuple[npt.NDArray[np.int32], int]:
    """The number of the cubic cell of each point (n,), counted from 0, and how many cells there are."""
    cells = np.floor(points / cell_mm).astype(np.int64)
    cells -= cells.min(axis=0)
    spans = cells.max(axis=0) + 1
    keys = (cells[:, 0] * spans[1] + cells[:, 1]) * spans[2] + cells[:, 2]
    held, cell = np.unique(keys, return_inverse=True)
    return cell.astype(np.int32), len(held)


def means_by_cell(values: npt.NDArray[np.generic], cell: npt.NDArray[np.int32], count: int) -> Floats:
    """The mean (count, k) of the values (n, k) in each cell."""
    sizes = np.bincount(cell, minlength=count)
    return np.column_stack([np.bincount(cell, column, count) / sizes for column in values.T])


def drop_degenerate(triangles: Triangles) -> Triangles:
    """Without triangles that use a vertex twice, without copies, and without pairs that lie back to back.

    What is left closes where the mesh closed before: a fold that collapsed leaves no rim.
    """
    a, b, c = triangles.T
    kept: Triangles = triangles[(a != b) & (b != c) & (c != a)]
    if not len(kept):
        return kept
    corners = np.sort(kept, axis=1).astype(np.int64)
    size = int(corners.max()) + 1
    _, group = np.unique((corners[:, 0] * size + corners[:, 1]) * size + corners[:, 2], return_inverse=True)
    turned = (kept[:, 0] > kept[:, 1]).astype(int) + (kept[:, 1] > kept[:, 2]) + (kept[:, 0] > kept[:, 2])
    facing = 1 - 2 * (turned % 2)
    net = np.sign(np.bincount(group, weights=facing))
    right_way = np.flatnonzero(facing == net[group])
    _, first = np.unique(group[right_way], return_index=True)
    return np.asarray(kept[np.sort(right_way[first])])


def keep_triangles(
    count: int, triangles: Triangles, kept: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.intp], Triangles]:
    """The vertices of `count` that the `kept` triangles still use, and those triangles in the new numbers."""
    chosen = triangles[kept]
    used = np.zeros(count, dtype=bool)
    used[chosen.reshape(-1)] = True
    numbers = np.cumsum(used) - 1
    return np.flatnonzero(used), numbers[chosen].astype(np.int32)


def components(count: int, triangles: Triangles) -> npt.NDArray[np.int32]:
    """The number of the connected part of each vertex (count,)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]]]).T
    links = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int32)


def overfull_edges(triangles: Triangles) -> int:
    """How many edges more than two triangles share: a surface has none."""
    edges = np.sort(triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1).astype(np.int64)
    if not len(edges):
        return 0
    keys = edges[:, 0] * (int(edges.max()) + 1) + edges[:, 1]
    return int((np.unique(keys, return_counts=True)[1] > 2).sum())
