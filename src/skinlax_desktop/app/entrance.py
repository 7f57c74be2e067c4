"""The window with its first screen: all that is built before a person sees the program.

Nothing else may be imported here: `furnishing` brings the rest once this stands.
"""

from typing import TYPE_CHECKING

from skinlax_desktop.app.qt_application import the_application
from skinlax_desktop.settings.remembered_theme import SETTINGS_FILE, wants_light_theme
from skinlax_desktop.ui.shell.main_window import MainWindow
from skinlax_desktop.ui.theme.appearance import apply_theme
from skinlax_desktop.ui.theme.tokens import DARK, LIGHT

if TYPE_CHECKING:
    from skinlax_desktop.app.workstation_options import WorkstationOptions
    from skinlax_desktop.ports.vault import VaultDoor
    from skinlax_desktop.ui.screens.first_run.view import FirstRunScreen
    from skinlax_desktop.ui.screens.sign_in.view import SignInScreen


class Entrance:
    """Qt, the theme, the window, and the one screen of the two locked ones that is needed; make it on the main thread.

    `sign_in_screen` and `first_run_screen`: one of them is there, the other None.
    """

    def __init__(self, options: "WorkstationOptions", door: "VaultDoor") -> None:
        self.application = the_application()
        light = options.light_theme or wants_light_theme(options.places.data / SETTINGS_FILE)
        apply_theme(self.application, LIGHT if light else DARK, fonts=options.places.third_party / "fonts")
        self.door = door
        self.window = MainWindow()
        self.sign_in_screen = _make_sign_in() if door.exists() else None
        self.first_run_screen = _make_first_run() if self.sign_in_screen is None else None
        self.window.add_screen(self.screen.step, self.screen)

    @property
    def screen(self) -> "SignInScreen | FirstRunScreen":
        """The one that is there."""
        if self.sign_in_screen is not None:
            return self.sign_in_screen
        if self.first_run_screen is None:
            raise RuntimeError("one of the two is always made")
        return self.first_run_screen

    def show(self) -> None:
        """Show the window; safe to call twice."""
        if self.window.isVisible():
            return
        self.window.show_step(self.screen.step)
        self.window.show()
        self.window.activateWindow()


# The screen that is not needed is not imported either.
def _make_sign_in() -> "SignInScreen":
    from skinlax_desktop.ui.screens.sign_in.view import SignInScreen

    return SignInScreen()


def _make_first_run() -> "FirstRunScreen":
    from skinlax_desktop.ui.screens.first_run.view import FirstRunScreen

    return FirstRunScreen()
