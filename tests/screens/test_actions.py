"""The action table: every key does one thing, every action can be named, shown and found on F1."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.ui.shell import SHELL_ACTIONS
from skinlax_desktop.ui.theme.icons import ICON_FOLDER


def test_the_whole_table(at_capture: Workstation) -> None:
    shell = {key for spec in SHELL_ACTIONS for key in spec.keys}
    for step, screen in at_capture.window.screens.items():
        specs = screen.action_specs
        assert not [name for name, count in Counter(spec.id for spec in specs).items() if count > 1], step
        keys = Counter(QKeySequence(key).toString() for spec in specs for key in spec.keys)
        assert not [key for key, count in keys.items() if count > 1], step
        assert not shell & set(keys), step
        for spec in (*specs, *SHELL_ACTIONS):
            assert spec.label, spec.id
            assert len(spec.label.split()) <= 12, spec.label
            assert (ICON_FOLDER / f"{spec.icon}.svg").is_file(), spec.icon
            assert spec.keys, spec.id
            assert all(not QKeySequence(key).isEmpty() for key in spec.keys), spec.id


def test_f1_shows_the_keys_of_this_screen_and_takes_them_away(at_capture: Workstation, qtbot: QtBot) -> None:
    window = at_capture.window
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.key_map.isVisible()
    shown = {label.text() for label in window.key_map.findChildren(QLabel)}
    assert "Take the picture now" in shown
    assert "Lock the workstation" in shown
    qtbot.keyClick(window.key_map, Qt.Key.Key_Escape)
    assert not window.key_map.isVisible()


def test_the_name_hides_until_it_is_asked_for(at_capture: Workstation, qtbot: QtBot) -> None:
    label = at_capture.window.header.patient
    assert "Quellmann" not in label.text()
    qtbot.keyClick(at_capture.window, Qt.Key.Key_F2)
    assert "Quellmann" in label.text()
    qtbot.keyClick(at_capture.window, Qt.Key.Key_F2)
    assert "Quellmann" not in label.text()
