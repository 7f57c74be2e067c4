"""Buttons that Return presses, because Space may be the primary action of a screen."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QStyle, QStyleOptionButton

from skinlax_desktop.ui.parts.shapes import draw_tick
from skinlax_desktop.ui.theme import current_palette


def press_on_return(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press the button when the key is Return or Enter; says whether it was."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    button.click()
    return True


class CheckBox(QCheckBox):
    """A check box that Return toggles, with a tick in it, for colour alone says nothing."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The box, then its tick."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_tick(painter, box.adjusted(5, 5, -5, -5), current_palette().on_accent)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return toggles it."""
        if not press_on_return(self, event):
            super().keyPressEvent(event)
