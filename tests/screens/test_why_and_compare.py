"""What moved a grade, on the photograph, and the comparison with an earlier visit: on the real review screen."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from laxity_stand_in import MODEL, grade
from screens import made_up_visit as made_up
from screens.stand_ins import MemoryVault
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName, VisitId
from skinlax_desktop.domain.measurement import Analysis, LaxityGrade, LaxityResult
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.imaging.colour_scale import LOWERED_RGB, RAISED_RGB
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.ports.saliency import ZoneSaliency
from skinlax_desktop.text import comparison as comparison_words
from skinlax_desktop.text import saliency as saliency_words
from skinlax_desktop.ui.qt_dispatch import QtDispatcher
from skinlax_desktop.ui.screens.review.analysis_run import AnalysisRun
from skinlax_desktop.ui.screens.review.comparison import ComparisonPresenter
from skinlax_desktop.ui.screens.review.face_model import FaceModelMaker
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.presenter import ReviewPresenter
from skinlax_desktop.ui.screens.review.saliency_painting import map_image
from skinlax_desktop.ui.screens.review.saliency_run import SaliencyRun
from skinlax_desktop.ui.screens.review.state import Layout
from skinlax_desktop.ui.screens.review.view import ReviewScreen
from skinlax_desktop.ui.shell.main_window import MainWindow
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import apply_theme
from skinlax_desktop.workflows.record_keeping import RecordKeeper
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.visit_comparison import Verdict
from skinlax_desktop.workflows.visit_store import VisitStore

LATER = "2026-11-23T10:00:00+00:00"
EARLIER = "2026-05-20T09:30:00+00:00"


def analysis(**grades: LaxityGrade) -> Analysis:
    made = made_up.analysis()
    zones = tuple(
        replace(zone, laxity=grades[zone.zone], laxity_reason=None) if zone.zone in grades else zone
        for zone in made.zones
    )
    whole = replace(grade(2.0), mdc95=0.3)
    result = LaxityResult(overall=whole, youthfulness_index=whole, reason=None)
    return replace(made, zones=zones, laxity=result, models=(MODEL,))


def visit(name: str, started_at: str, **grades: LaxityGrade) -> Visit:
    made = made_up.visit()
    frontal = replace(made.captures[0], pose=Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0))
    return replace(
        made,
        id=VisitId(name),
        started_at=started_at,
        captures=(frontal, *made.captures[1:]),
        analysis=analysis(**{zone: replace(known, mdc95=0.5) for zone, known in grades.items()}),
    )


def saliency(zone: str, reason: str | None = None) -> ZoneSaliency:
    """Raised the grade at its left half, lowered it at its right; over the middle of the picture."""
    effects = np.zeros((20, 20), dtype=np.float32)
    effects[5:15, 2:8], effects[5:15, 12:18] = 0.2, -0.1
    place = np.array([[10.0, 0.0, 200.0], [0.0, 10.0, 300.0]])
    return ZoneSaliency(zone=zone, effects=effects, picture_from_patch=place, reach=0.5, control=0.1, reason=reason)


@dataclass
class Room:
    screen: ReviewScreen
    presenter: ReviewPresenter
    comparison: ComparisonPresenter
    visits: VisitStore
    vault: MemoryVault
    asked: list[str] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    refusal: SkinlaxError | None = None

    def explain(
        self, _analysis: Analysis, shown: str, pictures: Mapping[str, np.ndarray], on_progress: Callable[[float], None]
    ) -> Mapping[str, ZoneSaliency]:
        self.asked.append(shown)
        self.threads.add(threading.current_thread().name)
        assert all(picture.shape == (made_up.HEIGHT, made_up.WIDTH, 3) for picture in pictures.values())
        if self.refusal is not None:
            raise self.refusal
        on_progress(1.0)
        return {
            "jowl_L": saliency("jowl_L"),
            "jowl_R": saliency("jowl_R", "saliency_not_faithful"),
        }


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication) -> Iterator[Room]:
    apply_theme(qapp, fonts=find_places().third_party / "fonts")
    visits, dispatcher, vault, focus = VisitStore(), QtDispatcher(), MemoryVault(), ReviewFocus()
    jobs = JobRunner(dispatcher.call_on_main)
    shelf = PhotoShelf(jobs, made_up.load_image)
    made: list[Room] = []
    presenter = ReviewPresenter(
        visits=visits,
        focus=focus,
        shelf=shelf,
        faces=FaceModelMaker(jobs, shelf),
        run=AnalysisRun(visits=visits, jobs=jobs, load_image=made_up.load_image, analyse=lambda *_: None),  # type: ignore[arg-type,return-value]
        saliency=SaliencyRun(jobs=jobs, shelf=shelf, explain=lambda *asked: made[0].explain(*asked)),
        author=lambda: UserName("clinician"),
        now=lambda: LATER,
    )
    comparison = ComparisonPresenter(visits=visits, focus=focus, reader=RecordKeeper(visits, jobs, lambda: vault))
    screen = ReviewScreen(presenter, comparison)
    made.append(Room(screen, presenter, comparison, visits, vault))
    window = MainWindow()
    window.add_screen(Step.REVIEW, screen)
    window.resize(1366, 768)
    window.show()
    window.show_step(Step.REVIEW)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    yield made[0]
    window.close()
    qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)
    jobs.close()
    window.deleteLater()


def open_graded(room: Room, qtbot: QtBot) -> None:
    room.visits.open(visit("now", LATER, jowl_L=grade(2.4), jowl_R=grade(1.4)), by="test")
    room.presenter.set_layout(Layout.ONE)
    room.presenter.entered()
    qtbot.waitUntil(lambda: room.screen.stage.canvases[0].picture_size_px is not None, timeout=10_000)


def colour_at(room: Room, x: float, y: float) -> QColor:
    canvas = room.screen.stage.canvases[0]
    across, down = canvas.to_screen((x, y))
    return canvas.grab().toImage().pixelColor(round(across), round(down))


def test_what_moved_a_grade_is_shown_on_wish_and_is_off_at_first(room: Room, qtbot: QtBot) -> None:
    open_graded(room, qtbot)
    room.presenter.select_zone("jowl_L")
    before = colour_at(room, 250, 400)
    assert room.asked == []
    qtbot.keyClick(room.screen.stage.canvases[0], Qt.Key.Key_W)
    assert room.presenter.state.asks_why
    qtbot.waitUntil(
        lambda: room.presenter.state.saliency is not None and room.presenter.state.saliency.saliency is not None,
        timeout=10_000,
    )
    assert all(name.startswith("skinlax-inference") for name in room.threads)
    raised, lowered = colour_at(room, 250, 400), colour_at(room, 350, 400)
    assert raised.yellowF() > before.yellowF() + 0.1
    assert lowered.blue() > before.blue() + 30
    assert room.screen.stage.canvases[0].accessibleDescription() == saliency_words.MEANING
    # Another zone of the same photograph is not asked for again, and a map that does not hold is not shown.
    room.presenter.select_zone("jowl_R")
    shown = room.presenter.state.saliency
    assert shown is not None
    assert (shown.saliency, shown.sentence) == (None, saliency_words.no_map_sentence("saliency_not_faithful"))
    assert room.asked == ["capture-frontal"]
    qtbot.keyClick(room.screen.stage.canvases[0], Qt.Key.Key_W)
    assert room.presenter.state.saliency is None
    assert colour_at(room, 250, 400) == before


def test_why_there_is_no_map_is_a_sentence(room: Room, qtbot: QtBot) -> None:
    open_graded(room, qtbot)
    room.screen.perform("why")
    assert room.presenter.state.saliency is not None
    assert room.presenter.state.saliency.sentence == saliency_words.CHOOSE_ZONE
    room.presenter.select_zone("brow_R")
    assert room.presenter.state.saliency.sentence == saliency_words.NO_GRADE
    room.presenter.select_zone("jowl_L")
    room.presenter.show_view(View.LATERAL_LEFT)
    assert room.presenter.state.saliency.sentence == saliency_words.NOT_GRADED_HERE
    room.refusal = SkinlaxError("saliency_other_model")
    room.presenter.show_view(View.OBLIQUE_LEFT)
    qtbot.waitUntil(lambda: "Another version" in room.presenter.state.saliency.sentence, timeout=10_000)


def test_without_grades_nobody_can_ask(room: Room, qtbot: QtBot) -> None:
    room.visits.open(made_up.visit().with_analysis(made_up.analysis()), by="test")
    room.presenter.entered()
    room.screen.perform("why")
    assert not room.presenter.state.asks_why
    assert room.presenter.state.saliency is None


def test_the_map_is_clear_where_nothing_happened_and_strongest_where_most_did() -> None:
    image = map_image(saliency("jowl_L").effects)
    left, nowhere, right = (image.pixelColor(x, 10) for x in (4, 0, 14))
    assert nowhere.alpha() == 0
    assert left.alpha() > right.alpha() > 0
    assert (left.red(), left.green(), left.blue()) == RAISED_RGB
    assert (right.red(), right.green(), right.blue()) == LOWERED_RGB


def test_an_earlier_visit_is_chosen_and_compared(room: Room, qtbot: QtBot) -> None:
    for name, at, before in (("older", "2026-01-02T08:00:00+00:00", 1.0), ("old", EARLIER, 1.2)):
        room.vault.kept[VisitId(name)] = visit(name, at, jowl_L=grade(before), jowl_R=grade(1.3))
    room.vault.kept[VisitId("unmeasured")] = replace(made_up.visit(), id=VisitId("unmeasured"), started_at=EARLIER)
    open_graded(room, qtbot)
    room.screen.perform("tab_compare")
    panel = room.screen.findings.comparison
    qtbot.waitUntil(lambda: bool(room.comparison.state.changes), timeout=10_000)
    assert panel.isVisible()
    assert [panel.choice.itemText(row) for row in range(panel.choice.count())] == [
        "2026-05-20  09:30",
        "2026-01-02  08:00",
    ]
    # The light of these visits is unknown, so the capture alone may have done it.
    by_zone = {change.zone: change for change in room.comparison.state.changes}
    assert by_zone["jowl_L"].change == pytest.approx(1.2)
    assert (by_zone["jowl_L"].verdict, by_zone["jowl_L"].reason) == (Verdict.OPEN, "other_light")
    row = next(row for row in panel.rows if "Left jowl" in row.accessibleName())
    assert "1.2 then, 2.4 now" in row.accessibleName()
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert room.presenter.state.selected == "jowl_L"
    assert "the light differs or is not known" in panel.sentence.text()
    panel.choice.setCurrentIndex(1)
    panel.choice.activated.emit(1)
    qtbot.waitUntil(lambda: bool(room.comparison.state.changes), timeout=10_000)
    found = next(change for change in room.comparison.state.changes if change.zone == "jowl_L")
    assert found.change == pytest.approx(1.4)


def test_without_an_earlier_visit_the_comparison_says_so(room: Room, qtbot: QtBot) -> None:
    open_graded(room, qtbot)
    room.screen.perform("tab_compare")
    panel = room.screen.findings.comparison
    qtbot.waitUntil(lambda: panel.sentence.text() == comparison_words.NO_EARLIER, timeout=10_000)
    assert panel.rows == ()
    assert not panel.choice.isEnabled()
