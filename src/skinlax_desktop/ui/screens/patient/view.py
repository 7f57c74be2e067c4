"""One patient's page."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.views import STANDARD_SERIES
from skinlax_desktop.text.screens import baseline as baseline_words
from skinlax_desktop.text.screens import course as course_words
from skinlax_desktop.text.screens import patients as words
from skinlax_desktop.text.screens import tidying
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.parts.shapes import draw_mark
from skinlax_desktop.ui.screens.patient.course import CourseShown
from skinlax_desktop.ui.screens.patient.course_panel import CoursePanel
from skinlax_desktop.ui.screens.patient.move import MoveShown
from skinlax_desktop.ui.screens.patient.move_panel import MovePanel
from skinlax_desktop.ui.screens.patient.presenter import PatientPage, VisitRow
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TextRole, space

_TAKEN: Final = Qt.ItemDataRole.UserRole + 1
_BASELINE: Final = Qt.ItemDataRole.UserRole + 2


class VisitLine(QWidget):
    """A visit on the timeline."""

    def __init__(self, row: VisitRow) -> None:
        super().__init__()
        self._row = row
        layout = QHBoxLayout(self)
        layout.setContentsMargins(space(12), space(2), space(4), space(2))
        layout.setSpacing(space(8))
        layout.addWidget(make_label(row.when, TextRole.STRONG))
        layout.addWidget(make_label(row.views))
        layout.addWidget(make_label(row.measured, TextRole.MUTED))
        layout.addWidget(make_label(row.baseline, TextRole.STRONG), 1)
        layout.addWidget(make_label(row.operator, TextRole.MUTED))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A tick for a complete series, a dot for one that was begun, an open circle for none."""
        painter = QPainter(self)
        box = QRectF(space(4), (self.height() - 16) / 2, 16, 16)
        mark = "done" if self._row.taken >= len(STANDARD_SERIES) else "started" if self._row.taken else "off"
        draw_mark(painter, box, mark)
        painter.end()


