"""The one Qt application of the process."""

import os
import sys

from PySide6.QtWidgets import QApplication


def the_application() -> QApplication:
    """The application that runs, or a new one."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("skinlax")
    return application


def forget_qt_of_opencv() -> None:
    """Importing OpenCV points Qt at OpenCV's own plug-ins and fonts; a process started later would follow."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
