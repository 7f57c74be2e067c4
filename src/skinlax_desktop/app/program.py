"""The running program: the entrance at once, the workstation behind it, the log, and the way out."""

from dataclasses import replace
from typing import TYPE_CHECKING

from skinlax_desktop import __version__
from skinlax_desktop.app.entrance import Entrance
from skinlax_desktop.app.furnishing import Furnishing
from skinlax_desktop.app.workstation_options import WorkstationOptions
from skinlax_desktop.vault.door import SqlCipherVaultDoor

if TYPE_CHECKING:
    from skinlax_desktop.app.workstation import Workstation


class Program:
    """One run of the workstation, from the entrance to the end; `workstation` is None until the entrance stands."""

    def __init__(self, options: WorkstationOptions) -> None:
        self._options = options
        self.entrance = Entrance(options, SqlCipherVaultDoor(options.places.vault))
        self.workstation: Workstation | None = None
        self.furnishing = Furnishing(self.entrance, self._furnish)

    def run(self) -> int:
        """Show the entrance and stay until the window is closed."""
        self.entrance.show()
        try:
            code = self.entrance.application.exec()
        finally:
            self.stop()
        if self.furnishing.error is not None:
            raise self.furnishing.error
        return code

    def stop(self) -> None:
        """Take everything down."""
        if self.workstation is None:
            self.entrance.window.close()
            return
        import logging

        from skinlax_desktop.app.logging_setup import take_down_logging

        self.workstation.stop()
        logging.getLogger(__name__).info("skinlax ended")
        take_down_logging()

    def _furnish(self) -> None:
        """The log and the workstation. Imported here: the first window stands without them."""
        import logging

        from skinlax_desktop.app.logging_setup import set_up_logging
        from skinlax_desktop.app.workstation import Workstation

        redactor = set_up_logging(self._options.places.data / "logs")
        logging.getLogger(__name__).info("skinlax %s started", __version__)
        self.workstation = Workstation(self._options, redactor=redactor, entrance=self.entrance)
        self.workstation.start()


def run_workstation(options: WorkstationOptions) -> int:
    """Open the window and stay until it is closed."""
    if options.phantom is not None:
        options = replace(options, practice=True)
    return Program(options).run()
