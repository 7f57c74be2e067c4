"""Decides when something read of live frames lies over them: on a clinician's wish, once a second, never in doubt.

Knows no Qt. Frames are read in lane INFERENCE, after the guidance and never two at a time, so the live picture goes on
as it was; where a reading takes longer than its second, the next one waits for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.workflows.assessment import LiveAssessment, Overall

Read = TypeVar("Read")
Shown = TypeVar("Shown")

EVERY_S: Final = 1.0
STANDS_S: Final = 2.5
"""What is older is taken away: the head may have moved on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayKind(Generic[Read, Shown]):
    """What is laid over. `read` is None where nothing can read it, which `missing` says.

    `shown`: what was read, None while it is not there yet. `hidden`: nothing, and why. `doubted`: what an error makes.
    """

    name: str
    read: Callable[[Frame, View], Read] | None
    nothing: Shown
    missing: Shown
    shown: Callable[[Read | None], Shown]
    hidden: Callable[[str], Shown]
    doubted: Callable[[str], Read]


class LiveOverlay(Generic[Read, Shown]):
    """Hears of every assessment; `set_wanted` is the clinician's toggle, off at first."""

    def __init__(
        self, kind: OverlayKind[Read, Shown], *, show: Callable[[Shown], None], jobs: JobRunner, clock: Clock
    ) -> None:
        self._kind = kind
        self._tell = show
        self._jobs = jobs
        self._clock = clock
        self._wanted = False
        self._asking = False
        # Grows whenever what was asked for before is no longer wanted.
        self._round = 0
        self._asked_at = self._read_at = float("-inf")
        self._read: Read | None = None
        self._wanted_view: View | None = None
        self._shown = kind.nothing
        self.readings_made = 0

    def set_wanted(self, wanted: bool) -> None:
        """Lay it over the live picture, or take it away."""
        self._wanted = wanted
        self.forget()
        if wanted:
            self._show(self._kind.shown(None) if self._kind.read is not None else self._kind.missing)

    def forget(self) -> None:
        """Another view, visit or person: what was read before means nothing now."""
        self._drop()
        self._asked_at = self._read_at = float("-inf")
        self._show(self._kind.nothing)

    def assessed(self, assessment: LiveAssessment, frame: Frame | None) -> None:
        """After the guidance judged a frame: show, hide, or read the newest frame."""
        if not self._wanted or self._kind.read is None:
            return
        if assessment.view is not self._wanted_view:
            self._wanted_view = assessment.view
            self._drop()
            self._asked_at = float("-inf")
        if assessment.overall is not Overall.READY:
            self._drop()
            self._show(self._kind.hidden(words.NOT_GREEN))
            return
        now = self._clock.monotonic_s()
        if self._read is not None and now - self._read_at > STANDS_S:
            self._read = None
        self._show(self._kind.shown(self._read))
        if frame is not None and not self._asking and now - self._asked_at >= EVERY_S:
            self._ask(self._kind.read, frame, assessment.view)

    def _ask(self, read: Callable[[Frame, View], Read], frame: Frame, view: View) -> None:
        self._asking, self._asked_at = True, self._clock.monotonic_s()
        asked_in = self._round

        def work(_control: JobControl) -> Read:
            return read(frame, view)

        self._jobs.submit(
            self._kind.name,
            work,
            lane=Lane.INFERENCE,
            on_done=lambda found: self._found(found, asked_in),
            on_failed=self._failed,
            on_cancelled=self._dropped,
        )

    def _drop(self) -> None:
        self._read = None
        self._round += 1

    def _found(self, found: Read, asked_in: int) -> None:
        self._asking = False
        self.readings_made += 1
        if asked_in == self._round:
            self._read, self._read_at = found, self._clock.monotonic_s()

    def _dropped(self) -> None:
        self._asking = False

    def _failed(self, error: Exception) -> None:
        self._asking = False
        if not isinstance(error, SkinlaxError):
            raise error
        self._read = self._kind.doubted(error.code)

    def _show(self, shown: Shown) -> None:
        if shown != self._shown:
            self._shown = shown
            self._tell(shown)
