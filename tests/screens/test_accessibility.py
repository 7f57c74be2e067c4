"""What holds for every control of every screen: a name, a size, a visible focus; and a key map that is complete."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from screens.stand_ins import StandInWiring
from screens.test_capture import pixels_of
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.ui.shell import SHELL_ACTIONS, Step
from skinlax_desktop.ui.shell.key_map import key_words
from skinlax_desktop.ui.theme import TARGET_PX

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
PARTS_OF_OTHERS = (QComboBox, QTableWidget, QAbstractSpinBox)


def controls(root: QWidget) -> Iterator[QWidget]:
    """What is there to be used, without the parts that Qt makes of it: a combo box's field, a table's corner."""
    for control in {found for kind in CONTROLS for found in root.findChildren(kind)}:
        parent = control.parentWidget()
        is_part = isinstance(control, QScrollBar) or isinstance(parent, PARTS_OF_OTHERS)
        if not is_part and not control.inherits("QComboBoxListView"):
            yield control


@pytest.fixture
def everywhere(at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot) -> Workstation:
    """A patient and a visit open, every screen built, the window at the smallest size it is made for."""
    wiring.guide.failing = (CheckName.POSE_YAW,)
    at_capture.window.resize(1366, 768)
    return at_capture


def open_everything(program: Workstation, step: Step) -> QWidget:
    """Show a screen with what can be opened on it."""
    program.window.show_step(step)
    screen = program.window.screens[step]
    if step is Step.PATIENTS:
        program.patients.begin_new()
    elif step is Step.PATIENT:
        screen.perform("course")
    elif step is Step.CAPTURE:
        screen.perform("settings")
    QApplication.processEvents()
    return screen


@pytest.mark.parametrize("step", list(Step))
def test_each_control_has_a_name_a_size_and_a_visible_focus(everywhere: Workstation, qtbot: QtBot, step: Step) -> None:
    screen = open_everything(everywhere, step)
    roots = [screen] if step.is_locked else [screen, everywhere.window.header, everywhere.window.rail]
    for control in (control for root in roots for control in controls(root)):
        what = f"{step}: {type(control).__name__} {control.accessibleName()!r}"
        assert control.accessibleName(), what
        assert _is_reached_by_keys(control), f"{what} is not reached by keys"
        if not control.isVisible():
            continue
        assert control.height() >= TARGET_PX, f"{what}: {control.height()} px high"
        assert control.width() >= TARGET_PX, f"{what}: {control.width()} px wide"
        if control.isEnabled() and control.window() is everywhere.window:
            _assert_focus_shows(control, what)


def _is_reached_by_keys(control: QWidget) -> bool:
    """By Tab; in a group of which one is chosen, by the arrows from the one of them that Tab reaches."""
    group = control.group() if isinstance(control, QAbstractButton) else None
    ways = group.buttons() if group is not None and group.exclusive() else [control]
    return any(way.focusPolicy() & Qt.FocusPolicy.TabFocus for way in ways)


def _assert_focus_shows(control: QWidget, what: str) -> None:
    if isinstance(control, QLineEdit):
        control.deselect()
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()
    without = pixels_of(control.grab())
    control.setFocus(Qt.FocusReason.TabFocusReason)
    assert QApplication.focusWidget() in (control, control.focusProxy()), what
    with_focus = pixels_of(control.grab())
    changed = np.abs(with_focus.astype(int) - without.astype(int)).max(axis=-1) > 24
    assert changed.sum() >= 30, f"{what}: {changed.sum()} pixels tell that it has the focus"


@pytest.mark.parametrize("step", list(Step))
def test_the_key_map_lists_every_key_and_no_key_means_two_things(
    everywhere: Workstation, qtbot: QtBot, step: Step
) -> None:
    screen = open_everything(everywhere, step)
    qtbot.keyClick(everywhere.window, Qt.Key.Key_F1)
    assert everywhere.window.key_map.isVisible()
    said = {label.text() for label in everywhere.window.key_map.findChildren(QLabel)}
    assert all(spec.keys and key_words(spec) in said for spec in screen.action_specs)
    everywhere_specs = [spec for spec in SHELL_ACTIONS if not (step.is_locked and spec.id.startswith("go_"))]
    assert all(key_words(spec) in said for spec in everywhere_specs)
    keys = Counter(key for spec in (*screen.action_specs, *everywhere_specs) for key in spec.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    room = everywhere.window.key_map
    for label in room.findChildren(QLabel):
        corner = label.mapTo(room, label.rect().bottomRight())
        assert room.rect().contains(corner), f"{label.text()} lies outside the key map"
    qtbot.keyClick(room, Qt.Key.Key_Escape)
    assert not room.isVisible()
