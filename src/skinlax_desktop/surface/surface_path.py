"""The shortest way along a surface between two of its points."""

from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_rays import SurfacePoint
from skinlax_desktop.surface.plane_section import SectionPlane, cut_mesh

Points = npt.NDArray[np.float64]
_STEINER: Final = 3
_ROUNDS: Final = 60
_MOST_TRIANGLES: Final = 60_000


def shortest_path(mesh: FaceMesh, start: SurfacePoint, end: SurfacePoint) -> Points | None:
    """The places (k, 3) of the shortest way from start to end over the mesh; None when no way leads there.

    Dijkstra over points on the edges of every triangle that can lie on it (Lanthier, Maheshwari and Sack 1997), then
    each crossing is slid along its edge until the way is locally shortest. The way through the plane of both points
    bounds which triangles can matter: no shortest path leaves the ellipsoid that this length spans.
    """
    a, b = np.asarray(start.place_mm), np.asarray(end.place_mm)
    if start.triangle == end.triangle:
        return np.stack((a, b))
    triangles = _within_reach(mesh, a, b, _bound_mm(mesh, start, end))
    if not len(triangles):
        return None
    corners = np.concatenate([triangles, mesh.triangles[[start.triangle, end.triangle]]])
    return _walk(mesh, np.unique(corners, axis=0), start, end)


def path_length_mm(places_mm: Points) -> float:
    """The length of a way."""
    return float(np.linalg.norm(np.diff(places_mm, axis=0), axis=1).sum())


def _bound_mm(mesh: FaceMesh, start: SurfacePoint, end: SurfacePoint) -> float:
    """The length of the way in the plane of both points and their mean normal; infinite when that way is broken."""
    a, b = np.asarray(start.place_mm), np.asarray(end.place_mm)
    along = b - a
    normal = np.cross(along, np.asarray(start.normal) + np.asarray(end.normal))
    size = float(np.linalg.norm(normal))
    if size < 1e-9:
        return float("inf")
    normal /= size
    plane = SectionPlane(
        through_mm=start.place_mm,
        normal=(float(normal[0]), float(normal[1]), float(normal[2])),
        across=(1.0, 0.0, 0.0),
        up=(0.0, 1.0, 0.0),
    )
    best = float("inf")
    for line in cut_mesh(mesh, plane):
        first, last = (int(((line.places_mm - place) ** 2).sum(axis=1).argmin()) for place in (a, b))
        gaps = (float(np.linalg.norm(line.places_mm[at] - place)) for at, place in ((first, a), (last, b)))
        between = path_length_mm(line.places_mm[min(first, last) : max(first, last) + 1]) + sum(gaps)
        gaps_are_small = np.linalg.norm(line.places_mm[[first, last]] - np.stack((a, b)), axis=1).max() < 3.0
        if gaps_are_small:
            best = min(best, between)
    return best


def _within_reach(mesh: FaceMesh, a: Points, b: Points, bound_mm: float) -> npt.NDArray[np.int32]:
    """The triangles that touch the ellipsoid with foci a and b; the nearest ones where no bound is known."""
    vertices = mesh.vertices_in_face_mm.astype(np.float64)
    detour = np.linalg.norm(vertices - a, axis=1) + np.linalg.norm(vertices - b, axis=1)
    corners = vertices[mesh.triangles]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    # A way may cross a triangle whose corners all lie farther out, by one edge at most.
    least = detour[mesh.triangles].min(axis=1) - 2.0 * longest
    inside = least <= bound_mm * 1.0001
    if inside.sum() > _MOST_TRIANGLES:
        inside = least <= np.partition(least, _MOST_TRIANGLES)[_MOST_TRIANGLES]
    return np.asarray(mesh.triangles[inside])


