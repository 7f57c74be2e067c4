"""The calibration screen: live picture left, what to do and what came of it right."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import calibration as words
from skinlax_desktop.ui.parts.labels import make_button, make_label, make_panel, set_role
from skinlax_desktop.ui.parts.lent_focus import LentFocus
from skinlax_desktop.ui.screens.calibration.day_chart import DayChart
from skinlax_desktop.ui.screens.calibration.patch_strip import PatchStrip
from skinlax_desktop.ui.screens.calibration.shown import CalibrationShown
from skinlax_desktop.ui.screens.calibration.target_picture import TargetPicture
from skinlax_desktop.ui.screens.calibration.task_list import TaskList
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TextRole, space
from skinlax_desktop.workflows.calibration_session import CalibrationTask

Picture = npt.NDArray[np.uint8]

_TICK_MS = 100
_PANEL_WIDTH_PX = 620
_MOST_FIGURES = 5


def ask_folder(parent: QWidget) -> Path | None:
    """Where to save the targets, or nowhere."""
    folder = QFileDialog.getExistingDirectory(parent, words.PDF_FOLDER)
    return Path(folder) if folder else None


class CalibrationScreen(Screen):
    """Passive: intents go out as signals, what is shown comes from the presenter."""

    step: ClassVar[Step] = Step.CALIBRATION
    title = words.TITLE
    action_specs = (
        ActionSpec(id="take", label="Take the picture, or go on", keys=("Space",), icon="capture"),
        ActionSpec(id="finish", label="Calculate now", keys=("C",), icon="tick"),
        ActionSpec(id="again", label="Start again", keys=("R",), icon="retake"),
        ActionSpec(id="lens", label="Calibrate the lens", keys=("1",), icon="camera"),
        ActionSpec(id="flat_field", label="Measure the grey card", keys=("2",), icon="ring_light"),
        ActionSpec(id="colour", label="Calibrate the colour", keys=("3",), icon="overlay"),
        ActionSpec(id="daily", label="Check the station today", keys=("4",), icon="timeline"),
        ActionSpec(id="targets", label="Save targets to print", keys=("Ctrl+S",), icon="print"),
    )
    was_entered = Signal()
    tick_due = Signal()
    take_requested = Signal()
    finish_requested = Signal()
    again_requested = Signal()
    task_requested = Signal(object)
    targets_requested = Signal(object)

    def __init__(
        self, parent: QWidget | None = None, *, choose_folder: Callable[[QWidget], Path | None] = ask_folder
    ) -> None:
        super().__init__(parent)
        self._choose_folder = choose_folder
        self.live = TargetPicture()
        self.tasks = TaskList()
        self.sentence = make_label(role=TextRole.SENTENCE, wrap=True)
        self.hint = make_label(role=TextRole.MUTED, wrap=True)
        self.refusal_title = make_label(words.REFUSED, TextRole.STRONG)
        self.refusal = make_label(role=TextRole.WARNING, wrap=True)
        self.bar = QProgressBar()
        self.progress = make_label(role=TextRole.BODY, wrap=True)
        self.strip, self.chart = PatchStrip(), DayChart()
        self.caption = make_label(role=TextRole.CAPTION, wrap=True)
        self.note = make_label(role=TextRole.WARNING, wrap=True)
        self._figures: list[tuple[QLabel, QLabel]] = []
        self.take_button = make_button(words.TAKE, self.take_requested.emit, kind="primary")
        self._taking = LentFocus(self.take_button)
        self.finish_button = make_button(words.FINISH, self.finish_requested.emit, hint=f"{words.FINISH}  C")
        self.again_button = make_button(
            words.AGAIN, self.again_requested.emit, kind="quiet", icon="retake", hint=f"{words.AGAIN}  R"
        )
        self.print_button = make_button(
            words.PRINT, self._save_targets, kind="quiet", icon="print", hint=f"{words.PRINT}  Ctrl+S"
        )
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick_due)
        self._build()

    # Screen

    def entered(self) -> None:
        """Start the live picture."""
        self.was_entered.emit()
        self._timer.start()
        self.take_button.setFocus()

    def left(self) -> None:
        """Stop the live picture."""
        self._timer.stop()

    def perform(self, action_id: str) -> None:
        """Keys."""
        if action_id in set(CalibrationTask):
            self.task_requested.emit(CalibrationTask(action_id))
            return
        {
            "take": self.take_button.click,
            "finish": self.finish_button.click,
            "again": self.again_button.click,
            "targets": self._save_targets,
        }[action_id]()

    # What is shown

    def show_state(self, shown: CalibrationShown) -> None:
        """Everything but the pixels."""
        self.tasks.show_tasks(shown.tasks, shown.task)
        self.sentence.setText(shown.sentence)
        self.hint.setText(shown.hint)
        self.hint.setVisible(bool(shown.hint))
        self.refusal.setText(shown.refusal)
        for label in (self.refusal_title, self.refusal):
            label.setVisible(bool(shown.refusal))
        self.bar.setValue(round(100 * shown.fraction))
        self.bar.setVisible(shown.task in (CalibrationTask.LENS, CalibrationTask.COLOUR))
        self.progress.setText(shown.progress)
        self.live.show_target(shown.overlay, shown.cells, is_seen=shown.is_seen)
        self.result_title.setText(shown.figures_title)
        self._show_figures(shown.figures)
        self.strip.show_patches(shown.patches)
        self.chart.show_chart(shown.days, shown.days_note)
        self.caption.setText(
            words.STRIP_CAPTION if shown.patches else words.CHART_CAPTION if shown.days is not None else ""
        )
        self.caption.setVisible(bool(self.caption.text()))
        early = shown.days is not None and shown.days.centre is None
        set_role(self.note, str(TextRole.CAPTION if early else TextRole.WARNING))
        self.note.setText(shown.days_note)
        self.note.setVisible(bool(shown.days_note))
        going_on = shown.next_task is not None
        # Before the other, which may lend it the focus.
        self.finish_button.setEnabled(shown.can_finish)
        self._taking.enable(shown.can_take or going_on)
        word = words.TAKE if shown.next_task is None else words.NEXT.format(task=words.TASKS[str(shown.next_task)])
        self.take_button.setText(f"{word}     Space")
        self.take_button.setAccessibleName(word)
        self.finish_button.setVisible(shown.task in (CalibrationTask.LENS, CalibrationTask.COLOUR))

    def show_live(self, picture: Picture | None) -> None:
        """The newest live picture."""
        self.live.show_picture(picture)

    def live_size(self) -> tuple[int, int]:
        """Physical pixels the live picture may fill."""
        return self.live.picture_size()

    def show_message(self, sentence: str) -> None:
        """Something that was done or could not be."""
        self.hint.setText(sentence)
        self.hint.setVisible(True)

    # Inside

    def _show_figures(self, figures: tuple[tuple[str, str], ...]) -> None:
        for index, (name, value) in enumerate(self._figures):
            there = index < len(figures)
            name.setText(figures[index][0] if there else "")
            value.setText(figures[index][1] if there else "")
            name.setVisible(there)
            value.setVisible(there)
        self.result_title.setVisible(bool(figures))

    def _save_targets(self) -> None:
        folder = self._choose_folder(self)
        if folder is not None:
            self.targets_requested.emit(folder)

    def _build(self) -> None:
        side = make_panel()
        side.setFixedWidth(_PANEL_WIDTH_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(space(6), space(5), space(6), space(4))
        column.setSpacing(space(2))
        column.addWidget(self.tasks)
        column.addSpacing(space(2))
        self.sentence.setMinimumHeight(space(22))
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(self.sentence)
        column.addWidget(self.hint)
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName(words.PROGRESS_BOARDS)
        column.addWidget(self.bar)
        self.progress.setMinimumHeight(space(11))
        self.progress.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.progress)
        column.addWidget(self.refusal_title)
        column.addWidget(self.refusal)
        self.result_title = make_label(words.RESULT, TextRole.STRONG)
        column.addWidget(self.result_title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(5))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for row in range(_MOST_FIGURES):
            pair = (make_label(role=TextRole.MUTED), make_label())
            grid.addWidget(pair[0], row, 0)
            grid.addWidget(pair[1], row, 1)
            self._figures.append(pair)
        column.addLayout(grid)
        column.addWidget(self.strip, 2)
        column.addWidget(self.chart, 2)
        column.addWidget(self.caption)
        column.addWidget(self.note)
        column.addStretch(1)
        pressed = QHBoxLayout()
        pressed.setSpacing(space(2))
        pressed.addWidget(self.take_button, 2)
        pressed.addWidget(self.finish_button, 1)
        column.addLayout(pressed)
        quiet = QHBoxLayout()
        quiet.addWidget(self.again_button)
        quiet.addWidget(self.print_button)
        column.addLayout(quiet)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.live, 1)
        body.addWidget(side)
        self.tasks.chosen.connect(self.task_requested)
