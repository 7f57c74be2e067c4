"""Depth maps of many views into one surface: a truncated signed distance volume and its zero level."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.rectified_stereo import DepthView

Points = npt.NDArray[np.float64]

VOXEL_MM: Final = 1.2
_TRUNCATE_VOXELS: Final = 4.0
_BLOCK: Final = 8
_BLOCKS: Final = 40_000
_LOOKS_EVERY: Final = 4


def fuse_depths(
    views: Sequence[DepthView], *, voxel_mm: float = VOXEL_MM, least_weight: float = 2.0
) -> tuple[Points, npt.NDArray[np.int64]]:
    """Vertices (n, 3) and triangles (m, 3) of the surface that at least `least_weight` views support.

    Curless and Levoy 1996, in Open3D's hashed voxel blocks.
    """
    import open3d as o3d

    core: Any = o3d.core
    device = core.Device("CPU:0")
    grid: Any = o3d.t.geometry.VoxelBlockGrid
    volume = grid(
        ("tsdf", "weight"),
        (core.float32, core.float32),
        ((1), (1)),
        voxel_size=voxel_mm,
        block_resolution=_BLOCK,
        block_count=_BLOCKS,
        device=device,
    )
    furthest = max((float(view.depth.max()) for view in views), default=0.0) + 1.0
    for view in views:
        # Open3D looks at every fourth pixel for blocks, and raises where it finds none.
        if not (view.depth[::_LOOKS_EVERY, ::_LOOKS_EVERY] > 0).any():
            continue
        picture = o3d.t.geometry.Image(core.Tensor(np.ascontiguousarray(view.depth[:, :, None])))
        intrinsic = core.Tensor(np.ascontiguousarray(view.camera_matrix))
        extrinsic = np.eye(4)
        extrinsic[:3, :3], extrinsic[:3, 3] = view.rotation, view.translation
        placed = core.Tensor(extrinsic)
        blocks = volume.compute_unique_block_coordinates(picture, intrinsic, placed, 1.0, furthest, _TRUNCATE_VOXELS)
        volume.integrate(blocks, picture, intrinsic, placed, 1.0, furthest, _TRUNCATE_VOXELS)
    mesh = volume.extract_triangle_mesh(weight_threshold=least_weight - 0.5)
    if "positions" not in mesh.vertex or not len(mesh.vertex.positions):
        return np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int64)
    return mesh.vertex.positions.numpy().astype(np.float64), mesh.triangle.indices.numpy().astype(np.int64)
