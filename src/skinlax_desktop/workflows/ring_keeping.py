"""Keep the light ring: open it, ask it how it is, bring it back after it was lost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.light_ring import LightRing, RingInfo, RingReading, RingState

_REFUSED: Final = "ring_setting_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RingStatus:
    """How the ring is: `state` is what it last reported, `error` why it does not answer."""

    wanted: LightSettings
    info: RingInfo | None = None
    state: RingState | None = None
    error: SkinlaxError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    on_done: Callable[[RingState, RingReading | None], None]
    on_failed: Callable[[SkinlaxError], None]
    measure: bool


class RingKeeper:
    """Owns the ring. Lives on the main thread; the ring itself is used by one job at a time.

    Call `tick` about once a second: it feeds the watchdog, and opens a lost ring again.
    """

    changed = Signal(RingStatus)

    def __init__(self, ring: LightRing, jobs: JobRunner, wanted: LightSettings | None = None) -> None:
        self._ring = ring
        self._jobs = jobs
        self._busy = False
        self._closed = False
        self._set: LightSettings | None = None
        self._questions: list[_Question] = []
        self._status = RingStatus(wanted=wanted or LightSettings())

    @property
    def status(self) -> RingStatus:
        """How the ring is."""
        return self._status

    @property
    def light(self) -> LightSettings | None:
        """What the ring really gives; None while it does not answer."""
        return self._status.state.light if self._status.state is not None else None

    def set_light(self, light: LightSettings) -> None:
        """Ask for another light; the newest wish counts."""
        self._update(replace(self._status, wanted=light))
        self.tick()

    def ask(
        self,
        on_done: Callable[[RingState, RingReading | None], None],
        on_failed: Callable[[SkinlaxError], None],
        *,
        measure: bool = False,
    ) -> None:
        """The ring's state as it answers from now on, never a remembered one; with `measure`, its sensor's reading."""
        self._questions.append(_Question(on_done=on_done, on_failed=on_failed, measure=measure))
        self.tick()

    def tick(self) -> None:
        """Ask the ring how it is, unless it is being asked."""
        if self._busy or self._closed:
            return
        self._busy = True
        questions, self._questions = tuple(self._questions), []
        measure = any(question.measure for question in questions)
        known, wanted = self._status.info, self._status.wanted
        must_set = wanted != self._set

        def ask() -> tuple[RingInfo, RingState, RingReading | None]:
            info = known or self._ring.open()
            state = self._ring.set_light(wanted) if must_set or known is None else self._ring.state()
            if state.watchdog_tripped:
                state = self._ring.set_light(wanted)
            return info, state, self._ring.measure() if measure else None

        def work(_control: JobControl) -> tuple[RingInfo, RingState, RingReading | None]:
            try:
                return ask()
            except SkinlaxError as error:
                # Here and not on the main thread: a ring that is silent takes a second to be given up.
                if error.code != _REFUSED:
                    self._ring.close()
                raise

        self._jobs.submit(
            "ask ring",
            work,
            lane=Lane.COMPUTE,
            on_done=lambda answer: self._answered(wanted, questions, *answer),
            on_failed=lambda error: self._failed(questions, error),
            on_cancelled=self._rest,
        )

    def close(self) -> None:
        """Switch the light off and let go."""
        self._closed = True
        self._ring.close()

    def _rest(self) -> None:
        self._busy = False

    def _answered(
        self,
        wanted: LightSettings,
        questions: tuple[_Question, ...],
        info: RingInfo,
        state: RingState,
        reading: RingReading | None,
    ) -> None:
        self._busy = False
        self._set = wanted
        self._update(replace(self._status, info=info, state=state, error=None))
        for question in questions:
            question.on_done(state, reading)
        if self._status.wanted != wanted or self._questions:
            self.tick()

    def _failed(self, questions: tuple[_Question, ...], error: Exception) -> None:
        self._busy = False
        if not isinstance(error, SkinlaxError):
            raise error
        self._note_failure(error)
        for question in questions:
            question.on_failed(error)
        if self._questions:
            self.tick()

    def _note_failure(self, error: SkinlaxError) -> None:
        if error.code == _REFUSED:
            light = self._status.state.light if self._status.state is not None else self._status.wanted
            self._set = light
            self._update(replace(self._status, wanted=light, error=error))
            return
        self._set = None
        self._update(replace(self._status, info=None, state=None, error=error))

    def _update(self, status: RingStatus) -> None:
        if status != self._status and not self._closed:
            self._status = status
            self.changed.emit(status)
