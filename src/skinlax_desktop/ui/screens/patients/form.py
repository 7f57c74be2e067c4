"""The form of a patient, beside the list."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from skinlax_desktop.text.screens import patients as words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.patients.presenter import PatientForm
from skinlax_desktop.ui.theme import TextRole, space

_TYPES = ("I", "II", "III", "IV", "V", "VI")


class PatientFormPanel(QFrame):
    """Fields of a patient; `save_requested` carries a `PatientForm`."""

    save_requested = Signal(object)
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setFixedWidth(400)
        self.title = make_label(role=TextRole.TITLE)
        self.problem = make_label(role=TextRole.ERROR, wrap=True)
        self.family_name, self.given_name = QLineEdit(), QLineEdit()
        self.birth_date, self.record_number = QLineEdit(), QLineEdit()
        self.birth_date.setPlaceholderText("1964-05-31")
        self.sex, self.fitzpatrick, self.monk = QComboBox(), QComboBox(), QComboBox()
        self.notes = QPlainTextEdit()
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(76)
        self.save = make_button(words.SAVE, self._ask, kind="primary")
        self.cancel = make_button(words.CANCEL, self.cancel_requested.emit)
        for value, word in words.SEXES:
            self.sex.addItem(word, value)
        self.fitzpatrick.addItem(words.UNKNOWN, "")
        self.monk.addItem(words.UNKNOWN, 0)
        for skin_type in _TYPES:
            self.fitzpatrick.addItem(skin_type, skin_type)
        for tone in range(1, 11):
            self.monk.addItem(str(tone), tone)
        self._build()

    def fill(self, title: str, form: PatientForm) -> None:
        """Show a form and wait for the first field."""
        self.title.setText(title)
        self.family_name.setText(form.family_name)
        self.given_name.setText(form.given_name)
        self.birth_date.setText(form.birth_date)
        self.record_number.setText(form.record_number)
        for box, value in ((self.sex, form.sex), (self.fitzpatrick, form.fitzpatrick), (self.monk, form.monk)):
            box.setCurrentIndex(max(0, box.findData(value)))
        self.notes.setPlainText(form.notes)
        self.show()
        self.family_name.setFocus()

    def read(self) -> PatientForm:
        """What the fields say."""
        return PatientForm(
            family_name=self.family_name.text(),
            given_name=self.given_name.text(),
            birth_date=self.birth_date.text(),
            sex=self.sex.currentData(),
            record_number=self.record_number.text(),
            fitzpatrick=self.fitzpatrick.currentData(),
            monk=self.monk.currentData(),
            notes=self.notes.toPlainText(),
        )

    def _ask(self) -> None:
        self.save_requested.emit(self.read())

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(6), space(6), space(6), space(6))
        layout.setSpacing(space(3))
        layout.addWidget(self.title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(1))
        fields: tuple[tuple[str, QWidget, int, int, int], ...] = (
            (words.FAMILY_NAME, self.family_name, 0, 0, 2),
            (words.GIVEN_NAME, self.given_name, 2, 0, 2),
            (words.BIRTH_DATE, self.birth_date, 4, 0, 1),
            (words.SEX, self.sex, 4, 1, 1),
            (words.RECORD_NUMBER, self.record_number, 6, 0, 2),
            (words.FITZPATRICK, self.fitzpatrick, 8, 0, 1),
            (words.MONK, self.monk, 8, 1, 1),
            (words.NOTES, self.notes, 10, 0, 2),
        )
        for label, field, row, column, span in fields:
            caption = make_label(label, TextRole.CAPTION)
            caption.setBuddy(field)
            field.setAccessibleName(label)
            grid.addWidget(caption, row, column, 1, span)
            grid.addWidget(field, row + 1, column, 1, span)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        layout.addLayout(grid)
        layout.addWidget(self.problem)
        layout.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self.cancel)
        layout.addLayout(buttons)
        for field in (self.family_name, self.given_name, self.birth_date, self.record_number):
            field.returnPressed.connect(self._ask)
