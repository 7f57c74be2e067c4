"""The rail on the left: the steps of the visit, each with its mark."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import shell as words
from skinlax_desktop.ui.parts.buttons import press_on_return
from skinlax_desktop.ui.parts.shapes import draw_mark
from skinlax_desktop.ui.shell.steps import Step, StepMark
from skinlax_desktop.ui.theme import set_icon, space

_ICONS = {
    Step.PATIENTS: "patients",
    Step.PATIENT: "patient",
    Step.CAPTURE: "capture",
    Step.REVIEW: "review",
    Step.SCENE: "cube",
    Step.SIMULATION: "simulation",
    Step.REPORT: "report",
    Step.CALIBRATION: "measure",
}
_WIDTH_PX = 88


class StepButton(QToolButton):
    """A step: icon, word, and a tick, dot or warning in its corner."""

    def __init__(self, step: Step, parent: QWidget) -> None:
        super().__init__(parent)
        self.step = step
        self._mark = StepMark.NONE
        self.setProperty("kind", "step")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        set_icon(self, _ICONS[step])
        self.setIconSize(QSize(24, 24))
        self.setText(words.STEP_LABELS[step])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(_WIDTH_PX - space(2), 64)
        self._describe()

    def set_mark(self, mark: StepMark) -> None:
        """Show a tick, a dot, a warning or nothing."""
        if mark is not self._mark:
            self._mark = mark
            self._describe()
            self.update()

    def _describe(self) -> None:
        name = words.STEP_LABELS[self.step]
        mark = words.MARK_WORDS[self._mark]
        self.setAccessibleName(f"{name}, {mark}" if mark else name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return presses it."""
        if not press_on_return(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The button, then its mark."""
        super().paintEvent(event)
        if self._mark is not StepMark.NONE:
            painter = QPainter(self)
            draw_mark(painter, QRectF(self.width() - 24, 8, 14, 14), self._mark)
            painter.end()


class Rail(QFrame):
    """The steps that have a screen; `step_requested` carries the `Step`."""

    step_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setFixedWidth(_WIDTH_PX)
        self.setAccessibleName(words.STEPS)
        self._buttons: dict[Step, StepButton] = {}
        self._group = QButtonGroup(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(space(1), space(2), space(1), space(2))
        self._layout.setSpacing(space(1))
        self._layout.addStretch(1)

    def add_step(self, step: Step) -> None:
        """Give a step its button, in the order of `Step`."""
        button = StepButton(step, self)
        button.clicked.connect(lambda: self.step_requested.emit(step))
        self._buttons[step] = button
        self._group.addButton(button)
        if step.is_of_station:
            self._layout.addWidget(button)
            return
        order = [known for known in Step if known in self._buttons and not known.is_of_station]
        self._layout.insertWidget(order.index(step), button)

    def show_step(self, step: Step) -> None:
        """Light the step that is shown."""
        if step in self._buttons:
            self._buttons[step].setChecked(True)

    def set_mark(self, step: Step, mark: StepMark) -> None:
        """Show what a step has come to."""
        if step in self._buttons:
            self._buttons[step].set_mark(mark)

    def set_reachable(self, reachable: frozenset[Step]) -> None:
        """Allow only the steps that make sense now."""
        for step, button in self._buttons.items():
            button.setEnabled(step in reachable)
