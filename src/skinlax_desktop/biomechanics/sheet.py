"""The sheet as a linear system: assembled once, factorised once, solved for every load."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

from skinlax_desktop.biomechanics.membrane import (
    Floats,
    SheetGeometry,
    Triangles,
    assemble,
    bulge_rows,
    membrane_stiffness,
    sheet_geometry,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetProperties:
    """What the sheet is made of and stands on, in mm, mN, kPa (mN/mm²).

    Of every triangle (m,): `stiffness_mn_per_mm` (modulus x thickness) and `tension_mn_per_mm` (pre-stress x
    thickness), and `press_mn_per_mm3`, what it takes to press the deep layer together. Of every vertex:
    `support_mn_per_mm` (n, 3, 3), the springs to the skull, `depth_mm` (n,) of the deep layer, and `weight_mn_per_mm2`
    (n,) of what hangs on the skin.
    """

    stiffness_mn_per_mm: Floats
    tension_mn_per_mm: Floats
    press_mn_per_mm3: Floats
    support_mn_per_mm: Floats
    depth_mm: Floats
    weight_mn_per_mm2: Floats
    poisson: float


class TissueSheet:
    """A sheet about the shape in which it was seen, where all loads balance: only changes of load move it.

    `vertices_mm` (n, 3), `triangles` (m, 3). `fixed` (n, 3) holds single directions of single vertices still.
    """

    def __init__(
        self,
        vertices_mm: Floats,
        triangles: Triangles,
        properties: SheetProperties,
        fixed: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        self.vertices_mm = vertices_mm
        self.triangles = triangles
        self.properties = properties
        self.geometry: SheetGeometry = sheet_geometry(vertices_mm, triangles)
        self._free = None if fixed is None else ~fixed.reshape(-1)

    @cached_property
    def _sheet_blocks(self) -> Floats:
        properties = self.properties
        return membrane_stiffness(
            self.geometry,
            self.triangles,
            stiffness_mn_per_mm=properties.stiffness_mn_per_mm,
            tension_mn_per_mm=properties.tension_mn_per_mm,
            poisson=properties.poisson,
        )

    @cached_property
    def matrix(self) -> sparse.csc_array:
        """The stiffness (3n, 3n), symmetric; unknown 3i + k is axis k of vertex i."""
        properties = self.properties
        pressed = (properties.press_mn_per_mm3 * self.geometry.area_mm2)[:, None, None]
        rise = self._rise
        sheet = self._sheet_blocks
        blocks = sheet + (pressed * (rise[:, :, None] * rise[:, None, :])).reshape(sheet.shape)
        return assemble(blocks, self.triangles, properties.support_mn_per_mm)

    @cached_property
    def _rise(self) -> Floats:
        return bulge_rows(self.geometry, self.triangles, self.properties.depth_mm)

    @cached_property
    def _factor(self) -> SuperLU:
        # Symmetric and positive definite: no pivoting is needed. SuperLU's relaxed supernodes cost four times the time.
        order = self._order
        matrix = self.matrix[order][:, order].tocsc()
        return splu(
            matrix,
            permc_spec="NATURAL",
            diag_pivot_thresh=0.0,
            relax=1,
            options={"SymmetricMode": True, "Equil": False},
        )

    @cached_property
    def _order(self) -> npt.NDArray[np.int64]:
        """The unknowns in the order of elimination: minimum degree of the vertices, their three axes together.

        On vertices it takes a tenth of the time that it takes on unknowns, and fills in no more.
        """
        order = 3 * _elimination_order(self.triangles, len(self.vertices_mm))[:, None] + np.arange(3)
        flat = order.reshape(-1)
        return flat if self._free is None else flat[self._free[flat]]

    def factorise(self) -> None:
        """Do the one-time work now."""
        _ = self._factor

    def solve(self, force_mn: Floats) -> Floats:
        """The displacement (n, 3) in mm under a change of load (n, 3) in mN."""
        flat = np.ascontiguousarray(force_mn, dtype=np.float64).reshape(-1)
        moved = np.zeros(len(flat))
        moved[self._order] = self._factor.solve(flat[self._order])
        return moved.reshape(-1, 3)

    def sheet_energy(self, displacement_mm: Floats) -> float:
        """What the sheet itself stores of a displacement (n, 3), by stretch and pre-stress, in microjoules."""
        moved = displacement_mm[self.triangles]
        return 0.5 * float(np.einsum("mci,mcidj,mdj->", moved, self._sheet_blocks, moved))

    def swelling_mn(self, added_mm: Floats) -> Floats:
        """The load (n, 3) of volume put into the deep layer (taken out where negative), `added_mm` (n,) thick."""
        pressed = self.properties.press_mn_per_mm3 * self.geometry.area_mm2 * added_mm[self.triangles].mean(axis=1)
        load = (pressed[:, None] * self._rise).reshape(-1, 3)
        flat = self.triangles.reshape(-1)
        return np.column_stack([np.bincount(flat, load[:, axis], len(self.vertices_mm)) for axis in range(3)])

    def volume_ml(self, displacement_mm: Floats) -> float:
        """The volume that a displacement (n, 3) adds under the sheet, exact to the second order, millilitres."""
        middle = (self.vertices_mm + 0.5 * displacement_mm)[self.triangles]
        swept = 0.5 * np.cross(middle[:, 1] - middle[:, 0], middle[:, 2] - middle[:, 0])
        return 1e-3 * float(np.einsum("mi,mi->", swept, displacement_mm[self.triangles].mean(axis=1)))

    @property
    def mobile_volume_ml(self) -> float:
        """The volume of the deep layer, millilitres."""
        return 1e-3 * float(self.properties.depth_mm @ self.geometry.vertex_area_mm2)

    def weight_mn(self, direction: Floats) -> Floats:
        """The weight (n, 3) of the tissue that hangs on every vertex, pulling along a unit vector (3,)."""
        return np.outer(self.properties.weight_mn_per_mm2 * self.geometry.vertex_area_mm2, direction)


def _elimination_order(triangles: Triangles, count: int) -> npt.NDArray[np.int64]:
    """The vertices in SuperLU's minimum-degree order of the mesh's graph."""
    tail = triangles.astype(np.int64).reshape(-1)
    head = np.roll(triangles.astype(np.int64), -1, axis=1).reshape(-1)
    edges = sparse.coo_array((-np.ones(len(tail)), (tail, head)), shape=(count, count)).tocsc()
    # Diagonally dominant, so that the factorisation that brings the order cannot fail.
    graph = (edges + edges.T + sparse.diags_array(np.full(count, 1.0 + 2.0 * len(tail)))).tocsc()
    factor = splu(
        graph, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True, "Equil": False}
    )
    return np.argsort(factor.perm_c).astype(np.int64)
