"""Guidance and gate against the patient's own baseline, on a phantom patient."""

from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.scene import seated
from skinlax_desktop.phantom.sensor import to_mosaic
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.workflows.assessment import Baseline, LiveAssessment, Overall
from skinlax_desktop.workflows.gate import judge_picture
from skinlax_desktop.workflows.guidance import LiveGuide
from skinlax_desktop.workflows.learn_reference import learn_reference
from skinlax_desktop.workflows.match_score import MatchPart
from skinlax_desktop.workflows.view_reference import ViewReference
from unit.workflows.conftest import CAMERA, Shoot

# As a person sat once: neither straight nor level, so that the standard pose is not the baseline's.
THEN = {
    View.FRONTAL: Pose(yaw_deg=2.0, pitch_deg=3.0, roll_deg=-1.0),
    View.LATERAL_LEFT: Pose(yaw_deg=-88.0, pitch_deg=2.0, roll_deg=0.0),
}


@pytest.fixture(scope="module", params=[View.FRONTAL, View.LATERAL_LEFT])
def reference(request: pytest.FixtureRequest, finder: MediaPipeLandmarkFinder, shoot: Shoot) -> ViewReference:
    view = request.param
    picture = shoot(view, **vars_of(THEN[view]))
    learnt = learn_reference(
        picture,
        view,
        finder,
        visit_id=VisitId("first"),
        calibration=CAMERA.calibration,
        scale=None,
        baseline=Baseline(head_height_px=560.0, distance_mm=800.0) if view.is_lateral else None,
    )
    assert learnt is not None
    return learnt.reference


def vars_of(pose: Pose, **changes: object) -> dict[str, object]:
    scene = replace(seated(pose), **changes)
    return {"pose": pose, "offset_mm": scene.offset_mm, "distance_mm": scene.distance_mm}


class Live:
    def __init__(self, finder: MediaPipeLandmarkFinder, reference: ViewReference) -> None:
        self.guide = LiveGuide(finder, CAMERA.calibration)
        self.guide.references = {reference.view: reference}
        self.at_s = 0.0

    def see(self, picture: np.ndarray, view: View) -> LiveAssessment:
        self.at_s += 0.1
        height, width = (length // 4 * 4 for length in picture.shape[:2])
        frame = Frame(
            pixels=to_mosaic(np.ascontiguousarray(picture[:height, :width])),
            layout=PixelLayout.BAYER_RG8,
            sequence=round(self.at_s * 1000),
            captured_at_s=self.at_s,
            exposure_us=8000.0,
            gain_db=0.0,
            quarter_turns=1,
        )
        return self.guide.assess(frame, view)


def test_the_pose_of_the_baseline_is_a_match_though_not_the_standard(
    finder: MediaPipeLandmarkFinder, reference: ViewReference, shoot: Shoot
) -> None:
    live, view = Live(finder, reference), reference.view
    picture = shoot(view, **vars_of(THEN[view]))
    seen = [live.see(picture, view) for _ in range(3)][-1]
    assert seen.match is not None
    assert seen.match.record.exact
    assert seen.match.score >= 85
    for name in (CheckName.POSE_YAW, CheckName.POSE_PITCH, CheckName.DISTANCE, CheckName.CENTRING):
        check = seen.verdict.find(name)
        assert check is not None
        assert check.passed is True, (name, check)
    judged = judge_picture(
        picture, view, finder, calibration=CAMERA.calibration, scale=None, guided=True, reference=reference
    )
    assert judged.match is not None
    assert judged.match.score >= 90
    assert all(abs(angle) < 0.5 for angle in (judged.match.record.yaw_deg, judged.match.record.pitch_deg))


def test_three_degrees_and_two_per_cent_are_said_and_refused(
    finder: MediaPipeLandmarkFinder, reference: ViewReference, shoot: Shoot
) -> None:
    live, view = Live(finder, reference), reference.view
    then = THEN[view]
    turned = Pose(yaw_deg=then.yaw_deg + 3.5, pitch_deg=then.pitch_deg, roll_deg=then.roll_deg)
    picture = shoot(view, **{**vars_of(then), "pose": turned})
    seen = [live.see(picture, view) for _ in range(2)][-1]
    yaw = seen.verdict.find(CheckName.POSE_YAW)
    assert yaw is not None
    assert yaw.advice is not None
    assert yaw.advice.code == "turn_right"
    assert yaw.advice.amount == pytest.approx(3.5, abs=1.0)
    assert seen.overall is Overall.ADJUST
    nearer = shoot(view, **{**vars_of(then), "distance_mm": seated(then).distance_mm * 0.97})
    judged = judge_picture(
        nearer, view, finder, calibration=CAMERA.calibration, scale=None, guided=True, reference=reference
    )
    distance = judged.verdict.find(CheckName.DISTANCE)
    assert distance is not None
    assert distance.passed is False
    assert distance.advice is not None
    assert distance.advice.code == "move_back"
    assert distance.advice.amount == pytest.approx(2.4, abs=0.6)


def test_a_part_at_its_limit_scores_three_quarters() -> None:
    part = MatchPart(name="turn", difference=-2.0, limit=2.0, unit="deg")
    assert (part.score, part.is_within) == (75, True)
    assert MatchPart(name="turn", difference=0.0, limit=2.0, unit="deg").score == 100
    assert MatchPart(name="turn", difference=2.1, limit=2.0, unit="deg").is_within is False