class PatientScreen(Screen):
    """Who it is, and every visit, newest first."""

    step = Step.PATIENT
    action_specs = (
        ActionSpec(id="start_visit", label="Start a visit", keys=("Ctrl+N",), icon="plus"),
        ActionSpec(id="move_picture", label="Move a picture to another visit", keys=("Ctrl+M",), icon="forward"),
        ActionSpec(id="baseline", label="Use the visit as the baseline", keys=("Ctrl+B",), icon="select"),
        ActionSpec(id="course", label="Course and forecast", keys=("Ctrl+K",), icon="timeline"),
        ActionSpec(id="close_move", label="Close what stands beside the visits", keys=("Esc",), icon="close"),
    )
    was_entered = Signal()
    was_left = Signal()
    start_requested = Signal()
    open_requested = Signal(str)
    move_requested = Signal(str)
    baseline_requested = Signal(str)
    course_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = words.STEP_TITLE
        self.name = make_label(role=TextRole.TITLE)
        self.facts = make_label(role=TextRole.MUTED, wrap=True)
        self.sentence = make_label(role=TextRole.MUTED, wrap=True)
        self.problem = make_label(role=TextRole.ERROR, wrap=True)
        self.visits = QListWidget()
        self.visits.setAccessibleName(words.VISITS)
        self.start_button = make_button(words.START_VISIT, self.start_requested.emit, kind="primary", hint="Ctrl+N")
        self.open_button = make_button(words.OPEN_VISIT, self._ask_open, hint="Return")
        self.move_button = make_button(
            tidying.MOVE, self._ask_move, kind="quiet", icon="forward", hint=f"{tidying.MOVE_HINT}  Ctrl+M"
        )
        self.baseline_button = make_button(
            baseline_words.USE_AS_BASELINE, self._ask_baseline, kind="quiet", hint="Ctrl+B"
        )
        self.course_button = make_button(
            course_words.OPEN,
            self._ask_course,
            kind="quiet",
            icon="timeline",
            hint=f"{course_words.HINT}  Ctrl+K",
        )
        self.moving = MovePanel()
        self.moving.hide()
        self.course = CoursePanel()
        self.course.hide()
        self._build()

    def entered(self) -> None:
        """Read the timeline anew."""
        self.was_entered.emit()
        self.start_button.setFocus()

    def left(self) -> None:
        """What stands beside the visits is closed."""
        self.was_left.emit()

    def perform(self, action_id: str) -> None:
        """Keys."""
        {
            "start_visit": self.start_requested.emit,
            "move_picture": self._ask_move,
            "baseline": self._ask_baseline,
            "course": self._ask_course,
            "close_move": self._close_beside,
        }[action_id]()

    def show_page(self, page: PatientPage) -> None:
        """Another patient or another timeline."""
        self.name.setText(page.name)
        self.facts.setText(page.facts)
        self.sentence.setText(page.sentence)
        self.sentence.setVisible(bool(page.sentence))
        self.visits.clear()
        for row in page.rows:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setData(_TAKEN, row.taken)
            item.setData(_BASELINE, row.baseline)
            parts = (row.when, row.views, row.measured, row.baseline, row.operator)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in parts if part))
            item.setSizeHint(QSize(0, 52))
            self.visits.addItem(item)
            self.visits.setItemWidget(item, VisitLine(row))
        if page.rows:
            self.visits.setCurrentRow(0)
        self.visits.setVisible(bool(page.rows))
        self._follow_choice()

    def show_move(self, shown: MoveShown | None) -> None:
        """Moving a picture, beside the visits; or nothing."""
        was_shown = not self.moving.isHidden()
        if shown is not None:
            self.moving.show_move(shown)
        self.moving.setVisible(shown is not None)
        self._follow_choice()
        if shown is not None and not was_shown:
            self.moving.pictures.setFocus()
        elif shown is None and was_shown:
            self.visits.setFocus()

    def show_course(self, shown: CourseShown | None) -> None:
        """The course, beside the visits; or nothing."""
        was_shown = not self.course.isHidden()
        if shown is not None:
            self.course.show_course(shown)
        self.course.setVisible(shown is not None)
        self._follow_choice()
        if shown is not None and not was_shown:
            self.course.setFocus()
        elif shown is None and was_shown:
            self.visits.setFocus()

    def show_problem(self, sentence: str) -> None:
        """Why it does not go on."""
        self.problem.setText(sentence)

    def _ask_course(self) -> None:
        if not self._is_beside:
            self.course_requested.emit()

    def _close_beside(self) -> None:
        self.moving.cancel_requested.emit()
        self.course.close_requested.emit()

    @property
    def _is_beside(self) -> bool:
        """Whether something stands beside the visits: then there is one thing to do."""
        return not (self.moving.isHidden() and self.course.isHidden())

    def _ask_open(self) -> None:
        item = self.visits.currentItem()
        if item is not None:
            self.open_requested.emit(VisitId(item.data(Qt.ItemDataRole.UserRole)))

    def _ask_move(self) -> None:
        item = self.visits.currentItem()
        if item is not None and item.data(_TAKEN) and not self._is_beside:
            self.move_requested.emit(VisitId(item.data(Qt.ItemDataRole.UserRole)))

    def _ask_baseline(self) -> None:
        item = self.visits.currentItem()
        if item is not None and self._may_be_baseline(item) and not self._is_beside:
            self.baseline_requested.emit(VisitId(item.data(Qt.ItemDataRole.UserRole)))

    @staticmethod
    def _may_be_baseline(item: QListWidgetItem) -> bool:
        """A complete visit may; the first complete one is it anyway, unless another was chosen."""
        complete = int(item.data(_TAKEN)) >= len(STANDARD_SERIES)
        return complete and item.data(_BASELINE) != baseline_words.IS_BASELINE

    def _follow_choice(self) -> None:
        """A picture can be moved out of a visit that has one; beside the open panel there is one thing to do."""
        item = self.visits.currentItem()
        has_picture = item is not None and bool(item.data(_TAKEN))
        is_moving = self._is_beside
        self.course_button.setVisible(item is not None and not is_moving)
        self.move_button.setVisible(has_picture and not is_moving)
        self.open_button.setVisible(item is not None and not is_moving)
        self.baseline_button.setVisible(item is not None and self._may_be_baseline(item) and not is_moving)
        chosen = item is not None and item.data(_BASELINE) == baseline_words.IS_CHOSEN_BASELINE
        self.baseline_button.setText(baseline_words.USE_FIRST if chosen else baseline_words.USE_AS_BASELINE)
        self.baseline_button.setAccessibleName(self.baseline_button.text())
        self.start_button.setVisible(not is_moving)

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.problem, 1)
        buttons.addWidget(self.course_button)
        buttons.addWidget(self.baseline_button)
        buttons.addWidget(self.move_button)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.start_button)
        layout = QVBoxLayout()
        layout.setContentsMargins(space(8), space(6), space(8), space(6))
        layout.setSpacing(space(2))
        layout.addWidget(self.name)
        layout.addWidget(self.facts)
        layout.addSpacing(space(4))
        layout.addWidget(make_label(words.VISITS, TextRole.STRONG))
        layout.addWidget(self.sentence)
        layout.addWidget(self.visits, 1)
        layout.addStretch(0)
        layout.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(layout, 1)
        row.addWidget(self.moving)
        row.addWidget(self.course)
        self.visits.currentItemChanged.connect(lambda _now, _before: self._follow_choice())
        self.visits.itemActivated.connect(lambda _item: self._ask_open())
