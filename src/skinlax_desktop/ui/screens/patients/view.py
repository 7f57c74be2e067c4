"""The patient list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from skinlax_desktop.domain.ids import PatientId
from skinlax_desktop.text.screens import patients as words
from skinlax_desktop.text.screens import tidying
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.patients.form import PatientFormPanel
from skinlax_desktop.ui.screens.patients.merge import MergeShown
from skinlax_desktop.ui.screens.patients.merge_panel import MergePanel
from skinlax_desktop.ui.screens.patients.nobody import NobodyListed
from skinlax_desktop.ui.screens.patients.presenter import PatientForm, PatientList
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TextRole, space


class PatientsScreen(Screen):
    """Search, today's list, open, add."""

    step = Step.PATIENTS
    action_specs = (
        ActionSpec(id="find_patient", label="Search patients", keys=("Ctrl+F",), icon="search"),
        ActionSpec(id="new_patient", label="Add a patient", keys=("Ctrl+N",), icon="plus"),
        ActionSpec(id="edit_patient", label="Edit the chosen patient", keys=("Ctrl+E",), icon="edit"),
        ActionSpec(id="merge_patients", label="Merge two entries of one person", keys=("Ctrl+M",), icon="patients"),
        ActionSpec(id="cancel_form", label="Close the form", keys=("Esc",), icon="close"),
    )
    was_entered = Signal()
    search_edited = Signal(str)
    today_toggled = Signal(bool)
    open_requested = Signal(str)
    new_requested = Signal()
    edit_requested = Signal(str)
    merge_requested = Signal(str)
    chosen_changed = Signal(str)
    save_requested = Signal(object)
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = words.TITLE
        self.search = QLineEdit()
        self.search.setPlaceholderText(words.SEARCH)
        self.search.setAccessibleName(words.SEARCH)
        self.search.setClearButtonEnabled(False)
        self.all_button = make_button(words.ALL, lambda: self.today_toggled.emit(False))
        self.today_button = make_button(words.TODAY, lambda: self.today_toggled.emit(True))
        self.table = _make_table()
        self.nobody = NobodyListed()
        self.nobody.new_requested.connect(self.new_requested)
        self._room = QStackedWidget()
        self._room.addWidget(self.table)
        self._room.addWidget(self.nobody)
        self.sentence = make_label(role=TextRole.MUTED, wrap=True)
        self.problem = make_label(role=TextRole.ERROR, wrap=True)
        self.done = make_label(role=TextRole.BODY, wrap=True)
        self.new_button = make_button(words.NEW, self.new_requested.emit, icon="plus", hint="Ctrl+N")
        self.edit_button = make_button(words.EDIT, self._ask_edit, kind="quiet", icon="edit", hint="Ctrl+E")
        self.merge_button = make_button(
            tidying.MERGE, self._ask_merge, kind="quiet", icon="patients", hint=f"{tidying.MERGE_HINT}  Ctrl+M"
        )
        self.open_button = make_button(words.OPEN, self._ask_open, kind="primary", hint="Return")
        self.form = PatientFormPanel()
        self.form.hide()
        self.merging = MergePanel()
        self.merging.hide()
        self._is_first = False
        self._build()

    def entered(self) -> None:
        """Read the list anew and wait for a name."""
        self.was_entered.emit()
        self.search.setFocus()

    def perform(self, action_id: str) -> None:
        """Keys."""
        {
            "find_patient": self._focus_search,
            "new_patient": self.new_requested.emit,
            "edit_patient": self._ask_edit,
            "merge_patients": self._ask_merge,
            "cancel_form": self.cancel_requested.emit,
        }[action_id]()

    def show_list(self, content: PatientList) -> None:
        """Another list; the first line is chosen."""
        self.table.setRowCount(len(content.rows))
        for index, row in enumerate(content.rows):
            for column, text in enumerate((row.name, row.record_number, row.born, row.last_visit, row.visits)):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, row.id)
                self.table.setItem(index, column, item)
        self._room.setCurrentWidget(self.table if content.rows else self.nobody)
        self.nobody.show_sentence(content.sentence, is_first=content.is_first)
        self.sentence.setText(content.sentence if content.rows else "")
        self._is_first = content.is_first
        if content.rows:
            self.table.selectRow(0)
        self._follow_choice()

    def show_form(self, title: str, form: PatientForm) -> None:
        """The form, filled in."""
        self.merging.hide()
        self.form.fill(title, form)
        self._follow_choice()

    def hide_form(self) -> None:
        """No form."""
        self.form.hide()
        self._follow_choice()
        self.search.setFocus()

    def show_merge(self, shown: MergeShown | None) -> None:
        """Both entries beside the list, or nothing when merging is over."""
        if shown is None:
            self.merging.hide()
        else:
            self.merging.show_merge(shown)
        self._follow_choice()

    def show_done(self, sentence: str) -> None:
        """What was done, with its trace."""
        self.done.setText(sentence)
        self.done.setVisible(bool(sentence))

    def show_problem(self, sentence: str) -> None:
        """Beside the form when it is open, else under the list."""
        self.form.problem.setText(sentence if self.form.isVisible() else "")
        self.problem.setText("" if self.form.isVisible() else sentence)
        self.problem.setVisible(bool(self.problem.text()))

    def chosen(self) -> PatientId | None:
        """The patient that is chosen in the list."""
        item = self.table.item(self.table.currentRow(), 0)
        return PatientId(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    @property
    def button_to_add(self) -> QPushButton:
        """The button that adds a patient: in an empty clinic it is the middle of the screen."""
        return self.nobody.add_button if self._is_first else self.new_button

    def _follow_choice(self) -> None:
        """Offer what can be done: nothing beside an open form, one thing in an empty clinic."""
        is_writing = not self.form.isHidden() or not self.merging.isHidden()
        is_listed = self.table.rowCount() > 0
        self.merge_button.setVisible(self.table.rowCount() > 1 and not is_writing)
        for button in (self.open_button, self.edit_button):
            button.setVisible(is_listed and not is_writing)
            button.setEnabled(self.chosen() is not None)
        for widget in (self.search, self.all_button, self.today_button):
            widget.setVisible(not self._is_first)
        self.new_button.setVisible(not is_writing and not self._is_first)
        self.nobody.add_button.setVisible(self._is_first and not is_writing)

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _ask_open(self) -> None:
        if (chosen := self.chosen()) is not None:
            self.open_requested.emit(chosen)

    def _ask_edit(self) -> None:
        if (chosen := self.chosen()) is not None:
            self.edit_requested.emit(chosen)

    def _ask_merge(self) -> None:
        if self.form.isHidden() and (chosen := self.chosen()) is not None:
            self.merge_requested.emit(chosen)

    def _tell_choice(self) -> None:
        self._follow_choice()
        if (chosen := self.chosen()) is not None:
            self.chosen_changed.emit(chosen)

    def _build(self) -> None:
        group = QButtonGroup(self)
        for button in (self.all_button, self.today_button):
            button.setCheckable(True)
            group.addButton(button)
        self.all_button.setChecked(True)
        top = QHBoxLayout()
        top.setSpacing(space(2))
        top.addWidget(self.search, 1)
        top.addWidget(self.all_button)
        top.addWidget(self.today_button)
        top.addSpacing(space(4))
        top.addWidget(self.new_button)
        bottom = QHBoxLayout()
        bottom.addWidget(self.sentence, 1)
        bottom.addWidget(self.merge_button)
        bottom.addWidget(self.edit_button)
        bottom.addWidget(self.open_button)
        left = QVBoxLayout()
        left.setContentsMargins(space(8), space(6), space(8), space(6))
        left.setSpacing(space(4))
        left.addWidget(make_label(words.TITLE, TextRole.TITLE))
        left.addLayout(top)
        left.addWidget(self._room, 1)
        self.problem.hide()
        left.addWidget(self.problem)
        self.done.hide()
        left.addWidget(self.done)
        left.addLayout(bottom)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.form)
        row.addWidget(self.merging)
        self.search.textChanged.connect(self.search_edited)
        self.search.returnPressed.connect(self._ask_open)
        self.table.itemActivated.connect(lambda _item: self._ask_open())
        self.table.itemSelectionChanged.connect(self._tell_choice)
        self.form.save_requested.connect(self.save_requested)
        self.form.cancel_requested.connect(self.cancel_requested)


def _make_table() -> QTableWidget:
    table = QTableWidget(0, len(words.COLUMNS))
    table.setAccessibleName(words.LIST)
    table.setHorizontalHeaderLabels(list(words.COLUMNS))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(44)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setHighlightSections(False)
    header.setMinimumSectionSize(110)
    return table
