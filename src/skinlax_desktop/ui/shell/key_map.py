"""The key map that F1 lays over the screen."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from skinlax_desktop.text.language import translate
from skinlax_desktop.text.screens import shell as words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.theme import TextRole, space


def key_words(spec: ActionSpec) -> str:
    """The keys of an action as the keyboard names them."""
    return "  ".join(QKeySequence.fromString(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys)


class KeyMap(QFrame):
    """Which key does what, here and everywhere; Escape or F1 takes it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "window")
        self.setAccessibleName(words.KEYS_TITLE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._body = QWidget()
        self._columns = QHBoxLayout()
        self._columns.setSpacing(space(16))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space(12), space(10), space(12), space(8))
        outer.setSpacing(space(6))
        outer.addLayout(self._columns)
        outer.addStretch(1)
        close = make_button(words.CLOSE, self.hide, icon="close")
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_keys(self, title: str, here: Sequence[ActionSpec], everywhere: Sequence[ActionSpec]) -> None:
        """Fill in both lists and come to the front."""
        while (item := self._columns.takeAt(0)) is not None:
            if (column := item.widget()) is not None:
                column.setParent(None)
                column.deleteLater()
        if here:
            self._columns.addWidget(self._list(f"{words.KEYS_TITLE}: {title}", here))
        self._columns.addWidget(self._list(words.KEYS_EVERYWHERE, everywhere))
        self._columns.addStretch(1)
        self.show()
        self.raise_()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Escape is ours while we are in front, although the screen behind may mean something by it."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape takes it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _list(title: str, specs: Sequence[ActionSpec]) -> QWidget:
        column = QWidget()
        grid = QGridLayout(column)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(6))
        grid.setVerticalSpacing(space(3))
        grid.addWidget(make_label(title, TextRole.TITLE), 0, 0, 1, 2)
        for row, spec in enumerate(specs, start=1):
            key: QLabel = make_label(key_words(spec), TextRole.STRONG)
            grid.addWidget(key, row, 0)
            grid.addWidget(make_label(translate(spec.label)), row, 1)
        grid.setRowStretch(len(specs) + 1, 1)
        grid.setColumnStretch(1, 1)
        return column
