"""Python's cyclic garbage is collected on the main thread only.

Python collects in whichever thread happens to allocate. A closed dialog is a cycle of Python and Qt objects: collected
by a worker thread, its widgets are destroyed there while the main thread uses them, and the program crashes.

Collecting in full looks at every object there is, and nothing else runs meanwhile: with the 280,000 that the imported
rooms bring along the live picture stands still for a tenth of a second, once a minute. They stay until the end, and
`settle` takes them out of what is looked at. What comes later, with the first picture and with the visit, is 50,000
and more: a full collection waits until no live picture is shown.
"""

import gc
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from skinlax_desktop.app.heap import give_back

_EVERY_MS: Final = 500
# Fewer than these are looked at within some ten milliseconds. A cycle that is taken out is never collected: it is not
# done again for what a visit brings along.
_WORTH_TAKING_OUT: Final = 30_000
# A station whose live picture is left on for hours must not grow for ever: then it comes all the same.
_LONGEST_WAIT: Final = 10


class MainThreadCollector:
    """Make it on the main thread; from then until `stop` automatic collection is off and a timer does its work.

    `live`: whether somebody looks at a live picture, which must not stand still.
    """

    def __init__(self, parent: QObject, live: Callable[[], bool] = lambda: False) -> None:
        gc.disable()
        self._timer = QTimer(parent)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(lambda: collect_if_due(live=live()))
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


def collect_if_due(*, live: bool = False) -> None:
    """Collect the oldest generation whose count passed its threshold, as Python would.

    While `live` the oldest of all, which is everything, waits for ten times its threshold.
    """
    for generation, (count, most) in reversed(tuple(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
        waits = live and generation == len(gc.get_count()) - 1 and count <= _LONGEST_WAIT * most
        if count > most > 0 and not waits:
            gc.collect(generation)
            return
