"""The card of the first run."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from skinlax_desktop.text.screens import sign_in as words
from skinlax_desktop.ui.parts.form_card import add_field, centre_card, make_passphrase_field, show_message
from skinlax_desktop.ui.parts.labels import make_button, make_label, make_panel
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TextRole, space

_ROLES = {"none": TextRole.MUTED, "weak": TextRole.WARNING, "fair": TextRole.MUTED, "strong": TextRole.BODY}


class FirstRunScreen(Screen):
    """Name, passphrase twice, and a way to look around first."""

    step = Step.FIRST_RUN
    create_requested = Signal(str, str, str)
    passphrase_edited = Signal(str)
    phantom_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = words.FIRST_TITLE
        self.user = QLineEdit()
        self.passphrase, self.again = make_passphrase_field(), make_passphrase_field()
        self._hint = make_label(words.STRENGTH["none"], TextRole.MUTED, wrap=True)
        self._problem = make_label(role=TextRole.ERROR, wrap=True)
        self.create_button = make_button(words.CREATE, self._ask, kind="primary")
        self.phantom_button = make_button(words.TRY_PHANTOM, self.phantom_requested.emit)
        self._build()

    def entered(self) -> None:
        """Begin at the name."""
        self.user.setFocus()

    def left(self) -> None:
        """Forget what was typed."""
        for field in (self.passphrase, self.again):
            field.clear()

    def show_hint(self, strength: str, sentence: str) -> None:
        """How strong the passphrase is."""
        show_message(self._hint, sentence, _ROLES[strength])

    def show_problem(self, sentence: str) -> None:
        """Why it does not go on."""
        self._problem.setText(sentence)

    def show_busy(self, *, busy: bool) -> None:
        """The record is being set up."""
        for widget in (self.user, self.passphrase, self.again, self.create_button, self.phantom_button):
            widget.setEnabled(not busy)
        self.create_button.setText(words.CREATING if busy else words.CREATE)

    def _ask(self) -> None:
        self.create_requested.emit(self.user.text(), self.passphrase.text(), self.again.text())

    def _build(self) -> None:
        layout = centre_card(self)
        layout.addWidget(make_label(words.FIRST_TITLE, TextRole.TITLE))
        layout.addWidget(make_label(words.FIRST_SENTENCE, TextRole.MUTED, wrap=True))
        add_field(layout, words.USER, self.user)
        add_field(layout, words.PASSPHRASE, self.passphrase)
        layout.addWidget(self._hint)
        add_field(layout, words.AGAIN, self.again)
        layout.addWidget(self._problem)
        layout.addWidget(self.create_button)
        layout.addWidget(make_label(words.NO_WAY_BACK, TextRole.CAPTION, wrap=True))
        line = make_panel("line")
        line.setFixedHeight(1)
        layout.addSpacing(space(2))
        layout.addWidget(line)
        layout.addSpacing(space(1))
        layout.addWidget(make_label(words.PHANTOM_SENTENCE, TextRole.MUTED, wrap=True))
        layout.addWidget(self.phantom_button)
        self.passphrase.textEdited.connect(self.passphrase_edited)
        self.user.returnPressed.connect(self.passphrase.setFocus)
        self.passphrase.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._ask)
