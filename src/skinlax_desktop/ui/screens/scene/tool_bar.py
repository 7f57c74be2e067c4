"""The row above the face: tools, how it is shown, the earlier visit, pictures."""

from typing import Final

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton

from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.parts.tool_button import ActionBar, make_tool_line
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.screens.scene.state import SceneState, Tool
from skinlax_desktop.ui.theme import space

TOOL_KEYS: Final = {
    Tool.TURN: "V",
    Tool.NOTE: "T",
    Tool.OUTLINE: "O",
    Tool.TAPE: "M",
    Tool.SURFACE_TAPE: "U",
    Tool.ANGLE: "A",
    Tool.SECTION: "S",
}
MODE_KEYS: Final = {CompareMode.ONE: "G", CompareMode.SIDE: "D", CompareMode.WIPE: "W", CompareMode.BLINK: "H"}
TOOL_ICONS: Final = {
    Tool.TURN: "select",
    Tool.NOTE: "text",
    Tool.OUTLINE: "polygon",
    Tool.TAPE: "tape",
    Tool.SURFACE_TAPE: "tape_surface",
    Tool.ANGLE: "angle",
    Tool.SECTION: "section",
}
MODE_ICONS: Final = {
    CompareMode.ONE: "one_face",
    CompareMode.SIDE: "side_by_side",
    CompareMode.WIPE: "wipe",
    CompareMode.BLINK: "blink",
}


class ToolBar(ActionBar):
    """Passive: shows which tool and mode are in use; each press is an action of the screen's table."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "window")
        self.tools: dict[Tool, QPushButton] = {}
        self.modes: dict[CompareMode, QPushButton] = {}
        self._undo = self.action_button("undo", words.UNDO, "Ctrl+Z", "undo")
        self._redo = self.action_button("redo", words.REDO, "Ctrl+Shift+Z", "redo")
        self._texture = self.action_button("texture", words.TEXTURE, "X", "texture", checkable=True)
        self._light = self.action_button("light", words.RING_LIGHT, "L", "ring_light", checkable=True)
        self._arrows = self.action_button("arrows", words.ARROWS, "P", "moved", hint=words.ARROWS_HINT, checkable=True)
        self.to_report = self.action_button("to_report", words.TO_REPORT_NAME, "R", "report")
        self.measure = self.action_button("measure_shape", words.MEASURE_SHAPE, "Y", "cube")
        self.open = self.action_button("open_surface", words.OPEN_SURFACE, "I", "open_surface")
        self.save = self.action_button("save_picture", words.SAVE_PICTURE, "Ctrl+S", "save")
        self._build()

    def show_state(self, state: SceneState, *, can_keep: bool) -> None:
        """Show a state."""
        self.tools[state.tool].setChecked(True)
        self.modes[state.mode].setChecked(True)
        for button in (*self.tools.values(), self._texture, self._light, self.save):
            button.setEnabled(state.has_face)
        for mode, button in self.modes.items():
            button.setEnabled(state.has_face and (mode is CompareMode.ONE or state.earlier.ready))
        self._texture.setChecked(state.textured)
        self._light.setChecked(state.ring_light)
        self._arrows.setChecked(state.arrows)
        self._arrows.setEnabled(state.can_show_arrows)
        self._undo.setEnabled(state.can_undo)
        self._redo.setEnabled(state.can_redo)
        self.to_report.setEnabled(state.has_face and can_keep)
        self.measure.setEnabled(state.can_measure_shape)
        self.open.setEnabled(state.can_open_surface)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(space(1), space(1), space(1), space(1))
        row.setSpacing(space(1))
        tools, modes = QButtonGroup(self), QButtonGroup(self)
        for tool, icon in TOOL_ICONS.items():
            name, hint = words.TOOL_NAMES[tool], words.TOOL_HINTS[tool]
            button = self.action_button(f"tool_{tool}", name, TOOL_KEYS[tool], icon, hint=hint, checkable=True)
            tools.addButton(button)
            self.tools[tool] = button
            row.addWidget(button)
        row.addWidget(make_tool_line())
        row.addWidget(self._undo)
        row.addWidget(self._redo)
        row.addWidget(make_tool_line())
        row.addWidget(self._texture)
        row.addWidget(self._light)
        row.addWidget(self._arrows)
        row.addStretch(1)
        for mode, icon in MODE_ICONS.items():
            button = self.action_button(f"mode_{mode}", words.MODE_NAMES[mode], MODE_KEYS[mode], icon, checkable=True)
            modes.addButton(button)
            self.modes[mode] = button
            row.addWidget(button)
        row.addWidget(make_tool_line())
        row.addWidget(self.measure)
        row.addWidget(self.open)
        row.addWidget(self.to_report)
        row.addWidget(self.save)
