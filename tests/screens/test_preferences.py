"""What a clinic chose holds at the next start; nothing unsaved is lost without a question."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from screens.conftest import grey_head
from screens.stand_ins import StandInWiring
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.settings.remembered_theme import SETTINGS_FILE
from skinlax_desktop.settings.settings import Settings, load_settings, save_settings
from skinlax_desktop.ui.theme import DARK, LIGHT, apply_theme, current_palette
from skinlax_desktop.workflows.report_blocks import Paper


def stored(folder: Path) -> Settings:
    return load_settings(folder / SETTINGS_FILE).settings


def test_choices_are_written_when_they_are_made(at_capture: Workstation, qtbot: QtBot, tmp_path: Path) -> None:
    assert at_capture.capture_screen is not None
    assert at_capture.review is not None
    drawer = at_capture.capture_screen.drawer
    drawer.flash.setChecked(False)
    drawer.sound.setChecked(False)
    drawer.exposure.slider.setValue(65)
    drawer.level.slider.setValue(40)
    drawer.pedal.setKeySequence(QKeySequence("F8"))
    drawer.pedal.editingFinished.emit()
    at_capture.review.report.choose_paper(Paper.LETTER)
    at_capture.window.theme_requested.emit()
    qtbot.waitUntil(
        lambda: stored(tmp_path).exposure_us == 6500.0 and stored(tmp_path).light_level == 0.4, timeout=5_000
    )
    at_capture.wait_until_quiet()
    kept = stored(tmp_path)
    assert (kept.flash, kept.sounds, kept.paper, kept.theme) == (False, False, "letter", "light")
    assert kept.foot_pedal_keys == ("F8",)
    take = next(action for action in at_capture.capture_screen.actions() if action.objectName() == "take")
    assert [key.toString() for key in take.shortcuts()] == ["Space", "F8"]
    apply_theme(at_capture.application, DARK)


def test_choices_hold_at_the_next_start(
    make_workstation: Callable[[StandInWiring], Workstation], qtbot: QtBot, tmp_path: Path
) -> None:
    chosen = Settings(
        theme="light", flash=False, paper="letter", exposure_us=5000.0, light_level=0.3, auto_capture=False
    )
    save_settings(chosen, tmp_path / SETTINGS_FILE)
    program = make_workstation(StandInWiring([grey_head(170)]))
    assert current_palette() is LIGHT
    program.first_run.create("anna", "violet kolibri 42", "violet kolibri 42")
    qtbot.waitUntil(lambda: program.review is not None, timeout=20_000)
    assert program.capture_screen is not None
    assert program.station is not None
    assert program.review is not None
    assert not program.capture_screen.drawer.flash.isChecked()
    assert program.review.report.state.paper is Paper.LETTER
    assert program.station.capture.ring.status.wanted == LightSettings(level=0.3, colour_temperature_k=5500)
    assert program.preferences.camera.exposure_us == 5000.0
    apply_theme(program.application, DARK)


def test_a_key_that_means_something_else_is_no_pedal(at_capture: Workstation, tmp_path: Path) -> None:
    assert at_capture.capture_screen is not None
    at_capture.capture_screen.drawer.pedal_chosen.emit("R")
    at_capture.wait_until_quiet()
    assert "R" not in stored(tmp_path).foot_pedal_keys


def test_a_full_disk_at_closing_is_asked_about(at_capture: Workstation, wiring: StandInWiring) -> None:
    asked: list[str] = []
    answers = [False, True]

    def ask(error: SkinlaxError) -> bool:
        asked.append(error.code)
        return answers.pop(0)

    def full(*_args: object, **_more: object) -> None:
        raise SkinlaxError("vault_disk_full")

    at_capture.ask_to_close_unsaved = ask
    wiring.memory_door.vault.save_visit = full
    at_capture.wait_until_quiet()
    at_capture.visits.apply(lambda visit: replace(visit, next_step="Seen again"), by=None)
    assert not at_capture.window.close()
    assert at_capture.window.isVisible()
    assert at_capture.window.screen_shown is at_capture.capture_screen
    assert at_capture.window.close()
    assert asked == ["vault_disk_full", "vault_disk_full"]
    at_capture.stop()
    assert wiring.memory_door.vault.closed
