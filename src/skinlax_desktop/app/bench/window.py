"""How long until the first window stands, beside a bare Qt window with numpy."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from skinlax_desktop.app.bench.measure import Measure, medians_in_turn_ms
from skinlax_desktop.app.display import some_display
from skinlax_desktop.app.places import find_places

_REPEATS: Final = 9

# The same watch in both: a word on the terminal once a window is painted and the event loop has come round again.
_WATCH = """
import os
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
application = QApplication([])
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            application.removeEventFilter(self)
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        os.write(1, b"painted")
        os._exit(0)
watch = Watch()
application.installEventFilter(watch)
"""

_BARE = f"""
import numpy
{_WATCH}
from PySide6.QtWidgets import QWidget
window = QWidget()
window.show()
application.exec()
"""

# What the word `skinlax` on a terminal runs.
_OURS = f"""
{_WATCH}
from skinlax_desktop.app.command_line import main
main([])
"""


def measures() -> Iterator[Measure]:
    """Time from starting Python to the first window painted, for a first run and for a record that is there."""
    with some_display(), tempfile.TemporaryDirectory() as folder:
        new, known = Path(folder) / "new", Path(folder) / "known"
        _set_up_record(known)
        bare_ms, new_ms, known_ms = medians_in_turn_ms(
            lambda: _seconds_to_paint(_BARE, new),
            lambda: _seconds_to_paint(_OURS, new),
            lambda: _seconds_to_paint(_OURS, known),
            repeats=_REPEATS,
        )
    for name, value in (("first window, first run", new_ms), ("first window, sign-in", known_ms)):
        yield Measure(name=name, value=value, unit="ms", reference="bare Qt window with numpy", reference_value=bare_ms)


def _set_up_record(data: Path) -> None:
    from skinlax_desktop.domain.ids import UserName
    from skinlax_desktop.vault import SqlCipherVaultDoor

    data.mkdir(parents=True)
    SqlCipherVaultDoor(data / "vault").create(UserName("bench"), "only for this measurement").close()


def _seconds_to_paint(program: str, data: Path) -> float:
    environment = {**os.environ, "SKINLAX_DATA": str(data), "SKINLAX_HOME": str(find_places().resources.parent)}
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        said = child.stdout.read(1) if child.stdout is not None else b""
        seconds = time.perf_counter() - began
    if not said:
        raise RuntimeError("the window was never painted")
    return seconds
