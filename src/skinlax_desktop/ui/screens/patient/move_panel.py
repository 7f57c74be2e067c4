"""Moving a picture, beside the timeline: which one, to whom, to which visit; then what was done, with undo."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import tidying as words
from skinlax_desktop.ui.parts.form_card import add_field
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.patient.move import Choice, MoveShown
from skinlax_desktop.ui.theme import TextRole, space


class MovePanel(QFrame):
    """Passive: shows what can be chosen, tells what was."""

    picture_chosen = Signal(str)
    patient_sought = Signal(str)
    patient_chosen = Signal(str)
    visit_chosen = Signal(str)
    confirm_requested = Signal()
    undo_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAccessibleName(words.MOVE_TITLE)
        self.setFixedWidth(420)
        self.source = make_label(role=TextRole.MUTED, wrap=True)
        self.pictures, self.patients, self.visits = (_make_box() for _ in range(3))
        self.search = QLineEdit()
        self.problem = make_label(role=TextRole.WARNING, wrap=True)
        self.done = make_label(role=TextRole.BODY, wrap=True)
        self.confirm = make_button(words.MOVE_NOW, self.confirm_requested.emit, kind="primary")
        self.undo = make_button(words.UNDO, self.undo_requested.emit, icon="undo")
        self.cancel = make_button(words.CANCEL, self.cancel_requested.emit, hint="Esc")
        self._choosing = QWidget()
        self._build()

    def show_move(self, shown: MoveShown) -> None:
        """What can be chosen, or what was done."""
        self.source.setText(shown.title)
        for box, choices, chosen in (
            (self.pictures, shown.pictures, shown.picture),
            (self.patients, shown.patients, shown.patient),
            (self.visits, shown.visits, shown.visit),
        ):
            _fill(box, choices, chosen)
        for label, text in ((self.problem, shown.problem), (self.done, shown.done)):
            label.setText(text)
            label.setVisible(bool(text))
        self._choosing.setVisible(not shown.done)
        self._choosing.setEnabled(not shown.busy)
        self.confirm.setVisible(not shown.done)
        self.confirm.setEnabled(bool(shown.picture and shown.visit) and not shown.busy)
        self.undo.setVisible(shown.can_undo)
        self.undo.setEnabled(not shown.busy)
        self.cancel.setText(words.CLOSE if shown.done else words.CANCEL)
        self.cancel.setAccessibleName(self.cancel.text())
        self.cancel.setEnabled(not shown.busy)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(6), space(6), space(6), space(6))
        layout.setSpacing(space(3))
        layout.addWidget(make_label(words.MOVE_TITLE, TextRole.TITLE))
        layout.addWidget(self.source)
        fields = QVBoxLayout(self._choosing)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(space(1))
        self.search.setPlaceholderText(words.FIND_PATIENT)
        add_field(fields, words.PICTURE, self.pictures)
        add_field(fields, words.FIND_PATIENT, self.search)
        add_field(fields, words.TO_PATIENT, self.patients)
        add_field(fields, words.TO_VISIT, self.visits)
        fields.addSpacing(space(2))
        fields.addWidget(make_label(words.MOVE_WARNING, TextRole.MUTED, wrap=True))
        layout.addWidget(self._choosing)
        layout.addWidget(self.problem)
        layout.addWidget(self.done)
        layout.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.confirm, 1)
        buttons.addWidget(self.undo, 1)
        buttons.addWidget(self.cancel)
        layout.addLayout(buttons)
        self.search.textEdited.connect(self.patient_sought)
        for box, signal in (
            (self.pictures, self.picture_chosen),
            (self.patients, self.patient_chosen),
            (self.visits, self.visit_chosen),
        ):
            box.activated.connect(lambda _row, box=box, signal=signal: signal.emit(box.currentData()))


def _make_box() -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return box


def _fill(box: QComboBox, choices: tuple[Choice, ...], chosen: str) -> None:
    with QSignalBlocker(box):
        box.clear()
        for row, choice in enumerate(choices):
            box.addItem(choice.label, choice.id)
            box.setItemData(row, choice.label, Qt.ItemDataRole.ToolTipRole)
        box.setCurrentIndex(box.findData(chosen))
        box.setToolTip(box.currentText())
        box.setEnabled(bool(choices))
