"""A mesh fit to compute with, made from a measured one: coarser, the face only, openings and small holes closed.

A reconstruction has 70,000 points or more, and holes where eyes, nostrils and hair are. The sheet is solved on a
coarser copy and its movement carried back to every point.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

from skinlax_desktop.biomechanics.anatomy_places import near_opening, place_anatomy
from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.mesh_check import (
    bad_triangles,
    check_mesh,
    check_triangles,
    open_loops,
    piece_of_vertex,
    refuse_no_face,
    ring_steps_mm,
    without_area,
)
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.decimation import decimated
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh

COARSE_VERTICES: Final = 20_000
DENSE_VERTICES: Final = 25_000
_HINDMOST_MM, _HIGHEST_MM = -80.0, 75.0
_SMALL_HOLE_MM: Final = 40.0
_OPENING_MM: Final = 180.0
# A reconstruction leaves one in a hundred thousand.
_FEW_NEEDLES: Final = 1e-4
_NEIGHBOURS: Final = 6
_FADE_MM: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkingMesh:
    """`mesh` to compute with; `carry` (n, k) takes its k vertices' movement to the n of the dense one.

    `carry` is None where both are the same. `holes_closed`: how many openings and holes were closed; what closes them
    is not measured.
    """

    mesh: FaceMesh
    carry: sparse.csr_array | None
    holes_closed: int

    def carried(self, displacement_mm: Floats) -> Floats:
        """The displacement of the original mesh."""
        return displacement_mm if self.carry is None else np.asarray(self.carry @ displacement_mm)


def working_mesh(
    mesh: FaceMesh, closed: FaceMesh | None = None, *, coarse_vertices: int = COARSE_VERTICES
) -> WorkingMesh:
    """The mesh itself where it is whole and has up to 25,000 vertices; else a copy, coarser beyond that number.

    In a mesh that was measured, the largest piece counts, and holes up to 40 mm around, eyes and mouth are closed;
    wider ones stay open. One from landmarks has neither holes nor pieces but by damage. `closed` is the same face with
    its gaps closed already, to compute on in its stead; `measured` tells there what was. Raises what `refuse_no_face`
    and `check_mesh` raise.
    """
    dense = len(mesh.vertices_in_face_mm) > DENSE_VERTICES
    if not mesh.scale_known:
        raise SkinlaxError("simulation_no_scale")
    vertices = mesh.vertices_in_face_mm.astype(np.float64)
    refuse_no_face(vertices, mesh.triangles)
    if closed is not None:
        vertices = closed.vertices_in_face_mm.astype(np.float64)
        points, triangles = _mended(*decimated(vertices, closed.triangles, coarse_vertices))
        return _working(mesh, closed, points, triangles)
    if not dense and (mesh.source == FROM_LANDMARKS or _is_whole(vertices, mesh.triangles)):
        check_mesh(mesh)
        return WorkingMesh(mesh=mesh, carry=None, holes_closed=0)
    needles = without_area(vertices, mesh.triangles)
    if needles.any() and needles.mean() < _FEW_NEEDLES:
        mesh = replace(mesh, triangles=mesh.triangles[~needles])
    points, triangles = _largest_piece(vertices, mesh.triangles)
    check_triangles(points, triangles)
    inside = (points[:, 2] > _HINDMOST_MM) & (points[:, 1] < _HIGHEST_MM)
    points, triangles = _largest_piece(points, triangles[inside[triangles].all(axis=1)])
    if dense:
        points, triangles = _mended(*decimated(points, triangles, coarse_vertices))
    return _working(mesh, mesh, points, triangles)


def _working(mesh: FaceMesh, source: FaceMesh, points: Floats, triangles: npt.NDArray[np.int32]) -> WorkingMesh:
    """The copy with what `source` says of its places, its last holes closed, carrying over to `mesh`."""
    points, triangles, holes = _with_holes_closed(source, points, triangles)
    nearest = np.asarray(cKDTree(source.vertices_in_face_mm.astype(np.float64)).query(points)[1], dtype=np.int64)
    filled = np.arange(len(points)) >= len(points) - holes
    seen = np.where(filled, 0, source.measured[nearest]).astype(np.uint8)
    coarse = source.laid_on(points, triangles, nearest, seen)
    check_mesh(coarse)
    carry = _carry(mesh.vertices_in_face_mm.astype(np.float64), points)
    return WorkingMesh(mesh=coarse, carry=carry, holes_closed=holes)


def _is_whole(vertices: Floats, triangles: npt.NDArray[np.int32]) -> bool:
    return (
        bool((piece_of_vertex(triangles, len(vertices)) == 0).all())
        and len(open_loops(check_triangles(vertices, triangles))) <= 1
    )


def _largest_piece(vertices: Floats, triangles: npt.NDArray[np.int32]) -> tuple[Floats, npt.NDArray[np.int32]]:
    kept = triangles[(piece_of_vertex(triangles, len(vertices)) == 0)[triangles[:, 0]]]
    used, compact = np.unique(kept, return_inverse=True)
    return vertices[used], compact.reshape(-1, 3).astype(np.int32)


def _mended(vertices: Floats, triangles: npt.NDArray[np.int32]) -> tuple[Floats, npt.NDArray[np.int32]]:
    """Without the few needles and branches that decimation leaves; what that opens is closed as a hole."""
    bad = bad_triangles(vertices, triangles)
    while bad.any():
        vertices, triangles = _largest_piece(vertices, triangles[~bad])
        bad = bad_triangles(vertices, triangles)
    return _largest_piece(vertices, triangles)


def _with_holes_closed(
    mesh: FaceMesh, points: Floats, triangles: npt.NDArray[np.int32]
) -> tuple[Floats, npt.NDArray[np.int32], int]:
    """A fan over every hole that may be closed, its middle a new vertex at the end."""
    loops = open_loops(check_triangles(points, triangles))
    around = [float(ring_steps_mm(points, loop).sum()) for loop in loops]
    outline = int(np.argmax(around)) if loops else -1
    placement = place_anatomy(mesh)
    middles: list[Floats] = []
    fans = []
    for number, (loop, length) in enumerate(zip(loops, around, strict=True)):
        middle = points[loop].mean(axis=0)
        limit = _OPENING_MM if near_opening(middle, placement) else _SMALL_HOLE_MM
        if number == outline or length > limit or _is_sliver(points[loop], middle):
            continue
        centre = np.full(len(loop), len(points) + len(middles))
        middles.append(middle)
        fans.append(np.column_stack((np.roll(loop, -1), loop, centre)))
    if not middles:
        return points, triangles, 0
    closed = np.concatenate((triangles, *fans)).astype(np.int32)
    return np.vstack((points, *middles)), closed, len(middles)


def _is_sliver(ring: Floats, middle: Floats) -> bool:
    """Whether a fan from the middle of a ring (k, 3) would hold triangles without an area; it stays open then."""
    count = len(ring)
    fan = np.column_stack((np.roll(np.arange(count), -1), np.arange(count), np.full(count, count)))
    return bool(without_area(np.vstack((ring, middle)), fan.astype(np.int32)).any())


def _carry(dense: Floats, coarse: Floats) -> sparse.csr_array:
    """Movement of the nearest vertices, weighted by distance; it fades out beyond the coarse mesh."""
    found = cKDTree(coarse).query(dense, k=_NEIGHBOURS)
    away, near = np.asarray(found[0]), np.asarray(found[1])
    reach = np.maximum(away[:, 1:2], 1e-3)
    weight = np.exp(-0.5 * (away / reach) ** 2)
    weight /= weight.sum(axis=1, keepdims=True)
    beyond = np.maximum(away[:, :1] - 2.0 * np.median(reach), 0.0)
    weight *= np.exp(-((beyond / _FADE_MM) ** 2))
    rows = np.repeat(np.arange(len(dense)), _NEIGHBOURS)
    return sparse.csr_array(
        sparse.coo_array((weight.reshape(-1), (rows, near.reshape(-1))), shape=(len(dense), len(coarse)))
    )
