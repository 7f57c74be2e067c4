"""What is read from real renders of a turning phantom, live and at the gate of the sweep."""

import itertools
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from skinlax_desktop.devices.simulated.turning import turned_scene
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.sweep import YawSource
from skinlax_desktop.imaging.turn_flow import flow_picture, turn_rate_deg_s
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.head import PhantomHead
from skinlax_desktop.phantom.scene import Expression, VirtualCamera
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.workflows.sweep_judging import JudgedSweepFrame, Wanted, judge_sweep_frame
from skinlax_desktop.workflows.sweep_sighting import FaceAtRest
from skinlax_desktop.workflows.sweep_stillness import Restless, Stillness, is_changed
from skinlax_desktop.workflows.sweep_turn import Turn
from skinlax_desktop.workflows.sweep_watching import SweepWatcher
from turning_studio import Renders

STEP_S = 10.0 / 12.0
NUMBERS = itertools.count()
CALIBRATION = VirtualCamera().calibration


@pytest.fixture(scope="module")
def renders(head: PhantomHead, third_party: Path) -> Renders:
    return Renders(head)


@pytest.fixture
def watcher(finder: MediaPipeLandmarkFinder) -> SweepWatcher:
    return SweepWatcher(finder, CALIBRATION)


def picture(renders: Renders, yaw: float, expression: Expression = "neutral") -> np.ndarray:
    return renders.of(replace(turned_scene(yaw), expression=expression))


def frame_of(pixels: np.ndarray) -> Frame:
    """Time goes on from test to test, for the one model that follows the faces of all of them."""
    at_s = 100.0 + STEP_S * next(NUMBERS)
    return Frame(
        pixels=pixels,
        layout=PixelLayout.BGR8,
        sequence=round(at_s * 10),
        captured_at_s=at_s,
        exposure_us=6000.0,
        gain_db=0.0,
    )


@pytest.mark.parametrize(
    ("yaw", "source", "within"),
    [(90.0, YawSource.PROFILE, 4.0), (0.0, YawSource.LANDMARKS, 3.0), (-80.0, YawSource.PROFILE, 5.0)],
)
def test_yaw_is_read_over_the_whole_half_circle(
    renders: Renders, watcher: SweepWatcher, yaw: float, source: YawSource, within: float
) -> None:
    seen = watcher.look(frame_of(picture(renders, yaw)))
    assert seen.yaw_deg == pytest.approx(yaw, abs=within)
    assert (seen.source, seen.person, seen.faces) == (source, True, 1)
    assert (seen.face is None) == (source is YawSource.PROFILE)
    assert seen.blur_px is not None


def test_an_empty_room_is_nobody_and_two_heads_are_two_people(renders: Renders, watcher: SweepWatcher) -> None:
    alone = picture(renders, 0.0)
    empty = np.full_like(alone, 118)
    assert watcher.look(frame_of(empty)).person is False
    half = cv2.resize(alone, (alone.shape[1] // 2, alone.shape[0] // 2))
    two = np.full_like(alone, 118)
    two[200 : 200 + half.shape[0], : half.shape[1]] = half
    two[200 : 200 + half.shape[0], half.shape[1] : 2 * half.shape[1]] = half
    assert watcher.look(frame_of(two)).faces == 2


def front_of(renders: Renders, watcher: SweepWatcher) -> FaceAtRest:
    """The model follows a face from frame to frame: a picture from nowhere takes it some to believe."""
    seen = [watcher.look(frame_of(picture(renders, 0.0))) for number in range(4)][-1]
    assert seen.face is not None
    return seen.face


@pytest.mark.parametrize(
    ("expression", "reason"),
    [("neutral", None), ("smile", Restless.EXPRESSION), ("eyes_closed", Restless.BLINK)],
)
def test_a_face_is_held_against_the_frontal_one(
    renders: Renders, watcher: SweepWatcher, expression: Expression, reason: Restless | None
) -> None:
    front = front_of(renders, watcher)
    watcher.look(frame_of(picture(renders, -10.0)))
    seen = watcher.look(frame_of(picture(renders, -20.0, expression)))
    assert Stillness(front).judge(seen.face, seen.at_s) is reason


def judged(
    renders: Renders, finder: MediaPipeLandmarkFinder, pixels: np.ndarray, *, wanted: float, front: FaceAtRest
) -> JudgedSweepFrame:
    turn = Turn(at_s=1.0, yaw_deg=-20.0, sigma_deg=2.0, rate_deg_s=-12.0, source=YawSource.LANDMARKS)
    return judge_sweep_frame(pixels, turn, Wanted(yaw_deg=wanted, front=front), finder, calibration=CALIBRATION)


def failed(made: JudgedSweepFrame) -> set[CheckName]:
    return {check.name for check in made.verdict.failed}


def test_the_gate_of_the_sweep_refuses_what_is_planted(
    renders: Renders, watcher: SweepWatcher, finder: MediaPipeLandmarkFinder
) -> None:
    front = front_of(renders, watcher)
    good = picture(renders, -20.0)
    made = judged(renders, finder, good, wanted=-20.0, front=front)
    assert failed(made) == set()
    assert made.yaw_deg == pytest.approx(-20.0, abs=3.0)
    assert made.expression_judged
    assert failed(judged(renders, finder, good, wanted=-40.0, front=front)) == {CheckName.POSE_YAW}
    smeared = np.asarray(cv2.blur(good, (13, 1)))
    assert CheckName.FOCUS in failed(judged(renders, finder, smeared, wanted=-20.0, front=front))
    smiling = picture(renders, -20.0, "smile")
    assert CheckName.EXPRESSION in failed(judged(renders, finder, smiling, wanted=-20.0, front=front))
    asleep = picture(renders, -20.0, "eyes_closed")
    assert CheckName.EYES_OPEN in failed(judged(renders, finder, asleep, wanted=-20.0, front=front))


def test_without_a_front_only_the_limit_of_rest_counts() -> None:
    mild = FaceAtRest(eye_ratio=0.3, strength=0.8, movement="smile")
    assert not is_changed(mild, None)
    assert is_changed(mild, FaceAtRest(eye_ratio=0.3, strength=0.1))
    assert is_changed(replace(mild, strength=1.2), None)


def test_skin_that_moves_tells_which_way_and_about_how_fast(renders: Renders) -> None:
    """From 90 to 80 degrees in a second: to the subject's right, so yaw falls."""
    before, after = (flow_picture(picture(renders, yaw)) for yaw in (90.0, 80.0))
    mm_per_width = 800.0 * 3000 / 9600.0
    rate = turn_rate_deg_s(before, after, (0.25, 0.2, 0.8, 0.75), 1.0, mm_per_width)
    assert rate is not None
    assert -20.0 < rate < -3.0
    still = turn_rate_deg_s(before, before, (0.25, 0.2, 0.8, 0.75), 1.0, mm_per_width)
    assert abs(still) < 0.5
    assert turn_rate_deg_s(np.full_like(before, 90), np.full_like(before, 90), (0, 0, 1, 1), 1.0, 250.0) is None
