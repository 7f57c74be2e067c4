"""Depth about a surface that is nearly right: the windows follow the surface, so slant no longer biases the match."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.rectified_stereo import (
    DepthView,
    Rectified,
    StereoView,
    as_depth_view,
    rectify,
    refine_disparity,
    warped_pair,
)

Points = npt.NDArray[np.float64]
Map = npt.NDArray[np.float32]

_ROUNDS: Final = 3
_FURTHEST_PX: Final = 2.5
_LEAST_COSINE: Final = 0.3
# A lamp at the lens mirrors where the surface faces it, and what it mirrors is not on the surface.
_MIRRORING_COSINE: Final = 0.965


def match_on_surface(
    one: StereoView, two: StereoView, scene: Any, near: Points, *, share: float = 1.0
) -> DepthView | None:
    """Depth of the left picture where the mesh in `scene` (Open3D ray tracer) is seen by both cameras."""
    pair = rectify(one, two, near, share=share)
    if pair is None:
        return None
    depth, points, normals = _seen_mesh(pair, scene)
    known = depth > 0
    cosines = [_cosine(points, normals, view.centre) for view in (pair.left, pair.right)]
    least, most = np.minimum(*cosines), np.maximum(*cosines)
    known &= (least > _LEAST_COSINE) & (most < _MIRRORING_COSINE)
    start = np.where(depth > 0, pair.disparity_of(np.maximum(depth, 1.0)), 0.0).astype(np.float32)
    left, right = warped_pair(pair)
    found, sigma_px, alike = refine_disparity(left, right, start, known, rounds=_ROUNDS, smooth=False)
    kept = known & alike & (np.abs(found - start) < _FURTHEST_PX)
    return as_depth_view(pair, np.where(kept, pair.depth_of(found), 0.0).astype(np.float32), sigma_px, least)


def _seen_mesh(pair: Rectified, scene: Any) -> tuple[Map, Points, Points]:
    """Depth, point and normal of the mesh in every pixel of the left rectified picture; depth 0 beside it."""
    import open3d as o3d

    across, down = pair.size
    matrix = pair.matrices[0]
    rows, columns = np.mgrid[0:down, 0:across]
    x = (columns - matrix[0, 2]) / matrix[0, 0]
    y = (rows - matrix[1, 2]) / matrix[1, 1]
    directions = np.stack([x, y, np.ones_like(x)], axis=2) @ pair.turn
    rays = np.concatenate([np.broadcast_to(pair.left.centre, directions.shape), directions], axis=2)
    hit = scene.cast_rays(o3d.core.Tensor(rays.astype(np.float32)))
    along = hit["t_hit"].numpy()
    depth = np.where(np.isfinite(along), along, 0.0).astype(np.float32)
    points = pair.left.centre + directions * depth[:, :, None]
    return depth, points, hit["primitive_normals"].numpy().astype(np.float64)


def _cosine(points: Points, normals: Points, centre: Points) -> Points:
    towards = centre - points
    length = np.linalg.norm(towards, axis=2) * np.maximum(np.linalg.norm(normals, axis=2), 1e-9)
    return np.asarray((towards * normals).sum(axis=2) / length)
