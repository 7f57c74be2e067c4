"""What a picture shows of the head: which landmarks are seen, and how its surface faces the camera."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.anatomy import pupil_mm
from skinlax_desktop.phantom.head import HeadShape
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.topology import Material

_SLACK_MM: Final = 4.0


def landmarks_in_camera_mm(head: HeadShape, scene: Scene) -> npt.NDArray[np.float64]:
    """The 468 landmarks and the two pupils (right, left) in camera axes, (470, 3): x right, y down, z away."""
    marks = head.shape_mm(scene.expression)[head.landmark_vertices]
    pupils = np.array([pupil_mm(head, eye, scene.pose) for eye in (Material.EYE_RIGHT, Material.EYE_LEFT)])
    return pose_points(np.concatenate([marks, pupils]), scene)


def visible_landmarks(
    points_mm: npt.NDArray[np.float64], camera: VirtualCamera, inverse_depth: npt.NDArray[np.float32]
) -> npt.NDArray[np.bool_]:
    """Which camera points (n, 3) lie inside the picture with no skin before them; hair and glasses hide nothing."""
    height, width = inverse_depth.shape
    column, row = np.round(camera.project(points_mm)).astype(int).T
    inside = (column >= 0) & (row >= 0) & (column < width) & (row < height)
    nearest = inverse_depth[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
    return np.asarray(inside & (nearest * (points_mm[:, 2] - _SLACK_MM) < 1.0))


def surface_normals(inverse_depth: npt.NDArray[np.float32], camera: VirtualCamera) -> npt.NDArray[np.float32]:
    """Unit normals (h, w, 3) in camera axes, towards the camera; NaN where no head is."""
    height, width = inverse_depth.shape
    depth = np.where(inverse_depth > 0.0, 1.0 / np.maximum(inverse_depth, 1e-9), np.nan)
    x, y = (np.arange(width) - camera.centre_px[0], np.arange(height) - camera.centre_px[1])
    place = np.stack([depth * x[None, :] / camera.focal_px, depth * y[:, None] / camera.focal_px, depth], axis=2)
    across, down = np.gradient(place, axis=1), np.gradient(place, axis=0)
    normal = np.cross(down, across)
    return np.asarray(normal / np.linalg.norm(normal, axis=2, keepdims=True), dtype=np.float32)
