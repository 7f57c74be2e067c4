"""Whether a surface can be computed with: whole, one piece, turned outwards, in millimetres."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_array

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh

Edges = npt.NDArray[np.int64]

FEWEST_VERTICES: Final = 50
MOST_VERTICES: Final = 60_000
_THINNEST: Final = 1e-3
"""Twice the area over the square of the longest edge; below it a triangle is a needle or a point."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Border:
    """The open edges (k, 2) of a surface, each once, in the direction of its triangle."""

    edges: Edges


def check_mesh(mesh: FaceMesh) -> Border:
    """The border of a mesh that can be computed with.

    Raises `SkinlaxError`: `simulation_no_scale`, `simulation_mesh_size`, `simulation_mesh_not_finite`,
    `simulation_mesh_degenerate`, `simulation_mesh_flipped`, `simulation_mesh_forked`, `simulation_mesh_pieces`,
    `simulation_mesh_holes`, `simulation_mesh_loose`.
    """
    if not mesh.scale_known:
        raise SkinlaxError("simulation_no_scale")
    return check_surface(mesh.vertices_in_face_mm.astype(np.float64), mesh.triangles)


def check_surface(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> Border:
    """As `check_mesh`, for vertices (n, 3) and triangles (m, 3)."""
    if not FEWEST_VERTICES <= len(vertices) <= MOST_VERTICES or not len(triangles):
        raise SkinlaxError("simulation_mesh_size", found=len(vertices), fewest=FEWEST_VERTICES, most=MOST_VERTICES)
    if not np.isfinite(vertices).all():
        raise SkinlaxError("simulation_mesh_not_finite")
    _refuse_degenerate(vertices, triangles)
    border = _border(vertices, triangles)
    used, compact = np.unique(triangles, return_inverse=True)
    pieces = int(csgraph.connected_components(_graph(compact.reshape(-1, 3), len(used)), directed=False)[0])
    if pieces > 1:
        raise SkinlaxError("simulation_mesh_pieces", count=pieces)
    holes = _loops(border) - 1
    if holes > 0:
        raise SkinlaxError("simulation_mesh_holes", count=holes)
    if len(used) < len(vertices):
        raise SkinlaxError("simulation_mesh_loose", count=len(vertices) - len(used))
    return Border(edges=border)


def _refuse_degenerate(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> None:
    corners = vertices[triangles]
    sides = np.roll(corners, -1, axis=1) - corners
    longest = np.einsum("mki,mki->mk", sides, sides).max(axis=1)
    twice_area = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1)
    count = int((twice_area <= _THINNEST * longest).sum())
    if count:
        raise SkinlaxError("simulation_mesh_degenerate", count=count)


def _border(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> Edges:
    """Open edges; refuses edges of three triangles, neighbours turned against each other, a surface inside out."""
    count = len(vertices)
    tail = triangles.astype(np.int64).reshape(-1)
    head = np.roll(triangles.astype(np.int64), -1, axis=1).reshape(-1)
    undirected = np.minimum(tail, head) * count + np.maximum(tail, head)
    _, where, number = np.unique(undirected, return_index=True, return_counts=True)
    if (number > 2).any():
        raise SkinlaxError("simulation_mesh_forked", count=int((number > 2).sum()))
    directed = tail * count + head
    repeated = len(directed) - len(np.unique(directed))
    if repeated:
        raise SkinlaxError("simulation_mesh_flipped", count=repeated)
    if not _faces_outwards(vertices, triangles):
        raise SkinlaxError("simulation_mesh_flipped", count=len(triangles))
    open_edges = where[number == 1]
    return np.column_stack((tail[open_edges], head[open_edges]))


def _faces_outwards(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> bool:
    """A closed surface encloses a positive volume; an open face looks forward (z) on the whole."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    areas = np.cross(b - a, c - a)
    total = areas.sum(axis=0)
    if np.linalg.norm(total) > 1e-6 * np.linalg.norm(areas, axis=1).sum():
        return bool(total[2] > 0.0)
    return bool(np.einsum("mi,mi->", a, np.cross(b, c)) > 0.0)


def _graph(triangles: npt.NDArray[np.int64], count: int) -> csr_array:
    tail, head = triangles.reshape(-1), np.roll(triangles, -1, axis=1).reshape(-1)
    return csr_array((np.ones(len(tail)), (tail, head)), shape=(count, count))


def _loops(border: Edges) -> int:
    """How many closed rings the open edges form; a face has one."""
    if not len(border):
        return 0
    used, compact = np.unique(border, return_inverse=True)
    pairs = compact.reshape(-1, 2)
    graph = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(used), len(used)))
    return int(csgraph.connected_components(graph, directed=False)[0])
