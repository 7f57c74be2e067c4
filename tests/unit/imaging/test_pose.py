"""Pose from landmarks: projected points of the average face at known poses."""

import numpy as np
import pytest

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.imaging.pose import (
    PITCH_OF_LEVEL_HEAD_DEG,
    Pinhole,
    estimate_pose,
    even_head_rotation,
    head_rotation,
    pinhole_for,
    pose_from_rotation,
    rotation_from_pose,
)
from skinlax_desktop.imaging.rigid_face import RIGID_INDICES, RIGID_POINTS_IN_HEAD_MM, RIGID_TWINS

CAMERA = Pinhole(focal_px=9600.0, centre_px=(1499.5, 2047.5), calibrated=True)


def seen_landmarks(pose: Pose, offset_mm: tuple[float, float] = (0.0, 0.0)) -> tuple[np.ndarray, np.ndarray]:
    placed = RIGID_POINTS_IN_HEAD_MM @ rotation_from_pose(pose).T + np.array([*offset_mm, 0.0])
    away = 800.0 - placed[:, 2]
    points, depth = np.zeros((478, 2)), np.zeros(478)
    points[RIGID_INDICES, 0] = CAMERA.centre_px[0] + CAMERA.focal_px * placed[:, 0] / away
    points[RIGID_INDICES, 1] = CAMERA.centre_px[1] - CAMERA.focal_px * placed[:, 1] / away
    depth[RIGID_INDICES] = -placed[:, 2] * CAMERA.focal_px / 800.0
    return points, depth


@pytest.mark.parametrize(
    ("yaw", "pitch", "roll"), [(0, 0, 0), (12, 0, 0), (-30, 5, 0), (40, -5, 4), (0, 15, 0), (0, -15, -6)]
)
def test_known_pose_is_read(yaw: float, pitch: float, roll: float) -> None:
    points, depth = seen_landmarks(Pose(yaw_deg=yaw, pitch_deg=pitch, roll_deg=roll))
    found = estimate_pose(points, depth, CAMERA)
    # Points that turn as far as the head does are stretched past it: real landmarks lag behind.
    assert found.yaw_deg == pytest.approx(yaw, abs=3.0 if abs(yaw) < 35 else 4.0)
    assert found.pitch_deg + PITCH_OF_LEVEL_HEAD_DEG == pytest.approx(pitch, abs=2.5)
    assert found.roll_deg == pytest.approx(roll, abs=1.5)


@pytest.mark.parametrize("yaw", [-45.0, 45.0])
def test_where_the_far_ear_is_put_turns_an_oblique_less(yaw: float) -> None:
    points, depth = seen_landmarks(Pose(yaw_deg=yaw, pitch_deg=0.0, roll_deg=0.0))
    moved = points.copy()
    moved[[454, 356] if yaw > 0 else [234, 127], 0] += 120.0
    by_all = (pose_from_rotation(head_rotation(seen, depth, CAMERA)).yaw_deg for seen in (points, moved))
    read = (estimate_pose(seen, depth, CAMERA).yaw_deg for seen in (points, moved))
    assert abs(np.subtract(*read)) < 0.7 * abs(np.subtract(*by_all))


def test_the_reading_of_a_turn_has_no_steps() -> None:
    read = [
        estimate_pose(*seen_landmarks(Pose(yaw_deg=yaw, pitch_deg=0.0, roll_deg=0.0)), CAMERA).yaw_deg
        for yaw in np.arange(20.0, 56.0, 1.0)
    ]
    assert np.diff(read).min() > 0.5
    assert np.diff(read).max() < 1.6


def test_a_head_off_the_axis_is_not_turned() -> None:
    centred = estimate_pose(*seen_landmarks(Pose(yaw_deg=0, pitch_deg=0, roll_deg=0)), CAMERA)
    aside = estimate_pose(*seen_landmarks(Pose(yaw_deg=0, pitch_deg=0, roll_deg=0), (70.0, 40.0)), CAMERA)
    assert aside.yaw_deg == pytest.approx(centred.yaw_deg, abs=2.6)
    assert aside.pitch_deg == pytest.approx(centred.pitch_deg, abs=2.0)


def test_turning_left_reads_positive_and_chin_up_positive() -> None:
    forward = rotation_from_pose(Pose(yaw_deg=30, pitch_deg=0, roll_deg=0))[:, 2]
    assert forward[0] > 0.4  # the nose points to the right of the picture: the subject's own left
    assert rotation_from_pose(Pose(yaw_deg=0, pitch_deg=20, roll_deg=0))[1, 2] > 0.3


@pytest.mark.parametrize("pose", [(0, 0, 0), (50, -20, 10), (-85, 15, -8)])
def test_rotation_and_pose_are_inverse(pose: tuple[float, float, float]) -> None:
    wanted = Pose(yaw_deg=pose[0], pitch_deg=pose[1], roll_deg=pose[2])
    back = pose_from_rotation(rotation_from_pose(wanted))
    assert (back.yaw_deg, back.pitch_deg, back.roll_deg) == pytest.approx(pose, abs=1e-6)


def test_a_reduced_picture_has_the_camera_scaled_about_its_corner() -> None:
    known = CameraCalibration(
        model="m",
        serial="s",
        width_px=3000,
        height_px=4096,
        focal_x_px=9600.0,
        focal_y_px=9600.0,
        centre_x_px=1499.5,
        centre_y_px=2047.5,
    )
    camera = pinhole_for((750, 1024), known)
    assert camera.calibrated
    assert camera.focal_px == pytest.approx(2400.0)
    assert camera.centre_px == pytest.approx((374.5, 511.5))
    assert not pinhole_for((750, 1024), None).calibrated


@pytest.mark.parametrize("yaw", [0.0, -30.0, 42.0])
def test_the_even_rotation_of_a_mirrored_head_is_the_mirrored_rotation(yaw: float) -> None:
    points, depth = seen_landmarks(Pose(yaw_deg=yaw, pitch_deg=4.0, roll_deg=-3.0), (20.0, 10.0))
    points += np.random.default_rng(1).normal(0.0, 20.0, points.shape)
    mirrored, mirrored_depth = points.copy(), depth.copy()
    mirrored[RIGID_INDICES] = points[RIGID_TWINS] * (-1.0, 1.0) + (2.0 * CAMERA.centre_px[0], 0.0)
    mirrored_depth[RIGID_INDICES] = depth[RIGID_TWINS]
    flip = np.diag([-1.0, 1.0, 1.0])
    turned = even_head_rotation(points, depth, CAMERA)
    other = even_head_rotation(mirrored, mirrored_depth, CAMERA)
    np.testing.assert_allclose(flip @ other @ flip, turned, atol=1e-7)
    np.testing.assert_allclose(turned, head_rotation(points, depth, CAMERA), atol=0.01)
    assert np.linalg.det(turned) == pytest.approx(1.0)
