"""Buttons that Return presses, because Space may be the primary action of a screen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox


class ReturnPresses(QAbstractButton):
    """Mix in before a button class."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return and Enter press the button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class CheckBox(ReturnPresses, QCheckBox):
    """A check box that Return toggles."""
