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
from skinlax_desktop.imaging.rigid_face import EAR_SIDES, RIGID_INDICES, RIGID_POINTS_IN_HEAD_MM, RIGID_TWINS

Points = npt.NDArray[np.float64]

# Without a calibration a portrait lens is assumed: focal length in widths of the longer side of the picture.
ASSUMED_FOCAL_LENGTHS = 2.3
# Depth of the model is a little shallow; chosen on renders of a real head scan at known poses.
DEPTH_STRETCH = 1.15
# Beyond it landmarks lag behind a turning head; chosen on eight of fifteen phantoms (decision 43).
YAW_TRUE_TO_DEG = 29.0
YAW_STRETCH_BEYOND = 1.25
# From the first turn to the second the outline gives way to the model's depth, and the far ear, which is then guessed,
# to so much of its weight.
TURNING_DEG = (25.0, 40.0)
FAR_EAR_WEIGHT = 0.3
# What the method reads for people looking straight ahead: median of every second subject of the London set.
PITCH_OF_LEVEL_HEAD_DEG = 1.2


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
    seen = pose_from_rotation(_turned_rotation(points_px, depth_px, camera))
    return Pose(
        yaw_deg=_true_yaw(seen.yaw_deg), pitch_deg=seen.pitch_deg - PITCH_OF_LEVEL_HEAD_DEG, roll_deg=seen.roll_deg
    )


def head_rotation(points_px: Points, depth_px: Points, camera: Pinhole) -> Points:
    """The (3, 3) rotation from the head frame to the view frame, as the landmarks show it.

    Half way between two answers whose errors differ: the landmarks with the model's depth laid on an average face
    (Procrustes; a deep or shallow face does not mislead it), and their outline alone under the camera's perspective
    (Gauss-Newton on the reprojection; the model's depth does not mislead it).
    """
    rays, depth = _rays_and_depth(points_px, depth_px, camera)
    in_space = _rotation_in_space(rays, depth)
    return _part_of_the_way(in_space, _rotation_by_outline(rays, in_space), 0.5)


def _turned_rotation(points_px: Points, depth_px: Points, camera: Pinhole) -> Points:
    """`head_rotation` of a head that may be turned.

    In an oblique view the outline alone is read 2.3 degrees of yaw apart from head to head (one standard deviation),
    with the model's depth 1.5; the far ear is behind the head, and where the model puts it follows the cheek.
    """
    straight = head_rotation(points_px, depth_px, camera)
    yaw_deg = pose_from_rotation(straight).yaw_deg
    begins, ends = TURNING_DEG
    turned = float(np.clip((abs(yaw_deg) - begins) / (ends - begins), 0.0, 1.0))
    if turned == 0.0:
        return straight
    weights = np.where(EAR_SIDES * math.copysign(1.0, yaw_deg) > 0.0, 1.0 - turned * (1.0 - FAR_EAR_WEIGHT), 1.0)
    in_space = _rotation_in_space(*_rays_and_depth(points_px, depth_px, camera), weights)
    return _part_of_the_way(straight, in_space, turned)


def _rays_and_depth(points_px: Points, depth_px: Points, camera: Pinhole) -> tuple[Points, Points]:
    return (
        lines_of_sight(points_px[RIGID_INDICES], camera),
        DEPTH_STRETCH * depth_px[RIGID_INDICES] / camera.focal_px,
    )


def _part_of_the_way(rotation: Points, other: Points, share: float) -> Points:
    between, _ = cv2.Rodrigues(rotation.T @ other)
    part, _ = cv2.Rodrigues(np.asarray(between, dtype=np.float64) * share)
    return np.asarray(rotation @ part, dtype=np.float64)


