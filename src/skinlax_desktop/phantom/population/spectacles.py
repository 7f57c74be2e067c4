"""Glasses: two rims, a bridge and temples before the eyes of a phantom, drawn where they would be seen."""

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.head import PhantomHead
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.scene import Scene, VirtualCamera

_BEFORE_THE_EYE_MM = 24.0
_EAR_Z_MM = -75.0


def draw_glasses(
    picture: npt.NDArray[np.uint8],
    head: PhantomHead,
    scene: Scene,
    camera: VirtualCamera,
    random: np.random.Generator,
) -> npt.NDArray[np.uint8]:
    """The picture with glasses of random form and colour; the far temple of a turned head is left out."""
    surface, size = head.topology.surface_count, len(head.topology.eye_sphere)
    eyes = [head.vertices_mm[surface + n * size : surface + (n + 1) * size].mean(axis=0) for n in range(2)]
    wide, high = random.uniform(21.0, 28.0), random.uniform(15.0, 23.0)
    square = random.uniform(2.0, 4.0)
    turn = np.linspace(0.0, 2.0 * np.pi, 72)
    ring = np.stack([np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** (2.0 / square) * wide,
                     np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** (2.0 / square) * high,
                     -0.006 * (np.cos(turn) * wide) ** 2], axis=1)  # fmt: skip
    before = np.array([0.0, -2.0, _BEFORE_THE_EYE_MM])
    lines = [eye + before + ring for eye in eyes]
    inner = sorted((line[np.argmin(np.abs(line[:, 0]))] for line in lines), key=lambda point: float(point[0]))
    bow = (inner[0] + inner[1]) / 2 + (0.0, 3.0, 2.0)
    lines.append(np.array([inner[0], bow, inner[1]]))
    for eye, side in zip(eyes, (-1.0, 1.0), strict=True):
        # A turned head hides its far temple.
        if side * scene.pose.yaw_deg < 10.0:
            hinge = eye + before + np.array([side * wide, 4.0, -5.0])
            lines.append(np.array([hinge, (side * 76.0, hinge[1], -20.0), (side * 80.0, hinge[1] - 2.0, _EAR_Z_MM)]))
    colour = tuple(float(value) for value in random.uniform(10, 70, 3))
    if random.random() < 0.3:
        colour = tuple(float(value) for value in random.uniform(120, 200, 3))
    pixel_mm = scene.distance_mm / camera.focal_px
    thickness = max(1, round(random.uniform(0.7, 2.6) / pixel_mm))
    drawn = picture.copy()
    for line in lines:
        pixels = camera.project(pose_points(line, scene))
        cv2.polylines(drawn, [np.round(pixels * 16).astype(np.int32)], False, colour, thickness, cv2.LINE_AA, 4)
    return drawn
