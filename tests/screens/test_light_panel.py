"""The drawer's light panel and the note of a device that came back, in the real window on stand-in devices."""

import pytest
from pytestqt.qtbot import QtBot

from screens.stand_ins import LoopState, StandInWiring
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.views import View
from skinlax_desktop.text.screens import light as words
from skinlax_desktop.ui.screens.capture.device_note import DeviceNote


@pytest.fixture
def wiring(wiring: StandInWiring) -> StandInWiring:
    wiring.ring.modes = tuple(LightMode)
    # The picture is taken by hand, so that one view is taken and no more.
    wiring.guide.failing = (CheckName.POSE_YAW,)
    return wiring


def test_the_chosen_lights_follow_the_plain_picture_and_no_view_is_lost(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = at_capture.capture_screen.drawer.light_panel
    said: list[str] = []
    monkeypatch.setattr(type(at_capture.capture), "instruction", Heard(said), raising=False)
    qtbot.waitUntil(lambda: not panel.boxes[LightMode.ULTRAVIOLET].isHidden(), timeout=5_000)
    panel.boxes[LightMode.CROSS_POLARISED].setChecked(True)
    panel.boxes[LightMode.ULTRAVIOLET].setChecked(True)
    at_capture.capture.snap()
    qtbot.waitUntil(lambda: len(at_capture.visits.visit.captures) == 3, timeout=10_000)
    visit = at_capture.visits.visit
    assert [capture.mode for capture in visit.captures] == [
        LightMode.PLAIN,
        LightMode.CROSS_POLARISED,
        LightMode.ULTRAVIOLET,
    ]
    assert {capture.view for capture in visit.captures} == {View.FRONTAL}
    qtbot.waitUntil(lambda: wiring.ring.light.mode is LightMode.PLAIN, timeout=5_000)
    qtbot.waitUntil(lambda: "cross-polarised" in panel.result.text(), timeout=5_000)
    qtbot.waitUntil(lambda: len(wiring.memory_door.vault.kept[visit.id].captures) == 3, timeout=5_000)
    lights = [sentence for sentence in said if sentence]
    assert ["cross-polarised" in lights[0], "eyes closed" in lights[-1], said[-1]] == [True, True, ""]
    wiring.guide.failing = ()
    qtbot.waitUntil(lambda: len(visit_now(at_capture).plain_captures) == 2, timeout=15_000)
    assert visit_now(at_capture).plain_captures[1].view is View.OBLIQUE_LEFT


class Heard:
    """An attribute that remembers everything it was set to."""

    def __init__(self, said: list[str]) -> None:
        self._said = said

    def __get__(self, owner: object, _kind: type | None = None) -> str:
        return self._said[-1] if self._said else ""

    def __set__(self, owner: object, sentence: str) -> None:
        self._said.append(sentence)


def visit_now(workstation: Workstation):  # type: ignore[no-untyped-def]
    assert workstation.visits.visit is not None
    return workstation.visits.visit


def test_without_modes_there_is_no_choice(at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot) -> None:
    wiring.ring.modes = (LightMode.PLAIN,)
    wiring.ring.lost = True
    ring = at_capture.station.capture.ring
    qtbot.waitUntil(lambda: ring.status.info is None, timeout=5_000)
    wiring.ring.lost = False
    panel = at_capture.capture_screen.drawer.light_panel
    qtbot.waitUntil(lambda: ring.status.info is not None, timeout=5_000)
    assert all(box.isHidden() for box in panel.boxes.values())
    assert panel.chosen == ()


def test_the_light_is_checked_and_said_in_words(at_capture: Workstation, qtbot: QtBot) -> None:
    panel = at_capture.capture_screen.drawer.light_panel
    panel.check.click()
    assert panel.result.text() == words.CHECKING
    assert not panel.check.isEnabled()
    qtbot.waitUntil(panel.check.isEnabled, timeout=15_000)
    assert words.REFERENCE_KEPT in panel.result.text()
    panel.check.click()
    qtbot.waitUntil(panel.check.isEnabled, timeout=15_000)
    assert "as at the last check" in panel.result.text()


def test_a_camera_and_a_ring_that_come_back_are_told(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot
) -> None:
    note = at_capture.capture_screen.findChild(DeviceNote)
    qtbot.wait(700)
    assert note.isHidden(), "the first time is no return"
    wiring.camera.state = LoopState("failed", SkinlaxError("camera_unplugged"))
    qtbot.wait(700)
    assert note.isHidden()
    wiring.camera.state = LoopState("streaming")
    qtbot.waitUntil(note.isVisible, timeout=5_000)
    assert note.text() == words.CAMERA_BACK
    wiring.ring.lost = True
    qtbot.waitUntil(lambda: at_capture.station.capture.ring.status.error is not None, timeout=5_000)
    wiring.ring.lost = False
    qtbot.waitUntil(lambda: note.text() == words.RING_BACK, timeout=5_000)
