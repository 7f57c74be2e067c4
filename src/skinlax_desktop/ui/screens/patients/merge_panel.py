"""Merging, beside the list: both entries, what happens, and the one button that does it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import tidying as words
from skinlax_desktop.ui.parts.labels import make_button, make_label, make_panel
from skinlax_desktop.ui.screens.patients.merge import MergeShown
from skinlax_desktop.ui.theme import TextRole, space


class MergePanel(QFrame):
    """Passive: shows both entries, tells what was asked for."""

    swap_requested = Signal()
    confirm_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAccessibleName(words.MERGE_TITLE)
        self.setFixedWidth(400)
        self.kept = make_label(role=TextRole.STRONG, wrap=True)
        self.absorbed = make_label(role=TextRole.STRONG, wrap=True)
        self.problem = make_label(role=TextRole.ERROR, wrap=True)
        self.swap = make_button(words.SWAP, self.swap_requested.emit, kind="quiet")
        self.confirm = make_button(words.MERGE_NOW, self.confirm_requested.emit, kind="primary")
        self.cancel = make_button(words.CANCEL, self.cancel_requested.emit, hint="Esc")
        self._build()

    def show_merge(self, shown: MergeShown) -> None:
        """Both entries."""
        is_ready = bool(shown.absorbed) and not shown.busy
        self.kept.setText(shown.kept)
        self.absorbed.setText(shown.absorbed or words.CHOOSE_OTHER)
        self.problem.setText(shown.problem)
        self.problem.setVisible(bool(shown.problem))
        self.swap.setEnabled(is_ready)
        self.confirm.setEnabled(is_ready)
        self.confirm.setText(words.WORKING if shown.busy else words.MERGE_NOW)
        self.cancel.setEnabled(not shown.busy)
        self.show()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(6), space(6), space(6), space(6))
        layout.setSpacing(space(3))
        layout.addWidget(make_label(words.MERGE_TITLE, TextRole.TITLE))
        for caption, label in ((words.KEPT, self.kept), (words.ABSORBED, self.absorbed)):
            card = make_panel("raised")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(space(4), space(3), space(4), space(3))
            inside.addWidget(make_label(caption, TextRole.CAPTION))
            inside.addWidget(label)
            layout.addWidget(card)
        layout.addWidget(self.swap)
        layout.addWidget(make_label(words.MERGE_WARNING, TextRole.MUTED, wrap=True))
        layout.addWidget(self.problem)
        layout.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.confirm, 1)
        buttons.addWidget(self.cancel)
        layout.addLayout(buttons)
