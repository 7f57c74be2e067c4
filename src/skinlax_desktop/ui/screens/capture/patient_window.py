"""A second window for the patient: mirrored, large, one friendly sentence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.ui.parts.labels import make_label
from skinlax_desktop.ui.screens.capture.live_picture import LivePicture
from skinlax_desktop.ui.screens.capture.shown import CaptureShown
from skinlax_desktop.ui.theme import TextRole, space


class PatientWindow(QWidget):
    """What the patient sees: themselves as in a mirror, where the head belongs, and what to do."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle(words.PATIENT_WINDOW)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setProperty("surface", "surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(900, 1200)
        self.live = LivePicture(mirrored=True)
        self.sentence = make_label(role=TextRole.SENTENCE, wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMinimumHeight(120)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space(6), space(6), space(6), space(6))
        self._column.addWidget(self.live, 1)
        self._column.addWidget(self.sentence)

    def add_below(self, widget: QWidget) -> None:
        """Something more under the sentence."""
        self._column.addWidget(widget)

    def show_state(self, shown: CaptureShown) -> None:
        """The same guidance as the operator's, in the same words."""
        self.sentence.setText(shown.sentence if shown.problem is None else "")
        self.live.show_state(shown)
