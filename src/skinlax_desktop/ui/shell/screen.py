"""What the window asks of a screen."""

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.steps import Step


class Screen(QWidget):
    """One task. The window calls `entered` when it is shown, `left` when it is hidden or the window closes.

    `actions` is the screen's part of the one action table; their keys work while the screen is shown, F1 lists
    them, and `perform` is called with the id of the one that was asked for.
    """

    step: ClassVar[Step]
    title: str = ""
    action_specs: tuple[ActionSpec, ...] = ()

    def entered(self) -> None:
        """Shown: start what the screen needs."""

    def left(self) -> None:
        """Hidden: stop timers and cancel work nobody wants any more."""

    def perform(self, action_id: str) -> None:
        """Do what a key or a button asked for; an id not in the screen's table is a defect."""
        raise KeyError(action_id)
