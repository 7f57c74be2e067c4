"""The review screen over the real presenter, jobs, store and scene; only vault and measuring are stood in for."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from laxity_stand_in import MODEL, ZONES, grade
from screens import made_up_visit as made_up
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.annotation import AnnotationKind, ProbeQuantity
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.laxity import youthfulness_index
from skinlax_desktop.domain.measurement import Analysis, Confidence, LaxityResult
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.text.metrics import METRIC_NAMES
from skinlax_desktop.ui.qt_dispatch import QtDispatcher
from skinlax_desktop.ui.screens.review import metric_row, value_painting, zone_list
from skinlax_desktop.ui.screens.review.analysis_run import AnalysisRun
from skinlax_desktop.ui.screens.review.comparison import ComparisonPresenter
from skinlax_desktop.ui.screens.review.face_model import FaceModelMaker
from skinlax_desktop.ui.screens.review.metric_row import MetricRow
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.presenter import ReviewPresenter
from skinlax_desktop.ui.screens.review.saliency_run import SaliencyRun
from skinlax_desktop.ui.screens.review.state import Layout, Overlay, Stage, Tool
from skinlax_desktop.ui.screens.review.view import ReviewScreen
from skinlax_desktop.ui.screens.scene.presenter import ScenePresenter
from skinlax_desktop.ui.screens.scene.view import SceneScreen
from skinlax_desktop.ui.shell.main_window import MainWindow
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TARGET_PX, apply_theme
from skinlax_desktop.workflows.review import Standing, ZoneFinding
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.visit_store import VisitStore


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, float]]:
    """Every text that was painted so that it is cut where it does not fit: text, its width, its room."""
    seen: list[tuple[str, float, float]] = []
    paint = value_painting.paint_elided

    def spy(painter: QPainter, box: QRectF, text: str) -> None:
        seen.append((text, QFontMetricsF(painter.font()).horizontalAdvance(text), box.width()))
        paint(painter, box, text)

    for module in (value_painting, zone_list, metric_row):
        monkeypatch.setattr(module, "paint_elided", spy)
    return seen


@dataclass
class Measured:
    analysis: object


@dataclass
class Room:
    """The screen and what it stands on."""

    visits: VisitStore
    presenter: ReviewPresenter
    screen: ReviewScreen
    scene: SceneScreen
    window: MainWindow
    focus: ReviewFocus
    run: AnalysisRun
    vault_threads: set[str]
    measure: list[Callable[[], None]]

    @property
    def state(self):  # type: ignore[no-untyped-def]
        return self.presenter.state


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication) -> Iterator[Room]:
    apply_theme(qapp, fonts=find_places().third_party / "fonts")
    visits, dispatcher = VisitStore(), QtDispatcher()
    jobs = JobRunner(dispatcher.call_on_main)
    threads: set[str] = set()
    measure: list[Callable[[], None]] = []

    def load(ref: ImageRef) -> bytes:
        threads.add(threading.current_thread().name)
        return made_up.load_image(ref)

    def analyse(visit: Visit, load_image: Callable[[ImageRef], bytes], on_progress: Callable[[float, str], None]):  # type: ignore[no-untyped-def]
        for capture in visit.captures:
            assert load_image(capture.image).startswith(b"\x89PNG")
        on_progress(0.5, "skin")
        for step in measure:
            step()
        on_progress(0.9, "mesh")
        return Measured(made_up.analysis())

    focus = ReviewFocus()
    shelf = PhotoShelf(jobs, load)
    faces = FaceModelMaker(jobs, shelf)
    run = AnalysisRun(visits=visits, jobs=jobs, load_image=load, analyse=analyse)
    presenter = ReviewPresenter(
        visits=visits,
        focus=focus,
        shelf=shelf,
        faces=faces,
        run=run,
        saliency=SaliencyRun(jobs=jobs, shelf=shelf, explain=None),
        author=lambda: UserName("clinician"),
        now=lambda: "2026-11-23T12:00:00Z",
    )
    screen = ReviewScreen(presenter, ComparisonPresenter(visits=visits, focus=focus, reader=None))
    scene = SceneScreen(
        ScenePresenter(
            visits=visits,
            focus=focus,
            faces=faces,
            earlier_faces=FaceModelMaker(jobs, shelf, whose="the earlier visit"),
            jobs=jobs,
            compare=None,
            author=lambda: UserName("clinician"),
            now=lambda: "2026-11-23T12:00:00Z",
        )
    )
    window = MainWindow()
    window.add_screen(Step.REVIEW, screen)
    window.add_screen(Step.SCENE, scene)
    window.resize(1366, 768)
    window.show()
    window.show_step(Step.REVIEW)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    yield Room(visits, presenter, screen, scene, window, focus, run, threads, measure)
    window.close()
    run.cancel()
    qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)
    jobs.close()
    # Not handed to qtbot, which deletes widgets before this point.
    window.deleteLater()


def open_measured(room: Room, qtbot: QtBot) -> None:
    room.visits.open(made_up.visit().with_analysis(made_up.analysis()), by="test")
    room.presenter.entered()
    qtbot.waitUntil(lambda: room.screen.stage.canvases[0].picture_size_px is not None, timeout=10_000)
    qtbot.waitUntil(lambda: room.screen.stage.scene.mesh is not None, timeout=10_000)


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def test_five_views_are_measured_by_themselves_and_photos_are_read_on_the_vaults_thread(
    room: Room, qtbot: QtBot
) -> None:
    room.visits.open(made_up.visit(), by="test")
    room.presenter.entered()
    qtbot.waitUntil(lambda: room.state.stage is Stage.DONE, timeout=10_000)
    assert room.visits.visit is not None
    assert room.visits.visit.analysis == made_up.analysis()
    assert [finding.zone for finding in room.state.findings][:2] == ["jowl_R", "jowl_L"]
    assert all(name.startswith("skinlax-vault") for name in room.vault_threads)


def test_fewer_views_wait_for_the_button(room: Room, qtbot: QtBot) -> None:
    room.visits.open(made_up.visit(View.FRONTAL), by="test")
    room.presenter.entered()
    assert room.state.stage is Stage.READY
    assert "4 of 5" in room.state.sentence
    button = next(b for b in room.screen.findings.findChildren(QAbstractButton) if b.text() == "Measure the photos")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.state.stage is Stage.DONE, timeout=10_000)


def test_measuring_can_be_stopped_and_does_not_start_itself_again(room: Room, qtbot: QtBot) -> None:
    go_on = threading.Event()
    room.measure.append(lambda: go_on.wait(10) and None)
    room.visits.open(made_up.visit(), by="test")
    room.presenter.entered()
    qtbot.waitUntil(lambda: room.run.progress > 0.4, timeout=10_000)
    room.screen.perform("cancel_analysis")
    go_on.set()
    qtbot.waitUntil(lambda: room.state.stage is Stage.READY, timeout=10_000)
    room.presenter.entered()
    assert not room.run.is_running
    assert room.visits.visit == made_up.visit()


def test_a_failure_is_a_sentence_and_the_photos_stay(room: Room, qtbot: QtBot) -> None:
    def fail() -> None:
        raise SkinlaxError("model_missing", model="face_landmarker")

    room.measure.append(fail)
    room.visits.open(made_up.visit(), by="test")
    room.presenter.entered()
    qtbot.waitUntil(lambda: room.state.is_error, timeout=10_000)
    assert "face_landmarker" in room.state.sentence
    assert room.visits.visit == made_up.visit()


def test_a_retake_while_measuring_leaves_the_new_series_unmeasured(room: Room, qtbot: QtBot) -> None:
    go_on = threading.Event()
    room.measure.append(lambda: go_on.wait(10) and None)
    room.visits.open(made_up.visit(), by="test")
    room.presenter.entered()
    qtbot.waitUntil(lambda: room.run.progress > 0.4, timeout=10_000)
    again = replace(made_up.capture(View.FRONTAL), id="again")
    room.visits.apply(lambda visit: visit.with_capture(again), by="capture")
    go_on.set()
    qtbot.waitUntil(lambda: not room.run.is_running, timeout=10_000)
    assert room.visits.visit is not None
    assert room.visits.visit.analysis is None


def test_a_zone_clicked_on_the_photo_is_lit_everywhere(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    canvas = room.screen.stage.canvases[0]
    ring = np.array(canvas.zones["jowl_L"])
    before = pixels(room.screen.stage.scene.picture())
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*map(round, canvas.to_screen(tuple(ring.mean(0))))))
    assert room.focus.zone == "jowl_L"
    assert canvas.selected == "jowl_L"
    assert room.screen.findings.zones.currentRow() == 1
    assert room.scene.zones.currentRow() == 1
    lit = np.abs(pixels(room.screen.stage.scene.picture()) - before).sum(axis=2) > 60
    assert lit.sum() > 200
    # The subject's left is at the right of a picture from the front.
    assert np.nonzero(lit)[1].mean() > lit.shape[1] / 2


def test_a_profile_has_no_zones_and_an_oblique_only_those_it_shows(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    tiles = {tile.view: tile for tile in room.state.tiles}
    assert tiles[View.LATERAL_LEFT].zones == {}
    assert "buccal_L" in tiles[View.OBLIQUE_LEFT].zones
    assert "buccal_R" not in tiles[View.OBLIQUE_LEFT].zones
    assert "buccal_R" in tiles[View.OBLIQUE_RIGHT].zones


@pytest.mark.parametrize(
    ("key", "path", "kind"),
    [
        (Qt.Key.Key_R, [(0.3, 0.3), (0.5, 0.5)], AnnotationKind.ARROW),
        (Qt.Key.Key_F, [(0.3, 0.3), (0.4, 0.5), (0.5, 0.3)], AnnotationKind.FREEHAND),
    ],
)
def test_a_tool_is_taken_by_its_key_and_draws_in_picture_pixels(
    room: Room, qtbot: QtBot, key: Qt.Key, path: list[tuple[float, float]], kind: AnnotationKind
) -> None:
    open_measured(room, qtbot)
    canvas = room.screen.stage.canvases[0]
    qtbot.keyClick(room.window, key)
    points = [QPoint(round(x * canvas.width()), round(y * canvas.height())) for x, y in path]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        qtbot.mouseMove(canvas, point)
        canvas.hand.move(QPointF(point))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
    assert room.visits.visit is not None
    (mark,) = room.visits.visit.annotations
    assert (mark.kind, mark.capture_id) == (kind, "capture-frontal")
    for drawn, point in ((mark.points_px[0], points[0]), (mark.points_px[-1], points[-1])):
        assert canvas.to_screen(drawn) == pytest.approx((point.x(), point.y()), abs=1.0)
    qtbot.keyClick(room.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert room.visits.visit.annotations == ()
    qtbot.keyClick(room.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert room.visits.visit.annotations == (mark,)


def test_a_polygon_closes_with_return_and_is_moved_and_erased(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    canvas = room.screen.stage.canvases[0]
    qtbot.keyClick(room.window, Qt.Key.Key_P)
    for point in (QPoint(150, 150), QPoint(250, 150), QPoint(200, 240)):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert room.visits.visit is not None
    (mark,) = room.visits.visit.annotations
    assert room.state.tool is Tool.SELECT
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 180))
    canvas.hand.move(QPointF(230, 180))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(230, 180))
    (moved,) = room.visits.visit.annotations
    assert moved.points_px[0][0] - mark.points_px[0][0] == pytest.approx(30 / canvas.sight.scale)
    qtbot.keyClick(room.window, Qt.Key.Key_Delete)
    assert room.visits.visit.annotations == ()


def test_a_note_is_typed_where_it_belongs(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    canvas = room.screen.stage.canvases[0]
    qtbot.keyClick(room.window, Qt.Key.Key_T)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    (field,) = canvas.findChildren(QLineEdit)
    qtbot.keyClicks(field, "a scar from 1999")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert room.visits.visit is not None
    assert [mark.text for mark in room.visits.visit.annotations] == ["a scar from 1999"]
    assert room.visits.visit.judgements == ()


def test_agree_and_disagree_are_one_key_each_and_a_disagreement_asks_why(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    qtbot.keyClick(room.window, Qt.Key.Key_N)
    assert room.focus.zone == "jowl_R"
    qtbot.keyClick(room.window, Qt.Key.Key_A)
    assert room.visits.visit is not None
    assert [(j.zone, j.agrees) for j in room.visits.visit.judgements] == [("jowl_R", True)]
    qtbot.keyClick(room.window, Qt.Key.Key_D)
    assert [j.agrees for j in room.visits.visit.judgements] == [True]
    reason = next(b for b in room.screen.findings.opinion.findChildren(QAbstractButton) if b.text() == "Too high")
    assert reason.isVisible()
    qtbot.mouseClick(reason, Qt.MouseButton.LeftButton)
    (judgement,) = room.visits.visit.judgements
    assert (judgement.agrees, judgement.reason, judgement.author) == (False, "Too high", "clinician")
    assert not reason.isVisible()


def test_a_probes_value_is_kept_with_its_instrument_and_a_slip_is_not(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    room.screen.perform("tab_probe")
    form = room.screen.findings.probe
    value, instrument = form._values[ProbeQuantity.ELASTICITY], form._instruments[ProbeQuantity.ELASTICITY]
    instrument.setText("Cutometer")
    value.setText("72")
    value.editingFinished.emit()
    assert "0 to 1" in form._notes[ProbeQuantity.ELASTICITY].text()
    assert room.visits.visit is not None
    assert room.visits.visit.probe_readings == ()
    value.setText("0.72")
    value.editingFinished.emit()
    assert [(r.value, r.instrument) for r in room.visits.visit.probe_readings] == [(0.72, "Cutometer")]


def test_a_map_colours_photo_and_3d_and_greys_what_was_not_measured(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    room.presenter.set_layout(Layout.ONE)
    room.presenter.show_on_face("jowl_descent_mm")
    assert room.state.overlay is Overlay.MAP
    canvas = room.screen.stage.canvases[0]
    shown = pixels(canvas.grab().toImage())
    scale = canvas.devicePixelRatioF()

    def at(zone: str) -> np.ndarray:
        x, y = canvas.to_screen(tuple(np.array(canvas.zones[zone]).mean(0)))
        return shown[round(y * scale), round(x * scale)]

    blue, _green, red = at("jowl_L")
    assert red > blue + 40, "the highest value is yellow"
    blue, _green, red = at("jowl_R")
    assert blue > red, "the lowest value is blue"
    assert np.ptp(at("forehead")) < 40, "what was not measured is grey"


def test_no_grade_is_said_plainly(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    assert room.screen.findings._grade.isVisible()
    assert "No laxity grade" in room.screen.findings._grade.text()


def test_photos_zoom_together_around_the_pointer(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    room.presenter.set_layout(Layout.TWO)
    first, second = room.screen.stage.canvases[:2]
    qtbot.waitUntil(lambda: second.picture_size_px is not None, timeout=10_000)
    under = first.to_picture(QPointF(100, 200))
    first.zoom(3.0, (100.0, 200.0))
    assert first.to_picture(QPointF(100, 200)) == pytest.approx(under)
    assert second.sight.scale == pytest.approx(first.sight.scale, rel=0.02)
    room.screen.perform("fit")
    assert first.sight.scale == pytest.approx(min(first.width() / 600, first.height() / 800))


def test_another_visit_forgets_photos_marks_and_choice(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    room.presenter.select_zone("jowl_L")
    room.visits.open(None, by="test")
    assert room.state.stage is Stage.NO_VISIT
    assert room.focus.zone == ""
    assert room.screen.stage.canvases[0].picture_size_px is None
    assert room.screen.stage.scene.mesh is None


def test_every_control_can_be_named_and_hit(room: Room, qtbot: QtBot) -> None:
    open_measured(room, qtbot)
    for layout in Layout:
        room.presenter.set_layout(layout)
        for button in room.screen.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.accessibleName() or button.text(), button
                assert min(button.width(), button.height()) >= TARGET_PX, button.accessibleName()
                assert button.focusPolicy() is not Qt.FocusPolicy.NoFocus, button.accessibleName()
    assert {spec.id for spec in room.screen.action_specs} == set(room.screen._handlers)
    assert {spec.id for spec in room.scene.action_specs} == set(room.scene._handlers)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_nothing_is_cut_off(room: Room, qtbot: QtBot, size: tuple[int, int]) -> None:
    open_measured(room, qtbot)
    room.window.resize(*size)
    qtbot.wait(50)
    assert (room.window.width(), room.window.height()) == size
    for button in room.screen.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.accessibleName()


def graded_analysis() -> Analysis:
    """The made-up analysis with grades of a stand-in model."""
    analysis = made_up.analysis()
    overall = grade(1.8, half=0.3).doubted("out_of_distribution")
    whole = LaxityResult(overall=overall, youthfulness_index=youthfulness_index(overall), reason=None)
    zones = tuple(
        replace(zone, laxity=ZONES.get(zone.zone), laxity_reason=None if zone.zone in ZONES else "zone_not_covered")
        for zone in analysis.zones
    )
    return replace(analysis, laxity=whole, zones=zones, models=(*analysis.models, MODEL))


def test_a_grade_shows_with_its_interval_its_marks_and_where_it_comes_from(room: Room, qtbot: QtBot) -> None:
    room.visits.open(made_up.visit().with_analysis(graded_analysis()), by="test")
    room.presenter.entered()
    panel = room.screen.findings
    said = panel._grade.text()
    assert "1.8 of 4 (1.5 to 2.1)" in said
    assert "trained on synthetic heads" in said
    assert "Low confidence: the face is unlike" in said
    room.presenter.select_zone("neck")
    neck = room.state.finding
    assert neck is not None
    assert neck.metrics[0].name == "laxity"
    shown = [label.text() for label in panel._details.findChildren(QLabel)]
    assert any("not shown to be its own" in text for text in shown)
    assert any("model grade 2.4 of 4 (2.0 to 2.8), exploratory" in text for text in shown)
    (row, *_) = panel._details.findChildren(MetricRow)
    assert "exploratory" in row.accessibleName()
    assert "trained on synthetic heads" in row.toolTip()
    room.presenter.select_zone("jowl_L")
    room.presenter.ask_reason()
    assert room.state.asks_reason


def test_no_grade_names_its_reason(room: Room, qtbot: QtBot) -> None:
    refused = replace(made_up.analysis(), laxity=LaxityResult(reason="laxity_not_a_person"))
    room.visits.open(made_up.visit().with_analysis(refused), by="test")
    room.presenter.entered()
    assert "does not look like a photograph of a person" in room.screen.findings._grade.text()


def test_no_finding_ends_in_dots(room: Room, qtbot: QtBot, written: list[tuple[str, float, float]]) -> None:
    open_measured(room, qtbot)
    assert (room.window.width(), room.window.height()) == (1366, 768)
    names = [name for name in METRIC_NAMES if name != "laxity"]
    zones = [f"nasolabial_{side}" for side in "LR"]
    for confidence in (Confidence.OK, Confidence.LOW):
        for name in names:
            # The longest zone, the widest number, uneven on purpose: the most that can stand in a row.
            values = dict(zip(zones, (-22.25, 11.25), strict=True))
            findings = tuple(
                ZoneFinding(
                    zone=zone,
                    metrics=(made_up.value(name, value, confidence=confidence),),
                    standing=Standing.UNEVEN if confidence is Confidence.OK else Standing.MEASURED,
                    uneven_metric=name if confidence is Confidence.OK else "",
                )
                for zone, value in values.items()
            )
            room.screen.findings.zones.show_findings(findings, zones[0])
            qtbot.wait(1)
            room.screen.findings.zones.grab()
    texts = {text for text, _width, _room in written}
    assert any("beyond noise" in text for text in texts)
    assert any("low confidence" in text for text in texts)
    assert [(text, width, room) for text, width, room in written if width > room] == []
