"""Whether a surface can be computed with: whole, one piece, turned outwards, in millimetres."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_array

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh

Edges = npt.NDArray[np.int64]

FEWEST_VERTICES: Final = 50
MOST_VERTICES: Final = 60_000
_SMALLEST_MM, _LARGEST_MM = 60.0, 1000.0
# A reconstruction's loose pieces are small.
_AS_LARGE: Final = 0.3
_THINNEST: Final = 1e-3
"""Twice the area over the square of the longest edge; below it a triangle is a needle or a point."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Border:
    """The open edges (k, 2) of a surface, each once, in the direction of its triangle."""

    edges: Edges


def refuse_no_face(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> None:
    """What no mending helps, asked first: no triangles, a size that no head has in millimetres, two faces in one file.

    Raises `SkinlaxError`: `simulation_mesh_empty`, `simulation_mesh_not_finite`, `simulation_no_head`,
    `simulation_mesh_pieces`.
    """
    if not len(triangles):
        raise SkinlaxError("simulation_mesh_empty")
    if not np.isfinite(vertices).all():
        raise SkinlaxError("simulation_mesh_not_finite")
    size = float(np.ptp(vertices[np.unique(triangles)], axis=0).max())
    if not _SMALLEST_MM <= size <= _LARGEST_MM:
        raise SkinlaxError(
            "simulation_no_head",
            size=f"{size:.0f}" if size >= 10.0 else f"{size:.2g}",
            least=f"{_SMALLEST_MM:.0f}",
            most=f"{_LARGEST_MM:.0f}",
        )
    sizes = np.bincount(piece_of_vertex(triangles, len(vertices))[triangles[:, 0]])
    large = int((sizes > _AS_LARGE * sizes.max()).sum())
    if large > 1:
        raise SkinlaxError("simulation_mesh_pieces", count=large)


def check_mesh(mesh: FaceMesh) -> Border:
    """The border of a mesh that can be computed with.

    A mesh that was measured may have holes: beyond their rims skin goes on as beyond the outline, only unseen.

    Raises `SkinlaxError`: `simulation_no_scale`, `simulation_mesh_size`, `simulation_mesh_not_finite`,
    `simulation_mesh_degenerate`, `simulation_mesh_flipped`, `simulation_mesh_forked`, `simulation_mesh_pieces`,
    `simulation_mesh_holes`, `simulation_mesh_loose`.
    """
    if not mesh.scale_known:
        raise SkinlaxError("simulation_no_scale")
    measured = mesh.source != FROM_LANDMARKS
    return check_surface(mesh.vertices_in_face_mm.astype(np.float64), mesh.triangles, holes_allowed=measured)


def check_surface(
    vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32], *, holes_allowed: bool = False
) -> Border:
    """As `check_mesh`, for vertices (n, 3) and triangles (m, 3)."""
    if not FEWEST_VERTICES <= len(vertices) <= MOST_VERTICES or not len(triangles):
        raise SkinlaxError("simulation_mesh_size", found=len(vertices), fewest=FEWEST_VERTICES, most=MOST_VERTICES)
    border = check_triangles(vertices, triangles)
    holes = len(open_loops(border)) - 1
    if holes > 0 and not holes_allowed:
        raise SkinlaxError("simulation_mesh_holes", count=holes)
    loose = len(vertices) - len(np.unique(triangles))
    if loose:
        raise SkinlaxError("simulation_mesh_loose", count=loose)
    return border


def check_triangles(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> Border:
    """What is asked of any surface, holes or not: finite, no needles, one side, no branches, one piece."""
    if not np.isfinite(vertices).all():
        raise SkinlaxError("simulation_mesh_not_finite")
    _refuse_degenerate(vertices, triangles)
    border = _border(vertices, triangles)
    pieces = int(piece_of_vertex(triangles, len(vertices))[np.unique(triangles)].max(initial=0)) + 1
    if pieces > 1:
        raise SkinlaxError("simulation_mesh_pieces", count=pieces)
    return Border(edges=border)


def rims_of_holes(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Millimetres (n,) of rim at each vertex: of all open rings but the longest, which is the outline."""
    rims = np.zeros(len(vertices))
    rings = open_loops(check_triangles(vertices, triangles))
    for ring in sorted(rings, key=lambda ring: float(ring_steps_mm(vertices, ring).sum()))[:-1]:
        steps = ring_steps_mm(vertices, ring)
        # No ring passes a vertex twice, but two rings may touch in one.
        rims[ring] += (steps + np.roll(steps, 1)) / 2.0
    return rims


def ring_steps_mm(vertices: npt.NDArray[np.float64], ring: Edges) -> npt.NDArray[np.float64]:
    """From each vertex of a closed ring (k,) to the next."""
    return np.asarray(np.linalg.norm(vertices[np.roll(ring, -1)] - vertices[ring], axis=1))


def piece_of_vertex(triangles: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int64]:
    """The number (n,) of the connected piece that each vertex belongs to, largest first; -1 for loose vertices."""
    used, compact = np.unique(triangles, return_inverse=True)
    tail = compact.reshape(-1, 3).reshape(-1)
    head = np.roll(compact.reshape(-1, 3), -1, axis=1).reshape(-1)
    graph = csr_array((np.ones(len(tail)), (tail, head)), shape=(len(used), len(used)))
    pieces, label = csgraph.connected_components(graph, directed=False)
    rank = np.empty(pieces, dtype=np.int64)
    rank[np.argsort(-np.bincount(label, minlength=pieces), kind="stable")] = np.arange(pieces)
    found = np.full(count, -1, dtype=np.int64)
    found[used] = rank[label]
    return found


def open_loops(border: Border) -> list[Edges]:
    """The closed rings of open edges as vertex numbers, along the triangles' sense; longest in edges first.

    Rings that touch in a vertex are told apart: no ring passes a vertex twice.
    """
    leaving: dict[int, list[int]] = {}
    for tail, head in border.edges.tolist():
        leaving.setdefault(tail, []).append(head)
    loops = []
    for start in list(leaving):
        walked = [start]
        while leaving.get(walked[-1]):
            after = leaving[walked[-1]].pop()
            if after in walked:
                cut = walked.index(after)
                loops.append(np.array(walked[cut:], dtype=np.int64))
                walked = walked[:cut]
            walked.append(after)
    return sorted(loops, key=len, reverse=True)


def bad_triangles(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Triangles (m,) without an area, at an edge of three or more, or turned against a neighbour."""
    count = len(vertices)
    tail = triangles.astype(np.int64)
    head = np.roll(tail, -1, axis=1)
    crowded = np.zeros(tail.shape, dtype=bool)
    for keys, most in ((np.minimum(tail, head) * count + np.maximum(tail, head), 2), (tail * count + head, 1)):
        _, inverse, number = np.unique(keys.reshape(-1), return_inverse=True, return_counts=True)
        crowded |= (number[inverse] > most).reshape(tail.shape)
    return np.asarray(without_area(vertices, triangles) | crowded.any(axis=1))


def without_area(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Needles and points among the triangles (m,)."""
    corners = vertices[triangles]
    sides = np.roll(corners, -1, axis=1) - corners
    longest = np.einsum("mki,mki->mk", sides, sides).max(axis=1)
    twice_area = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1)
    return np.asarray(twice_area <= _THINNEST * longest)


def _refuse_degenerate(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int32]) -> None:
    count = int(without_area(vertices, triangles).sum())
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
