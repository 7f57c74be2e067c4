"""The comparison with an earlier visit: choose it, then every zone's change, and whose it is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from skinlax_desktop.text import comparison as words
from skinlax_desktop.ui.parts.labels import make_label
from skinlax_desktop.ui.screens.review.change_row import ChangeRow
from skinlax_desktop.ui.screens.review.comparison import ComparisonState
from skinlax_desktop.ui.theme import TextRole, space
from skinlax_desktop.workflows.visit_comparison import ZoneChange


class ComparisonPanel(QWidget):
    """Passive: shows a state, tells what was asked for."""

    visit_chosen = Signal(str)
    zone_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(words.TITLE)
        self.choice = QComboBox()
        self.choice.setAccessibleName(words.CHOOSE)
        self.sentence = make_label("", wrap=True)
        self._legend = make_label(words.LEGEND, TextRole.CAPTION, wrap=True)
        self._list = QScrollArea()
        self.rows: tuple[ChangeRow, ...] = ()
        self._changes: tuple[ZoneChange, ...] = ()
        self._ids: tuple[str, ...] = ()
        self._build()

    def show_comparison(self, state: ComparisonState) -> None:
        """Show a state."""
        ids = tuple(str(choice.id) for choice in state.choices)
        if ids != self._ids:
            self._ids = ids
            self.choice.clear()
            for choice in state.choices:
                self.choice.addItem(choice.label)
        self.choice.setEnabled(bool(ids))
        if state.chosen is not None and str(state.chosen) in ids:
            self.choice.setCurrentIndex(ids.index(str(state.chosen)))
        self.sentence.setText(state.sentence)
        self.sentence.setVisible(bool(state.sentence))
        self._legend.setVisible(bool(state.changes))
        if state.changes != self._changes:
            self._fill(state.changes)
        for row in self.rows:
            row.show_selected(state.selected)

    def _fill(self, changes: tuple[ZoneChange, ...]) -> None:
        self._changes = changes
        most = max((abs(change.change) for change in changes if change.change is not None), default=0.0)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, space(1), 0)
        column.setSpacing(2)
        rows = []
        for change in changes:
            row = ChangeRow(change, most)
            row.chosen.connect(self.zone_chosen)
            column.addWidget(row)
            rows.append(row)
        column.addStretch(1)
        self.rows = tuple(rows)
        self._list.setWidget(inside)

    def _build(self) -> None:
        caption = make_label(words.CHOOSE, TextRole.CAPTION)
        caption.setBuddy(self.choice)
        top = QHBoxLayout()
        top.addWidget(caption)
        top.addWidget(self.choice, 1)
        self._list.setAccessibleName(words.LIST)
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.choice.activated.connect(lambda index: self.visit_chosen.emit(self._ids[index]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addLayout(top)
        column.addWidget(self._list, 1)
        column.addWidget(self.sentence)
        column.addWidget(self._legend)