def _walk(mesh: FaceMesh, triangles: npt.NDArray[np.int32], start: SurfacePoint, end: SurfacePoint) -> Points | None:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    vertices = mesh.vertices_in_face_mm.astype(np.float64)
    sides = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]], axis=2).astype(np.int64)
    edges, number = np.unique(sides.reshape(-1, 2), axis=0, return_inverse=True)
    used, compact = np.unique(edges, return_inverse=True)
    ends = compact.reshape(-1, 2)
    shares = np.arange(1, _STEINER + 1) / (_STEINER + 1.0)
    between = vertices[edges[:, 0], None] * (1.0 - shares[:, None]) + vertices[edges[:, 1], None] * shares[:, None]
    places = np.concatenate((vertices[used], between.reshape(-1, 3), [start.place_mm, end.place_mm]))
    # The nodes of each triangle: its three corners and the points on its three edges.
    first = len(used) + number.reshape(-1, 3)[..., None] * _STEINER + np.arange(_STEINER)
    corners = np.stack([ends[number.reshape(-1, 3)[:, k]] for k in range(3)], axis=1).reshape(len(triangles), 6)
    nodes = np.concatenate((corners, first.reshape(len(triangles), -1)), axis=1)
    pairs = [nodes[:, [i, j]] for i, j in combinations(range(nodes.shape[1]), 2)]
    for point, node in ((start, len(places) - 2), (end, len(places) - 1)):
        own = np.sort(mesh.triangles[point.triangle])
        row = int(np.flatnonzero((np.sort(triangles, axis=1) == own).all(axis=1))[0])
        pairs.append(np.stack((np.full(nodes.shape[1], node), nodes[row]), axis=1))
    links = np.unique(np.sort(np.concatenate(pairs), axis=1), axis=0)
    links = links[links[:, 0] != links[:, 1]]
    weights = np.linalg.norm(places[links[:, 0]] - places[links[:, 1]], axis=1)
    # A weight of zero would be no link at all.
    graph = csr_array((np.maximum(weights, 1e-9), (links[:, 0], links[:, 1])), shape=(len(places), len(places)))
    _, befores = dijkstra(graph, directed=False, indices=np.array([len(places) - 2]), return_predecessors=True)
    before = befores[0]
    way = [len(places) - 1]
    while way[-1] != len(places) - 2:
        previous = int(before[way[-1]])
        if previous < 0:
            return None
        way.append(previous)
    chain = np.array(way[::-1])
    return _tightened(places[chain], *_edge_ends(chain, len(used), vertices, edges))


def _edge_ends(
    chain: npt.NDArray[np.int64], corners: int, vertices: Points, edges: npt.NDArray[np.int64]
) -> tuple[Points, Points]:
    """Start and end (k, 3) of the edge that each crossing may slide on; NaN for those that stay."""
    low = np.full((len(chain), 3), np.nan)
    high = low.copy()
    on_edge = np.zeros(len(chain), dtype=bool)
    on_edge[1:-1] = chain[1:-1] >= corners
    edge = edges[(chain[on_edge] - corners) // _STEINER]
    low[on_edge], high[on_edge] = vertices[edge[:, 0]], vertices[edge[:, 1]]
    return low, high


def _tightened(places: Points, low: Points, high: Points) -> Points:
    """Slide every crossing along its edge to where the way before and after it is shortest, in turns."""
    places = places.copy()
    slides = np.flatnonzero(~np.isnan(low[:, 0]))
    for round_number in range(_ROUNDS):
        now = slides[slides % 2 == round_number % 2]
        start, run = low[now], high[now] - low[now]
        length = np.maximum(np.linalg.norm(run, axis=1), 1e-12)
        direction = run / length[:, None]
        # Unfolded about the edge, the straight line between both neighbours crosses it here.
        foot, away = [], []
        for beside in (places[now - 1], places[now + 1]):
            along = np.einsum("ij,ij->i", beside - start, direction)
            foot.append(along)
            away.append(np.linalg.norm(beside - start - along[:, None] * direction, axis=1))
        whole = np.maximum(away[0] + away[1], 1e-12)
        at = np.clip((foot[0] * away[1] + foot[1] * away[0]) / whole, 0.0, length)
        places[now] = start + at[:, None] * direction
    return places
