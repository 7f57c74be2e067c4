"""The list of marks on the face and of pictures in the report."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.text.surface_values import counts_from, value_words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.scene.lined_list import LinedList, Lines
from skinlax_desktop.ui.screens.scene.state import MarkRow
from skinlax_desktop.ui.theme import TextRole, space

_OFF_MM = 1.0


def lines_of(row: MarkRow) -> Lines:
    """Title, value and remark of a mark."""
    if row.is_picture or row.kind is None:
        return words.PICTURE_ROW, row.text, ""
    value = words.MEASURING if row.is_measuring else value_words(row.value) if row.value is not None else ""
    remarks = [counts_from(row.value)] if row.value is not None else []
    if row.off_mm > _OFF_MM:
        remarks.append(words.OFF_SURFACE.format(distance=f"{row.off_mm:.0f}"))
    title = words.TOOL_NAMES[row.kind]
    head = f"{title}: {row.text}" if row.text and value else title
    return head, value or row.text, ", ".join(part for part in remarks if part)


class MarkList(QWidget):
    """Passive; up and down choose, Delete erases."""

    chosen = Signal(str)
    erase_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = LinedList(words.MARKS_NAME)
        self._empty = make_label(words.NO_MARKS, TextRole.MUTED, wrap=True)
        self.erase: QPushButton = make_button(words.ERASE, self.erase_requested.emit, kind="quiet", icon="delete")
        self.erase.setToolTip(f"{words.ERASE} (Del)")
        self._rows: tuple[MarkRow, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        column.addWidget(self.erase)
        self.list.currentRowChanged.connect(self._choose)

    def show_rows(self, rows: tuple[MarkRow, ...], chosen: str) -> None:
        """Show the marks, one of them chosen."""
        self.list.blockSignals(True)
        if rows != self._rows:
            self._rows = rows
            self.list.show_lines([lines_of(row) for row in rows])
        ids = [row.id for row in rows]
        self.list.setCurrentRow(ids.index(chosen) if chosen in ids else -1)
        self.list.blockSignals(False)
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.erase.setEnabled(chosen in ids)

    def _choose(self, number: int) -> None:
        self.chosen.emit(self._rows[number].id if 0 <= number < len(self._rows) else "")
