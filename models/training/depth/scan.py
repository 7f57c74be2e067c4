"""Renders of a real head scan (`head.glb` and `color.jpg` in a folder outside the project) as depth examples.

The scan's scale is only deduced, about 52.5 mm a unit: errors on it are read after a scale fitted per face. Its eyes
are closed and it has no hair.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from depth.examples import DepthExample, on_face
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.imaging.normalised_face import HEIGHT_PX, WIDTH_PX, normalise_face
from skinlax_desktop.inference.depth_input import landmark_surface
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.scene import VirtualCamera, head_rotation
from skinlax_desktop.phantom.textured_scan import TexturedScan, read_textured_scan, see_scan

RESOURCES: Final = Path(__file__).parents[3] / "resources"
MM_PER_UNIT: Final = 52.5
POSES: Final = (
    *((yaw, pitch, 900.0) for yaw in (-8.0, 0.0, 8.0) for pitch in (-6.0, 0.0, 6.0)),
    (0.0, 0.0, 600.0),
    (0.0, 0.0, 2000.0),
    *((yaw, 0.0, 900.0) for yaw in (-45.0, -40.0, 40.0, 45.0)),
)
_FACE_UP_MM: Final = 50.0
_CAMERA: Final = VirtualCamera(width_px=600, height_px=760, focal_px=1.0)
_PIXEL_MM: Final = 0.5

Points = npt.NDArray[np.float64]


def scan_examples(folder: Path) -> list[DepthExample]:
    """One example for each pose in which the landmarks are found, under two lights in turn."""
    scan = read_head(folder / "head.glb")
    texture = cv2.imread(str(folder / "color.jpg"), cv2.IMREAD_COLOR)
    if texture is None:
        raise FileNotFoundError(folder / "color.jpg")
    finder = MediaPipeLandmarkFinder(RESOURCES / "third_party" / "mediapipe" / "face_landmarker.task")
    examples = []
    for number, (yaw, pitch, distance) in enumerate(POSES):
        pose = Pose(yaw_deg=yaw, pitch_deg=pitch, roll_deg=0.0)
        turned = scan.points @ head_rotation(pose).T * (1.0, -1.0, -1.0) + (0.0, 0.0, distance)
        light = np.array([0.4, -0.4, -1.0]) if number % 2 else np.array([-0.1, -0.2, -1.0])
        picture, inverse = render_scan(turned, scan, texture, distance / _PIXEL_MM, light)
        faces = finder.find(picture)
        if faces:
            examples.append(_example(picture, inverse, faces[0].points_px, faces[0].depth_px, distance, number))
    finder.close()
    return examples


def read_head(path: Path) -> TexturedScan:
    """The scan in millimetres about the middle of the face."""
    scan = read_textured_scan(path)
    return replace(scan, points=scan.points * MM_PER_UNIT - (0.0, _FACE_UP_MM, 0.0))


def render_scan(
    camera_mm: Points,
    scan: TexturedScan,
    texture: npt.NDArray[np.uint8],
    focal_px: float,
    light: Points,
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """Picture (uint8 BGR) and inverse depth (1 / mm, 0 where nothing is) of vertices in camera axes."""
    camera = VirtualCamera(width_px=_CAMERA.width_px, height_px=_CAMERA.height_px, focal_px=focal_px)
    seen = see_scan(camera_mm, scan, texture, camera)
    shade = 0.35 + 0.65 * np.clip(seen.normals @ (light / np.linalg.norm(light)), 0.0, 1.0)
    picture = np.full((camera.height_px, camera.width_px, 3), 90, dtype=np.uint8)
    linear = (seen.colours / 255.0) ** 2.2 * shade[:, None]
    picture[seen.rows, seen.columns] = np.clip(255.0 * linear ** (1.0 / 2.2), 0, 255).astype(np.uint8)
    return picture, seen.inverse_depth


def _example(
    picture: npt.NDArray[np.uint8],
    inverse: npt.NDArray[np.float32],
    points_px: Points,
    depth_px: Points,
    distance_mm: float,
    number: int,
) -> DepthExample:
    face = normalise_face(picture, points_px, depth_px)
    matrix, _ = cv2.estimateAffinePartial2D(points_px[:468], face.points_px[:468], method=cv2.LMEDS)
    before = np.where(inverse > 0.0, distance_mm - 1.0 / np.maximum(inverse, 1e-9), np.nan).astype(np.float32)
    warped = cv2.warpAffine(
        before,
        matrix,
        (WIDTH_PX, HEIGHT_PX),
        flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=float("nan"),
    )
    depth = (warped * face.source_mm_per_px / _PIXEL_MM).astype(np.float16)
    surface, mask = landmark_surface(face.points_px, face.shape, face.yaw_deg, face.pitch_deg)
    return DepthExample(
        face=face.picture_bgr,
        points_px=face.points_px.astype(np.float32),
        shape=face.shape,
        yaw_deg=face.yaw_deg,
        pitch_deg=face.pitch_deg,
        surface_mm=surface.astype(np.float16),
        depth_mm=on_face(depth, mask),
        person=-1,
        kind=f"scan {number}",
        monk=0,
        male=True,
        age=0,
    )
