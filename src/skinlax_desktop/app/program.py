"""The running program around the workstation: Qt, theme, log, and the way out."""

from dataclasses import replace

from skinlax_desktop.app.logging_setup import set_up_logging, take_down_logging
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.app.workstation_options import WorkstationOptions


def run_workstation(options: WorkstationOptions) -> int:
    """Open the window and stay until it is closed."""
    if options.phantom is not None:
        options = replace(options, practice=True)
    redactor = set_up_logging(options.places.data / "logs")
    workstation = Workstation(options, redactor=redactor)
    workstation.start()
    try:
        return workstation.application.exec()
    finally:
        workstation.stop()
        take_down_logging()
