"""Only the first screen is imported before the first window stands, and nobody who is quick is lost."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from screens.stand_ins import MemoryDoor
from skinlax_desktop.app.entrance import Entrance
from skinlax_desktop.app.furnishing import Furnishing
from skinlax_desktop.app.places import find_places
from skinlax_desktop.app.workstation_options import WorkstationOptions
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.ui.shell import Step

# The only packages of others, and the only rooms and screens of ours, that may come before the first window.
PACKAGES = {
    "PySide6",
    "shiboken6",
    "shibokensupport",
    "signature_bootstrap",
    "msgspec",
    "typing_extensions",
    "platformdirs",
}
ROOMS = {"app", "domain", "settings", "text", "ui", "vault"}
SCREENS = {True: "sign_in", False: "first_run"}
APP = {
    "command_line",
    "console",
    "entrance",
    "furnishing",
    "places",
    "program",
    "qt_application",
    "workstation_options",
}

PROGRAM = """
import json, os, sys
before = set(sys.modules)
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
application = QApplication([])
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            titles = [window.windowTitle() for window in application.topLevelWidgets() if window.isVisible()]
            print(json.dumps({"titles": titles, "modules": sorted(set(sys.modules) - before)}), flush=True)
            os._exit(0)
        return False
watch = Watch()
application.installEventFilter(watch)
from skinlax_desktop.app.command_line import main
main([])
"""


@pytest.mark.parametrize("has_record", [False, True])
def test_only_the_first_screen_is_imported_before_it_is_painted(tmp_path: Path, has_record: bool) -> None:
    if has_record:
        (tmp_path / "vault").mkdir()
        (tmp_path / "vault" / "keys.json").write_text("{}")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), "SKINLAX_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["titles"] == ["Sign in - Skinlax" if has_record else "Set up this workstation - Skinlax"]
    ours = [name.split(".")[1:] for name in answer["modules"] if name.startswith("skinlax_desktop.")]
    foreign = {name.partition(".")[0] for name in answer["modules"]} - sys.stdlib_module_names - {"skinlax_desktop"}
    assert {name for name in foreign if not name.startswith("_")} <= PACKAGES
    assert {name[0] for name in ours} <= ROOMS
    assert {name[1] for name in ours if name[0] == "app" and len(name) > 1} <= APP
    assert {name[2] for name in ours if name[:2] == ["ui", "screens"] and len(name) > 2} == {SCREENS[has_record]}


@pytest.fixture
def entrance(qtbot: QtBot, tmp_path: Path) -> Entrance:
    made = Entrance(WorkstationOptions(places=replace(find_places(), data=tmp_path)), MemoryDoor())
    qtbot.addWidget(made.window)
    return made


def test_a_wish_that_comes_before_the_rooms_is_done_once(entrance: Entrance, qtbot: QtBot) -> None:
    asked: list[tuple[str, ...]] = []
    screen = entrance.first_run_screen
    assert screen is not None

    def build() -> None:
        screen.create_requested.connect(lambda *who: asked.append(who))

    furnishing = Furnishing(entrance, build)
    entrance.show()
    qtbot.keyClicks(screen.user, "anna")
    screen.passphrase.setText("violet kolibri 42")
    screen.again.setText("violet kolibri 42")
    screen.create_button.click()
    assert asked == [("anna", "violet kolibri 42", "violet kolibri 42")]
    qtbot.wait(50)
    screen.create_button.click()
    assert len(asked) == 2
    assert furnishing.error is None


def test_the_rooms_come_by_themselves_after_the_paint(entrance: Entrance, qtbot: QtBot) -> None:
    built: list[Step] = []
    screen = entrance.screen
    Furnishing(entrance, lambda: built.append(screen.step))
    assert not built
    entrance.show()
    qtbot.waitUntil(lambda: built == [Step.FIRST_RUN], timeout=10_000)


def test_rooms_that_cannot_be_built_end_the_program_with_their_reason(entrance: Entrance, qtbot: QtBot) -> None:
    def build() -> None:
        raise SkinlaxError("vault_not_writable")

    furnishing = Furnishing(entrance, build)
    entrance.show()
    assert entrance.application.exec() == 1
    assert isinstance(furnishing.error, SkinlaxError)
