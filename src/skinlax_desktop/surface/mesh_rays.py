"""Where a line of sight meets a mesh, and what the mesh knows at that place."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.face_mesh import FaceMesh

Points = npt.NDArray[np.float64]
Place = tuple[float, float, float]
_PARALLEL: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfacePoint:
    """A place on a mesh, head frame, millimetres: in `triangle`, with the shares of its three corners.

    `sigma_mm` is the mesh's standard error there; `measured` is False where the surface is only filled in.
    """

    place_mm: Place
    normal: Place
    triangle: int
    shares: Place
    sigma_mm: float
    measured: bool


def corners_of(mesh: FaceMesh) -> tuple[Points, Points, Points]:
    """The three corners (m, 3) of every triangle."""
    corners = mesh.vertices_in_face_mm[mesh.triangles].astype(np.float64)
    return corners[:, 0], corners[:, 1], corners[:, 2]


def hit_mesh(mesh: FaceMesh, origin_mm: Place, direction: Place) -> SurfacePoint | None:
    """The first place where a ray meets the mesh, from either side (Moeller and Trumbore 1997); None beside it."""
    a, b, c = corners_of(mesh)
    ray, start = np.asarray(direction, dtype=np.float64), np.asarray(origin_mm, dtype=np.float64)
    along_b, along_c = b - a, c - a
    across = np.cross(ray, along_c)
    size = np.einsum("ij,ij->i", along_b, across)
    with np.errstate(divide="ignore", invalid="ignore"):
        from_a = start - a
        u = np.einsum("ij,ij->i", from_a, across) / size
        turned = np.cross(from_a, along_b)
        v = turned @ ray / size
        distance = np.einsum("ij,ij->i", along_c, turned) / size
        met = (np.abs(size) > _PARALLEL) & (u >= 0.0) & (v >= 0.0) & (u + v <= 1.0) & (distance > 0.0)
    if not met.any():
        return None
    triangle = int(np.argmin(np.where(met, distance, np.inf)))
    return _point(mesh, triangle, (1.0 - float(u[triangle] + v[triangle]), float(u[triangle]), float(v[triangle])))


def nearest_on_mesh(mesh: FaceMesh, place_mm: Place) -> SurfacePoint:
    """The place of the mesh that is nearest (Ericson 2005, 5.1.5), for marks that were set on an earlier mesh."""
    a, b, c = corners_of(mesh)
    shares = _nearest_shares(a, b, c, np.asarray(place_mm, dtype=np.float64))
    nearest = shares[:, :1] * a + shares[:, 1:2] * b + shares[:, 2:] * c
    triangle = int(np.argmin(((nearest - place_mm) ** 2).sum(axis=1)))
    u, v, w = (float(share) for share in shares[triangle])
    return _point(mesh, triangle, (u, v, w))


def _nearest_shares(a: Points, b: Points, c: Points, place: Points) -> Points:
    """Barycentric shares (m, 3) of the nearest point of every triangle: inside it, or on its nearest edge."""
    along_b, along_c, to = b - a, c - a, place - a
    bb, bc, cc = (np.einsum("ij,ij->i", *pair) for pair in ((along_b, along_b), (along_b, along_c), (along_c, along_c)))
    tb, tc = np.einsum("ij,ij->i", to, along_b), np.einsum("ij,ij->i", to, along_c)
    size = np.maximum(bb * cc - bc * bc, _PARALLEL)
    v, w = (cc * tb - bc * tc) / size, (bb * tc - bc * tb) / size
    inside = (v >= 0.0) & (w >= 0.0) & (v + w <= 1.0)
    shares = np.stack((1.0 - v - w, v, w), axis=1)
    if inside.all():
        return shares
    best = np.full(len(a), np.inf)
    edge = np.zeros_like(shares)
    for first, second, (start, end) in ((0, 1, (a, b)), (1, 2, (b, c)), (2, 0, (c, a))):
        run = end - start
        length = np.maximum(np.einsum("ij,ij->i", run, run), _PARALLEL)
        t = np.clip(np.einsum("ij,ij->i", place - start, run) / length, 0.0, 1.0)
        apart = ((start + t[:, None] * run - place) ** 2).sum(axis=1)
        nearer = apart < best
        best = np.where(nearer, apart, best)
        candidate = np.zeros_like(shares)
        candidate[:, first], candidate[:, second] = 1.0 - t, t
        edge = np.where(nearer[:, None], candidate, edge)
    return np.where(inside[:, None], shares, edge)


def _point(mesh: FaceMesh, triangle: int, shares: Place) -> SurfacePoint:
    numbers = mesh.triangles[triangle]
    corners = mesh.vertices_in_face_mm[numbers].astype(np.float64)
    normal = np.cross(corners[1] - corners[0], corners[2] - corners[0])
    normal /= max(float(np.linalg.norm(normal)), _PARALLEL)
    return SurfacePoint(
        place_mm=_triple(np.asarray(shares) @ corners),
        normal=_triple(normal),
        triangle=triangle,
        shares=shares,
        sigma_mm=float(np.asarray(shares) @ mesh.sigma_mm[numbers]),
        measured=bool(mesh.measured[numbers].all()),
    )


def _triple(values: Points) -> Place:
    return float(values[0]), float(values[1]), float(values[2])
