"""Over a refused picture stands why, with the part that is meant marked, and nothing that would mislead."""

import numpy as np

from skinlax_desktop.domain.gate import Advice, Check, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.ui.screens.capture.shown import resolve
from skinlax_desktop.ui.screens.capture.stills import StillShelf
from skinlax_desktop.workflows.assessment import JudgedPicture
from skinlax_desktop.workflows.capture_session import SessionState
from skinlax_desktop.workflows.view_progress import ViewProgress


def refused(*failed: tuple[CheckName, str], face: FoundFace | None = None) -> JudgedPicture:
    checks = tuple(Check(name=name, passed=False, advice=Advice(code=code, amount=4.0)) for name, code in failed)
    return JudgedPicture(view=View.FRONTAL, verdict=FrameVerdict(checks=checks), face=face)


def said(judged: JudgedPicture) -> tuple[str, ...]:
    state = SessionState(wanted=View.FRONTAL, views=(ViewProgress(view=View.FRONTAL),), refused=judged)
    refusal = resolve(state, None, refusal_stands=True).refusal
    assert refusal is not None
    return refusal.sentences


def test_what_a_smile_or_a_wrong_distance_brings_along_is_not_said() -> None:
    smile = (CheckName.EXPRESSION, "relax_smile")
    nod, blur = (CheckName.POSE_PITCH, "chin_up"), (CheckName.FOCUS, "refocus")
    assert said(refused(smile, nod)) == ("Relax the mouth",)
    assert said(refused((CheckName.DISTANCE, "move_back"), blur)) == ("Move 4 cm back",)
    hand = (CheckName.OCCLUSION, "clear_mouth")
    assert said(refused(hand, nod, blur)) == ("Clear the mouth: mask or hand",)
    assert said(refused(nod, blur)) == ("Chin up 4 degrees", "Refocus the camera")


def marked(name: CheckName, code: str) -> tuple[float, float, float, float]:
    place = place_of(name, code)
    assert place is not None
    return place


def place_of(name: CheckName, code: str) -> tuple[float, float, float, float] | None:
    # Landmarks on a column of rows by their number; those of the mouth near the bottom, of the eyes near the top.
    points = np.full((478, 2), 500.0)
    points[:] += np.random.default_rng(1).uniform(-300.0, 300.0, points.shape)
    points[[61, 291, 0, 17]] = [(450, 700), (550, 700), (500, 690), (500, 720)]
    points[[33, 133, 362, 263, 159, 145, 386, 374]] = [(400 + 25 * step, 400) for step in range(8)]
    face = FoundFace(points_px=points, depth_px=np.zeros(478), blendshapes={}, head_from_canonical=np.eye(4))
    shelf = StillShelf()
    shelf.put(np.zeros((1000, 1000, 3), dtype=np.uint8), refused((name, code), face=face))
    still = shelf.newest
    assert still is not None
    return still.place


def test_the_part_that_the_sentence_means_is_marked() -> None:
    mouth = marked(CheckName.EXPRESSION, "relax_smile")
    assert mouth[1] > 0.6
    assert mouth[3] - mouth[1] < 0.2
    assert marked(CheckName.GAZE, "look_into_lens")[3] < 0.6
    whole = marked(CheckName.POSE_YAW, "turn_left")
    assert whole[3] - whole[1] > 0.5
    assert place_of(CheckName.SINGLE_FACE, "one_person_only") is None


def test_the_next_view_says_what_it_wants_before_its_first_look_and_the_first_one_looks_for_a_face() -> None:
    front, oblique = ViewProgress(view=View.FRONTAL), ViewProgress(view=View.OBLIQUE_LEFT)
    first = SessionState(wanted=View.FRONTAL, views=(front, oblique))
    assert resolve(first, None, refusal_stands=False).sentence == "Looking for the face"
    taken = ViewProgress(view=View.FRONTAL, capture_id=CaptureId("c"), repeats=(CaptureId("c"),))
    second = SessionState(wanted=View.OBLIQUE_LEFT, views=(taken, oblique))
    assert resolve(second, None, refusal_stands=False).sentence == "Turn right to show the left cheek"


def test_while_the_light_is_another_that_goes_before_all_guidance_and_nothing_is_taken() -> None:
    state = SessionState(wanted=View.OBLIQUE_LEFT, views=(ViewProgress(view=View.OBLIQUE_LEFT),))
    shown = resolve(state, None, "Eyes closed, hold still", refusal_stands=False)
    assert (shown.sentence, shown.busy) == ("Eyes closed, hold still", True)
    assert resolve(state, None, refusal_stands=False).busy is False
