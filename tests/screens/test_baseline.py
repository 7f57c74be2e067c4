"""The capture screen at a later visit: match score, ghost, warning; repeats; and the choice of the baseline."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from psygnal import Signal
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from screens.made_up_visit import visit as made_up_visit
from screens.stand_ins import StandInWiring
from screens.test_capture import pixels_of
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.domain.baseline import BaselineMatch
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.views import STANDARD_SERIES, Pose, View
from skinlax_desktop.text.screens import baseline as words
from skinlax_desktop.ui.screens.capture.ghost_layer import GhostMode
from skinlax_desktop.workflows.baseline_ghost import Ghost
from skinlax_desktop.workflows.capture_session import SessionStage
from skinlax_desktop.workflows.match_score import Match, MatchPart
from skinlax_desktop.workflows.visit_baseline import BaselineStage, BaselineState

PARTS = (
    MatchPart(name="turn", difference=1.2, limit=2.0, unit="deg"),
    MatchPart(name="scale", difference=-0.4, limit=1.0, unit="%"),
)
RECORD = BaselineMatch(
    visit_id=VisitId("first"), score=89, yaw_deg=1.2, pitch_deg=0, roll_deg=None, scale_pct=-0.4, offset_mm=(0, 0)
)
MATCH = Match(record=RECORD, parts=PARTS, pose=Pose(yaw_deg=1.2, pitch_deg=0, roll_deg=0), distance_mm=803.0)


def drawn_ghost() -> Ghost:
    surface = np.zeros((512, 375, 4), np.uint8)
    surface[180:330, 120:250] = (20, 20, 220, 255)
    edges = np.zeros((512, 375, 4), np.uint8)
    edges[250:256, 60:315] = (255, 255, 255, 255)
    return Ghost(surface=surface, edges=edges)


@dataclass(frozen=True)
class Known:
    """The part of a reference that a screen looks at."""

    pose: Pose


class SettledKeeper:
    """A baseline that is there at once."""

    changed = Signal(object)

    def __init__(self) -> None:
        self.state = BaselineState()
        self.asked: list[object] = []

    def prepare(self, visit: object) -> None:
        self.asked.append(visit)

    def settle(self, state: BaselineState) -> None:
        self.state = state
        self.changed.emit(state)


READY = BaselineState(
    stage=BaselineStage.READY,
    visit_id=VisitId("first"),
    started_at="2026-02-03T10:00:00",
    references={view: Known(pose=MATCH.pose) for view in STANDARD_SERIES},
    ghosts={View.FRONTAL: drawn_ghost()},
)


class FollowUp(StandInWiring):
    """Stand-ins with a baseline to match."""

    def __init__(self, pictures: list[np.ndarray]) -> None:
        super().__init__(pictures)
        self.keeper = SettledKeeper()
        self.guide.failing = (CheckName.POSE_YAW,)
        assess = self.guide.assess
        self.guide.assess = lambda frame, view: replace(assess(frame, view), match=MATCH)

    def station(self, **parts: object):
        station = super().station(**parts)
        return replace(station, capture=replace(station.capture, baseline=self.keeper))


@pytest.fixture
def wiring() -> FollowUp:
    return FollowUp([np.full((512, 375, 3), 90, np.uint8)])


def test_a_first_visit_shows_no_baseline(at_capture: Workstation, wiring: FollowUp) -> None:
    assert wiring.keeper.asked[-1] == at_capture.visits.visit
    assert not at_capture.capture_screen.baseline.isVisible()


def test_score_date_and_what_the_score_is_made_of(at_capture: Workstation, wiring: FollowUp, qtbot: QtBot) -> None:
    bar = at_capture.capture_screen.baseline
    wiring.keeper.settle(READY)
    qtbot.waitUntil(lambda: bar.isVisible() and bar.score.text() == "Match 89", timeout=5_000)
    assert "2026-02-03" in bar.headline.text()
    lines = bar.score.toolTip().splitlines()
    assert lines[0] == "turn: +1.2 °, limit 2.0  (89)"
    assert lines[1] == "size: -0.4 %, limit 1.0  (95)"
    wiring.keeper.settle(replace(READY, stage=BaselineStage.REFUSED, warning="baseline_other_camera"))
    assert "another camera" in bar.warning.text()
    assert bar.warning.isVisible()
    assert not bar.ghost.isVisible()


def test_nothing_is_taken_while_the_baseline_is_still_learnt(
    at_capture: Workstation, wiring: FollowUp, qtbot: QtBot
) -> None:
    wiring.keeper.settle(replace(READY, stage=BaselineStage.LEARNING, references={}))
    at_capture.wait_until_quiet()
    made = at_capture.capture.assessments_made
    at_capture.capture.snap()
    qtbot.wait(300)
    assert at_capture.capture.assessments_made == made
    assert at_capture.capture.session.state.stage is SessionStage.GUIDING
    assert "Learning" in at_capture.capture_screen.baseline.headline.text()
    wiring.keeper.settle(READY)
    qtbot.waitUntil(lambda: at_capture.capture.assessments_made > made, timeout=5_000)


def test_the_ghost_is_drawn_in_three_ways_and_taken_away_by_keys(
    at_capture: Workstation, wiring: FollowUp, qtbot: QtBot
) -> None:
    screen = at_capture.capture_screen
    wiring.keeper.settle(READY)
    qtbot.waitUntil(lambda: screen.baseline.ghost.isVisible() and at_capture.capture.previews_made > 0, timeout=5_000)

    def grabbed() -> np.ndarray:
        pixels = pixels_of(screen.live.grab()).astype(int)
        height, width = pixels.shape[:2]
        return pixels[height // 3 : 2 * height // 3, width // 4 : 3 * width // 4]

    edges = grabbed()
    assert (edges.min(axis=2) > 150).mean() > 0.005, "white lines"
    qtbot.keyClick(screen, Qt.Key.Key_M)
    assert screen.baseline.mode is GhostMode.SURFACE
    surface = grabbed()
    reddish = (surface[..., 0] - surface[..., 2] > 60).mean()
    assert reddish > 0.1
    screen.baseline.opacity.setValue(20)
    weaker = grabbed()
    assert (weaker[..., 0] - weaker[..., 2]).max() < (surface[..., 0] - surface[..., 2]).max()
    screen.baseline.opacity.setValue(80)
    qtbot.keyClick(screen, Qt.Key.Key_M)
    assert screen.baseline.mode is GhostMode.BLINK
    seen: set[bool] = set()

    def look() -> bool:
        now = grabbed()
        seen.add(bool((now[..., 0] - now[..., 2] > 60).any()))
        return seen == {True, False}

    qtbot.waitUntil(look, timeout=5_000)
    qtbot.keyClick(screen, Qt.Key.Key_O)
    gone = grabbed()
    assert (gone[..., 0] - gone[..., 2]).max() < 20
    assert not screen.baseline.opacity.isEnabled()


def test_everything_in_the_bar_has_a_name_and_is_reached_by_keys(
    at_capture: Workstation, wiring: FollowUp, qtbot: QtBot
) -> None:
    bar = at_capture.capture_screen.baseline
    wiring.keeper.settle(READY)
    qtbot.waitUntil(bar.ghost.isVisible, timeout=5_000)
    controls = [bar.ghost, *bar.modes.values(), bar.opacity]
    assert all(control.accessibleName() for control in controls)
    assert all(control.focusPolicy() & Qt.FocusPolicy.TabFocus for control in controls)
    assert len({control.accessibleName() for control in controls}) == len(controls)


def test_repeats_are_shown_under_the_view_and_one_is_taken_again(
    at_capture: Workstation, wiring: FollowUp, qtbot: QtBot
) -> None:
    screen, session = at_capture.capture_screen, at_capture.capture.session
    qtbot.keyClick(at_capture.window, Qt.Key.Key_S)
    screen.drawer.repeats.box.setCurrentIndex(1)
    screen.drawer.repeats.box.activated.emit(1)
    qtbot.waitUntil(lambda: session.state.repeats == 2, timeout=5_000)
    assert at_capture.preferences.current.repeats == 2
    pips = screen.filmstrip.repeats[View.FRONTAL].pips
    assert len(pips) == 2
    assert pips[0].isVisible()
    at_capture.capture.snap()
    qtbot.waitUntil(lambda: session.state.stage is SessionStage.RESEATING, timeout=10_000)
    qtbot.waitUntil(lambda: screen.sentence.text() == words.LEAN_BACK, timeout=5_000)
    assert "repeat 2 of 2" in screen.progress.text()
    assert words.REPEAT_STATES[True] in pips[0].accessibleName()
    qtbot.keyClick(pips[0], Qt.Key.Key_Return)
    assert (session.state.wanted, session.state.repeat) == (View.FRONTAL, 1)


def test_a_clinician_chooses_another_baseline(
    workstation: Workstation, qtbot: QtBot, make_workstation: Callable[[StandInWiring], Workstation]
) -> None:
    workstation.first_run.create("anna", "violet kolibri 42", "violet kolibri 42")
    qtbot.waitUntil(lambda: workstation.review is not None, timeout=20_000)
    workstation.patients.begin_new()
    workstation.patients_screen.form.family_name.setText("Quellmann")
    workstation.patients_screen.form.save.click()
    qtbot.waitUntil(lambda: workstation.patient is not None, timeout=5_000)
    vault = workstation.vault
    for day, name in ((1, "first"), (2, "second")):
        visit = replace(
            made_up_visit(), id=VisitId(name), patient_id=workstation.patient.id, started_at=f"2026-03-0{day}T09:00:00"
        )
        vault.save_visit(visit, by=vault.user)
    screen = workstation.patient_screen
    workstation.patient_page.entered()
    qtbot.waitUntil(lambda: screen.visits.count() == 2, timeout=5_000)

    def said(row: int) -> str:
        return screen.visits.item(row).data(Qt.ItemDataRole.AccessibleTextRole)

    assert words.IS_BASELINE in said(1)
    screen.visits.setCurrentRow(1)
    assert not screen.baseline_button.isVisible()
    screen.visits.setCurrentRow(0)
    screen.baseline_button.click()
    qtbot.waitUntil(lambda: words.IS_CHOSEN_BASELINE in said(0), timeout=5_000)
    assert vault.patient(workstation.patient.id).baseline_visit == "second"
    screen.visits.setCurrentRow(0)
    assert screen.baseline_button.text() == words.USE_FIRST
    screen.baseline_button.click()
    qtbot.waitUntil(lambda: words.IS_BASELINE in said(1), timeout=5_000)
    assert vault.patient(workstation.patient.id).baseline_visit is None
