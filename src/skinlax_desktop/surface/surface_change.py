"""What lies between two registered surfaces, vertex by vertex and gathered into samples."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.column_vectors import all_three, any_of_three
from skinlax_desktop.surface.error_model import Samples
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_part import MeshPart
from skinlax_desktop.surface.rigid_motion import Motion
from skinlax_desktop.surface.skin_patches import SkinPatches
from skinlax_desktop.surface.swept_volume import swept_by

Floats = npt.NDArray[np.float64]

SAMPLE_MM: Final = 4.0
# A surface farther away than this, or turned away from, is another part of the body and no change of this one.
FARTHEST_MM: Final = 15.0
_LEAST_COSINE: Final = 0.5
# How much farther than the nearest place the one along the normal may lie and still be of the same skin.
_FARTHER: Final = 1.5
_FARTHER_MM: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VertexChange:
    """Signed distance (n,) from each vertex of the first surface to the second, positive outwards; NaN if unknown.

    `sigma_mm` (n,) is the two surfaces' standard errors together. Each vertex of a zone has its share of the skin that
    both surfaces show, `area_mm2` (n,), and of the volume between them, `volume_ml` (n,), tissue gained positive.
    """

    distance_mm: Floats
    sigma_mm: Floats
    area_mm2: Floats
    volume_ml: Floats

    def after(self, off_mm: Floats) -> "VertexChange":
        """The same once the first surface lies `off_mm` (n,), little, farther out along its normals."""
        return replace(
            self,
            distance_mm=self.distance_mm - off_mm,
            volume_ml=self.volume_ml - self.area_mm2 * off_mm / 1000.0,
        )

    def on_the_whole(self, part: MeshPart) -> "VertexChange":
        """The same on the whole mesh of a part; nothing is said beyond it."""
        return VertexChange(
            distance_mm=part.spread(self.distance_mm, np.nan),
            sigma_mm=part.spread(self.sigma_mm, np.nan),
            area_mm2=part.spread(self.area_mm2, 0.0),
            volume_ml=part.spread(self.volume_ml, 0.0),
        )


def distances(
    first: FaceMesh,
    normals: Floats,
    second: FaceMesh,
    surface: ClosestSurface,
    motion: Motion,
    asked: npt.NDArray[np.intp],
) -> tuple[Floats, Floats, Floats]:
    """Of `asked` vertices (k,) of the first surface: distance (k,), NaN if unknown, its sigma (k,), the way (k, 3).

    `motion` brings the first surface's points onto the second.
    """
    moved = motion.apply(first.vertices_in_face_mm[asked])
    near = surface.closest(moved)
    corners = second.triangles[near.triangle]
    turned = normals[asked] @ motion.rotation.T
    way = near.points - moved
    off = np.einsum("nk,nk->n", way, turned)
    good = (first.measured[asked] > 0) & all_three(second.measured > 0, corners)
    good &= (near.distance < FARTHEST_MM) & (np.einsum("nk,nk->n", near.normals, turned) > _LEAST_COSINE)
    good &= ~surface.on_border(near)
    # The distance is the whole one; the normal says on which side.
    signed = np.where(np.abs(off) > 0.5 * near.distance, off, np.copysign(near.distance, off))
    sigma_b = np.einsum("nk,nk->n", near.weights, second.sigma_mm[corners].astype(np.float64))
    return np.where(good, signed, np.nan), np.hypot(first.sigma_mm[asked].astype(np.float64), sigma_b), way


def read_change(
    first: FaceMesh, normals: Floats, second: FaceMesh, surface: ClosestSurface, motion: Motion
) -> VertexChange:
    """What became of the skin of all zones, up to the triangles on their rims; see `distances`."""
    count = len(first.zone_index)
    zoned = first.triangles[any_of_three(first.zone_index >= 0, first.triangles)]
    inside = first.zone_index >= 0
    inside[zoned] = True
    asked = np.flatnonzero(inside)
    distance, sigma, way = np.full(count, np.nan), np.full(count, np.nan), np.zeros((count, 3))
    distance[asked], sigma[asked], way[asked] = distances(first, normals, second, surface, motion, asked)
    seen = zoned[all_three(np.isfinite(distance), zoned)]
    moved = motion.apply(first.vertices_in_face_mm)
    way[asked] = _along_normals(surface, moved[asked], normals[asked] @ motion.rotation.T, distance[asked], way[asked])
    area, volume = swept_by(moved, way, seen)
    return VertexChange(distance_mm=distance, sigma_mm=sigma, area_mm2=area, volume_ml=volume)


def _along_normals(
    surface: ClosestSurface, points: Floats, normals: Floats, distance: Floats, nearest: Floats
) -> Floats:
    """The way (k, 3) along the normals from `points` (k, 3) to a surface; the `nearest` one where none is met.

    The nearest place of a rough surface is one of its peaks: volumes swept to there miss some percent of a bulge.
    """
    outward = np.where(distance < 0.0, -1.0, 1.0)[:, None] * normals
    met = surface.cast(points, outward).distance
    known = met < _FARTHER * np.abs(distance) + _FARTHER_MM
    return np.where(known[:, None], outward * np.where(known, met, 0.0)[:, None], nearest)


def gather(
    mesh: FaceMesh, skin: SkinPatches, chosen: npt.NDArray[np.bool_], change: VertexChange | None = None
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

    facing = np.column_stack([mean(skin.normals[chosen, axis]) for axis in range(3)])
    return Samples(
        points=np.column_stack([mean(points[:, axis]) for axis in range(3)]),
        normals=facing / np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-12),
        change=mean(change.distance_mm[chosen]) if change is not None else np.zeros(len(size)),
        sigma=mean(change.sigma_mm[chosen] if change is not None else mesh.sigma_mm[chosen].astype(np.float64)),
        vertices=size.astype(np.float64),
        area=mean(skin.areas_mm2[chosen]) * size,
        zone=zone[first].astype(np.int16),
    )
