"""How well depth maps agree with the surface fused from them, vertex by vertex."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.rectified_stereo import DepthView
from skinlax_desktop.surface.reconstruction.seen_colours import project, sample

Points = npt.NDArray[np.float64]

_NEAR_MM: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agreement:
    """`off` (v, n) is where each depth map puts each vertex along its normal, NaN where it says nothing."""

    off: Points

    @property
    def count(self) -> npt.NDArray[np.int64]:
        """How many depth maps speak of each vertex."""
        return np.asarray(np.isfinite(self.off).sum(axis=0))


def measure_agreement(views: Sequence[DepthView], vertices: Points, normals: Points) -> Agreement:
    """Sample every depth map at the vertices; further than a few millimetres off it shows something else."""
    rows = []
    for view in views:
        pixels, depth = project(vertices, view.camera_matrix, view.rotation, view.translation)
        found = sample(view.depth, pixels, cv2.INTER_NEAREST)
        ray = vertices @ view.rotation.T + view.translation
        ray /= np.linalg.norm(ray, axis=1, keepdims=True)
        along = (found - depth) / np.maximum(ray[:, 2], 0.2)
        facing = -(normals @ view.rotation.T * ray).sum(axis=1)
        off = -along * facing
        off[(found <= 0) | (np.abs(along) > _NEAR_MM) | (facing < 0.15)] = np.nan
        rows.append(off)
    return Agreement(off=np.array(rows))
