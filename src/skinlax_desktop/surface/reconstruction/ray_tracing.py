"""Open3D's ray tracer over a triangle mesh, with plain arrays in and out."""

from typing import Any

import numpy as np
import numpy.typing as npt

Rays = npt.NDArray[np.floating[Any]]


def raycaster(vertices: npt.NDArray[np.float64], triangles: npt.NDArray[np.int64]) -> Any:
    """A scene for `cast` and `hidden`: vertices (n, 3), triangles (m, 3)."""
    import open3d as o3d

    scene = o3d.t.geometry.RaycastingScene()
    scene.add_triangles(tensor(vertices.astype(np.float32)), tensor(triangles.astype(np.uint32)))
    return scene


def cast(scene: Any, rays: Rays) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Of rays (..., 6), start and direction: how many directions away the mesh is, inf where not; its normals."""
    hit = scene.cast_rays(tensor(rays.astype(np.float32)))
    return hit["t_hit"].numpy().astype(np.float64), hit["primitive_normals"].numpy().astype(np.float64)


def hidden(scene: Any, rays: Rays) -> npt.NDArray[np.bool_]:
    """Whether rays (n, 6) meet the mesh anywhere."""
    return np.asarray(scene.test_occlusions(tensor(rays.astype(np.float32))).numpy(), dtype=np.bool_)


def tensor(values: npt.NDArray[Any]) -> Any:
    """The array as Open3D wants it."""
    import open3d as o3d

    core: Any = o3d.core
    return core.Tensor(np.ascontiguousarray(values))
