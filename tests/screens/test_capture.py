"""The capture screen on stand-in devices: taking, refusing, retaking, and what it says when a device is gone."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from pytestqt.qtbot import QtBot

from screens.stand_ins import LoopState, StandInWiring
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Advice, Check, CheckName
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.ui.shell import Level, Step


def pixels_of(picture: QPixmap) -> np.ndarray:
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def taken(workstation: Workstation) -> int:
    visit = workstation.visits.visit
    return 0 if visit is None else sum(visit.capture_of(view) is not None for view in STANDARD_SERIES)


def test_five_views_take_themselves_and_are_kept(at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: taken(at_capture) == 5, timeout=30_000)
    visit = at_capture.visits.visit
    vault = wiring.memory_door.vault
    assert visit is not None
    assert [capture.view for capture in visit.captures] == list(STANDARD_SERIES)
    assert all(capture.image.sha256 in vault.images for capture in visit.captures)
    qtbot.waitUntil(lambda: len(vault.kept[visit.id].captures) == 5, timeout=5_000)
    assert at_capture.capture_screen is not None
    qtbot.waitUntil(lambda: at_capture.capture_screen.take_button.text().startswith(words.REVIEW_NOW), timeout=5_000)
    at_capture.capture.snap()
    assert at_capture.window.screen_shown.step is Step.REVIEW


def test_the_picture_is_really_painted(at_capture: Workstation, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: at_capture.capture.previews_made > 3, timeout=5_000)
    grabbed = pixels_of(at_capture.capture_screen.live.grab())
    assert grabbed.std() > 10.0
    middle = grabbed[grabbed.shape[0] // 2, grabbed.shape[1] // 2]
    assert 160 <= int(middle[0]) <= 182


def test_one_sentence_says_what_to_do(at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot) -> None:
    wiring.guide.failing = (CheckName.POSE_YAW,)
    screen = at_capture.capture_screen
    qtbot.waitUntil(lambda: screen.sentence.text() == "Turn left 6 degrees", timeout=5_000)
    states = screen.dots.accessibleDescription()
    assert "pose: not yet" in states
    assert "focus: good" in states
    assert taken(at_capture) == 0


def test_a_warning_is_said_and_the_picture_is_taken_all_the_same(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot
) -> None:
    shine = Check(name=CheckName.GLARE, passed=True, warned=True, advice=Advice(code="soften_shine"))
    wiring.guide.warned = (shine,)
    screen = at_capture.capture_screen
    qtbot.waitUntil(lambda: screen.hint.text().endswith("light mirrors on it"), timeout=5_000)
    assert f"light: {words.DOT_WARNED}" in screen.dots.accessibleDescription()
    assert "focus: good" in screen.dots.accessibleDescription()
    qtbot.waitUntil(lambda: taken(at_capture) >= 1, timeout=10_000)
    wiring.guide.warned = ()
    qtbot.waitUntil(lambda: not screen.hint.text(), timeout=5_000)


def test_a_refused_picture_says_why_and_is_not_kept(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot
) -> None:
    wiring.refusing = (CheckName.EYES_OPEN, CheckName.FOCUS)
    qtbot.keyClick(at_capture.window, Qt.Key.Key_Space)
    session = at_capture.capture.session
    qtbot.waitUntil(lambda: session.state.refused is not None, timeout=5_000)
    screen = at_capture.capture_screen
    assert screen.sentence.text() == "Open the eyes"
    assert words.TILE_REFUSED in screen.filmstrip.tiles[View.FRONTAL].accessibleName()
    assert taken(at_capture) == 0
    assert not wiring.memory_door.vault.images
    wiring.refusing = ()
    qtbot.waitUntil(lambda: taken(at_capture) >= 1, timeout=10_000)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_B])
def test_key_and_foot_pedal_take_the_picture(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot, key: Qt.Key
) -> None:
    wiring.guide.failing = (CheckName.POSE_YAW,)
    qtbot.keyClick(at_capture.window, key)
    qtbot.waitUntil(lambda: taken(at_capture) == 1, timeout=5_000)


def test_the_button_has_the_focus_again_once_a_picture_is_kept(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot
) -> None:
    at_capture.capture.set_automatic(False)
    screen = at_capture.capture_screen
    before = taken(at_capture)
    screen.take_button.setFocus()
    at_capture.capture.snap()
    qtbot.waitUntil(lambda: taken(at_capture) > before and screen.take_button.isEnabled(), timeout=10_000)
    assert screen.window().focusWidget() is screen.take_button


def test_a_press_on_the_filmstrip_takes_a_view_again(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot
) -> None:
    wiring.guide.failing = (CheckName.POSE_YAW,)
    at_capture.capture.snap()
    qtbot.waitUntil(lambda: taken(at_capture) == 1, timeout=5_000)
    first = at_capture.visits.visit.capture_of(View.FRONTAL)
    at_capture.capture_screen.filmstrip.tiles[View.FRONTAL].click()
    assert at_capture.capture.session.state.wanted is View.FRONTAL
    at_capture.capture.snap()
    qtbot.waitUntil(lambda: len(at_capture.visits.visit.captures) == 2, timeout=5_000)
    assert at_capture.visits.visit.capture_of(View.FRONTAL) != first
    assert at_capture.visits.visit.captures[0] == first


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("camera_absent", words.NO_CAMERA_TITLE),
        ("camera_busy", words.BUSY_TITLE),
        ("camera_unplugged", words.LOST_TITLE),
        ("camera_no_frames", words.STALLED_TITLE),
    ],
)
def test_a_camera_that_fails_is_explained_and_comes_back(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot, code: str, title: str
) -> None:
    wiring.guide.failing = (CheckName.POSE_YAW,)
    screen = at_capture.capture_screen
    wiring.camera.state = LoopState("failed", SkinlaxError(code))
    qtbot.waitUntil(lambda: screen.live.problem is not None and screen.live.problem.title == title, timeout=5_000)
    assert not screen.take_button.isEnabled()
    qtbot.waitUntil(lambda: at_capture.window.header.camera.level is Level.ERROR, timeout=5_000)
    wiring.camera.state = LoopState("streaming")
    qtbot.waitUntil(lambda: screen.live.problem is None and screen.take_button.isEnabled(), timeout=5_000)


def test_nobody_is_advised_while_the_phantom_is_on_the_way(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot
) -> None:
    wiring.preparing = True
    wiring.guide.face = False
    wiring.guide.advice = Advice(code="sit_facing_camera")
    capture, screen = at_capture.capture, at_capture.capture_screen
    qtbot.waitUntil(lambda: screen.live.problem is not None, timeout=5_000)
    assert (screen.live.problem.title, screen.live.problem.is_fault) == (words.PHANTOM_TITLE, False)
    at_capture.wait_until_quiet()
    made = capture.assessments_made
    qtbot.wait(250)
    assert capture.assessments_made == made
    assert (screen.sentence.text(), screen.take_button.isEnabled()) == ("", False)
    wiring.preparing = False
    qtbot.waitUntil(lambda: screen.sentence.text() == "Sit facing the camera", timeout=5_000)
    assert screen.live.problem is None


def test_a_stream_that_stands_still_is_noticed(at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot) -> None:
    wiring.guide.failing = (CheckName.POSE_YAW,)
    qtbot.waitUntil(lambda: at_capture.capture.previews_made > 0, timeout=5_000)
    wiring.camera.silent = True
    live = at_capture.capture_screen.live
    qtbot.waitUntil(lambda: live.problem is not None and live.problem.title == words.STALLED_TITLE, timeout=8_000)


def test_a_lost_ring_is_said_and_comes_back(at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot) -> None:
    screen = at_capture.capture_screen
    wiring.guide.failing = (CheckName.POSE_YAW,)
    wiring.ring.lost = True
    qtbot.waitUntil(lambda: screen.ring_problem.text().startswith(words.RING_LOST_TITLE), timeout=8_000)
    wiring.ring.lost = False
    qtbot.waitUntil(lambda: not screen.ring_problem.isVisible(), timeout=8_000)


def test_settings_show_what_the_camera_really_took(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot
) -> None:
    wiring.guide.failing = (CheckName.POSE_YAW,)
    drawer = at_capture.capture_screen.drawer
    drawer.exposure.slider.setValue(120)
    qtbot.waitUntil(lambda: wiring.camera.asked[-1].exposure_us == 12_000.0, timeout=5_000)
    qtbot.waitUntil(lambda: "12.0 ms" in drawer.camera_took.text(), timeout=5_000)
    wiring.camera.refuses = "camera_busy"
    drawer.gain.slider.setValue(100)
    qtbot.waitUntil(lambda: "holds the camera" in drawer.camera_took.text(), timeout=5_000)
    drawer.level.slider.setValue(35)
    qtbot.waitUntil(lambda: wiring.ring.light.level == 0.35, timeout=5_000)


def test_leaving_stops_the_live_picture(at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot) -> None:
    wiring.guide.failing = (CheckName.POSE_YAW,)
    at_capture.go(Step.PATIENT)
    at_capture.wait_until_quiet()
    made = at_capture.capture.previews_made
    qtbot.wait(200)
    assert at_capture.capture.previews_made == made


def test_a_frame_that_cannot_be_shown_is_told_and_the_live_picture_goes_on(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot
) -> None:
    wiring.guide.failing = (CheckName.POSE_YAW,)
    with qtbot.captureExceptions() as told:
        wiring.camera.spoilt = True
        qtbot.waitUntil(lambda: bool(told), timeout=5_000)
        wiring.camera.spoilt = False
        at_capture.wait_until_quiet()
    made = at_capture.capture.previews_made
    qtbot.waitUntil(lambda: at_capture.capture.previews_made > made + 2, timeout=5_000)
