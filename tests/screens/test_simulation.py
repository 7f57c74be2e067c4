"""The simulation screen whole, with real VTK: what is seen, what a hand and a keyboard do, what leaves the record."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from given_faces import GivenFaces
from simulation_desk import MemoryPictures, frontal_visit
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.surface.light_copy import light_copy
from skinlax_desktop.ui.qt_dispatch import QtDispatcher
from skinlax_desktop.ui.scene.face_row import FaceRow
from skinlax_desktop.ui.scene.light_row import LightPose, LightRow
from skinlax_desktop.ui.scene.orbit import Orbit
from skinlax_desktop.ui.scene.resting import rgb_of
from skinlax_desktop.ui.scene.scene_pictures import FaceLook
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.simulation.presenter import SimulationPresenter
from skinlax_desktop.ui.screens.simulation.state import Layout, Material
from skinlax_desktop.ui.screens.simulation.view import SimulationScreen
from skinlax_desktop.ui.shell.main_window import MainWindow
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import DARK, LIGHT, TARGET_PX, apply_theme
from skinlax_desktop.workflows.visit_store import VisitStore
from small_face import small_face


class Room:
    """The screen on its real presenter, jobs, store and VTK; face and vault are handed in."""

    def __init__(self) -> None:
        self.visits = VisitStore()
        self.jobs = JobRunner(QtDispatcher().call_on_main)
        self.pictures = MemoryPictures()
        self.path: Path | None = None
        self.presenter = SimulationPresenter(
            visits=self.visits,
            faces=GivenFaces({"visit": small_face(1)}),  # type: ignore[arg-type]
            shelf=PhotoShelf(self.jobs, self.pictures.load),
            jobs=self.jobs,
            sex=lambda: None,
            author=lambda: UserName("clinician"),
            now=lambda: "2026-11-23T12:00:00+00:00",
            load_image=self.pictures.load,
            store=self.pictures.store,
        )
        self.screen = SimulationScreen(
            self.presenter, choose_clip=lambda _parent: self.path, choose_picture=lambda _parent: self.path
        )

    def pixels(self) -> np.ndarray:
        image = self.screen.stage.picture()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


Open = Callable[..., Room]


@pytest.fixture
def open_room(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    opened: list[tuple[Room, MainWindow]] = []

    def make(*, size: tuple[int, int] = (1366, 768), theme=DARK) -> Room:  # type: ignore[no-untyped-def]
        apply_theme(qapp, theme, fonts=find_places().third_party / "fonts")
        room, window = Room(), MainWindow()
        window.add_screen(Step.SIMULATION, room.screen)
        window.resize(*size)
        window.show()
        room.visits.open(frontal_visit(), by="test")
        window.show_step(Step.SIMULATION)
        window.activateWindow()
        opened.append((room, window))
        qtbot.waitUntil(window.isActiveWindow, timeout=5000)
        qtbot.waitUntil(lambda: room.presenter.state.ready and not room.jobs.busy, timeout=60_000)
        return room

    yield make
    for room, window in opened:
        window.close()
        qtbot.waitUntil(lambda room=room: not room.jobs.busy, timeout=60_000)
        room.jobs.close()
        window.deleteLater()
    apply_theme(qapp, DARK, fonts=find_places().third_party / "fonts")


@pytest.fixture
def quiet(qtbot: QtBot) -> Callable[[Room], None]:
    return lambda room: qtbot.waitUntil(lambda: not room.jobs.busy, timeout=60_000)


def test_every_simulated_face_carries_the_words_and_the_face_before_does_not(
    open_room: Open, quiet: Callable[[Room], None]
) -> None:
    room = open_room()
    room.presenter.plan.look_at_week(0)
    quiet(room)
    shown = room.pixels()
    panes = np.array_split(shown, 4, axis=1)
    width = min(pane.shape[1] for pane in panes) - 4
    titles = 140
    before = panes[0][titles:, 2:width]
    assert before.std() > 10
    for pane in panes[1:]:
        other = np.abs(pane[titles:, 2:width] - before).max(axis=2)
        assert 0.01 < (other > 6).mean() < 0.4, "the same face, but for the words"


@pytest.mark.parametrize("layout", [Layout.WIPE, Layout.BLEND])
@pytest.mark.parametrize("material", list(Material))
def test_a_wipe_and_a_blend_are_marked_at_every_share(
    open_room: Open, quiet: Callable[[Room], None], layout: Layout, material: Material
) -> None:
    room = open_room()
    room.presenter.show_on(material)
    room.presenter.show_as(layout)
    quiet(room)
    assert room.screen.mix.isVisible()
    pictures = []
    for share in (10, 100):
        room.screen.mix.setValue(share)
        pictures.append(room.pixels())
        foot = pictures[-1][-20:, pictures[-1].shape[1] // 3 : 2 * pictures[-1].shape[1] // 3]
        assert foot.max() > 200
    assert np.abs(pictures[0] - pictures[1]).max() > 10


def test_everything_is_done_without_a_mouse(open_room: Open, qtbot: QtBot, quiet: Callable[[Room], None]) -> None:
    room = open_room()
    stage, presenter = room.screen.stage, room.presenter
    assert stage.hasFocus()
    for key, layout in ((Qt.Key.Key_D, Layout.SIDE), (Qt.Key.Key_A, Layout.ALTERNATIVES), (Qt.Key.Key_W, Layout.WIPE)):
        qtbot.keyClick(stage, key)
        assert presenter.state.layout is layout
    mix = stage.mix
    qtbot.keyClick(stage, Qt.Key.Key_Comma)
    assert stage.mix < mix
    assert room.screen.mix.value() == round(100 * stage.mix)
    qtbot.keyClick(stage, Qt.Key.Key_BracketLeft)
    assert presenter.state.rows[0].step.intensity == 0.9
    qtbot.keyClick(stage, Qt.Key.Key_PageDown)
    assert presenter.state.weeks == 10.0
    qtbot.keyClick(stage, Qt.Key.Key_T)
    assert len(presenter.state.rows) == 2
    qtbot.keyClick(stage, Qt.Key.Key_X)
    assert presenter.state.material is Material.PHOTO
    quiet(room)
    qtbot.keyClick(stage, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: len(room.visits.visit.simulations) == 1, timeout=60_000)
    quiet(room)
    sign = room.screen.panel.keep.sign
    assert sign.isVisible()
    qtbot.keyClick(sign, Qt.Key.Key_Return)
    assert room.visits.visit.simulations_seen[0].seen_by == "the patient"
    assert not sign.isVisible()
    assert "Seen by the patient" in room.screen.panel.keep.seen.text()


def test_the_plan_is_edited_by_hand_and_a_pair_nobody_published_says_so(
    open_room: Open, qtbot: QtBot, quiet: Callable[[Room], None]
) -> None:
    room = open_room()
    (card,) = room.screen.panel.plan.cards
    card.intensity.setValue(40)
    assert room.presenter.state.rows[0].step.intensity == 0.4
    card.device.setCurrentIndex(card.device.findData("topical"))
    card.device.activated.emit(card.device.currentIndex())
    assert card.refusal.isVisible()
    assert "No published displacement was found for topical regimen" in card.refusal.text()
    card.device.setCurrentIndex(card.device.findData("filler"))
    card.device.activated.emit(card.device.currentIndex())
    assert not card.refusal.isVisible()
    assert card.zone.itemText(0) == "Chin-side jawline"
    assert "nothing published" in card.zone.itemText(card.zone.count() - 1)
    room.screen.panel.tabs["numbers"].click()
    quiet(room)
    (number,) = [card for card in room.screen.panel.numbers.cards if card.isVisible()]
    assert "both sides" in number.amount.text() or "moves most" in number.amount.text()
    assert not number.evidence.isVisible()
    number.button.click()
    assert "PMC11634383" in number.evidence.text()
    assert number.evidence.isVisible()
    assert "n = 157" in number.share.text()


def test_the_hand_turns_the_face_and_moves_the_photograph(open_room: Open, qtbot: QtBot) -> None:
    room = open_room()
    stage = room.screen.stage
    before, orbit = room.pixels(), stage.orbit
    qtbot.mousePress(stage, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    qtbot.mouseMove(stage, QPoint(260, 200))
    qtbot.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=QPoint(260, 200))
    assert stage.orbit.around_deg < orbit.around_deg
    assert np.abs(room.pixels() - before).mean() > 1
    qtbot.keyClick(stage, Qt.Key.Key_3)
    assert stage.orbit == orbit


def test_a_picture_leaves_the_record_with_the_words_and_the_warning(
    open_room: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    room = open_room()
    room.path = tmp_path / "face.png"
    qtbot.keyClick(room.screen.stage, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "left the record" in room.screen.panel.status.text(), timeout=10_000)
    saved = cv2.imread(str(room.path))[..., ::-1].astype(int)
    assert np.abs(saved - room.pixels()).max() == 0


def test_leaving_frees_the_context_and_coming_back_draws_again(open_room: Open) -> None:
    room = open_room()
    before = room.pixels()
    room.screen.left()
    room.screen.entered()
    assert np.abs(room.pixels() - before).mean() < 2


@pytest.mark.parametrize(
    ("size", "theme"),
    [((1366, 768), DARK), ((1366, 768), LIGHT), ((1920, 1080), DARK)],
    ids=("small", "light", "large"),
)
def test_nothing_is_cut_off(open_room: Open, size: tuple[int, int], theme) -> None:  # type: ignore[no-untyped-def]
    room = open_room(size=size, theme=theme)
    screen = room.screen
    keep = screen.panel.keep.keep
    for widget in (*screen.tools.layouts.values(), *screen.tools.outcomes.values(), screen.tools.save, keep):
        corner = widget.mapTo(screen, widget.rect().bottomRight())
        assert screen.rect().contains(corner), widget.accessibleName()
        assert widget.height() >= TARGET_PX
    assert screen.stage.height() > 300
    page = screen.panel.plan
    for card in page.cards:
        assert card.width() <= page.width()


def test_a_moved_face_is_drawn_as_if_it_were_new() -> None:
    mesh = replace(small_face(1), measured=np.ones_like(small_face(1).measured))
    higher = mesh.vertices_in_face_mm + np.array([0.0, 6.0, 0.0], np.float32)
    before = FaceLook(mesh=mesh)
    after = FaceLook(mesh=replace(mesh, vertices_in_face_mm=higher))
    orbit, size = Orbit(), (200, 260)
    row, fresh = FaceRow(), FaceRow()
    row.draw([before, before], orbit, size, still=True)
    again = row.draw([before, after], orbit, size, still=True)
    anew = fresh.draw([before, after], orbit, size, still=True)
    assert np.array_equal(again[0], anew[0])
    assert np.array_equal(again[1], anew[1])
    assert not np.array_equal(again[0], again[1])
    row.close()
    fresh.close()


def test_while_a_slider_moves_a_coarse_copy_is_drawn_and_the_whole_face_when_it_rests(
    open_room: Open, quiet: Callable[[Room], None], qtbot: QtBot
) -> None:
    room = open_room()
    quiet(room)
    stage = room.screen.stage
    stage.rest()
    room.pixels()
    whole, light = stage.faces.renders, stage.light_faces.renders
    settling = stage.findChild(QTimer)
    # A slow machine must not rest before it is looked at.
    settling.setInterval(60_000)
    room.presenter.plan.change(0, intensity=0.6)
    quiet(room)
    stage.grab()
    assert not stage.is_still
    assert (stage.faces.renders, stage.light_faces.renders) == (whole, light + 1), "one render, of the copies"
    moving = rgb_of(stage.grab().toImage()).astype(int)
    settling.start(0)
    qtbot.waitUntil(lambda: stage.is_still, timeout=5000)
    resting = rgb_of(stage.grab().toImage()).astype(int)
    assert stage.faces.renders == whole + 4, "each pane alone"
    assert stage.light_faces.renders == light + 1
    # No jump: the same faces in the same places and light, but for smooth edges.
    apart = np.abs(moving - resting).mean(axis=2)
    assert apart.mean() < 3.0
    assert np.percentile(apart, 95) < 25.0


def test_an_outcome_that_stays_as_it_was_is_not_drawn_again() -> None:
    copy = light_copy(small_face(1))
    row, orbit, size = LightRow(), Orbit(), (120, 150)
    before, moved = (LightPose(copy=copy, points_mm=copy.points_mm + up) for up in (0.0, 6.0))
    first = row.draw([before, before], orbit, size)
    second = row.draw([before, moved], orbit, size)
    assert second[0] is first[0]
    assert (second[1] != first[1]).any()
    again = row.draw([before, moved], orbit, size)
    assert all(one is other for one, other in zip(again, second, strict=True))
    assert row.renders == 2
    row.close()
