"""Whole walks through the window: by keys alone, with the real record; and what must hold on every screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
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

from screens.conftest import grey_head
from screens.stand_ins import StandInWiring
from screens.test_capture import pixels_of, taken
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.ui.shell import Step

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSlider, QAbstractSpinBox, QPlainTextEdit)
OURS = (Step.SIGN_IN, Step.FIRST_RUN, Step.PATIENTS, Step.PATIENT, Step.CAPTURE)


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def write(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), text)


def test_a_visit_by_keys_alone_with_the_real_record(
    make_workstation: Callable[[StandInWiring], Workstation], qtbot: QtBot, tmp_path: Path
) -> None:
    wiring = StandInWiring([grey_head(170), grey_head(174)], real_record=True)
    program = make_workstation(wiring)
    wiring.guide.failing = (CheckName.POSE_YAW,)
    write(qtbot, "anna")
    press(qtbot, Qt.Key.Key_Return)
    write(qtbot, "violet kolibri 42")
    press(qtbot, Qt.Key.Key_Return)
    write(qtbot, "violet kolibri 42")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.capture is not None and program.review is not None, timeout=20_000)
    press(qtbot, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    write(qtbot, "Quellmann")
    press(qtbot, Qt.Key.Key_Tab)
    write(qtbot, "Mirabel")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window.screen_shown is program.patient_screen, timeout=5_000)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window.screen_shown is program.capture_screen, timeout=5_000)
    for number in range(1, 6):
        press(qtbot, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda wanted=number: taken(program) == wanted, timeout=10_000)
        program.wait_until_quiet()
    visit = program.visits.visit
    qtbot.waitUntil(lambda: program.keeper.state == "saved", timeout=5_000)
    press(qtbot, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: program.vault is None, timeout=10_000)
    assert program.visits.visit is None
    assert not program.window.header.isVisible()
    write(qtbot, "not the passphrase")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.sign_in_screen.open_button.isEnabled(), timeout=10_000)
    assert program.vault is None
    write(qtbot, "violet kolibri 42")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.vault is not None, timeout=10_000)
    kept = []
    program.keeper.open_visit(visit.id, on_done=kept.append, on_failed=lambda error: kept.append(error))
    qtbot.waitUntil(lambda: bool(kept), timeout=5_000)
    assert kept[0].captures == visit.captures
    assert b"Quellmann" not in b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def each_screen(program: Workstation, qtbot: QtBot) -> list[tuple[str, QWidget]]:
    """Every screen of this room, shown one after the other by whoever iterates."""
    program.patients.begin_new()
    return [(str(step), program.window.screens[step]) for step in OURS]


def test_every_control_has_a_name(at_capture: Workstation, qtbot: QtBot) -> None:
    roots = [*each_screen(at_capture, qtbot), ("header", at_capture.window.header), ("rail", at_capture.window.rail)]
    for name, root in roots:
        for control in (found for kind in CONTROLS for found in root.findChildren(kind)):
            # Parts of a part: a combo box's own field, a table's corner, a scroll bar.
            if isinstance(control, QScrollBar) or isinstance(control.parentWidget(), (QComboBox, QTableWidget)):
                continue
            assert control.accessibleName(), f"{name}: {type(control).__name__}"


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_nothing_is_cut_off(
    at_capture: Workstation, wiring: StandInWiring, qtbot: QtBot, size: tuple[int, int]
) -> None:
    wiring.guide.failing = (CheckName.POSE_YAW,)
    window = at_capture.window
    window.resize(*size)
    for name, screen in each_screen(at_capture, qtbot):
        window.show_step(screen.step)
        for opened in (False, True):
            if screen is at_capture.capture_screen and opened:
                screen.perform("settings")
            qtbot.wait(80)
            assert (window.width(), window.height()) == size, name
            assert_whole(name, screen)
            assert_whole(name, window.header)
            assert_whole(name, window.rail)
        grabbed = pixels_of(screen.grab())
        assert grabbed.std() > 3.0, f"{name} is empty"


def assert_whole(name: str, root: QWidget) -> None:
    for label in root.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        where = f"{name}: {label.text()!r}"
        needed = label.heightForWidth(label.width()) if label.wordWrap() else QFontMetrics(label.font()).height()
        assert label.height() >= needed, where
        if not label.wordWrap():
            assert label.width() >= QFontMetrics(label.font()).horizontalAdvance(label.text()), where
        _assert_inside(where, label, root)
    for button in root.findChildren(QAbstractButton):
        if button.isVisible():
            where = f"{name}: button {button.accessibleName()!r}"
            assert button.width() >= min(36, button.sizeHint().width()), where
            assert button.height() >= 36 or button.parentWidget().inherits("QHeaderView"), where
            assert button.width() >= button.sizeHint().width() or not button.text(), where
            _assert_inside(where, button, root)


def _assert_inside(where: str, widget: QWidget, root: QWidget) -> None:
    corner = widget.mapTo(root, widget.rect().bottomRight())
    assert root.rect().contains(corner), f"{where} reaches {corner} outside {root.rect()}"
