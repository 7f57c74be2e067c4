"""The display that is started where there is none."""

import os
import shutil
import subprocess
import sys

import pytest

TWO_WINDOWS = """
from PySide6.QtWidgets import QApplication, QWidget
from skinlax_desktop.app.display import some_display
for _ in range(2):
    with some_display() as virtual:
        application = QApplication.instance() or QApplication([])
        window = QWidget()
        window.show()
        application.processEvents()
        print(virtual, window.grab().isNull())
"""


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_one_window_after_another_without_a_display() -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept["QT_QPA_PLATFORM"] = "xcb"
    done = subprocess.run([sys.executable, "-c", TWO_WINDOWS], env=kept, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.split()) == (0, ["True", "False"] * 2), done.stderr
