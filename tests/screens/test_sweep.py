"""The sweep on the whole screen: a phantom turns, sectors fill, one is taken again, what is missing is named."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from skinlax_desktop.app.wiring import PHANTOM_SCALE
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.devices.simulated import TurningHabit
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.sweep import CHIN_DOWN_SECTORS, HeadHeld, SweepPlace, YawSource, sector_yaw_deg
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.head import build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.text.screens import capture as capture_words
from skinlax_desktop.text.screens import sweep as words
from skinlax_desktop.ui.shell import Step
from skinlax_desktop.workflows.sweep_plan import WHOLE
from skinlax_desktop.workflows.sweep_session import SweepStage
from skinlax_desktop.workflows.visit_capture_set import captures_for_shape
from turning_studio import Renders, TurningWiring

STEP_S = 10.0 / 12.0
PATIENCE_MS = 120_000
RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture(scope="module")
def renders(third_party: Path) -> Renders:
    return Renders(build_head(DEFAULT_PATIENTS[0], RESOURCES))


@pytest.fixture(scope="module")
def finder(third_party: Path) -> Iterator[MediaPipeLandmarkFinder]:
    made = MediaPipeLandmarkFinder(third_party / "mediapipe" / "face_landmarker.task")
    yield made
    made.close()


@pytest.fixture
def wiring(renders: Renders, finder: MediaPipeLandmarkFinder) -> TurningWiring:
    return TurningWiring(renders, finder, step_s=STEP_S)


def stage(workstation: Workstation) -> SweepStage | None:
    session = workstation.capture_parts.sweep.session
    return None if session is None else session.state.stage


def begin(workstation: Workstation, qtbot: QtBot) -> None:
    workstation.capture.set_automatic(False)
    qtbot.keyClick(workstation.window, Qt.Key.Key_T)
    assert workstation.capture_parts.sweep.is_on


def test_a_sweep_fills_every_sector_and_is_kept_encrypted_like_the_stills(
    at_capture: Workstation, wiring: TurningWiring, qtbot: QtBot
) -> None:
    begin(at_capture, qtbot)
    screen, said = at_capture.capture_screen, []
    at_capture.capture_parts.sweep.session.changed.connect(lambda _before, after: said.append(after.advice.code))
    assert screen.sweep.sides.currentIndex() == 1
    qtbot.waitUntil(lambda: stage(at_capture) is SweepStage.TURNING, timeout=PATIENCE_MS)
    assert screen.sweep.panel.sentence.text() == "Turn right, along with the bar"
    qtbot.waitUntil(lambda: stage(at_capture) in (SweepStage.COMPLETE, SweepStage.INCOMPLETE), timeout=PATIENCE_MS)
    assert at_capture.capture_parts.sweep.session.state.missing == ()
    assert list(dict.fromkeys(said))[-2:] == ["sweep_checking", "sweep_complete"]
    assert not [code for code in said if code in ("sweep_gone", "sweep_second_face", "sweep_expression")]
    visit = at_capture.visits.visit
    vault = wiring.memory_door.vault
    assert [one.sweep.sector for one in visit.sweep] == list(WHOLE)
    assert all(one.image.sha256 in vault.images and one.view is View.SWEEP for one in visit.sweep)
    off = [abs(one.sweep.yaw_deg - sector_yaw_deg(one.sweep.sector)) for one in visit.sweep]
    assert max(off) < 6.0
    assert {one.sweep.source for one in visit.sweep} == {YawSource.LANDMARKS, YawSource.PROFILE}
    assert not any(one.sweep.expression_judged for one in visit.sweep if abs(one.sweep.yaw_deg) > 60.0)
    assert screen.sweep.panel.progress.text() == words.PROGRESS.format(taken=19, total=19)
    qtbot.keyClick(at_capture.window, Qt.Key.Key_Space)
    assert not at_capture.capture_parts.sweep.is_on
    assert screen.sweep.sides.currentIndex() == 0
    assert visit.capture_of(View.FRONTAL) is None


def test_a_sweep_with_the_chin_down_is_guided_kept_apart_and_leaves_the_level_one_alone(
    at_capture: Workstation, wiring: TurningWiring, qtbot: QtBot, capture_for_sweep: Callable[..., object]
) -> None:
    at_capture.visits.apply(lambda visit: swept(visit, frozenset({8}), capture_for_sweep), by=None)
    begin(at_capture, qtbot)
    screen, panel = at_capture.capture_screen, at_capture.capture_screen.sweep.panel
    assert panel.head_button.text() == words.TO_CHIN_DOWN
    qtbot.keyClick(at_capture.window, Qt.Key.Key_C)
    session, said = at_capture.capture_parts.sweep.session, []
    session.changed.connect(lambda _before, after: said.append(after.advice.code))
    assert (panel.title.text(), panel.head_button.text()) == (words.CHIN_DOWN_TITLE, words.TO_LEVEL)
    assert panel.progress.text() == words.PROGRESS.format(taken=0, total=len(CHIN_DOWN_SECTORS))
    qtbot.waitUntil(lambda: stage(at_capture) is SweepStage.TURNING, timeout=PATIENCE_MS)
    assert panel.head_button.isHidden(), "no change of mind while it turns"
    qtbot.waitUntil(lambda: stage(at_capture) in (SweepStage.COMPLETE, SweepStage.INCOMPLETE), timeout=PATIENCE_MS)
    assert session.state.missing == ()
    visit = at_capture.visits.visit
    taken = visit.swept(HeadHeld.CHIN_DOWN)
    assert [one.sweep.sector for one in taken] == list(CHIN_DOWN_SECTORS)
    assert all(one.pose.pitch_deg < -14.0 for one in taken)
    assert all(any(check.name is CheckName.POSE_PITCH for check in one.verdict.checks) for one in taken)
    assert len(visit.sweep) == 18, "the level sweep is another one"
    assert {name for name, _ in captures_for_shape(visit, HeadHeld.CHIN_DOWN)} == {
        f"chin_down_{sector:02d}" for sector in CHIN_DOWN_SECTORS
    }
    assert not any(name.startswith("chin") for name, _ in captures_for_shape(visit))
    qtbot.keyClick(at_capture.window, Qt.Key.Key_C)
    assert stage(at_capture) is SweepStage.INCOMPLETE
    assert screen.sweep.panel.details.text() == "Missing: 20° right side (not seen)"


def swept(visit: Visit, but: frozenset[int], image: object) -> Visit:
    """The visit with every sector taken but those."""
    for sector in WHOLE:
        if sector not in but:
            place = SweepPlace(
                sector=sector,
                yaw_deg=sector_yaw_deg(sector),
                sigma_deg=1.0,
                source=YawSource.LANDMARKS,
                expression_judged=True,
            )
            visit = visit.with_capture(image(sector, place))
    return visit


def test_only_a_missing_sector_is_taken_again(
    at_capture: Workstation, wiring: TurningWiring, qtbot: QtBot, capture_for_sweep: Callable[..., object]
) -> None:
    at_capture.visits.apply(lambda visit: swept(visit, frozenset({8}), capture_for_sweep), by=None)
    wiring.seat.habit = TurningHabit(smiles_at_deg=20.0)
    begin(at_capture, qtbot)
    panel = at_capture.capture_screen.sweep.panel
    assert stage(at_capture) is SweepStage.INCOMPLETE
    assert panel.details.text() == "Missing: 20° right side (not seen)"
    assert panel.go_on_button.text().startswith(words.TAKE_MISSING)
    qtbot.keyClick(at_capture.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stage(at_capture) is SweepStage.TURNING, timeout=PATIENCE_MS)
    assert at_capture.capture_parts.sweep.session.state.plan.sectors == (8,)
    qtbot.waitUntil(lambda: stage(at_capture) is SweepStage.INCOMPLETE, timeout=PATIENCE_MS)
    assert panel.details.text() == "Missing: 20° right side (face moved)"
    assert len(at_capture.visits.visit.sweep) == 18
    wiring.seat.habit = TurningHabit()
    qtbot.keyClick(at_capture.window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: stage(at_capture) is SweepStage.COMPLETE, timeout=PATIENCE_MS)
    newest = at_capture.visits.visit.captures[-1]
    assert newest.sweep.sector == 8
    assert abs(newest.sweep.yaw_deg - 20.0) < 4.0
    assert newest.image.sha256 in wiring.memory_door.vault.images
    assert len(at_capture.visits.visit.captures) == 19


def test_keys_name_a_sector_and_a_press_on_the_arc_takes_it(
    at_capture: Workstation, wiring: TurningWiring, qtbot: QtBot, capture_for_sweep: Callable[..., object]
) -> None:
    at_capture.visits.apply(lambda visit: swept(visit, frozenset(), capture_for_sweep), by=None)
    begin(at_capture, qtbot)
    panel = at_capture.capture_screen.sweep.panel
    assert stage(at_capture) is SweepStage.COMPLETE
    for _ in range(2):
        qtbot.keyClick(at_capture.window, Qt.Key.Key_N)
    assert panel.details.text() == words.SELECTED.format(sector="80° right side", state=words.STATES["taken"])
    qtbot.keyClick(at_capture.window, Qt.Key.Key_R)
    assert at_capture.capture_parts.sweep.session.state.plan.sectors == (2,)
    panel.arc.sector_chosen.emit(19)
    assert at_capture.capture_parts.sweep.session.state.plan.sectors == (19,)
    qtbot.keyClick(at_capture.window, Qt.Key.Key_T)
    assert not at_capture.capture_parts.sweep.is_on


def test_the_views_wait_while_a_sweep_is_on(at_capture: Workstation, wiring: TurningWiring, qtbot: QtBot) -> None:
    begin(at_capture, qtbot)
    at_capture.wait_until_quiet()
    made = at_capture.capture.assessments_made
    qtbot.waitUntil(lambda: at_capture.capture_parts.sweep.looks_made > 3, timeout=PATIENCE_MS)
    assert at_capture.capture.assessments_made == made
    # A station that was told no length says so before anybody turns.
    assert at_capture.capture_screen.sweep.panel.details.text() == words.NO_SCALE
    at_capture.visits.apply(lambda visit: replace(visit, scale=PHANTOM_SCALE), by="test")
    qtbot.waitUntil(lambda: at_capture.capture_screen.sweep.panel.details.text() == "", timeout=PATIENCE_MS)
    qtbot.keyClick(at_capture.window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: at_capture.capture.assessments_made > made, timeout=PATIENCE_MS)
    assert at_capture.capture_screen.take_button.text().startswith(capture_words.TAKE_NOW)


def test_a_second_picture_is_asked_for_after_each_view_when_wanted(
    at_capture: Workstation, wiring: TurningWiring, qtbot: QtBot
) -> None:
    at_capture.capture.set_automatic(False)
    at_capture.capture_screen.drawer.asides.setChecked(True)
    at_capture.capture.snap()
    qtbot.waitUntil(lambda: at_capture.capture_parts.sweep.aside.is_active, timeout=PATIENCE_MS)
    panel = at_capture.capture_screen.sweep.panel
    assert panel.title.text().startswith(capture_words.VIEW_LABELS[View.FRONTAL])
    visits = at_capture.visits
    qtbot.waitUntil(lambda: visits.visit.aside_of(View.FRONTAL) is not None, timeout=PATIENCE_MS)
    second = visits.visit.aside_of(View.FRONTAL)
    assert 7.0 <= second.aside_deg <= 13.0
    assert not at_capture.capture_parts.sweep.is_on
    assert visits.visit.capture_of(View.FRONTAL) is visits.visit.captures[0]
    assert visits.visit.counted == visits.visit.captures[:1]
    assert at_capture.capture.session.state.wanted is View.OBLIQUE_LEFT


@pytest.fixture
def capture_for_sweep() -> Callable[..., object]:
    from skinlax_desktop.domain.gate import FrameVerdict
    from skinlax_desktop.domain.ids import CaptureId
    from skinlax_desktop.domain.images import ImageRef
    from skinlax_desktop.domain.visit import Capture

    base = Capture(
        id=CaptureId("0"),
        view=View.SWEEP,
        image=ImageRef(sha256="0" * 64, width=3, height=4),
        captured_at="2026-11-23T12:00:00+00:00",
        verdict=FrameVerdict(checks=()),
    )
    return lambda sector, place: replace(base, id=CaptureId(f"s{sector}"), repeat=sector, sweep=place)


def test_leaving_the_screen_ends_a_turn_and_the_frames_are_let_go(
    at_capture: Workstation, wiring: TurningWiring, qtbot: QtBot, capture_for_sweep: Callable[..., object]
) -> None:
    at_capture.visits.apply(lambda visit: swept(visit, frozenset({8}), capture_for_sweep), by=None)
    begin(at_capture, qtbot)
    session = at_capture.capture_parts.sweep.session
    session.go_on()
    qtbot.waitUntil(lambda: stage(at_capture) is SweepStage.TURNING, timeout=PATIENCE_MS)
    at_capture.go(Step.PATIENT)
    qtbot.waitUntil(lambda: stage(at_capture) in (SweepStage.INCOMPLETE, SweepStage.COMPLETE), timeout=PATIENCE_MS)
    assert session.held_bytes == 0
