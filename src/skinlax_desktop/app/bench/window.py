"""How long until the first window stands, beside a bare Qt window with numpy."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from skinlax_desktop.app.bench.measure import Measure, median_ms
from skinlax_desktop.app.display import some_display

_BARE = """
import numpy
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
window = QWidget()
window.show()
QTimer.singleShot(0, application.quit)
application.exec()
"""

_OURS = """
import sys
from dataclasses import replace
from pathlib import Path
from PySide6.QtCore import QTimer
from skinlax_desktop.app.places import find_places
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.app.workstation_options import WorkstationOptions
workstation = Workstation(WorkstationOptions(places=replace(find_places(), data=Path(sys.argv[1]))))
workstation.start()
QTimer.singleShot(0, workstation.application.quit)
workstation.application.exec()
workstation.stop()
"""


def measures() -> Iterator[Measure]:
    """Time from starting Python to the window shown and the program left again."""
    with some_display(), tempfile.TemporaryDirectory() as folder:
        bare_ms = median_ms(lambda: _run(_BARE, folder))
        ours_ms = median_ms(lambda: _run(_OURS, folder))
    yield Measure(
        name="first window",
        value=ours_ms,
        unit="ms",
        reference="bare Qt window with numpy",
        reference_value=bare_ms,
    )


def _run(program: str, folder: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, folder], check=True, capture_output=True)
    return time.perf_counter() - began
