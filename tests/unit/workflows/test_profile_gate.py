"""Profiles of known pose, read by the gate: a phantom that the reading was not learnt on."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.pose import pinhole_for
from skinlax_desktop.workflows.assessment import Baseline
from skinlax_desktop.workflows.checks import DISTANCE_TOLERANCE_PROFILE, NOMINAL_DISTANCE_MM
from skinlax_desktop.workflows.profile_gate import FoundProfile, look_for_profile, measure_profile, profile_checks
from unit.workflows.conftest import CAMERA, Shoot

CALIBRATED = pinhole_for((CAMERA.width_px, CAMERA.height_px), CAMERA.calibration)


def read(picture: np.ndarray, view: View, baseline: Baseline | None = None) -> FoundProfile:
    found = look_for_profile(picture, CALIBRATED, baseline, view, full_scale=1.0)
    assert isinstance(found, FoundProfile)
    return found


def profile_of(shoot: Shoot, yaw: float, pitch: float = 0.0, **scene: object) -> np.ndarray:
    offset = (55.0 if yaw > 0 else -55.0, 0.0)
    return shoot(pose=Pose(yaw_deg=yaw, pitch_deg=pitch, roll_deg=0.0), offset_mm=offset, **scene)


@pytest.mark.parametrize(("yaw", "pitch"), [(-78.0, 0.0), (-90.0, -6.0), (90.0, 6.0), (84.0, 0.0), (102.0, 0.0)])
def test_turn_and_pitch_of_a_profile_are_read(shoot: Shoot, yaw: float, pitch: float) -> None:
    view = View.LATERAL_RIGHT if yaw > 0 else View.LATERAL_LEFT
    found = read(profile_of(shoot, yaw, pitch), view)
    assert found.yaw_deg == pytest.approx(yaw, abs=4.5)
    assert found.pitch_deg == pytest.approx(pitch, abs=4.0)


def test_a_profile_farther_away_reads_as_much_farther(shoot: Shoot) -> None:
    near, far = (read(profile_of(shoot, 90.0, distance_mm=mm), View.LATERAL_RIGHT) for mm in (760.0, 860.0))
    assert near.length_px / far.length_px == pytest.approx(860.0 / 760.0, rel=0.03)


def test_the_distance_of_a_profile_is_held_against_its_own_limit(shoot: Shoot) -> None:
    picture = profile_of(shoot, 90.0)
    found = read(picture, View.LATERAL_RIGHT)
    for reads_mm, passes in ((NOMINAL_DISTANCE_MM * 1.01, True), (NOMINAL_DISTANCE_MM * 1.2, False)):
        baseline = Baseline(head_height_px=found.length_px, distance_mm=reads_mm)
        measured = measure_profile(found, picture, CALIBRATED, baseline, full_scale=1.0, edges=())
        checks = {check.name: check for check in profile_checks(measured, View.LATERAL_RIGHT)}
        assert checks[CheckName.DISTANCE].passed is passes
    assert DISTANCE_TOLERANCE_PROFILE < 0.2


def test_a_profile_before_a_door_and_a_shelf_is_still_read(shoot: Shoot) -> None:
    picture = profile_of(shoot, 90.0)
    height, width = picture.shape[:2]
    wall = np.full_like(picture, (150, 160, 165))
    wall[:, int(0.85 * width) :] = (90, 120, 160)
    wall[int(0.08 * height) : int(0.09 * height)] = (60, 70, 80)
    for left in range(0, width, 150):
        wall[int(0.02 * height) : int(0.08 * height), left : left + 80] = (left % 200, 90, 200 - left % 150)
    wall = cv2.GaussianBlur(wall, (0, 0), 4.0)
    behind = (np.abs(picture.astype(int) - np.median(picture[:40], axis=(0, 1))).max(axis=2) < 26).astype(np.uint8)
    _, parts = cv2.connectedComponents(behind)
    # The wall behind the head, not what is grey within it.
    sides = (parts == parts[5, 5]) | (parts == parts[5, -5])
    picture[sides] = wall[sides]
    found = read(picture, View.LATERAL_RIGHT)
    assert found.yaw_deg == pytest.approx(90.0, abs=6.0)


def test_what_is_no_head_has_no_pose(shoot: Shoot) -> None:
    # A ball on a post is as plain a silhouette as a head is, and stands out to one side.
    picture = np.full((CAMERA.height_px, CAMERA.width_px, 3), 120, dtype=np.uint8)
    cv2.circle(picture, (500, 700), 330, (90, 120, 190), -1)
    cv2.circle(picture, (840, 760), 60, (90, 120, 190), -1)
    picture[900:, 380:640] = (90, 120, 190)
    found = look_for_profile(picture, CALIBRATED, None, View.LATERAL_RIGHT, full_scale=1.0)
    assert isinstance(found, str) or found.yaw_deg is None
