"""The window around every screen: rail of steps, header, actions with their keys, key map.

Lives here: `MainWindow`, the `Screen` contract, `ActionSpec`, `Step`.
Must not: know any particular screen.
"""

from skinlax_desktop.ui.shell.actions import SHELL_ACTIONS, ActionSpec
from skinlax_desktop.ui.shell.main_window import MainWindow
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.status import HeaderContent, Level, Status
from skinlax_desktop.ui.shell.steps import Step, StepMark

__all__ = [
    "SHELL_ACTIONS",
    "ActionSpec",
    "HeaderContent",
    "Level",
    "MainWindow",
    "Screen",
    "Status",
    "Step",
    "StepMark",
]
