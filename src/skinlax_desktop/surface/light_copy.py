"""A face in few triangles, to be drawn while a hand moves it: its skin is a picture, so that no detail is lost."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy import sparse

from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.decimation import decimated
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_cleaning import cluster_vertices

Floats = npt.NDArray[np.float64]
Triangles = npt.NDArray[np.int32]
Picture = npt.NDArray[np.uint8]

LIGHT_POINTS: Final = 5_000
_CELL_MM: Final = 1.2
_TEXTURE_PX: Final = 640
# A texel that no vertex fell into takes what is near: about a vertex's distance, then further.
_SPREADS_PX: Final = (0.8, 2.0, 6.0, 18.0)
_LEAST_WEIGHT: Final = 0.05
_FAR_BACK_MM: Final = 40.0
HATCH_MM: Final = 5.0
HATCH_GREYS: Final = (92, 150)
"""Stripes over skin that no picture showed; every drawing of it has the same."""
_ROUGH_RINGS: Final = 2
_RELIEF: Final = (0.6, 1.4)


@dataclass(frozen=True, kw_only=True, eq=False)
class LightCopy:
    """A coarse copy of a dense surface.

    `points_mm` (k, 3), `triangles` (l, 3); `normals` (k, 3) are the dense surface's; `uv` (k, 2) in 0..1 of
    `texture_rgb`, origin at its top left. `on_dense` (k, n) takes what the n dense vertices have to the k.
    """

    points_mm: Floats
    triangles: Triangles
    normals: Floats
    uv: Floats
    texture_rgb: Picture
    on_dense: sparse.csr_array

    def normals_moved(self, points_mm: Floats) -> Floats:
        """The unit normals (k, 3) once the points are elsewhere: those of the dense surface, turned as these turned."""
        turned = self._turning + vertex_normals(points_mm, self.triangles)
        return _unit(turned)

    @cached_property
    def _turning(self) -> Floats:
        return self.normals - vertex_normals(self.points_mm, self.triangles)


def light_copy(
    mesh: FaceMesh, picture_rgb: Picture | None = None, unseen: npt.NDArray[np.bool_] | None = None
) -> LightCopy:
    """The copy of a face of about 5,000 points; a second or two.

    Its skin is `picture_rgb` by the mesh's uv where given, else a picture made of the vertices' colours, in which
    `unseen` (n,) vertices are hatched.
    """
    dense = mesh.vertices_in_face_mm.astype(np.float64)
    points, triangles = dense, mesh.triangles
    if len(points) > LIGHT_POINTS:
        if len(points) > 6 * LIGHT_POINTS:
            points, triangles = cluster_vertices(points, triangles, _CELL_MM)
        points, triangles = decimated(points, triangles, LIGHT_POINTS)
    found = ClosestSurface(dense, mesh.triangles).closest(points)
    rows = np.repeat(np.arange(len(points)), 3)
    on_dense = sparse.csr_array(
        sparse.coo_array(
            (found.weights.reshape(-1), (rows, mesh.triangles[found.triangle].reshape(-1))),
            shape=(len(points), len(dense)),
        )
    )
    fine = vertex_normals(dense, mesh.triangles)
    broad = _broader(fine, mesh.triangles) if len(points) < len(dense) else fine
    if picture_rgb is not None:
        uv, texture = np.asarray(on_dense @ mesh.uv.astype(np.float64)), picture_rgb
    else:
        flattened = _Flattened.of(dense)
        uv, texture = flattened.uv(points), _skin(mesh, flattened.uv(dense), unseen, _relief(fine, broad))
    return LightCopy(
        points_mm=points,
        triangles=triangles,
        normals=_unit(np.asarray(on_dense @ broad)),
        uv=uv,
        texture_rgb=texture,
        on_dense=on_dense,
    )


def _broader(normals: Floats, triangles: Triangles) -> Floats:
    """Normals of neighbourhoods: one point of the copy stands for many and faces the way that they do on the whole."""
    tail, head = triangles.reshape(-1), np.roll(triangles, -1, axis=1).reshape(-1)
    for _ in range(_ROUGH_RINGS):
        near = np.column_stack([np.bincount(tail, normals[head, k], len(normals)) for k in range(3)])
        normals = _unit(normals + near)
    return normals


def _relief(fine: Floats, broad: Floats) -> Floats:
    """How much brighter (n,) each vertex is for its fine shape, lit from the front: the copy has only the broad one."""
    light = [0.4 + 0.6 * np.maximum(normals @ _unit(np.array([[0.0, 0.3, 1.0]]))[0], 0.0) for normals in (fine, broad)]
    return np.asarray(np.clip(light[0] / light[1], *_RELIEF))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Flattened:
    """The face laid flat from a point behind it, equal distances from its middle: a face folds over itself little."""

    centre: Floats
    widest: float

    @classmethod
    def of(cls, points: Floats) -> "_Flattened":
        low, high = points.min(axis=0), points.max(axis=0)
        centre = np.array([*(0.5 * (low + high))[:2], high[2] - 3.0 * _FAR_BACK_MM])
        return cls(centre=centre, widest=float(_angle(points - centre).max()))

    def uv(self, points: Floats) -> Floats:
        away = points - self.centre
        flat = np.linalg.norm(away[:, :2], axis=1, keepdims=True)
        across = away[:, :2] / np.maximum(flat, 1e-9) * (_angle(away) / (2.02 * self.widest))[:, None]
        return np.asarray(0.5 + across * (1.0, -1.0))


def _angle(away: Floats) -> Floats:
    return np.asarray(np.arctan2(np.linalg.norm(away[:, :2], axis=1), away[:, 2]))


def _skin(mesh: FaceMesh, uv: Floats, unseen: npt.NDArray[np.bool_] | None, relief: Floats) -> Picture:
    """A picture of the vertices' colours: what falls into a texel or near it, weighted by nearness."""
    size = _TEXTURE_PX
    at = np.clip((uv * size).astype(np.int64), 0, size - 1)
    flat = at[:, 1] * size + at[:, 0]
    hidden = np.zeros(len(uv)) if unseen is None else unseen.astype(np.float64)
    stripe = mesh.vertices_in_face_mm[:, 0] + mesh.vertices_in_face_mm[:, 1]
    values = np.column_stack((mesh.colours_rgb * relief[:, None], hidden, stripe, np.ones(len(uv))))
    sums = np.stack([np.bincount(flat, column, size * size) for column in values.T], axis=1)
    splats = sums.reshape(size, size, -1).astype(np.float32)
    made = np.zeros((size, size, splats.shape[2] - 1), dtype=np.float32)
    empty = np.ones((size, size), dtype=bool)
    for spread in _SPREADS_PX:
        blurred = np.dstack([cv2.GaussianBlur(splats[..., k], (0, 0), spread) for k in range(splats.shape[2])])
        enough = empty & (blurred[..., -1] > _LEAST_WEIGHT / spread**2)
        made[enough] = blurred[enough, :-1] / blurred[enough, -1:]
        empty &= ~enough
    picture = made[..., :3]
    hatched = made[..., 3] > 0.5
    dark = np.mod(made[..., 4] / HATCH_MM, 1.0) < 0.5
    picture[hatched] = np.where(dark[hatched], *HATCH_GREYS)[:, None]
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))
