"""The row above the pictures: how they are shown, what is moved, which outcome, and what leaves the record."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.text.simulation import NO_VISIBLE_CHANGE, outcome_label
from skinlax_desktop.ui.parts.labels import make_button
from skinlax_desktop.ui.parts.tool_button import ActionBar, make_tool_line
from skinlax_desktop.ui.screens.simulation.state import Layout, Material, SimulationState
from skinlax_desktop.ui.theme import space

LAYOUT_KEYS: Final = {
    Layout.OUTCOMES: "O",
    Layout.SIDE: "D",
    Layout.WIPE: "W",
    Layout.BLEND: "B",
    Layout.ALTERNATIVES: "A",
    Layout.POSTURES: "G",
}
LAYOUT_ICONS: Final = {
    Layout.OUTCOMES: "three_faces",
    Layout.SIDE: "side_by_side",
    Layout.WIPE: "wipe",
    Layout.BLEND: "blend",
    Layout.ALTERNATIVES: "alternatives",
    Layout.POSTURES: "postures",
}


class ToolBar(ActionBar):
    """Passive; each press is an action of the screen's table, but for the outcomes, which stand by name."""

    outcome_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "window")
        self.layouts: dict[Layout, QPushButton] = {}
        self.outcomes: dict[Outcome, QPushButton] = {}
        self.material = self.action_button("material", words.ACTION_LABELS["material"], "X", "photo", checkable=True)
        self.clip = self.action_button("clip", words.EXPORT_CLIP, "Ctrl+E", "clip", hint=words.EXPORT_HINT)
        self.save = self.action_button("save_picture", words.ACTION_LABELS["save_picture"], "Ctrl+S", "save")
        self._build()

    def show_state(self, state: SimulationState) -> None:
        """Show a state."""
        self.layouts[state.layout].setChecked(True)
        self.outcomes[state.outcome].setChecked(True)
        self.material.setChecked(state.material is Material.PHOTO)
        one = state.layout not in (Layout.OUTCOMES, Layout.POSTURES) and not state.opened
        for outcome, button in self.outcomes.items():
            button.setEnabled(state.ready and one)
            label = outcome_label(outcome.value)
            seen = outcome in state.visible or not state.numbers
            button.setToolTip(label if seen else f"{label}: {NO_VISIBLE_CHANGE}")
        for button in (*self.layouts.values(), self.material, self.save):
            button.setEnabled(state.ready)
        self.clip.setEnabled(state.can_export)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(space(1), space(1), space(1), space(1))
        row.setSpacing(space(1))
        layouts, outcomes = QButtonGroup(self), QButtonGroup(self)
        for layout, icon in LAYOUT_ICONS.items():
            name, key = words.LAYOUT_NAMES[layout], LAYOUT_KEYS[layout]
            button = self.action_button(f"layout_{layout}", name, key, icon, checkable=True)
            layouts.addButton(button)
            self.layouts[layout] = button
            row.addWidget(button)
        row.addWidget(make_tool_line())
        row.addWidget(self.material)
        row.addWidget(make_tool_line())
        for outcome in Outcome:
            chosen = make_button(
                outcome_label(outcome.value),
                partial(self.outcome_chosen.emit, outcome),
                kind="quiet",
                name=f"{words.OUTCOMES}: {outcome_label(outcome.value)}",
            )
            chosen.setCheckable(True)
            outcomes.addButton(chosen)
            self.outcomes[outcome] = chosen
            row.addWidget(chosen)
        row.addStretch(1)
        row.addWidget(self.clip)
        row.addWidget(self.save)
