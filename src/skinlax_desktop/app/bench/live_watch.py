"""Watches a live picture: when it was painted anew, and the longest times in which it stood still."""

import time
from collections import defaultdict
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class LiveWatch(QObject):
    """Sees every paint of `live` that shows a picture not painted before, from now on until `stop`.

    `made`: how many pictures were made for it so far. `phase`: what the program does at the moment; a gap is counted
    under the phases it began and ended in, and not at all when either is None (the screen is away, or the camera).
    """

    def __init__(self, live: QWidget, made: Callable[[], int], phase: Callable[[], str | None]) -> None:
        super().__init__(live)
        self._live = live
        self._made = made
        self._phase = phase
        self._painted = made()
        self._last: tuple[float, str | None] | None = None
        self.frames = 0
        self.watched_s = 0.0
        self.longest_ms: dict[str, float] = defaultdict(float)
        self.gaps_over_100_ms: dict[str, int] = defaultdict(int)
        live.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Nothing is filtered, only seen."""
        if event.type() == QEvent.Type.Paint and self._made() != self._painted:
            self._painted = self._made()
            self._see(time.perf_counter())
        return False

    def restart(self) -> None:
        """What lies between the last paint and the next is no gap."""
        self._last = None

    def stop(self) -> None:
        """See no more."""
        self._live.removeEventFilter(self)

    @property
    def rate_hz(self) -> float:
        """New pictures a second while it was watched."""
        return self.frames / self.watched_s if self.watched_s else 0.0

    def _see(self, now: float) -> None:
        phase, last = self._phase(), self._last
        self._last = (now, phase)
        if last is None or phase is None or last[1] is None:
            return
        gap_s = now - last[0]
        self.frames += 1
        self.watched_s += gap_s
        for name in {phase, last[1]}:
            self.longest_ms[name] = max(self.longest_ms[name], 1e3 * gap_s)
            self.gaps_over_100_ms[name] += gap_s > 0.1
