"""Keep the light ring: open it, ask it how it is, bring it back after it was lost."""

from dataclasses import dataclass, replace

from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.light_ring import LightRing, RingInfo, RingState


@dataclass(frozen=True, slots=True, kw_only=True)
class RingStatus:
    """How the ring is: `state` is what it last reported, `error` why it does not answer."""

    wanted: LightSettings
    info: RingInfo | None = None
    state: RingState | None = None
    error: SkinlaxError | None = None


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

    def tick(self) -> None:
        """Ask the ring how it is, unless it is being asked."""
        if self._busy or self._closed:
            return
        self._busy = True
        known, wanted = self._status.info, self._status.wanted
        must_set = wanted != self._set

        def work(_control: JobControl) -> tuple[RingInfo, RingState]:
            info = known or self._ring.open()
            state = self._ring.set_light(wanted) if must_set or known is None else self._ring.state()
            if state.watchdog_tripped:
                state = self._ring.set_light(wanted)
            return info, state

        self._jobs.submit(
            "ask ring",
            work,
            lane=Lane.COMPUTE,
            on_done=lambda answer: self._answered(wanted, *answer),
            on_failed=self._failed,
            on_cancelled=self._rest,
        )

    def close(self) -> None:
        """Switch the light off and let go."""
        self._closed = True
        self._ring.close()

    def _rest(self) -> None:
        self._busy = False

    def _answered(self, wanted: LightSettings, info: RingInfo, state: RingState) -> None:
        self._busy = False
        self._set = wanted
        self._update(replace(self._status, info=info, state=state, error=None))
        if self._status.wanted != wanted:
            self.tick()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, SkinlaxError):
            raise error
        if error.code == "ring_setting_refused":
            light = self._status.state.light if self._status.state is not None else self._status.wanted
            self._set = light
            self._update(replace(self._status, wanted=light, error=error))
            return
        self._set = None
        self._ring.close()
        self._update(replace(self._status, info=None, state=None, error=error))

    def _update(self, status: RingStatus) -> None:
        if status != self._status and not self._closed:
            self._status = status
            self.changed.emit(status)
