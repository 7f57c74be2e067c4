"""The nearest point on a surface of triangles, and what a ray meets there (Open3D's bounding volume hierarchy)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfacePoints:
    """Places on a surface: `points` (n, 3), the `triangle` (n,) they lie in and its corners' `weights` (n, 3).

    `triangle` is -1 and `points` are NaN where a ray met nothing; `distance` (n,) is then infinite.
    """

    points: Floats
    triangle: npt.NDArray[np.int64]
    weights: Floats
    distance: Floats


class ClosestSurface:
    """A surface to ask about: `points` (n, 3), `triangles` (m, 3)."""

    def __init__(self, points: npt.NDArray[np.floating], triangles: npt.NDArray[np.int32]) -> None:
        import open3d as o3d

        self._tensor = o3d.core.Tensor.from_numpy
        self._scene = o3d.t.geometry.RaycastingScene(nthreads=0)
        self._scene.add_triangles(
            o3d.core.Tensor.from_numpy(np.ascontiguousarray(points, dtype=np.float32)),
            o3d.core.Tensor.from_numpy(np.ascontiguousarray(triangles, dtype=np.uint32)),
        )
        self.triangles = triangles

    def closest(self, points: npt.NDArray[np.floating]) -> SurfacePoints:
        """The nearest place to each of `points` (k, 3)."""
        query = np.ascontiguousarray(points, dtype=np.float32)
        found = self._scene.compute_closest_points(self._tensor(query))
        places = found["points"].numpy().astype(np.float64)
        return SurfacePoints(
            points=places,
            triangle=found["primitive_ids"].numpy().astype(np.int64),
            weights=_weights(found["primitive_uvs"].numpy()),
            distance=np.linalg.norm(places - query, axis=1),
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
            distance=away,
        )


def _weights(uv: npt.NDArray[np.float32]) -> Floats:
    wide = uv.astype(np.float64)
    return np.column_stack((1.0 - wide.sum(axis=1), wide))
