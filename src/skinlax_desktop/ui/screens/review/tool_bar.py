"""The row above the photographs: drawing tools, undo, zones, sight, layout."""

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton

from skinlax_desktop.text import saliency as saliency_words
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.labels import make_button
from skinlax_desktop.ui.parts.tool_button import ActionBar, make_tool_line
from skinlax_desktop.ui.screens.review.state import Layout, Overlay, ReviewState, Tool
from skinlax_desktop.ui.theme import space

TOOL_KEYS = {Tool.SELECT: "V", Tool.ARROW: "R", Tool.POLYGON: "P", Tool.PEN: "F", Tool.TEXT: "T"}
_TOOL_ICONS = {
    Tool.SELECT: "select",
    Tool.ARROW: "arrow",
    Tool.POLYGON: "polygon",
    Tool.PEN: "pen",
    Tool.TEXT: "text",
}
_LAYOUTS = {
    Layout.ONE: ("1", words.ONE_PHOTO),
    Layout.TWO: ("2", words.TWO_PHOTOS),
    Layout.THREE: ("3", words.THREE_PHOTOS),
    Layout.WITH_3D: ("3D", words.WITH_3D),
}
_OVERLAYS = {
    Overlay.OUTLINE: words.ZONES_OUTLINE,
    Overlay.MAP: words.ZONES_MAP,
    Overlay.OFF: words.ZONES_OFF,
}


class ToolBar(ActionBar):
    """Passive: shows which tool and layout are in use; each press is an action of the screen's table."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "window")
        self._tools: dict[Tool, QPushButton] = {}
        self._layouts: dict[Layout, QPushButton] = {}
        self._undo = self.action_button("undo", words.UNDO, "Ctrl+Z", "undo")
        self._redo = self.action_button("redo", words.REDO, "Ctrl+Shift+Z", "redo")
        self._overlay = make_button("", lambda: self.action_requested.emit("overlay"), kind="quiet", icon="zones")
        self._overlay.setToolTip(f"{words.ZONES} (Z)")
        self._why = self.action_button("why", saliency_words.TITLE, "W", "why", hint=saliency_words.MEANING)
        self._why.setCheckable(True)
        self._build()

    def show_state(self, state: ReviewState) -> None:
        """Show a state."""
        self._tools[state.tool].setChecked(True)
        self._layouts[state.layout].setChecked(True)
        has_photos = bool(state.shown)
        for button in (*self._tools.values(), *self._layouts.values()):
            button.setEnabled(has_photos)
        self._undo.setEnabled(state.can_undo)
        self._redo.setEnabled(state.can_redo)
        self._why.setEnabled(state.can_ask_why)
        self._why.setChecked(state.asks_why)
        self._overlay.setEnabled(bool(state.findings))
        self._overlay.setText(_OVERLAYS[state.overlay])
        self._overlay.setAccessibleName(_OVERLAYS[state.overlay])

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(space(1), space(1), space(1), space(1))
        row.setSpacing(space(1))
        tools = QButtonGroup(self)
        for tool, icon in _TOOL_ICONS.items():
            name = words.TOOL_NAMES[tool]
            button = self.action_button(f"tool_{tool}", name, TOOL_KEYS[tool], icon, hint=words.TOOL_HINTS[tool])
            button.setCheckable(True)
            tools.addButton(button)
            self._tools[tool] = button
            row.addWidget(button)
        row.addWidget(make_tool_line())
        row.addWidget(self._undo)
        row.addWidget(self._redo)
        row.addWidget(make_tool_line())
        row.addWidget(self._overlay)
        row.addWidget(self._why)
        row.addStretch(1)
        for action, text, key in (("fit", words.FIT, "0"), ("full_size", words.FULL_SIZE, "9")):
            button = make_button(text, partial(self.action_requested.emit, action), kind="quiet")
            button.setToolTip(f"{text} ({key})")
            row.addWidget(button)
        row.addWidget(make_tool_line())
        layouts = QButtonGroup(self)
        for number, (layout, (text, name)) in enumerate(_LAYOUTS.items(), start=1):
            button = make_button(
                text,
                partial(self.action_requested.emit, f"layout_{layout}"),
                kind="quiet",
                name=name,
                hint=f"{name} ({number})",
            )
            button.setCheckable(True)
            layouts.addButton(button)
            self._layouts[layout] = button
            row.addWidget(button)
