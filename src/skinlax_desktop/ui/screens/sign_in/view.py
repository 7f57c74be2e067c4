"""The card of the sign-in."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from skinlax_desktop.text.screens import sign_in as words
from skinlax_desktop.ui.parts.form_card import add_field, centre_card, make_passphrase_field
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TextRole, space


class SignInScreen(Screen):
    """Name and passphrase."""

    step = Step.SIGN_IN
    open_requested = Signal(str, str)
    phantom_requested = Signal()
    was_entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = words.TITLE
        self.user = QComboBox()
        self.user.setEditable(True)
        self.user.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.passphrase = make_passphrase_field()
        self._problem = make_label(role=TextRole.ERROR, wrap=True)
        self.open_button = make_button(words.OPEN, self._ask, kind="primary")
        self.phantom_button = make_button(words.TRY_PHANTOM, self.phantom_requested.emit, kind="quiet")
        self._build()

    def entered(self) -> None:
        """Show who may open the record, and wait for the passphrase."""
        self.was_entered.emit()
        self.passphrase.setFocus()

    def left(self) -> None:
        """Forget what was typed."""
        self.passphrase.clear()

    def show_users(self, users: Sequence[str]) -> None:
        """Who may open the record."""
        chosen = self.user.currentText()
        self.user.clear()
        self.user.addItems(list(users))
        if chosen in users:
            self.user.setCurrentText(chosen)

    def show_problem(self, sentence: str) -> None:
        """Why the record did not open."""
        self._problem.setText(sentence)

    def show_busy(self, *, busy: bool) -> None:
        """The record is being opened."""
        for widget in (self.user, self.passphrase, self.open_button, self.phantom_button):
            widget.setEnabled(not busy)
        self.open_button.setText(words.OPENING if busy else words.OPEN)

    def clear_passphrase(self) -> None:
        """Ready for another try."""
        self.passphrase.clear()
        self.passphrase.setFocus()

    def _ask(self) -> None:
        self.open_requested.emit(self.user.currentText(), self.passphrase.text())

    def _build(self) -> None:
        layout = centre_card(self)
        layout.addWidget(make_label(words.TITLE, TextRole.TITLE))
        layout.addWidget(make_label(words.RECORD_STAYS_HERE, TextRole.MUTED, wrap=True))
        add_field(layout, words.USER, self.user)
        add_field(layout, words.PASSPHRASE, self.passphrase)
        layout.addWidget(self._problem)
        layout.addWidget(self.open_button)
        layout.addSpacing(space(2))
        layout.addWidget(self.phantom_button)
        self.passphrase.returnPressed.connect(self._ask)
