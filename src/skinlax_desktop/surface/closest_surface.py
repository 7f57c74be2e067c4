"""The nearest point on a surface of triangles, and what a ray meets there (Open3D's bounding volume hierarchy)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.column_vectors import any_of_three

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfacePoints:
    """Places on a surface: `points` (n, 3), the `triangle` (n,) they lie in and its corners' `weights` (n, 3).

    `normals` (n, 3) are the unit normals of those triangles. `triangle` is -1 and `points` are NaN where a ray met
    nothing; `distance` (n,) is then infinite.
    """

    points: Floats
    triangle: npt.NDArray[np.int64]
    weights: Floats
    normals: Floats
    distance: Floats


class ClosestSurface:
    """A surface to ask about: `points` (n, 3), `triangles` (m, 3); `border` (n,) marks vertices of open borders."""

    def __init__(self, points: npt.NDArray[np.floating], triangles: npt.NDArray[np.int32]) -> None:
        import open3d as o3d

        self._tensor = o3d.core.Tensor.from_numpy
        self._scene = o3d.t.geometry.RaycastingScene(nthreads=0)
        self._scene.add_triangles(
            o3d.core.Tensor.from_numpy(np.ascontiguousarray(points, dtype=np.float32)),
            o3d.core.Tensor.from_numpy(np.ascontiguousarray(triangles, dtype=np.uint32)),
        )
        self.triangles = triangles
        self.border = border_vertices(len(points), triangles)

    def on_border(self, found: SurfacePoints) -> npt.NDArray[np.bool_]:
        """Which places (k,) lie on an open border, where the skin that was asked for was not measured."""
        at_all = np.zeros(len(found.triangle), dtype=bool)
        wholly = ~at_all
        for numbers, weights in zip(self.triangles[found.triangle].T, found.weights.T, strict=True):
            edge = self.border[numbers]
            at_all |= edge
            wholly &= edge | (weights < 1e-6)
        return np.asarray(at_all & wholly)

    def closest(self, points: npt.NDArray[np.floating]) -> SurfacePoints:
        """The nearest place to each of `points` (k, 3)."""
        query = np.ascontiguousarray(points, dtype=np.float32)
        found = self._scene.compute_closest_points(self._tensor(query))
        places = found["points"].numpy().astype(np.float64)
        return SurfacePoints(
            points=places,
            triangle=found["primitive_ids"].numpy().astype(np.int64),
            weights=_weights(found["primitive_uvs"].numpy()),
            normals=found["primitive_normals"].numpy().astype(np.float64),
            distance=_lengths(places - query),
        )

    def cast(self, origins: npt.NDArray[np.floating], directions: npt.NDArray[np.floating]) -> SurfacePoints:
        """What rays (k, 3) from `origins` along unit `directions` meet first."""
        rays = np.ascontiguousarray(np.hstack((origins, directions)), dtype=np.float32)
        found = self._scene.cast_rays(self._tensor(rays))
        away = found["t_hit"].numpy().astype(np.float64)
        hit = np.isfinite(away)
        places = np.where(hit[:, None], origins + np.where(hit, away, 0.0)[:, None] * directions, np.nan)
        return SurfacePoints(
            points=places,
            triangle=np.where(hit, found["primitive_ids"].numpy().astype(np.int64), -1),
            weights=_weights(found["primitive_uvs"].numpy()),
            normals=found["primitive_normals"].numpy().astype(np.float64),
            distance=away,
        )


def border_vertices(count: int, triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Which vertices (count,) lie on an open border of a surface whose triangles all turn alike.

    Round an inner vertex the edges opposite to it form a ring: each vertex number is once an end and once a start, so
    the sum of end less start is 0. On a border the ring is open and the sum is not.
    """
    total = np.zeros(count)
    for k in range(3):
        start, end = triangles[:, (k + 1) % 3], triangles[:, (k + 2) % 3]
        total += np.bincount(triangles[:, k], weights=(end - start).astype(np.float64), minlength=count)
    return np.asarray(total != 0.0)


def near_border(count: int, triangles: npt.NDArray[np.int32], rings: int = 2) -> npt.NDArray[np.bool_]:
    """Within two triangles of an open border, as at the lid margins, where normals and distances are poor."""
    near = border_vertices(count, triangles)
    for _ in range(rings):
        near[triangles[any_of_three(near, triangles)]] = True
    return near


def _lengths(rows: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("nk,nk->n", rows, rows)))


def _weights(uv: npt.NDArray[np.float32]) -> Floats:
    wide = uv.astype(np.float64)
    return np.column_stack((1.0 - wide.sum(axis=1), wide))
