"""The part of a mesh around some of its vertices: most of a scanned face is ears, hair and collar."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt

from skinlax_desktop.surface.column_vectors import all_three
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_cleaning import keep_triangles

Floats = npt.NDArray[np.float64]

# Normals reach over three rings of triangles, borders over two; what is slow in a drawing is blurred over 12 mm.
_MARGIN_MM: Final = 12.0
_LEAST_EDGES: Final = 5.0
_CELL_MM: Final = 4.0
_EDGES_ASKED: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeshPart:
    """A part of a mesh as a `mesh` of its own; `vertices` (k,) are its vertices' numbers in the whole of `count`."""

    mesh: FaceMesh
    vertices: npt.NDArray[np.intp]
    count: int

    def spread(self, values: Floats, beyond: float) -> Floats:
        """Values (k,) of the part's vertices on the whole mesh (count,)."""
        whole = np.full(self.count, beyond)
        whole[self.vertices] = values
        return whole


def part_around(mesh: FaceMesh, asked: npt.NDArray[np.bool_]) -> MeshPart:
    """The `asked` vertices (n,) with the skin around them, so that the part's own rim touches nothing of theirs."""
    kept = _close_to(mesh.vertices_in_face_mm, asked, max(_MARGIN_MM, _LEAST_EDGES * _typical_edge_mm(mesh)))
    used, triangles = keep_triangles(len(asked), mesh.triangles, all_three(kept, mesh.triangles))
    part = replace(
        mesh,
        vertices_in_face_mm=mesh.vertices_in_face_mm[used],
        triangles=triangles,
        colours_rgb=mesh.colours_rgb[used],
        uv=mesh.uv[used],
        sigma_mm=mesh.sigma_mm[used],
        measured=mesh.measured[used],
        zone_index=mesh.zone_index[used],
    )
    return MeshPart(mesh=part, vertices=used, count=len(asked))


def _close_to(points: npt.NDArray[np.float32], asked: npt.NDArray[np.bool_], margin_mm: float) -> npt.NDArray[np.bool_]:
    """Which points (n, 3) lie within a margin of the `asked` ones, told by cubes and so a little generous."""
    if not asked.any():
        return asked
    cells = np.floor(points / _CELL_MM).astype(np.int32)
    # Far skin needs no cubes of its own.
    reach = int(np.ceil(margin_mm / _CELL_MM)) + 1
    low, high = cells[asked].min(axis=0) - reach, cells[asked].max(axis=0) + reach
    cells = np.clip(cells, low - 1, high + 1) - (low - 1)
    empty = np.ones(high - low + 3, dtype=bool)
    empty[tuple(cells[asked].T)] = False
    near = distance_transform_edt(empty) <= reach
    near[[0, -1]] = near[:, [0, -1]] = near[:, :, [0, -1]] = False
    return np.asarray(near[tuple(cells.T)])


def _typical_edge_mm(mesh: FaceMesh) -> float:
    corners = mesh.triangles[:: max(1, len(mesh.triangles) // _EDGES_ASKED)]
    edges = mesh.vertices_in_face_mm[corners[:, 0]] - mesh.vertices_in_face_mm[corners[:, 1]]
    return float(np.median(np.linalg.norm(edges, axis=1))) if len(edges) else 0.0
