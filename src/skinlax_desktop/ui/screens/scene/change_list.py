"""What changed since the earlier visit: first what was shown, then what cannot be told from noise."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from skinlax_desktop.domain.measure_change import MeasureChange
from skinlax_desktop.text.face_change import change_lines, in_reading_order
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.parts.labels import make_label
from skinlax_desktop.ui.screens.scene.lined_list import LinedList
from skinlax_desktop.ui.theme import TextRole, space


class ChangeList(QWidget):
    """Passive."""

    def __init__(self) -> None:
        super().__init__()
        self.list = LinedList(words.CHANGES_NAME)
        self._empty = make_label(words.NO_CHANGES, TextRole.MUTED, wrap=True)
        self._rows: tuple[MeasureChange, ...] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        column.addStretch()

    def show_changes(self, rows: tuple[MeasureChange, ...]) -> None:
        """Show what changed."""
        if rows == self._rows:
            return
        self._rows = rows
        self.list.show_lines([change_lines(row) for row in in_reading_order(rows)])
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
