"""The part of the drawer about other light: which modes are taken along, and the check of the light."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.text.screens import light as words
from skinlax_desktop.ui.parts.buttons import CheckBox
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.theme import TextRole, space


class LightPanel(QWidget):
    """Shows only the modes that the ring has; without any, the choice is not there."""

    check_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, space(2), 0, 0)
        layout.setSpacing(0)
        self._caption = make_label(words.ALSO_TAKE, TextRole.MUTED)
        layout.addWidget(self._caption)
        self.boxes = {mode: self._make_box(mode) for mode in LightMode if mode is not LightMode.PLAIN}
        for box in self.boxes.values():
            layout.addWidget(box)
        self.check = make_button(words.CHECK_LIGHT, self.check_requested.emit)
        layout.addSpacing(space(1))
        layout.addWidget(self.check)
        self.result = make_label(role=TextRole.CAPTION, wrap=True)
        layout.addWidget(self.result)
        self.show_available(())

    @property
    def chosen(self) -> tuple[LightMode, ...]:
        """The modes wanted and there."""
        return tuple(mode for mode, box in self.boxes.items() if box.isChecked() and not box.isHidden())

    def show_available(self, modes: tuple[LightMode, ...]) -> None:
        """The modes that the ring has."""
        for mode, box in self.boxes.items():
            box.setVisible(mode in modes)
        self._caption.setVisible(bool(modes))

    def show_busy(self, busy: bool) -> None:
        """While a series or a check goes on no other begins."""
        self.check.setEnabled(not busy)

    def show_result(self, sentence: str) -> None:
        """What came of it."""
        self.result.setText(sentence)
        self.result.setVisible(bool(sentence))

    def _make_box(self, mode: LightMode) -> CheckBox:
        box = CheckBox(words.MODE_LABELS[mode])
        box.setAccessibleName(words.MODE_LABELS[mode])
        return box
