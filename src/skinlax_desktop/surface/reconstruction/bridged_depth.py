"""Small holes of a depth map closed by what lies around them: a start for matching along the surface, no measurement.

Searching along rows leaves a hole wherever it is not sure. Matching along a surface that spans the hole finds most of
that skin again; what it does not confirm is cut out later.
"""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.rectified_stereo import DepthView

Map = npt.NDArray[np.float32]

# The least blur that reaches known depth from a hole carries it.
_BLURS_PX: Final = (2.0, 4.0, 8.0)
_ENOUGH: Final = 0.15
# Around a hole the surface may be no steeper than this, in depth over width; else it may be two surfaces.
_STEEPEST: Final = 1.5


def bridged(view: DepthView) -> DepthView:
    """The depth map (0 where none) with its small holes closed where one surface lies around them."""
    known = (view.depth > 0).astype(np.float32)
    depth = view.depth.copy()
    pixel = float(np.median(view.depth[view.depth > 0])) / view.camera_matrix[0, 0] if known.any() else 0.0
    for blur in _BLURS_PX:
        weight = cv2.GaussianBlur(known, (0, 0), blur)
        mean = cv2.GaussianBlur(view.depth, (0, 0), blur) / np.maximum(weight, 1e-6)
        window = np.ones((int(4 * blur) + 1,) * 2, dtype=np.uint8)
        nearest = cv2.erode(np.where(known > 0, view.depth, np.float32(1e9)), window)
        furthest = cv2.dilate(view.depth, window)
        one = furthest - nearest < _STEEPEST * window.shape[0] * pixel
        depth = np.where((depth <= 0) & (weight > _ENOUGH) & one, mean, depth)
    return replace(view, depth=np.asarray(depth, dtype=np.float32))
