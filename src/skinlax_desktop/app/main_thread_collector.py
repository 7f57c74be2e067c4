"""Python's cyclic garbage is collected on the main thread only.

Python collects in whichever thread happens to allocate. A closed dialog is a cycle of Python and Qt objects: collected
by a worker thread, its widgets are destroyed there while the main thread uses them, and the program crashes.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY_MS: Final = 500


class MainThreadCollector:
    """Make it on the main thread; from then until `stop` automatic collection is off and a timer does its work."""

    def __init__(self, parent: QObject) -> None:
        gc.disable()
        self._timer = QTimer(parent)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(collect_if_due)
        self._timer.start()

    def stop(self) -> None:
        """Leave collection to Python again."""
        self._timer.stop()
        gc.enable()


def collect_if_due() -> None:
    """Collect the oldest generation whose count passed its threshold, as Python would."""
    for generation, (count, most) in reversed(tuple(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
        if count > most > 0:
            gc.collect(generation)
            return
