"""Depth about a surface that is nearly right: the windows follow the surface, so slant no longer biases the match."""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.ray_tracing import cast
from skinlax_desktop.surface.reconstruction.rectified_stereo import (
    LEAST_ALIKE,
    DepthView,
    Rectified,
    StereoView,
    as_depth_view,
    rectify,
    refine_disparity,
    warped_pair,
)
from skinlax_desktop.surface.reconstruction.working_picture import Pixels

Points = npt.NDArray[np.float64]
Map = npt.NDArray[np.float32]

_ROUNDS: Final = 3
_FURTHEST_PX: Final = 2.5
_LEAST_COSINE: Final = 0.1
# A lamp at the lens mirrors where the surface faces it, and what it mirrors is not on the surface.
MIRRORING_COSINE: Final = 0.965
_STRIDE: Final = 2
_STEP_MM: Final = 4.0
_STEPS_OF_SLANT: Final = 3.0
_CROSS: Final = np.ones((3, 3), dtype=np.uint8)
# A window that reaches over an outline follows the outline, which is another line of the skin in every picture.
_WINDOW: Final = np.ones((11, 11), dtype=np.uint8)


def match_on_surface(
    one: StereoView,
    two: StereoView,
    scene: Any,
    near: Points,
    *,
    share: float = 1.0,
    mirroring_cosine: float = MIRRORING_COSINE,
    least_alike: float = LEAST_ALIKE,
) -> DepthView | None:
    """Depth of the left picture where the mesh in `scene` (Open3D ray tracer) is seen by both cameras.

    What faces a camera more squarely than `mirroring_cosine` is left out, and windows that correlate less than
    `least_alike`.
    """
    pair = rectify(one, two, near, share=share)
    if pair is None:
        return None
    depth, least, most = seen_mesh(pair, scene)
    known = (depth > 0) & (least > _LEAST_COSINE) & (most < mirroring_cosine)
    start = np.where(depth > 0, pair.disparity_of(np.maximum(depth, 1.0)), 0.0).astype(np.float32)
    (left, subject), (right, other) = warped_pair(pair)
    known &= _within(subject, other, start)
    found, sigma_px, alike = refine_disparity(
        left, right, start, known, rounds=_ROUNDS, smooth=False, least_alike=least_alike
    )
    kept = known & alike & (np.abs(found - start) < _FURTHEST_PX)
    return as_depth_view(pair, np.where(kept, pair.depth_of(found), 0.0).astype(np.float32), sigma_px, most)


def seen_mesh(pair: Rectified, scene: Any) -> tuple[Map, Map, Map]:
    """Of the mesh in every pixel of the left picture: depth, 0 beside it; lesser and greater cosine to a camera.

    Every `_STRIDE`-th pixel is traced: the mesh is smooth.
    """
    across, down = pair.size
    matrix = pair.matrices[0]
    rows, columns = np.mgrid[0:down:_STRIDE, 0:across:_STRIDE].astype(np.float32)
    x = (columns - np.float32(matrix[0, 2])) / np.float32(matrix[0, 0])
    y = (rows - np.float32(matrix[1, 2])) / np.float32(matrix[1, 1])
    rays = np.empty((*x.shape, 6), dtype=np.float32)
    rays[:, :, :3] = pair.left.centre
    rays[:, :, 3:] = np.stack([x, y, np.ones_like(x)], axis=2) @ pair.turn.astype(np.float32)
    far, turned = cast(scene, rays)
    along, normals = far.astype(np.float32), turned.astype(np.float32)
    beside = ~np.isfinite(along)
    along[beside] = 0.0
    points = rays[:, :, :3] + rays[:, :, 3:] * along[:, :, None]
    cosines = [_cosine(points, normals, view.centre) for view in (pair.left, pair.right)]
    least, most = np.minimum(*cosines), np.maximum(*cosines)
    least[beside] = 0.0
    full = (along.shape[1] * _STRIDE, along.shape[0] * _STRIDE)
    # Pixel (0, 0) of the coarse grid is pixel (0, 0) of the fine one.
    shift = np.array([[_STRIDE, 0.0, 0.0], [0.0, _STRIDE, 0.0]])
    depth, least, most = (
        cv2.warpAffine(part, shift, full, flags=cv2.INTER_LINEAR)[:down, :across] for part in (along, least, most)
    )
    # Between surface and nothing, or across a step, the mean of two depths is neither.
    facing = np.clip(cosines[0], _LEAST_COSINE, 1.0)
    slant = np.sqrt(1.0 - facing**2) / facing * _STRIDE * along / np.float32(pair.focal_px)
    torn = cv2.dilate(along, _CROSS) - cv2.erode(along, _CROSS) > _STEP_MM + _STEPS_OF_SLANT * slant
    whole = cv2.warpAffine((torn | beside).astype(np.float32), shift, full, flags=cv2.INTER_LINEAR)[:down, :across] == 0
    return (
        np.where(whole, depth, 0.0).astype(np.float32),
        np.asarray(least, dtype=np.float32),
        np.asarray(most, dtype=np.float32),
    )


def _within(left: Pixels, right: Pixels, disparity: Map) -> npt.NDArray[np.bool_]:
    """Where the windows about both ends of a disparity lie on the subject."""
    inner = [cv2.erode((mask > 127).astype(np.uint8), _WINDOW) for mask in (left, right)]
    rows, columns = np.mgrid[0 : left.shape[0], 0 : left.shape[1]].astype(np.float32)
    there = cv2.remap(inner[1], columns - disparity, rows, cv2.INTER_NEAREST)
    return np.asarray((inner[0] > 0) & (there > 0))


def _cosine(points: Map, normals: Map, centre: Points) -> Map:
    towards = centre.astype(np.float32) - points
    product = np.einsum("yxc,yxc->yx", towards, normals)
    return np.asarray(
        product / np.sqrt(np.maximum(np.einsum("yxc,yxc->yx", towards, towards), 1e-12)), dtype=np.float32
    )
