"""Depth from two pictures far apart: the second is laid over a rough surface first, and only what is left is searched.

Beyond some 25 degrees windows of two pictures show the skin at slants too different to match along rows; seen by way
of a surface that is right to a few millimetres they are alike again.
"""

from dataclasses import replace
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.guided_stereo import seen_mesh
from skinlax_desktop.surface.reconstruction.ray_tracing import cast
from skinlax_desktop.surface.reconstruction.rectified_stereo import (
    DepthView,
    StereoView,
    as_depth_view,
    filled,
    rectify,
    refine_disparity,
    search_rows,
    warped_pair,
    without_islands,
    without_jumps,
)

Points = npt.NDArray[np.float64]

_LEAST_COSINE: Final = 0.15
_FURTHEST_PX: Final = 2.5
_CROSS: Final = np.ones((3, 3), dtype=np.uint8)
_BESIDE_PX: Final = 3
_SMALLEST_PX: Final = 100
# The lamp at the lens shades the skin otherwise in every still.
STILLS_ALIKE: Final = 0.35


def search_on_surface(
    one: StereoView, two: StereoView, scene: Any, near: Points, *, share: float, reach_px: int
) -> DepthView | None:
    """Depth of the left picture about the mesh in `scene` (Open3D ray tracer) that both cameras see.

    `reach_px`: how many pixels, of pictures `share` as large, the surface may be off along a row; a multiple of 8.
    """
    pair = rectify(one, two, near, share=share)
    if pair is None:
        return None
    depth, least, _ = seen_mesh(pair, scene)
    known = (depth > 0) & (least > _LEAST_COSINE)
    start = np.where(depth > 0, pair.disparity_of(np.maximum(depth, 1.0)), 0.0).astype(np.float32)
    (left, subject), (right, _) = warped_pair(pair)
    rows, columns = np.mgrid[0 : left.shape[0], 0 : left.shape[1]].astype(np.float32)
    laid_over = np.asarray(cv2.remap(right, columns - start, rows, cv2.INTER_CUBIC), dtype=np.float32)
    left_over = search_rows(left, laid_over, -reach_px, 2 * reach_px)
    known &= np.isfinite(left_over) & (subject > 127)
    begun = filled(np.where(known, start + np.nan_to_num(left_over), 0.0).astype(np.float32), known)
    found, sigma_px, alike = refine_disparity(left, right, begun, known, least_alike=STILLS_ALIKE)
    kept = known & alike & (np.abs(found - begun) < _FURTHEST_PX)
    clear, cosine = without_jumps(pair, np.where(kept, pair.depth_of(found), 0.0).astype(np.float32))
    return as_depth_view(pair, clear, sigma_px, cosine)


def beside_surface(view: DepthView, scene: Any) -> DepthView:
    """The depth map without what it shows on or near the mesh in `scene` (Open3D ray tracer)."""
    matrix = view.camera_matrix
    rows, columns = np.mgrid[0 : view.depth.shape[0], 0 : view.depth.shape[1]].astype(np.float64)
    x, y = (columns - matrix[0, 2]) / matrix[0, 0], (rows - matrix[1, 2]) / matrix[1, 1]
    directions = np.stack([x, y, np.ones_like(x)], axis=2) @ view.rotation
    centre = -view.rotation.T @ view.translation
    along, _ = cast(scene, np.concatenate([np.broadcast_to(centre, directions.shape), directions], axis=2))
    met = cv2.dilate(np.isfinite(along).astype(np.uint8), _CROSS, iterations=_BESIDE_PX) > 0
    clear = np.where(met, 0.0, view.depth).astype(np.float32)
    return replace(view, depth=without_islands(clear, _SMALLEST_PX))
