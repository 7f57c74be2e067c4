"""The check of the light on request: the ring against the last daily check, and the room with the ring off."""

from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from typing import Final, Protocol

from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.light_check import AmbientLight, LightDrift, LightReading, LightSource
from skinlax_desktop.imaging.ambient_light import measure_ambient
from skinlax_desktop.imaging.chart_finding import find_chart
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.imaging.grey_patch_light import read_grey_patch
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.light_ring import RingReading, RingState
from skinlax_desktop.workflows.capture_session import STILL_TIMEOUT_S, StillSource
from skinlax_desktop.workflows.light_drift import judge_drift
from skinlax_desktop.workflows.ring_keeping import RingKeeper

CallLater = Callable[[float, Callable[[], None]], object]
_LOOK_AGAIN_S: Final = 0.1
_PATIENCE_S: Final = 40.0
# Neutral 5 of the chart: half way up the tone curve, where neither noise nor saturation is near.
_GREY_PATCH: Final = 21


class LightReferences(Protocol):
    """Where the reading of the last daily check is kept."""

    def load(self) -> LightReading | None:
        """The last one, None when there is none that can be read."""
        ...

    def keep(self, reading: LightReading) -> None:
        """From now on this one counts."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LightCheckState:
    """`drift` is None with `drift_error` saying why; `reference_kept` when this reading became today's reference."""

    running: bool = False
    drift: LightDrift | None = None
    drift_error: SkinlaxError | None = None
    reference_kept: bool = False
    ambient: AmbientLight | None = None
    error: SkinlaxError | None = None


class LightChecker:
    """Lives on the main thread; one check at a time. The light is as before afterwards, also after a failure."""

    changed = Signal(LightCheckState)

    def __init__(
        self,
        *,
        jobs: JobRunner,
        ring: RingKeeper,
        camera: StillSource,
        clock: Clock,
        call_later: CallLater,
        references: LightReferences,
        ready: Callable[[], bool] = lambda: True,
        on_held: Callable[[bool], None] = lambda _held: None,
    ) -> None:
        self._jobs = jobs
        self._ring = ring
        self._camera = camera
        self._clock = clock
        self._call_later = call_later
        self._references = references
        self._ready = ready
        self._on_held = on_held
        self._state = LightCheckState()
        self._before = LightSettings()
        self._until_s = 0.0

    @property
    def state(self) -> LightCheckState:
        """The newest check."""
        return self._state

    def begin(self) -> None:
        """Measure the ring, then the room; the person need not hold still, but should be there."""
        if self._state.running:
            return
        self._before = self._ring.status.wanted
        self._on_held(True)
        self._set(LightCheckState(running=True))
        self._ring.ask(self._measured, self._end, measure=True)

    def _measured(self, state: RingState, reading: RingReading | None) -> None:
        if state.light.level <= 0.0 or not self._ready():
            self._end(SkinlaxError("light_check_needs_light"))
            return
        if reading is None:
            self._still(lambda lit: self._look_for_patch(lit, state.light))
            return
        self._judge(
            LightReading(
                source=LightSource.RING,
                output=reading.output / state.light.level,
                colour_temperature_k=reading.colour_temperature_k,
                at=self._clock.now().isoformat(),
                asked=state.light,
            )
        )
        self._still(self._lit)

    def _look_for_patch(self, lit: Frame, light: LightSettings) -> None:
        """A ring without a sensor is judged by the grey patch of a colour chart in the picture, where one is held."""
        at = self._clock.now().isoformat()

        def found(reading: LightReading | None) -> None:
            if reading is None:
                self._set(replace(self._state, drift_error=SkinlaxError("ring_without_sensor")))
            else:
                self._judge(reading)
            self._lit(lit)

        self._jobs.submit(
            "grey patch",
            lambda _control: reading_by_patch(lit, light, at),
            lane=Lane.COMPUTE,
            on_done=found,
            on_failed=self._failed,
        )

    def _judge(self, now: LightReading) -> None:
        reference = self._references.load()
        try:
            drift = None if reference is None else judge_drift(reference, now)
        except SkinlaxError as error:
            if error.code == "light_reading_impossible":
                self._set(replace(self._state, drift_error=error))
                return
            drift = None
        if drift is None:
            self._references.keep(now)
        self._set(replace(self._state, drift=drift, reference_kept=drift is None))

    def _lit(self, lit: Frame) -> None:
        self._ring.set_light(replace(self._before, level=0.0))
        self._until_s = self._clock.monotonic_s() + _PATIENCE_S
        self._wait_for_dark(lit)

    def _wait_for_dark(self, lit: Frame) -> None:
        state = self._ring.status.state
        if state is not None and state.light.level == 0.0 and self._ready():
            self._still(lambda dark: self._compare(dark, lit))
        elif state is None or self._clock.monotonic_s() > self._until_s:
            self._end(self._ring.status.error or SkinlaxError("light_check_needs_light"))
        else:
            self._call_later(_LOOK_AGAIN_S, lambda: self._wait_for_dark(lit))

    def _compare(self, dark: Frame, lit: Frame) -> None:
        self._jobs.submit(
            "ambient light",
            lambda _control: measure_ambient(dark, lit),
            lane=Lane.COMPUTE,
            on_done=self._compared,
            on_failed=self._failed,
        )

    def _compared(self, ambient: AmbientLight) -> None:
        self._set(replace(self._state, ambient=ambient))
        self._end(None)

    def _still(self, then: Callable[[Frame], None]) -> None:
        still = self._camera.still()

        def work(_control: JobControl) -> Frame:
            try:
                return still.result(timeout=STILL_TIMEOUT_S)
            except FutureTimeoutError:
                raise SkinlaxError("capture_no_still") from None

        self._jobs.submit("light check still", work, lane=Lane.COMPUTE, on_done=then, on_failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, SkinlaxError):
            self._end(error)
        else:
            # Exposure was changed between the two frames: the person at the drawer can simply ask again.
            self._end(SkinlaxError("light_check_disturbed"))
            if not isinstance(error, ValueError):
                raise error

    def _end(self, error: SkinlaxError | None) -> None:
        self._ring.set_light(self._before)
        self._set(replace(self._state, running=False, error=error))
        self._until_s = self._clock.monotonic_s() + _PATIENCE_S
        self._let_go()

    def _let_go(self) -> None:
        state = self._ring.status.state
        late = self._clock.monotonic_s() > self._until_s
        if late or state is None or (state.light == self._before and self._ready()):
            self._on_held(False)
        else:
            self._call_later(_LOOK_AGAIN_S, self._let_go)

    def _set(self, state: LightCheckState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)


def reading_by_patch(lit: Frame, light: LightSettings, at: str) -> LightReading | None:
    """What the middle grey of a colour chart in the frame says of the light; None without a chart, or in the dark."""
    chart = find_chart(develop(lit))
    if chart is None:
        return None
    red, green, blue = (float(value) for value in chart.rgb[_GREY_PATCH])
    camera = CameraSettings(exposure_us=lit.exposure_us, gain_db=lit.gain_db)
    try:
        return read_grey_patch((blue, green, red), camera, light, at)
    except ValueError:
        return None
