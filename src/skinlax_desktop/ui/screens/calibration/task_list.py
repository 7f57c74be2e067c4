"""The four tasks, each with how it stands."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from skinlax_desktop.text.screens import calibration as words
from skinlax_desktop.ui.parts.buttons import press_on_return
from skinlax_desktop.ui.parts.shapes import draw_mark
from skinlax_desktop.ui.screens.calibration.shown import TaskShown
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space
from skinlax_desktop.workflows.calibration_session import CalibrationTask


class TaskButton(QPushButton):
    """Mark, title and status of a task."""

    def __init__(self, task: CalibrationTask) -> None:
        super().__init__()
        self.task = task
        self._shown: TaskShown | None = None
        self.setCheckable(True)
        self.setStyleSheet("QPushButton { min-height: 48px; }")
        self.setAccessibleName(words.BEGIN[str(task)])

    def show_task(self, shown: TaskShown) -> None:
        """How it stands."""
        self._shown = shown
        self.setAccessibleDescription(shown.status)
        self.setToolTip(f"{words.BEGIN[str(self.task)]}: {shown.status}")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return presses it."""
        if not press_on_return(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The button, then two lines and a mark."""
        super().paintEvent(event)
        if self._shown is None:
            return
        painter = QPainter(self)
        palette = current_palette()
        box = QRectF(self.rect()).adjusted(space(2), space(2), -space(1), -space(2))
        draw_mark(painter, QRectF(box.left(), box.top() + 3, 14, 14), self._shown.mark)
        text = box.adjusted(space(6), 0, 0, 0)
        painter.setPen(QColor(palette.text))
        painter.setFont(font(TextSize.BODY, strong=True))
        painter.drawText(text, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), self._shown.title)
        painter.setPen(QColor(palette.muted))
        painter.setFont(font(TextSize.CAPTION))
        painter.drawText(text, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), self._shown.status)
        painter.end()


class TaskList(QWidget):
    """The tasks in a row; `chosen` carries the task."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {task: TaskButton(task) for task in CalibrationTask}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        for task, button in self.buttons.items():
            group.addButton(button)
            row.addWidget(button, 1)
            button.clicked.connect(lambda _checked=False, task=task: self.chosen.emit(task))

    def show_tasks(self, tasks: tuple[TaskShown, ...], chosen: CalibrationTask) -> None:
        """How all stand, and which one is done now."""
        for shown in tasks:
            self.buttons[shown.task].show_task(shown)
        self.buttons[chosen].setChecked(True)
