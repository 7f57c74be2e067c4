"""A coarse triangle mesh made smooth: each triangle becomes a curved patch that keeps the corners.

Curved point-normal triangles: A. Vlachos, J. Peters, C. Boyd, J. L. Mitchell, "Curved PN Triangles", 2001.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.column_vectors import area_vectors, units_at

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RefinedTriangles:
    """How fine vertices hang in coarse triangles.

    `corners` (n, 3) coarse vertex numbers and `weights` (n, 3) barycentric weights of each fine vertex;
    `triangles` (m, 3) fine triangles.
    """

    corners: npt.NDArray[np.int32]
    weights: Floats
    triangles: npt.NDArray[np.int32]

    def blend(self, values: Floats) -> Floats:
        """Linear interpolation of coarse per-vertex values (k, c)."""
        return np.asarray(np.einsum("nk,nkc->nc", self.weights, values[self.corners]))

    def place(self, points: Floats, normals: Floats) -> Floats:
        """Fine positions (n, 3) on the curved patches over coarse points and unit normals."""
        u, v, w = (self.weights[:, k : k + 1] for k in range(3))
        p = [points[self.corners[:, k]] for k in range(3)]
        n = [normals[self.corners[:, k]] for k in range(3)]

        def edge(i: int, j: int) -> Floats:
            lift = np.sum((p[j] - p[i]) * n[i], axis=1, keepdims=True)
            return np.asarray((2.0 * p[i] + p[j] - lift * n[i]) / 3.0)

        b210, b120, b021 = edge(0, 1), edge(1, 0), edge(1, 2)
        b012, b102, b201 = edge(2, 1), edge(2, 0), edge(0, 2)
        rim = (b210 + b120 + b021 + b012 + b102 + b201) / 6.0
        middle = rim + (rim - (p[0] + p[1] + p[2]) / 3.0) / 2.0
        cubic = p[0] * u**3 + p[1] * v**3 + p[2] * w**3 + 6.0 * middle * u * v * w
        cubic += 3.0 * (b210 * u * u * v + b120 * u * v * v + b021 * v * v * w)
        cubic += 3.0 * (b012 * v * w * w + b102 * u * w * w + b201 * u * u * w)
        return np.asarray(cubic)

    def on_corners(self, corners: Iterable[int]) -> npt.NDArray[np.bool_]:
        """Fine vertices that lie on an edge or corner whose coarse ends are all in `corners`."""
        wanted = np.isin(self.corners, list(corners)) | (self.weights < 1e-9)
        on_edge = (self.weights < 1e-9).any(axis=1)
        return np.asarray(wanted.all(axis=1) & on_edge)


def refine_triangles(triangles: npt.NDArray[np.int32], splits: int) -> RefinedTriangles:
    """Split every edge of every triangle into `splits`; shared edges share their new vertices."""
    lattice = [(a, b, splits - a - b) for a in range(splits, -1, -1) for b in range(splits - a, -1, -1)]
    place = {node: number for number, node in enumerate(lattice)}
    small = _small_triangles(place, splits)
    number_of: dict[tuple[tuple[int, int], ...], int] = {}
    corners: list[list[int]] = []
    weights: list[tuple[int, int, int]] = []
    fine: list[list[int]] = []
    for triangle in triangles.tolist():
        numbers = []
        for node in lattice:
            key = tuple(sorted((corner, share) for corner, share in zip(triangle, node, strict=True) if share))
            if key not in number_of:
                number_of[key] = len(corners)
                corners.append(triangle)
                weights.append(node)
            numbers.append(number_of[key])
        fine.extend([numbers[k] for k in node] for node in small)
    return RefinedTriangles(
        corners=np.array(corners, dtype=np.int32),
        weights=np.array(weights, dtype=np.float64) / splits,
        triangles=np.array(fine, dtype=np.int32),
    )


def _small_triangles(place: dict[tuple[int, int, int], int], splits: int) -> list[tuple[int, int, int]]:
    """The triangles of a lattice, all turning like the large one."""
    upright = [
        (place[a + 1, b, c], place[a, b + 1, c], place[a, b, c + 1])
        for a in range(splits)
        for b in range(splits - a)
        for c in (splits - 1 - a - b,)
    ]
    on_tip = [
        (place[a, b + 1, c + 1], place[a + 1, b, c + 1], place[a + 1, b + 1, c])
        for a in range(splits - 1)
        for b in range(splits - 1 - a)
        for c in (splits - 2 - a - b,)
    ]
    return upright + on_tip


def vertex_normals(points: Floats, triangles: npt.NDArray[np.int32]) -> Floats:
    """Unit normals (n, 3), area-weighted, outward for counter-clockwise triangles."""
    corners, columns = np.ascontiguousarray(triangles.T), np.ascontiguousarray(points.T, dtype=np.float64)
    return np.ascontiguousarray(units_at(corners, area_vectors(columns, corners), len(points)).T)
