"""Live guidance on frames of a phantom patient."""

import cv2
import numpy as np
import pytest

from planted_defects import shine
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.sensor import to_mosaic
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.workflows.assessment import LiveAssessment, Overall
from skinlax_desktop.workflows.checks import calibration_check, pose_checks
from skinlax_desktop.workflows.guidance import LiveGuide
from unit.workflows.conftest import CAMERA, Shoot


class Live:
    def __init__(self, finder: MediaPipeLandmarkFinder) -> None:
        self.guide = LiveGuide(finder, CAMERA.calibration)
        self.at_s = 0.0

    def see(self, picture: np.ndarray, view: View) -> LiveAssessment:
        self.at_s += 0.08
        height, width = (length // 4 * 4 for length in picture.shape[:2])
        return self.guide.assess(
            Frame(
                pixels=to_mosaic(np.ascontiguousarray(picture[:height, :width])),
                layout=PixelLayout.BAYER_RG8,
                sequence=round(self.at_s * 1000),
                captured_at_s=self.at_s,
                exposure_us=8000.0,
                gain_db=0.0,
                quarter_turns=1,
            ),
            view,
        )


@pytest.fixture
def live(finder: MediaPipeLandmarkFinder) -> Live:
    return Live(finder)


def test_a_station_that_refuses_every_picture_says_so_before_the_first(
    finder: MediaPipeLandmarkFinder, shoot: Shoot
) -> None:
    live = Live(finder)
    held = [True]
    live.guide = LiveGuide(
        finder, CAMERA.calibration, of_station=lambda: (calibration_check(CAMERA.calibration, expired=held[0]),)
    )
    picture = shoot()
    for _ in range(3):
        seen = live.see(picture, View.FRONTAL)
    assert seen.overall is Overall.ADJUST
    assert seen.advice is not None
    assert seen.advice.code == "calibrate_again"
    held[0] = False
    for _ in range(20):
        seen = live.see(picture, View.FRONTAL)
    assert seen.verdict.find(CheckName.CALIBRATION) is None
    assert seen.advice is None or seen.advice.code != "calibrate_again"


def test_a_turned_head_is_told_how_far_to_turn(live: Live, shoot: Shoot) -> None:
    picture = shoot(pose=Pose(yaw_deg=-20.0, pitch_deg=0.0, roll_deg=0.0))
    for _ in range(3):
        seen = live.see(picture, View.FRONTAL)
    assert seen.overall is Overall.ADJUST
    yaw = seen.verdict.find(CheckName.POSE_YAW)
    assert yaw is not None
    assert yaw.advice is not None
    assert yaw.advice.code == "turn_left"
    assert yaw.advice.amount == pytest.approx(20.0, abs=4.0)
    assert seen.face_box is not None
    assert all(0.0 <= side <= 1.0 for side in seen.face_box)
    assert 0.3 < seen.ready_fraction < 1.0


def test_the_live_picture_is_held_to_a_little_more_than_the_still(live: Live, shoot: Shoot) -> None:
    pose = Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0)
    seen = live.see(shoot(pose=pose), View.FRONTAL)
    still = {check.name: check for check in pose_checks(pose, View.FRONTAL, calibrated=True, guided=True)}
    for name in (CheckName.POSE_YAW, CheckName.POSE_PITCH, CheckName.POSE_ROLL):
        check = seen.verdict.find(name)
        assert check is not None
        live_limit, still_limit = (float(str(one.limit).rsplit("±", 1)[1]) for one in (check, still[name]))
        assert 0.5 <= still_limit - live_limit <= 2.0


def test_a_second_face_is_seen_live_and_both_searches_never_fall_on_one_frame(live: Live, shoot: Shoot) -> None:
    picture = shoot()
    alone = live.see(picture, View.FRONTAL)
    single, glare = (alone.verdict.find(name) for name in (CheckName.SINGLE_FACE, CheckName.GLARE))
    assert single is not None
    assert single.passed is True
    assert glare is None
    light = live.see(picture, View.FRONTAL).verdict
    assert light.find(CheckName.GLARE) is not None
    assert light.find(CheckName.BACKGROUND) is None
    assert live.see(picture, View.FRONTAL).verdict.find(CheckName.BACKGROUND) is not None
    beside = picture.copy()
    beside[20:532, 8:383] = cv2.resize(picture, (375, 512), interpolation=cv2.INTER_AREA)
    live.at_s += 1.0
    seen = live.see(beside, View.FRONTAL)
    single = seen.verdict.find(CheckName.SINGLE_FACE)
    assert single is not None
    assert single.passed is False
    assert seen.overall is Overall.ADJUST


