"""Depth from two pictures far apart: the second is laid over a rough surface first, and only what is left is searched.

Beyond some 25 degrees windows of two pictures show the skin at slants too different to match along rows; seen by way
of a surface that is right to a few millimetres they are alike again.
"""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.guided_stereo import seen_mesh
from skinlax_desktop.surface.reconstruction.rectified_stereo import (
    DepthView,
    StereoView,
    as_depth_view,
    filled,
    rectify,
    refine_disparity,
    search_rows,
    warped_pair,
    without_jumps,
)

Points = npt.NDArray[np.float64]

_LEAST_COSINE: Final = 0.15
_FURTHEST_PX: Final = 2.5
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
