"""The 3D screen whole, with real VTK: what a hand and a keyboard do, and what is seen of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from given_faces import now_visit
from scene_room import SceneRoom
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.face_surface import FaceSurface, ZoneMeasures
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.surface.face_mesh import FROM_SCANNER
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.ui.screens.scene.state import CHANGE_LAYER, Tool
from skinlax_desktop.ui.shell.main_window import MainWindow
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import DARK, LIGHT, TARGET_PX, apply_theme
from unit.surface.solids import half_cylinder

NOW = half_cylinder(source="from a sweep")
BULGE = 3.0 * np.exp(-((NOW.vertices_in_face_mm[:, :2] - (0.0, -30.0)) ** 2).sum(axis=1) / 300.0)
THEN = replace(NOW, vertices_in_face_mm=NOW.vertices_in_face_mm - np.outer(BULGE, (0.0, 0.0, 1.0)).astype(np.float32))


def compared(earlier, then, later, now) -> SurfaceChange:  # type: ignore[no-untyped-def]
    distance = (later.vertices_in_face_mm - earlier.vertices_in_face_mm)[:, 2]
    return SurfaceChange(
        earlier=earlier,
        later=later,
        signed_distance_mm=distance,
        seen=np.isfinite(distance),
        mdc95_mm=np.full(len(distance), 0.3, np.float32),
        detectable=np.abs(distance) > 0.3,
        residual_mm=0.04,
    )


Open = Callable[..., SceneRoom]


@pytest.fixture
def open_room(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    opened: list[tuple[SceneRoom, MainWindow]] = []

    def make(*, size: tuple[int, int] = (1366, 768), theme=DARK, **faces: object) -> SceneRoom:  # type: ignore[no-untyped-def]
        apply_theme(qapp, theme, fonts=find_places().third_party / "fonts")
        given = {"later": NOW, "earlier": THEN, "compare": compared} | faces
        room = SceneRoom(**given)  # type: ignore[arg-type]
        window = MainWindow()
        window.add_screen(Step.SCENE, room.screen)
        window.resize(*size)
        window.show()
        room.visits.open(now_visit(), by="test")
        window.show_step(Step.SCENE)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=5000)
        opened.append((room, window))
        qtbot.waitUntil(lambda: not room.jobs.busy, timeout=10_000)
        return room

    yield make
    for room, window in opened:
        window.close()
        qtbot.waitUntil(lambda room=room: not room.jobs.busy, timeout=10_000)
        room.jobs.close()
        window.deleteLater()
    apply_theme(qapp, DARK, fonts=find_places().third_party / "fonts")


def pixels(room: SceneRoom) -> np.ndarray:
    image = room.screen.scene.picture()
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width(), :3].astype(int)


def at(room: SceneRoom, x: float, y: float) -> QPoint:
    """Where a place of the cylinder's front is on the scene."""
    scene = room.screen.scene
    place = np.array([(x, y, np.sqrt(70.0**2 - x**2))])
    seen = scene.projection().to_screen(place)[0]
    return QPoint(round(seen[0] + scene.pane().left()), round(seen[1]))


