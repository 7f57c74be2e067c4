"""A sheet without holes through the points that one camera sees: rough, but whole enough to repaint pictures over."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.seen_colours import project

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_CELL_PX: Final = 8.0
# The least blur that finds points carries the sheet: fine where they are dense, and over holes of a few centimetres.
_BLURS_CELLS: Final = (1.2, 2.5, 5.0)
_ENOUGH: Final = 0.08
# Two corners of a triangle further apart than so many cells lie on both sides of an outline.
_STEEPEST: Final = 5.0


def sheet(view: StereoView, points: Points) -> tuple[Points, Indices]:
    """Vertices (n, 3) and triangles (m, 3), normals towards the camera, of a sheet through `points` (k, 3)."""
    pixels, depth = project(points, view.camera_matrix, view.rotation, view.translation)
    rows, columns = (-(-side // int(_CELL_PX)) for side in view.picture.shape[:2])
    cell = np.floor((pixels + 0.5) / _CELL_PX).astype(np.int64)
    inside = np.all((cell >= 0) & (cell < (columns, rows)), axis=1) & (depth > 0)
    number = cell[inside, 1] * columns + cell[inside, 0]
    count = np.bincount(number, minlength=rows * columns).reshape(rows, columns)
    total = np.bincount(number, weights=depth[inside], minlength=rows * columns).reshape(rows, columns)
    known = np.minimum(count, 1).astype(np.float64)
    mean = total / np.maximum(count, 1)
    height = np.full((rows, columns), np.nan)
    for blur in _BLURS_CELLS:
        weight = cv2.GaussianBlur(known, (0, 0), blur)
        smooth = cv2.GaussianBlur(mean * known, (0, 0), blur) / np.maximum(weight, 1e-9)
        height = np.where(np.isnan(height) & (weight > _ENOUGH), smooth, height)
    return _triangulated(view, height)


def _triangulated(view: StereoView, height: Points) -> tuple[Points, Indices]:
    rows, columns = height.shape
    y, x = np.mgrid[0:rows, 0:columns]
    middle = np.stack([(x + 0.5) * _CELL_PX - 0.5, (y + 0.5) * _CELL_PX - 0.5], axis=2)
    slopes = (middle - view.camera_matrix[:2, 2]) / view.camera_matrix[[0, 1], [0, 1]]
    placed = np.concatenate([slopes, np.ones((rows, columns, 1))], axis=2) * height[:, :, None]
    number = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = number[:-1, :-1], number[:-1, 1:], number[1:, :-1], number[1:, 1:]
    triangles = np.concatenate([np.stack(corners, axis=2).reshape(-1, 3) for corners in ((a, c, b), (b, c, d))])
    flat = placed.reshape(-1, 3)
    corners = flat[triangles]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    step = _CELL_PX * corners[:, :, 2].mean(axis=1) / view.camera_matrix[0, 0]
    kept = triangles[np.isfinite(longest) & (longest < _STEEPEST * step)]
    used, kept = np.unique(kept, return_inverse=True)
    return np.asarray((flat[used] - view.translation) @ view.rotation), kept.reshape(-1, 3).astype(np.int64)