def test_shine_is_warned_of_live_and_holds_nothing_up(
    live: Live, shoot: Shoot, finder: MediaPipeLandmarkFinder
) -> None:
    picture = shoot()
    shiny = shine(picture, find_faces(picture, finder)[0].points_px, 0.35)
    live.see(shiny, View.FRONTAL)
    seen = live.see(shiny, View.FRONTAL)
    glare = seen.verdict.find(CheckName.GLARE)
    assert glare is not None
    assert glare.warned
    assert glare not in seen.verdict.failed


def test_an_empty_chair_is_no_face(live: Live) -> None:
    seen = live.see(np.full((1636, 1200, 3), 115, np.uint8), View.FRONTAL)
    assert seen.overall is Overall.NO_FACE
    assert seen.advice is not None
    assert seen.advice.code == "sit_facing_camera"


def test_a_jump_is_motion(live: Live, shoot: Shoot) -> None:
    live.see(shoot(), View.FRONTAL)
    seen = live.see(shoot(offset_mm=(10.0, 0.0)), View.FRONTAL)
    motion = seen.verdict.find(CheckName.MOTION)
    assert motion is not None
    assert motion.passed is False


def test_a_profile_held_still_becomes_ready(live: Live, shoot: Shoot) -> None:
    picture = shoot(View.LATERAL_LEFT)
    states = [live.see(picture, View.LATERAL_LEFT).overall for _ in range(3)]
    assert states[0] is Overall.HOLD  # one frame alone cannot tell that the head is still
    assert states[-1] is Overall.READY


@pytest.mark.parametrize("view", [View.FRONTAL, View.LATERAL_RIGHT])
def test_rounds_of_checks_that_take_seconds_bring_ready_all_the_same(live: Live, shoot: Shoot, view: View) -> None:
    picture = shoot(view)
    live.see(picture, view)
    for _ in range(2):
        live.at_s += 1.6
        assert live.see(picture, view).overall is Overall.READY


def test_a_head_that_moved_between_slow_rounds_is_motion(live: Live, shoot: Shoot) -> None:
    live.see(shoot(), View.FRONTAL)
    live.at_s += 1.6
    motion = live.see(shoot(offset_mm=(10.0, 0.0)), View.FRONTAL).verdict.find(CheckName.MOTION)
    assert motion is not None
    assert motion.passed is False
    live.at_s += 10.0
    motion = live.see(shoot(offset_mm=(10.0, 0.0)), View.FRONTAL).verdict.find(CheckName.MOTION)
    assert motion is not None
    assert motion.passed is None


def test_a_profile_whose_turn_cannot_be_read_does_not_take_itself(live: Live, shoot: Shoot) -> None:
    half_outside = shoot(pose=Pose(yaw_deg=90.0, pitch_deg=0.0, roll_deg=0.0), offset_mm=(-30.0, 0.0))
    for _ in range(3):
        seen = live.see(half_outside, View.LATERAL_RIGHT)
    yaw = seen.verdict.find(CheckName.POSE_YAW)
    assert yaw is not None
    assert yaw.passed is None
    assert seen.overall is Overall.ADJUST
    assert seen.advice is not None
    assert seen.advice.code == "clear_profile"


def test_a_guided_patient_is_held_to_three_degrees_of_the_standard() -> None:
    pose = Pose(yaw_deg=3.5, pitch_deg=-3.5, roll_deg=3.5)
    assert all(check.passed is False for check in pose_checks(pose, View.FRONTAL, calibrated=True, guided=True))
    assert all(check.passed for check in pose_checks(pose, View.FRONTAL, calibrated=True))
