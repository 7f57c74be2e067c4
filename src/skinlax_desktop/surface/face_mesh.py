"""The face as a surface, from its landmarks: approximate in shape, made to be looked at and mapped, not measured."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import Side, side_of_zone
from skinlax_desktop.surface.canonical_face import MESH_POINTS, canonical_face
from skinlax_desktop.surface.curved_triangles import RefinedTriangles, refine_triangles, vertex_normals

# Within-eye and within-mouth parts of the landmark mesh are stretched over openings: nothing was measured there.
_OPENINGS: Final = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191),
)

NO_ZONE: Final = -1
FROM_LANDMARKS: Final = "from landmarks"
FROM_SCANNER: Final = "from a scanner"
SPLITS: Final = 6
# A landmark's own depth comes from a model of the average face; compared with phantom heads of known shape.
SIGMA_ONE_VIEW_MM: Final = 2.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceMesh:
    """A triangle mesh in the head frame, millimetres (or `unit` when no scale is known).

    `vertices_in_face_mm` (n, 3) float32; `triangles` (m, 3) int32, counter-clockwise from outside;
    `colours_rgb` (n, 3) uint8; `uv` (n, 2) float32 in 0..1 of the frontal picture, origin at its top left;
    `sigma_mm` (n,) float32, standard error along the normal without the error of scale; `measured` (n,) uint8, 0 where
    the surface is only filled in (eyes, mouth); `zone_index` (n,) int16 into `zone_names`, -1 outside every zone.
    """

    vertices_in_face_mm: npt.NDArray[np.float32]
    triangles: npt.NDArray[np.int32]
    colours_rgb: npt.NDArray[np.uint8]
    uv: npt.NDArray[np.float32]
    sigma_mm: npt.NDArray[np.float32]
    measured: npt.NDArray[np.uint8]
    zone_index: npt.NDArray[np.int16]
    zone_names: tuple[str, ...] = ()
    scale_known: bool = True
    source: str = FROM_LANDMARKS

    def with_colours(self, colours_rgb: npt.NDArray[np.uint8]) -> "FaceMesh":
        """The same surface, coloured anew."""
        return replace(self, colours_rgb=colours_rgb)

    def laid_on(
        self,
        points: npt.NDArray[np.float64],
        triangles: npt.NDArray[np.int32],
        nearest: npt.NDArray[np.int64],
        measured: npt.NDArray[np.uint8],
    ) -> "FaceMesh":
        """Another surface (k, 3) of the same face: each of its vertices is like the `nearest` (k,) of this one."""
        return replace(
            self,
            vertices_in_face_mm=points.astype(np.float32),
            triangles=triangles,
            colours_rgb=self.colours_rgb[nearest],
            uv=self.uv[nearest],
            sigma_mm=self.sigma_mm[nearest],
            measured=measured,
            zone_index=self.zone_index[nearest],
        )


@lru_cache(maxsize=4)
def refined_canonical(splits: int = SPLITS) -> RefinedTriangles:
    """How the vertices of every face mesh hang in the triangles between landmarks."""
    return refine_triangles(canonical_face().triangles, splits)


def build_face_mesh(
    points_in_face_mm: npt.NDArray[np.float64],
    *,
    zones: Mapping[str, tuple[int, ...]],
    picture_uv: npt.NDArray[np.float64] | None = None,
    sigma_mm: npt.NDArray[np.float64] | None = None,
    scale_known: bool = True,
    splits: int = SPLITS,
) -> FaceMesh:
    """The mesh of the first 468 landmarks, every edge split, refined with curved triangles (Vlachos et al. 2001).

    `zones` maps a zone to the landmark numbers around it. `picture_uv` (468 or more, 2) places each landmark in 0..1
    of the frontal picture. Colours start as a plain skin grey; `surface.face_colours` samples pictures.
    """
    coarse = points_in_face_mm[:MESH_POINTS]
    face = canonical_face()
    refined = refined_canonical(splits)
    vertices = refined.place(coarse, vertex_normals(coarse, face.triangles))
    flat = refined.blend(face.points_in_head_mm)[:, :2]
    sigma = np.full(MESH_POINTS, SIGMA_ONE_VIEW_MM) if sigma_mm is None else sigma_mm[:MESH_POINTS]
    uv = refined.blend(picture_uv[:MESH_POINTS]) if picture_uv is not None else np.zeros((len(vertices), 2))
    index, names = _zones_of(flat, face.points_in_head_mm[:, :2], zones)
    measured = np.ones(len(vertices), dtype=np.uint8)
    for opening in _OPENINGS:
        inside = _inside(flat, face.points_in_head_mm[list(opening), :2])
        # The lid and lip margins themselves are seen; only what is stretched between them is not.
        measured[inside & ~refined.on_corners(opening)] = 0
    return FaceMesh(
        vertices_in_face_mm=vertices.astype(np.float32),
        triangles=refined.triangles,
        colours_rgb=np.full((len(vertices), 3), 170, dtype=np.uint8),
        uv=uv.astype(np.float32),
        sigma_mm=refined.blend(sigma[:, None])[:, 0].astype(np.float32),
        measured=measured,
        zone_index=index,
        zone_names=names,
        scale_known=scale_known,
    )


def _zones_of(
    flat: npt.NDArray[np.float64], canonical: npt.NDArray[np.float64], zones: Mapping[str, tuple[int, ...]]
) -> tuple[npt.NDArray[np.int16], tuple[str, ...]]:
    """Zones do not overlap on the average face seen from the front, so that is where membership is decided."""
    names = tuple(zones)
    index = np.full(len(flat), NO_ZONE, dtype=np.int16)
    for number, zone in enumerate(names):
        # A point on an outline is inside on one side only, by chance of rounding: the left is the right, mirrored, so
        # that a symmetric face has symmetric zones.
        outline = canonical[list(zones[zone])]
        if side_of_zone(zone) is Side.MIDLINE:
            members = _inside(np.column_stack((-np.abs(flat[:, 0]), flat[:, 1])), outline)
        elif side_of_zone(zone) is Side.LEFT:
            members = _inside(flat * (-1.0, 1.0), outline * (-1.0, 1.0))
        else:
            members = _inside(flat, outline)
        index[members & (index == NO_ZONE)] = number
    return index, names


def _inside(points: npt.NDArray[np.float64], ring: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Even-odd rule for points (n, 2) and a closed polygon (k, 2)."""
    x, y = points[:, :1], points[:, 1:]
    x0, y0 = ring[:, 0], ring[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    rises = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    return np.asarray((rises & (x < crossing)).sum(axis=1) % 2 == 1)
