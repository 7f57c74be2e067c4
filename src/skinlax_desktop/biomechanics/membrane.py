"""The stiffness of a stretched sheet: constant-strain triangles in plane stress, and the pull of its pre-stress."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Triangles = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetGeometry:
    """The measures of a surface that its stiffness needs.

    Of every triangle: `area_mm2` (m,), `gradients_per_mm` (m, 3, 3) of the three corner functions (corner, xyz) and an
    orthonormal tangent frame, `frames` (m, 2, 3), whose normal is `facing`, by columns (3, m). Of every vertex:
    `vertex_area_mm2` (n,), unit `normals` (n, 3).
    """

    area_mm2: Floats
    gradients_per_mm: Floats
    frames: Floats
    facing: Floats
    vertex_area_mm2: Floats
    normals: Floats


def sheet_geometry(vertices_mm: Floats, triangles: Triangles) -> SheetGeometry:
    """The geometry of a surface, vertices (n, 3) and triangles (m, 3)."""
    corners = vertices_mm[triangles]
    opposite = np.roll(corners, 1, axis=1) - np.roll(corners, -1, axis=1)
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    twice = np.linalg.norm(cross, axis=1)
    unit = cross / twice[:, None]
    # The gradient of a corner's function stands on the opposite edge and is one over the height.
    gradients = np.cross(unit[:, None], opposite) / twice[:, None, None]
    along = corners[:, 1] - corners[:, 0]
    along = along / np.linalg.norm(along, axis=1, keepdims=True)
    count = len(vertices_mm)
    flat = triangles.reshape(-1)
    normals = np.column_stack([np.bincount(flat, np.repeat(cross[:, k], 3), count) for k in range(3)])
    return SheetGeometry(
        area_mm2=0.5 * twice,
        gradients_per_mm=gradients,
        frames=np.stack((along, np.cross(unit, along)), axis=1),
        facing=np.ascontiguousarray(unit.T),
        vertex_area_mm2=np.asarray(np.bincount(flat, np.repeat(twice / 6.0, 3), count), dtype=np.float64),
        normals=normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12),
    )


def membrane_stiffness(
    geometry: SheetGeometry,
    triangles: Triangles,
    *,
    stiffness_mn_per_mm: Floats,
    tension_mn_per_mm: Floats,
    poisson: float,
) -> Floats:
    """The blocks (m, 3, 3, 3, 3) of every triangle: corner, xyz, corner, xyz; mN/mm.

    `stiffness_mn_per_mm` (m,) is modulus times thickness, `tension_mn_per_mm` (m,) the isotropic pre-stress times
    thickness. Plane stress; the tension adds the geometric stiffness area x tension x (grad i . grad j), in all three
    directions (Zienkiewicz and Taylor, The Finite Element Method).
    """
    area, gradients, frames = geometry.area_mm2, geometry.gradients_per_mm, geometry.frames
    local = np.einsum("mci,mai->mca", gradients, frames)
    strain = np.zeros((len(area), 3, 3, 2))  # (xx, yy, 2xy) from (corner, tangent direction)
    strain[:, 0, :, 0] = local[:, :, 0]
    strain[:, 1, :, 1] = local[:, :, 1]
    strain[:, 2, :, 0] = local[:, :, 1]
    strain[:, 2, :, 1] = local[:, :, 0]
    spatial = np.einsum("msca,mai->msci", strain, frames).reshape(len(area), 3, 9)
    law = np.array([[1.0, poisson, 0.0], [poisson, 1.0, 0.0], [0.0, 0.0, 0.5 * (1.0 - poisson)]])
    scale = area * stiffness_mn_per_mm / (1.0 - poisson**2)
    blocks = np.matmul(spatial.transpose(0, 2, 1), scale[:, None, None] * np.matmul(law, spatial))
    blocks = blocks.reshape(len(area), 3, 3, 3, 3)
    pull = np.matmul(gradients, gradients.transpose(0, 2, 1)) * (area * tension_mn_per_mm)[:, None, None]
    for axis in range(3):
        blocks[:, :, axis, :, axis] += pull
    return np.asarray(blocks)


def bulge_rows(geometry: SheetGeometry, triangles: Triangles, depth_mm: Floats) -> Floats:
    """How far the skin of a triangle rises above what the tissue below it accounts for: rows (m, 9) on its corners.

    The deep layer, `depth_mm` (n,) thick, is held by the bone and moves with the skin on its other side, linearly in
    between. Tissue that is crowded together keeps its volume and rises: rise = normal movement + div(depth / 2 x
    movement along the skin). Integrated over a face only what crosses its border is left.
    """
    a, b = geometry.frames[:, 0], geometry.frames[:, 1]
    normal = np.cross(a, b)
    rows = geometry.gradients_per_mm * (0.5 * depth_mm[triangles])[:, :, None] + normal[:, None] / 3.0
    return np.asarray(rows.reshape(len(triangles), 9))


def assemble(blocks: Floats, triangles: Triangles, vertex_blocks: Floats) -> sparse.csc_array:
    """The matrix (3n, 3n) of triangle blocks (m, 3, 3, 3, 3) and vertex blocks (n, 3, 3).

    Unknown 3i + k is axis k of vertex i.
    """
    count = len(vertex_blocks)
    unknowns = 3 * triangles.astype(np.int32)[:, :, None] + np.arange(3, dtype=np.int32)
    unknowns = unknowns.reshape(len(triangles), 9)
    rows = np.repeat(unknowns, 9, axis=1).reshape(-1)
    columns = np.tile(unknowns, (1, 9)).reshape(-1)
    own = 3 * np.arange(count, dtype=np.int32)[:, None] + np.arange(3, dtype=np.int32)
    rows = np.concatenate((rows, np.repeat(own, 3, axis=1).reshape(-1)))
    columns = np.concatenate((columns, np.tile(own, (1, 3)).reshape(-1)))
    values = np.concatenate((blocks.reshape(-1), vertex_blocks.reshape(-1)))
    return sparse.coo_array((values, (rows, columns)), shape=(3 * count, 3 * count)).tocsc()


def green_strain(geometry: SheetGeometry, triangles: Triangles, displacement_mm: Floats) -> Floats:
    """The principal in-plane Green strains (m, 2), larger first, of a displacement (n, 3)."""
    gradient = np.einsum("mci,mcj->mij", displacement_mm[triangles], geometry.gradients_per_mm)
    full = 0.5 * (gradient + gradient.transpose(0, 2, 1) + np.matmul(gradient.transpose(0, 2, 1), gradient))
    flat = np.einsum("mai,mij,mbj->mab", geometry.frames, full, geometry.frames)
    return np.asarray(np.linalg.eigvalsh(flat)[:, ::-1])
