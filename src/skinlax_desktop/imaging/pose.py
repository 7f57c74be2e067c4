"""Head pose in degrees from the 478 landmarks.

Frames: the view frame stands at the camera, x to the right of the upright picture, y up, z towards the camera, so that
a face looking straight into the camera has the identity rotation. Angles are intrinsic yaw, then pitch, then roll.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.imaging.rigid_face import RIGID_INDICES, RIGID_POINTS_IN_HEAD_MM

Points = npt.NDArray[np.float64]

# Without a calibration a portrait lens is assumed: focal length in widths of the longer side of the picture.
ASSUMED_FOCAL_LENGTHS = 2.3
_ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinhole:
    """The camera of one picture, pixels; centre of the top-left pixel (0, 0)."""

    focal_px: float
    centre_px: tuple[float, float]
    distortion: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0, 0.0)
    calibrated: bool = False


def pinhole_for(size: tuple[int, int], calibration: CameraCalibration | None) -> Pinhole:
    """The camera for an upright picture of `size` (width, height): as calibrated, scaled to that size, or assumed."""
    width, height = size
    if calibration is None:
        return Pinhole(focal_px=ASSUMED_FOCAL_LENGTHS * max(size), centre_px=((width - 1) / 2.0, (height - 1) / 2.0))
    factor = width / calibration.width_px
    return Pinhole(
        focal_px=factor * (calibration.focal_x_px + calibration.focal_y_px) / 2.0,
        # Pixel edges, not centres, scale about the corner of the picture.
        centre_px=(
            (calibration.centre_x_px + 0.5) * factor - 0.5,
            (calibration.centre_y_px + 0.5) * factor - 0.5,
        ),
        distortion=calibration.distortion,
        calibrated=True,
    )


def estimate_pose(points_px: Points, depth_px: Points, camera: Pinhole) -> Pose:
    """The head's pose relative to the camera's axes; a head off the axis is corrected for perspective."""
    return pose_from_rotation(head_rotation(points_px, depth_px, camera))


def head_rotation(points_px: Points, depth_px: Points, camera: Pinhole) -> Points:
    """The (3, 3) rotation from the head frame to the view frame.

    Landmarks are set into space along their lines of sight, at the model's own depth about a distance that makes the
    face life-sized, and laid on the rigid points of an average face (weighted Procrustes, Umeyama 1991).
    """
    rays = lines_of_sight(points_px[RIGID_INDICES], camera)
    relative_depth = depth_px[RIGID_INDICES] / camera.focal_px
    model = RIGID_POINTS_IN_HEAD_MM
    distance = 1.0
    rotation = np.eye(3)
    for _ in range(_ROUNDS):
        away = distance * (1.0 + relative_depth)
        seen = np.column_stack((rays[:, 0] * away, -rays[:, 1] * away, -away))
        rotation, scale = _procrustes(model, seen)
        distance /= scale
    return rotation


def lines_of_sight(points_px: Points, camera: Pinhole) -> Points:
    """(n, 2) slopes x/z, y/z of the lines of sight (y down) of (n, 2) pixels."""
    matrix = np.array(
        [[camera.focal_px, 0.0, camera.centre_px[0]], [0.0, camera.focal_px, camera.centre_px[1]], [0.0, 0.0, 1.0]]
    )
    if any(camera.distortion):
        undistorted = cv2.undistortPoints(points_px.reshape(-1, 1, 2), matrix, np.array(camera.distortion))
        return np.asarray(undistorted, dtype=np.float64).reshape(-1, 2)
    return (points_px - np.array(camera.centre_px)) / camera.focal_px


def pose_from_rotation(rotation: Points) -> Pose:
    """Yaw, pitch, roll of a head-to-view rotation."""
    forward = rotation[:, 2]
    yaw = math.atan2(forward[0], forward[2])
    pitch = math.asin(float(np.clip(forward[1], -1.0, 1.0)))
    level = rotation_from_pose(Pose(yaw_deg=math.degrees(yaw), pitch_deg=math.degrees(pitch), roll_deg=0.0))
    up = level.T @ rotation[:, 1]
    return Pose(
        yaw_deg=math.degrees(yaw), pitch_deg=math.degrees(pitch), roll_deg=math.degrees(math.atan2(up[0], up[1]))
    )


def rotation_from_pose(pose: Pose) -> Points:
    """The head-to-view rotation of a pose."""
    yaw, pitch, roll = (math.radians(angle) for angle in (pose.yaw_deg, pose.pitch_deg, pose.roll_deg))
    about_y = np.array([[math.cos(yaw), 0.0, math.sin(yaw)], [0.0, 1.0, 0.0], [-math.sin(yaw), 0.0, math.cos(yaw)]])
    about_x = np.array(
        [[1.0, 0.0, 0.0], [0.0, math.cos(pitch), math.sin(pitch)], [0.0, -math.sin(pitch), math.cos(pitch)]]
    )
    about_z = np.array([[math.cos(roll), math.sin(roll), 0.0], [-math.sin(roll), math.cos(roll), 0.0], [0.0, 0.0, 1.0]])
    turned: Points = about_y @ about_x @ about_z
    return turned


def _procrustes(model: Points, seen: Points) -> tuple[Points, float]:
    """Rotation and scale that lay `model` on `seen`, both (n, 3)."""
    model_centred = model - model.mean(axis=0)
    seen_centred = seen - seen.mean(axis=0)
    left, singular, right = np.linalg.svd(seen_centred.T @ model_centred)
    signs = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    rotation: Points = left @ np.diag(signs) @ right
    return rotation, float((singular * signs).sum() / (model_centred**2).sum())
