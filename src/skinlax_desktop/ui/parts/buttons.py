"""Buttons that Return presses, because Space may be the primary action of a screen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox


def press_on_return(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press the button when the key is Return or Enter; says whether it was."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    button.click()
    return True


class CheckBox(QCheckBox):
    """A check box that Return toggles."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return toggles it."""
        if not press_on_return(self, event):
            super().keyPressEvent(event)
