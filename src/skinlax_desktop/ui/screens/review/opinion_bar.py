"""Agree or disagree with the selected zone; a disagreement asks for its reason in place."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from skinlax_desktop.domain.annotation import Judgement
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.theme import TextRole, space


class OpinionBar(QWidget):
    """Two buttons; below them the reasons, while one is asked for, or what was said."""

    agree_requested = Signal()
    disagree_requested = Signal()
    reason_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._agree = make_button(f"{words.AGREE}  A", self.agree_requested.emit, icon="agree", name=words.AGREE)
        self._disagree = make_button(
            f"{words.DISAGREE}  D", self.disagree_requested.emit, icon="disagree", name=words.DISAGREE
        )
        for button in (self._agree, self._disagree):
            button.setCheckable(True)
        self._said = make_label("", TextRole.CAPTION, wrap=True)
        self._reasons = QWidget()
        self._other = QLineEdit()
        self._build()

    def show_opinion(self, judgement: Judgement | None, *, asks_reason: bool, can_judge: bool) -> None:
        """Show what was said, or ask why."""
        agrees = judgement is not None and judgement.agrees
        self._agree.setChecked(agrees)
        self._disagree.setChecked(asks_reason or (judgement is not None and not agrees))
        for button in (self._agree, self._disagree):
            button.setEnabled(can_judge)
        if judgement is not None and not agrees:
            self._said.setText(words.DISAGREED.format(reason=judgement.reason))
        else:
            self._said.setText("")
        self._said.setVisible(bool(self._said.text()) and not asks_reason)
        if asks_reason and self._reasons.isHidden():
            self._other.clear()
            self._reasons.show()
            self._reasons.findChildren(type(self._agree))[0].setFocus()
        elif not asks_reason:
            self._reasons.hide()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        grid = QGridLayout(self._reasons)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(space(1))
        grid.addWidget(make_label(words.WHY, TextRole.STRONG), 0, 0, 1, 2)
        for number, reason in enumerate(words.REASONS):
            button = make_button(reason, partial(self.reason_given.emit, reason))
            grid.addWidget(button, 1 + number // 2, number % 2)
        self._other.setPlaceholderText(words.OTHER_REASON)
        self._other.setAccessibleName(words.OTHER_REASON)
        self._other.returnPressed.connect(lambda: self.reason_given.emit(self._other.text()))
        keep = make_button(words.KEEP, lambda: self.reason_given.emit(self._other.text()))
        typed = QHBoxLayout()
        typed.addWidget(self._other, 1)
        typed.addWidget(keep)
        grid.addLayout(typed, 3, 0, 1, 2)
        self._reasons.hide()
        column.addWidget(self._reasons)
        column.addWidget(self._said)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self._agree, 1)
        row.addWidget(self._disagree, 1)
        column.addLayout(row)
