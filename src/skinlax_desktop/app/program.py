"""The running program around the workstation: Qt, theme, log, and the way out."""

import logging
from dataclasses import replace
from typing import Final

from skinlax_desktop import __version__
from skinlax_desktop.app.logging_setup import set_up_logging, take_down_logging
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.app.workstation_options import WorkstationOptions

_LOG: Final = logging.getLogger(__name__)


def run_workstation(options: WorkstationOptions) -> int:
    """Open the window and stay until it is closed."""
    if options.phantom is not None:
        options = replace(options, practice=True)
    redactor = set_up_logging(options.places.data / "logs")
    _LOG.info("skinlax %s started", __version__)
    workstation = Workstation(options, redactor=redactor)
    workstation.start()
    try:
        return workstation.application.exec()
    finally:
        workstation.stop()
        _LOG.info("skinlax ended")
        take_down_logging()
