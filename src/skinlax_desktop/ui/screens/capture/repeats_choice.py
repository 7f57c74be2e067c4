"""How often each view is taken: once, twice or three times."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from skinlax_desktop.text.screens import baseline as words
from skinlax_desktop.ui.parts.labels import make_label
from skinlax_desktop.ui.theme import TextRole, space

MOST_REPEATS: Final = 3


class RepeatsChoice(QWidget):
    """`chosen` carries the number."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QComboBox()
        self.box.addItems([str(number) for number in range(1, MOST_REPEATS + 1)])
        self.box.setAccessibleName(words.REPEATS)
        self.box.setFixedWidth(space(20))
        caption = make_label(words.REPEATS, TextRole.MUTED)
        caption.setBuddy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(caption, 1)
        row.addWidget(self.box)
        self.box.activated.connect(lambda index: self.chosen.emit(index + 1))

    def show_repeats(self, repeats: int) -> None:
        """What holds now."""
        self.box.setCurrentIndex(min(max(repeats, 1), MOST_REPEATS) - 1)
