"""What stands in place of the list when nobody is on it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import patients as words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.theme import TextRole, current_palette, load_pixmap, space

_ICON_PX = 72


class NobodyListed(QWidget):
    """An icon, a sentence, and in an empty clinic the one thing to do."""

    new_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self.title = make_label(role=TextRole.TITLE)
        self.sentence = make_label(role=TextRole.MUTED)
        self.add_button = make_button(words.ADD_FIRST, self.new_requested.emit, kind="primary", hint="Ctrl+N")
        column = QVBoxLayout(self)
        column.setSpacing(space(3))
        column.addStretch(2)
        for widget in (self._icon, self.title, self.sentence):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(space(3))
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_sentence(self, sentence: str, *, is_first: bool) -> None:
        """Why nobody is listed; `is_first`: because nobody is in the record yet."""
        icon = "patients" if is_first else "search"
        self._icon.setPixmap(load_pixmap(icon, _ICON_PX, current_palette().outline, scale=self.devicePixelRatioF()))
        self.title.setText(words.EMPTY_TITLE if is_first else sentence)
        self.sentence.setText(sentence)
        self.sentence.setVisible(is_first)
