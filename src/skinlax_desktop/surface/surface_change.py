"""What lies between two registered surfaces, vertex by vertex and gathered into samples."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.error_model import Samples
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.rigid_motion import Motion

Floats = npt.NDArray[np.float64]

SAMPLE_MM: Final = 4.0
# A surface farther away than this, or turned away from, is another part of the body and no change of this one.
FARTHEST_MM: Final = 15.0
_LEAST_COSINE: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VertexChange:
    """Signed distance (n,) from each vertex of the first surface to the second, positive outwards; NaN if unknown.

    `sigma_mm` (n,) is the two surfaces' standard errors together.
    """

    distance_mm: Floats
    sigma_mm: Floats


def smooth_normals(mesh: FaceMesh, rounds: int = 2) -> Floats:
    """Unit vertex normals (n, 3), averaged over neighbours so that noise does not turn them."""
    corners = mesh.triangles.T
    a, b, c = (mesh.vertices_in_face_mm[numbers].astype(np.float64) for numbers in corners)
    normals = _gathered(np.cross(b - a, c - a), mesh)
    for _ in range(rounds):
        normals = _gathered(normals[corners[0]] + normals[corners[1]] + normals[corners[2]], mesh)
    return normals


def _gathered(faces: Floats, mesh: FaceMesh) -> Floats:
    """Vectors of triangles (m, 3) summed at their corners and made unit."""
    count = len(mesh.vertices_in_face_mm)
    total = np.zeros((count, 3))
    for axis in range(3):
        for numbers in mesh.triangles.T:
            total[:, axis] += np.bincount(numbers, weights=faces[:, axis], minlength=count)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12))


def vertex_areas(mesh: FaceMesh) -> Floats:
    """How much skin each vertex (n,) stands for, square millimetres: a third of the triangles around it."""
    a, b, c = (mesh.vertices_in_face_mm[mesh.triangles[:, k]].astype(np.float64) for k in range(3))
    thirds = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 6.0
    count = len(mesh.vertices_in_face_mm)
    total = np.zeros(count)
    for k in range(3):
        total += np.bincount(mesh.triangles[:, k], weights=thirds, minlength=count)
    return total


def read_change(
    first: FaceMesh, normals: Floats, second: FaceMesh, surface: ClosestSurface, motion: Motion
) -> VertexChange:
    """Distances to the second surface; `motion` brings the first surface's points onto the second."""
    near = surface.closest(motion.apply(first.vertices_in_face_mm))
    corners = second.triangles[near.triangle]
    turned = normals @ motion.rotation.T
    off = ((near.points - motion.apply(first.vertices_in_face_mm)) * turned).sum(axis=1)
    a, b, c = (second.vertices_in_face_mm[corners[:, k]].astype(np.float64) for k in range(3))
    facing = np.cross(b - a, c - a)
    facing /= np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-12)
    good = (first.measured > 0) & (second.measured[corners].min(axis=1) > 0)
    good &= (near.distance < FARTHEST_MM) & ((facing * turned).sum(axis=1) > _LEAST_COSINE)
    good &= ~surface.on_border(near)
    # The distance is the whole one; the normal says on which side.
    signed = np.where(np.abs(off) > 0.5 * near.distance, off, np.copysign(near.distance, off))
    sigma_b = np.einsum("nk,nk->n", near.weights, second.sigma_mm[corners].astype(np.float64))
    return VertexChange(
        distance_mm=np.where(good, signed, np.nan), sigma_mm=np.hypot(first.sigma_mm.astype(np.float64), sigma_b)
    )


def gather(
    mesh: FaceMesh, normals: Floats, chosen: npt.NDArray[np.bool_], change: VertexChange | None = None
) -> Samples:
    """Means over cubes of `SAMPLE_MM` of the `chosen` vertices (n,), zone by zone."""
    if change is not None:
        chosen = chosen & np.isfinite(change.distance_mm)
    points = mesh.vertices_in_face_mm[chosen].astype(np.float64)
    zone = mesh.zone_index[chosen].astype(np.int64)
    cells = np.floor((points - points.min(axis=0, initial=0.0)) / SAMPLE_MM).astype(np.int64)
    spans = cells.max(axis=0, initial=0) + 1
    keys = (((zone + 1) * spans[0] + cells[:, 0]) * spans[1] + cells[:, 1]) * spans[2] + cells[:, 2]
    _, first, group, size = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)

    def mean(values: Floats) -> Floats:
        return np.asarray(np.bincount(group, weights=values) / size)

    facing = np.column_stack([mean(normals[chosen, axis]) for axis in range(3)])
    return Samples(
        points=np.column_stack([mean(points[:, axis]) for axis in range(3)]),
        normals=facing / np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-12),
        change=mean(change.distance_mm[chosen]) if change is not None else np.zeros(len(size)),
        sigma=mean(change.sigma_mm[chosen] if change is not None else mesh.sigma_mm[chosen].astype(np.float64)),
        vertices=size.astype(np.float64),
        area=mean(vertex_areas(mesh)[chosen]) * size,
        zone=zone[first].astype(np.int16),
    )