def even_head_rotation(points_px: Points, depth_px: Points, camera: Pinhole) -> Points:
    """`head_rotation` that a mirror reverses exactly: the mean of the answers for the face and for its mirror image."""
    mirrored, depth = points_px.copy(), depth_px.copy()
    mirrored[RIGID_INDICES] = points_px[RIGID_TWINS] * (-1.0, 1.0) + (2.0 * camera.centre_px[0], 0.0)
    depth[RIGID_INDICES] = depth_px[RIGID_TWINS]
    flip = np.diag([-1.0, 1.0, 1.0])
    total = head_rotation(points_px, depth_px, camera) + flip @ head_rotation(mirrored, depth, camera) @ flip
    left, _, right = np.linalg.svd(total)
    return np.asarray(left @ right, dtype=np.float64)


def _rotation_in_space(rays: Points, depth: Points, weights: Points | None = None) -> Points:
    """Procrustes of rays and relative depth on the average face, each point with its weight.

    The model sees a small crop and its depth runs along the line of sight to the face, not along the camera's axis:
    the points are built in that frame and turned back.
    """
    to_view = _frame_along(rays.mean(axis=0))
    directions = np.column_stack((rays[:, 0], -rays[:, 1], -np.ones(len(rays)))) @ to_view
    seen = directions / -directions[:, 2:3] * (1.0 + depth - depth.mean())[:, None]
    model = RIGID_POINTS_IN_HEAD_MM
    weights = np.ones(len(model)) if weights is None else weights
    seen, model = (points - np.average(points, axis=0, weights=weights) for points in (seen, model))
    left, _, right = np.linalg.svd((seen * weights[:, None]).T @ model)
    proper = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    return np.asarray(to_view @ left @ proper @ right, dtype=np.float64)


def _rotation_by_outline(rays: Points, start: Points) -> Points:
    """Perspective-n-point on the average face, from a rotation that is nearly right."""
    flip = np.diag([1.0, -1.0, -1.0])
    spread = float(np.std(rays)) or 1.0
    distance = float(np.std(RIGID_POINTS_IN_HEAD_MM[:, :2])) / spread
    turned, _ = cv2.Rodrigues(flip @ start @ flip)
    middle = rays.mean(axis=0) * distance
    found, vector, _ = cv2.solvePnP(
        RIGID_POINTS_IN_HEAD_MM @ flip,
        rays,
        np.eye(3),
        None,
        rvec=turned,
        tvec=np.array([[middle[0]], [middle[1]], [distance]]),
        useExtrinsicGuess=True,
        flags=cv2.SOLVEPNP_ITERATIVE,
    )
    if not found:
        return start
    rotation, _ = cv2.Rodrigues(vector)
    return np.asarray(flip @ rotation @ flip, dtype=np.float64)


def _frame_along(slopes: Points) -> Points:
    """Axes (columns, in the view frame) of a camera turned towards the line of sight with these slopes."""
    towards_camera = np.array([-slopes[0], slopes[1], 1.0])
    towards_camera /= np.linalg.norm(towards_camera)
    right = np.cross([0.0, 1.0, 0.0], towards_camera)
    right /= np.linalg.norm(right)
    return np.column_stack((right, np.cross(towards_camera, right), towards_camera))


def _true_yaw(seen_deg: float) -> float:
    """The landmarks follow a head ever less beyond an oblique view; the reading is stretched from there on."""
    beyond = max(abs(seen_deg) - YAW_TRUE_TO_DEG, 0.0)
    return math.copysign(abs(seen_deg) + (YAW_STRETCH_BEYOND - 1.0) * beyond, seen_deg)


def lines_of_sight(points_px: Points, camera: Pinhole) -> Points:
    """(n, 2) slopes x/z, y/z of the lines of sight (y down) of (n, 2) pixels."""
    matrix = np.array(
        [[camera.focal_px, 0.0, camera.centre_px[0]], [0.0, camera.focal_px, camera.centre_px[1]], [0.0, 0.0, 1.0]]
    )
    if any(camera.distortion):
        undistorted = cv2.undistortPoints(points_px.reshape(-1, 1, 2), matrix, np.array(camera.distortion))
        return np.asarray(undistorted, dtype=np.float64).reshape(-1, 2)
    slopes: Points = (points_px - np.array(camera.centre_px)) / camera.focal_px
    return slopes


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
