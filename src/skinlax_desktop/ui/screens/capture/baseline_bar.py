"""The bar under the live picture at a later visit: match score, whose date it is, and how the ghost is shown."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QSlider, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import baseline as words
from skinlax_desktop.ui.parts.buttons import CheckBox
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.capture.baseline_shown import BaselineShown
from skinlax_desktop.ui.screens.capture.ghost_layer import GhostMode
from skinlax_desktop.ui.theme import TextRole, space

_FIRST_PERCENT: Final = 60


class BaselineBar(QWidget):
    """Passive but for the ghost's look, which is nobody else's business: `look_changed(mode, opacity, on)`."""

    look_changed = Signal(object, float, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(words.BAR)
        self._shown = BaselineShown()
        self.score = make_label(role=TextRole.TITLE)
        self.score.setMinimumWidth(space(26))
        self.headline = make_label(role=TextRole.CAPTION)
        # Long words give way to the controls beside them.
        self.headline.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.warning = make_label(role=TextRole.WARNING, wrap=True)
        self.ghost = CheckBox(words.GHOST)
        self.ghost.setAccessibleName(words.GHOST)
        self.ghost.setToolTip(words.GHOST_HINT)
        self.ghost.setChecked(True)
        self.modes: dict[GhostMode, QPushButton] = {}
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setPageStep(10)
        self.opacity.setValue(_FIRST_PERCENT)
        self.opacity.setFixedWidth(space(24))
        self.opacity.setAccessibleName(words.GHOST_OPACITY)
        self.opacity.setToolTip(words.GHOST_OPACITY)
        self._build()
        self.hide()

    @property
    def mode(self) -> GhostMode:
        """Which way is chosen."""
        return next((mode for mode, button in self.modes.items() if button.isChecked()), GhostMode.EDGES)

    def show_baseline(self, shown: BaselineShown) -> None:
        """Another state; cheap when nothing changed."""
        if shown == self._shown:
            return
        before, self._shown = self._shown, shown
        self.setVisible(shown.visible)
        self.score.setText(shown.score)
        self.score.setVisible(bool(shown.score))
        self.headline.setText(shown.headline)
        self.headline.setVisible(bool(shown.headline))
        self.headline.setToolTip(shown.headline)
        if shown.parts != before.parts:
            self.score.setToolTip(shown.parts)
            self.score.setAccessibleDescription(shown.parts)
        self.warning.setText(shown.warning)
        self.warning.setVisible(bool(shown.warning))
        for control in (self.ghost, *self.modes.values(), self.opacity):
            control.setVisible(shown.has_ghost)

    def next_mode(self) -> None:
        """The key that goes through the ways of showing it."""
        ways = list(self.modes)
        self.modes[ways[(ways.index(self.mode) + 1) % len(ways)]].click()

    def _tell(self) -> None:
        on = self.ghost.isChecked()
        for control in (*self.modes.values(), self.opacity):
            control.setEnabled(on)
        self.look_changed.emit(self.mode, self.opacity.value() / 100.0, on)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        row.addWidget(self.score)
        row.addWidget(self.headline, 1)
        row.addWidget(self.ghost)
        group = QButtonGroup(self)
        for mode in GhostMode:
            button = make_button(
                words.GHOST_MODES[mode],
                self._tell,
                kind="quiet",
                name=f"{words.GHOST}: {words.GHOST_MODES[mode]}",
                hint=words.GHOST_MODE_HINT,
            )
            button.setCheckable(True)
            group.addButton(button)
            self.modes[mode] = button
            row.addWidget(button)
        self.modes[GhostMode.EDGES].setChecked(True)
        row.addWidget(self.opacity)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), 0, space(3), space(1))
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.warning)
        self.warning.hide()
        self.ghost.toggled.connect(self._tell)
        self.opacity.valueChanged.connect(self._tell)
