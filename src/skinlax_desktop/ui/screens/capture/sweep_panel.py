"""The side of the capture screen while a sweep, or a second picture aside, is taken."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import sweep as words
from skinlax_desktop.ui.parts.labels import make_button, make_label, set_role
from skinlax_desktop.ui.screens.capture.sweep_arc import SweepArc
from skinlax_desktop.ui.screens.capture.sweep_bar import SweepBar
from skinlax_desktop.ui.screens.capture.sweep_shown import SweepShown
from skinlax_desktop.ui.theme import TextRole, space

_SENTENCE_HEIGHT_PX = 116


class SweepPanel(QFrame):
    """Arc, one sentence, one button; `bars` run under the live picture and in the patient's window."""

    go_on_requested = Signal()
    leave_requested = Signal()
    sector_requested = Signal(int)
    other_head_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.title = make_label(role=TextRole.TITLE, wrap=True)
        self.progress = make_label(role=TextRole.MUTED, wrap=True)
        self.arc = SweepArc()
        self.sentence = make_label(role=TextRole.SENTENCE, wrap=True)
        self.sentence.setMinimumHeight(_SENTENCE_HEIGHT_PX)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.details = make_label(role=TextRole.BODY, wrap=True)
        self.details.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.go_on_button = make_button(words.BEGIN, self.go_on_requested.emit, kind="primary")
        self.head_button = make_button(words.TO_CHIN_DOWN, self.other_head_requested.emit, kind="quiet", icon="retake")
        self.leave_button = make_button(words.LEAVE, self.leave_requested.emit, kind="quiet", icon="back")
        self.bar = SweepBar()
        self.mirrored_bar = SweepBar(mirrored=True)
        self.arc.sector_chosen.connect(self.sector_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(4))
        column.setSpacing(space(2))
        column.addWidget(self.title)
        column.addWidget(self.progress)
        column.addWidget(self.arc, 2)
        column.addWidget(self.sentence, 1)
        column.addWidget(self.details, 1)
        column.addSpacing(space(1))
        column.addWidget(self.go_on_button)
        column.addWidget(self.head_button)
        column.addWidget(self.leave_button)
        self.shown: SweepShown | None = None

    def show_state(self, shown: SweepShown) -> None:
        """Everything but the metronome."""
        if shown == self.shown:
            return
        self.shown = shown
        self.title.setText(shown.title)
        self.progress.setText(shown.progress)
        self.sentence.setText(shown.sentence)
        set_role(self.sentence, str(TextRole.SENTENCE))
        self.details.setText(shown.details)
        set_role(self.details, str(TextRole.WARNING if shown.is_fault and shown.details else TextRole.BODY))
        self.arc.show_state(shown)
        for bar in (self.bar, self.mirrored_bar):
            bar.show_state(shown)
        self.go_on_button.setText(f"{shown.button}     Space")
        self.go_on_button.setAccessibleName(shown.button)
        self.go_on_button.setEnabled(shown.can_press)
        self.head_button.setVisible(bool(shown.other_head))
        self.head_button.setText(shown.other_head)
        self.head_button.setAccessibleName(shown.other_head)
        self.head_button.setToolTip(f"{words.CHIN_DOWN_NOTE}  C")
        self.leave_button.setText(shown.leave)
        self.leave_button.setAccessibleName(shown.leave)
        self.leave_button.setToolTip(f"{shown.leave}  T")

    def show_metronome(self, yaw_deg: float | None) -> None:
        """Where the head should be."""
        for bar in (self.bar, self.mirrored_bar):
            bar.show_metronome(yaw_deg)
