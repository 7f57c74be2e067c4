"""The one Qt application of the process."""

import os
import sys
from typing import Final

from PySide6.QtWidgets import QApplication

_SWITCH_INTERVAL_S: Final = 0.001


def the_application() -> QApplication:
    """The application that runs, or a new one."""
    # Window and live picture ask for the interpreter some ten times a frame, and each time wait this long for a judge
    # or a writer that holds it; Python's own 5 ms are half a frame.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("skinlax")
    return application


def forget_qt_of_opencv() -> None:
    """Importing OpenCV points Qt at OpenCV's own plug-ins and fonts; a process started later would follow."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
