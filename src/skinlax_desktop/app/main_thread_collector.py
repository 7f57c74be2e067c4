"""Python's cyclic garbage is collected on the main thread only.

Python collects in whichever thread happens to allocate. A closed dialog is a cycle of Python and Qt objects: collected
by a worker thread, its widgets are destroyed there while the main thread uses them, and the program crashes.

Collecting in full looks at every object there is, and nothing else runs meanwhile: with the 280,000 that the imported
rooms bring along the live picture stands still for a tenth of a second, once a minute. They stay until the end, and
`settle` takes them out of what is looked at.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

from skinlax_desktop.app.heap import give_back

_EVERY_MS: Final = 500
# Fewer than these are looked at within some ten milliseconds. A cycle that is taken out is never collected: it is not
# done again for what a visit brings along.
_WORTH_TAKING_OUT: Final = 30_000


class MainThreadCollector:
    """Make it on the main thread; from then until `stop` automatic collection is off and a timer does its work."""

    def __init__(self, parent: QObject) -> None:
        gc.disable()
        self._timer = QTimer(parent)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(collect_if_due)
        self._timer.start()

    def settle(self) -> None:
        """Collect in full now, while no live picture is shown, and look no more at what came with a start or a room.

        What the last visit left free goes back to the system.
        """
        gc.collect()
        if len(gc.get_objects()) >= _WORTH_TAKING_OUT:
            gc.freeze()
        give_back()

    def stop(self) -> None:
        """Leave collection to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


def collect_if_due() -> None:
    """Collect the oldest generation whose count passed its threshold, as Python would."""
    for generation, (count, most) in reversed(tuple(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
        if count > most > 0:
            gc.collect(generation)
            return
