"""The square buttons with an icon of a tool bar, and the line between two groups of them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QPushButton

from skinlax_desktop.ui.parts.labels import make_button, make_panel
from skinlax_desktop.ui.theme import TARGET_PX, set_icon


def make_tool_button(
    icon: str, requested: Callable[[], object], *, name: str, key: str, hint: str = "", checkable: bool = False
) -> QPushButton:
    """A button that calls `requested`; its name and key are what a screen reader says."""
    button = make_button("", requested, kind="tool", name=f"{name} ({key})")
    set_icon(button, icon)
    button.setIconSize(QSize(22, 22))
    button.setFixedSize(TARGET_PX, TARGET_PX)
    button.setCheckable(checkable)
    button.setToolTip("\n".join(part for part in (f"{name} ({key})", hint) if part))
    return button


class ActionBar(QFrame):
    """A row of such buttons, each an action of the screen's table."""

    action_requested = Signal(str)

    def action_button(
        self, action: str, name: str, key: str, icon: str, *, hint: str = "", checkable: bool = False
    ) -> QPushButton:
        """A button that asks for an action."""
        request = partial(self.action_requested.emit, action)
        return make_tool_button(icon, request, name=name, key=key, hint=hint, checkable=checkable)


def make_tool_line() -> QFrame:
    """A short upright line."""
    line = make_panel("line")
    line.setFixedSize(1, 24)
    return line