def test_a_tape_is_set_with_the_mouse_dragged_erased_and_brought_back(open_room: Open, qtbot: QtBot) -> None:
    room = open_room()
    scene = room.screen.scene
    assert pixels(room).std() > 20
    room.screen.tools.tools[Tool.TAPE].click()
    for y in (-40.0, 40.0):
        qtbot.mouseClick(scene, Qt.MouseButton.LeftButton, pos=at(room, 0.0, y))
    assert room.state.rows[0].value.value == pytest.approx(80.0, abs=0.5)
    assert "80." in room.screen.panel.marks.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    before = room.visit.surface_marks[0].points_mm[1]
    start, end = at(room, 0.0, 40.0), at(room, 0.0, 20.0)
    scene.grab()
    qtbot.mousePress(scene, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(scene, end)
    qtbot.mouseRelease(scene, Qt.MouseButton.LeftButton, pos=end)
    assert room.visit.surface_marks[0].points_mm[1] != before
    assert room.state.rows[0].value.value == pytest.approx(60.0, abs=0.8)
    qtbot.keyClick(scene, Qt.Key.Key_Delete)
    assert room.visit.surface_marks == ()
    qtbot.keyClick(scene, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(room.visit.surface_marks) == 1


def test_everything_is_done_without_a_mouse(open_room: Open, qtbot: QtBot) -> None:
    room = open_room()
    scene = room.screen.scene
    assert scene.hasFocus()
    qtbot.keyClick(scene, Qt.Key.Key_M)
    qtbot.keyClick(scene, Qt.Key.Key_Space)
    for _ in range(2):
        qtbot.keyClick(scene, Qt.Key.Key_Up)
    qtbot.keyClick(scene, Qt.Key.Key_Space)
    # The centre of the picture is the target of the orbit, so both points lie near the middle of the face.
    assert len(room.visit.surface_marks) == 1
    qtbot.keyClick(scene, Qt.Key.Key_T)
    qtbot.keyClick(scene, Qt.Key.Key_Space)
    field = scene.findChild(QLineEdit)
    assert field is not None
    assert field.hasFocus()
    qtbot.keyClicks(field, "mole, 3 mm")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert room.visit.surface_marks[-1].text == "mole, 3 mm"
    assert scene.hasFocus()
    qtbot.keyClick(scene, Qt.Key.Key_W)
    wipe = scene.wipe_at
    qtbot.keyClick(scene, Qt.Key.Key_Comma)
    assert scene.wipe_at < wipe
    qtbot.keyClick(scene, Qt.Key.Key_K)
    assert room.state.shows_earlier
    qtbot.keyClick(scene, Qt.Key.Key_S)
    before = room.state.section.at_mm
    qtbot.keyClick(scene, Qt.Key.Key_Period)
    assert room.state.section.at_mm == before + 2.0


def test_the_change_since_the_earlier_visit_is_seen_where_it_is(open_room: Open) -> None:
    room = open_room()
    room.presenter.show_on_face(CHANGE_LAYER)
    shown = pixels(room)
    place, other = at(room, 0.0, -30.0), at(room, 0.0, 50.0)
    changed, still = shown[place.y(), place.x()], shown[other.y(), other.x()]
    assert changed[0] > changed[2] + 50, "outward is orange"
    assert np.ptp(still) < 8, "grey"
    assert room.screen.panel.earlier.text() == (
        "Part of the face changed beyond noise. Forehead and nose bridge fit to 0.04 mm."
    )
    assert room.screen.maps.findChildren(QLabel)


def test_a_section_shows_the_profile_of_both_visits_in_millimetres(open_room: Open, qtbot: QtBot) -> None:
    room = open_room()
    section = room.screen.panel.section
    qtbot.keyClick(room.screen.scene, Qt.Key.Key_S)
    plain = section.plot.grab().toImage()
    assert plain.width() > 200
    assert section.difference.text() == "Where a change was shown the profiles differ by up to 3.0 mm."
    assert section.place.text() == "Midline"
    section.slider.setValue(40)
    assert section.place.text() == "40 mm to the left of the midline"
    assert room.state.section.apart[0] < 1.0
    section.kinds[next(kind for kind in section.kinds if kind == "level")].click()
    section.slider.setValue(-30)
    assert section.place.text() == "30 mm below the nasion"
    assert section.plot.accessibleDescription().startswith("30 mm below the nasion Where a change was")


def test_a_picture_with_its_colour_bar_goes_to_the_report_and_to_a_file(
    open_room: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    room = open_room()
    room.presenter.show_on_face(CHANGE_LAYER)
    room.screen.tools.to_report.click()
    qtbot.waitUntil(lambda: room.visit.report_pictures != (), timeout=5000)
    (encoded,) = room.stored.values()
    kept = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)[..., ::-1].astype(int)
    assert np.abs(kept - pixels(room)).max() == 0
    bar = kept[40:60, 22:215].reshape(-1, 3)
    assert np.abs(bar - (18, 64, 140)).sum(axis=1).min() < 40, "the blue end of the bar"
    assert np.abs(bar - (158, 72, 4)).sum(axis=1).min() < 40, "the orange end of the bar"
    room.path = tmp_path / "face.png"
    qtbot.keyClick(room.screen.scene, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "not encrypted" in room.screen.panel.status.text(), timeout=5000)
    assert cv2.imread(str(room.path)).shape == kept.shape
    assert b"skinlax" not in room.path.read_bytes()


def test_empty_one_visit_partial_and_unscaled_faces_say_what_they_are(open_room: Open) -> None:
    empty = open_room(later=None, earlier=None)
    assert not empty.screen.tools.tools[Tool.TAPE].isEnabled()
    assert not empty.screen.tools.to_report.isEnabled()
    assert "One visit so far" in empty.screen.panel.earlier.text()
    measured = (NOW.vertices_in_face_mm[:, 1] > 0.0).astype(np.uint8)
    partial = open_room(later=replace(NOW, measured=measured, scale_known=False), earlier=None)
    panel = partial.screen.panel
    assert panel._partial.isVisible()
    assert "51 % was not measured" in panel._partial.text()
    assert panel._unscaled.isVisible()
    assert "no millimetres" in panel._unscaled.text()
    assert not partial.screen.tools.modes["side"].isEnabled()
    assert pixels(partial).std() > 20


def test_a_visit_with_a_scan_alone_shows_it_and_says_why_the_rest_is_missing(open_room: Open) -> None:
    room = open_room(earlier=None, later=replace(NOW, source=FROM_SCANNER))
    room.visits.open(replace(now_visit(), captures=(), analysis=None), by="test")
    assert not room.state.has_face
    descent = Measurement(name="jowl_descent_mm", unit="mm", value=4.0, low=2.4, high=5.6, mdc95=0.7)
    surface = FaceSurface(
        mesh=ImageRef(sha256="s" * 64, width=0, height=0, media_type="model/ply"),
        source=FROM_SCANNER,
        scale_share=0.002,
        author=UserName("clinician"),
        added_at="2026-11-23T12:00:00Z",
        measures=(ZoneMeasures(zone="jowl_L", metrics=(descent,)),),
    )
    room.visits.apply(lambda visit: replace(visit, face_surface=surface), by="test")
    assert room.state.has_face
    assert pixels(room).std() > 20
    zones = room.screen.zones
    told = [zones.item(row).toolTip() for row in range(zones.count())]
    assert "Jowl descent: 4.0 mm" in told[0]
    assert all("no photographs of this visit were measured" in text for text in told)
    assert "no photographs" in room.screen.panel._grade.text()


@pytest.mark.parametrize(
    ("size", "theme"),
    [((1366, 768), DARK), ((1366, 768), LIGHT), ((3840, 2160), DARK)],
    ids=("small, dark", "small, light", "4K"),
)
def test_nothing_is_cut_off_from_small_to_4k_in_both_themes(open_room: Open, size: tuple[int, int], theme) -> None:  # type: ignore[no-untyped-def]
    room = open_room(size=size, theme=theme)
    room.presenter.use_tool(Tool.SECTION)
    room.presenter.show_on_face(CHANGE_LAYER)
    room.screen.perform("mode_side")
    screen = room.screen
    for widget in (*screen.tools.tools.values(), *screen.tools.modes.values(), *screen.heads.children()):
        if widget.isWidgetType():
            corner = widget.mapTo(screen, widget.rect().bottomRight())
            assert screen.rect().contains(corner), widget.accessibleName()
            assert widget.height() >= TARGET_PX
    assert screen.scene.width() > 500
    assert screen.scene.height() > 300
    assert screen.panel.section.plot.height() >= 220
    shown = pixels(room)
    half = shown.shape[1] // 2
    assert shown[:, :half].std() > 20
    assert shown[:, half:].std() > 20


def test_leaving_frees_the_context_and_coming_back_draws_again(open_room: Open) -> None:
    room = open_room()
    before = pixels(room)
    room.screen.left()
    room.screen.entered()
    assert np.abs(pixels(room) - before).mean() < 2
