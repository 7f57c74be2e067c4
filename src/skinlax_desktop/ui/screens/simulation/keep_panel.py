"""Keeping, the kept ones, and that the patient saw it."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.patient_words import format_moment
from skinlax_desktop.ui.screens.simulation.state import KeptRow, SimulationState
from skinlax_desktop.ui.theme import TextRole, space


class KeepPanel(QFrame):
    """Passive; the one primary action is to keep, and once kept, to sign."""

    keep_requested = Signal()
    sign_requested = Signal(str)
    kept_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.keep = make_button(words.KEEP, self.keep_requested.emit, kind="primary", hint=f"{words.KEEP} (K)")
        self.kept = QComboBox()
        self.seen_by = QLineEdit(words.SEEN_DEFAULT)
        self.sign = make_button(words.SIGN, lambda: self.sign_requested.emit(self.seen_by.text()), kind="primary")
        self.seen = make_label("", TextRole.CAPTION, wrap=True)
        self._statement = make_label(words.SIGN_STATEMENT, TextRole.CAPTION, wrap=True)
        self._caption = make_label(words.SEEN_BY, TextRole.MUTED)
        self._rows: tuple[KeptRow, ...] | None = None
        self._build()

    def show_state(self, state: SimulationState) -> None:
        """Show what is kept, and what may be done."""
        if state.kept != self._rows:
            self._rows = state.kept
            with QSignalBlocker(self.kept):
                self.kept.clear()
                self.kept.addItem(words.KEPT_TITLE if state.kept else words.NONE_KEPT, "")
                for row in state.kept:
                    self.kept.addItem(row.label, row.id)
        shown = state.opened or state.current
        with QSignalBlocker(self.kept):
            self.kept.setCurrentIndex(max(0, self.kept.findData(shown)))
        self.kept.setEnabled(bool(state.kept))
        chosen = next((one for one in state.kept if one.id == shown), None)
        self.keep.setVisible(chosen is None)
        self.keep.setEnabled(state.can_keep)
        unsigned = chosen is not None and chosen.seen is None
        for widget in (self.seen_by, self.sign, self._statement, self._caption):
            widget.setVisible(unsigned)
        seen = chosen.seen if chosen is not None else None
        self.seen.setVisible(seen is not None)
        if seen is not None:
            said = words.seen_words(seen.seen_by, format_moment(seen.seen_at), seen.recorded_by)
            self.seen.setText(f"✓ {said}")
            self.seen.setToolTip(words.bound_words(seen.statement, seen.shown_sha256))

    def _build(self) -> None:
        self.kept.setAccessibleName(words.KEPT_TITLE)
        self.kept.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kept.setMinimumContentsLength(10)
        self.seen_by.setAccessibleName(words.SEEN_BY)
        self._caption.setBuddy(self.seen_by)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self.kept)
        row = QHBoxLayout()
        row.addWidget(self._caption)
        row.addWidget(self.seen_by, 1)
        column.addWidget(self._statement)
        column.addLayout(row)
        column.addWidget(self.seen)
        column.addWidget(self.keep)
        column.addWidget(self.sign)
        self.kept.activated.connect(lambda _row: self._choose())

    def _choose(self) -> None:
        if self.kept.currentData():
            self.kept_chosen.emit(str(self.kept.currentData()))
