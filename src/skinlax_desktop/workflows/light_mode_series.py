"""More pictures of one view in other light: on request, right after its picture in plain light was kept."""

from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.light_and_exposure import LightMode, LightSettings
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.light_ring import RingReading, RingState
from skinlax_desktop.workflows.capture_session import STILL_TIMEOUT_S, StillSource
from skinlax_desktop.workflows.picture_archive import KeptPicture, PictureOnTheWay
from skinlax_desktop.workflows.ring_keeping import RingKeeper
from skinlax_desktop.workflows.visit_store import VisitStore

Picture = npt.NDArray[np.uint8]
CallLater = Callable[[float, Callable[[], None]], object]

_LOOK_AGAIN_S: Final = 0.1
# A ring of metal takes half a second; a phantom is rendered anew, which takes long on a busy machine.
_PATIENCE_S: Final = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeSeriesState:
    """`mode`: the light of the picture being taken, None at rest. `error`: why the last series ended early."""

    view: View | None = None
    mode: LightMode | None = None
    taken: tuple[LightMode, ...] = ()
    error: SkinlaxError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Put:
    frame: Frame
    kept: KeptPicture
    captured_at: str


class LightModeSeries:
    """Takes one picture in each mode, then goes back to the light before. Lives on the main thread.

    A picture is kept only when the ring says before and after the exposure that it shone in that mode; it is labelled
    with what the ring said. The gate does not judge these pictures, its limits are those of plain light. `ready` tells
    whether the light that was asked for is on the scene. `on_held(True)` bars other pictures meanwhile.
    """

    changed = Signal(ModeSeriesState)

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        ring: RingKeeper,
        camera: StillSource,
        archive: Callable[[Frame, Picture], PictureOnTheWay],
        clock: Clock,
        call_later: CallLater,
        ready: Callable[[], bool] = lambda: True,
        on_held: Callable[[bool], None] = lambda _held: None,
    ) -> None:
        self._visits = visits
        self._jobs = jobs
        self._ring = ring
        self._camera = camera
        self._archive = archive
        self._clock = clock
        self._call_later = call_later
        self._ready = ready
        self._on_held = on_held
        self._state = ModeSeriesState()
        self._waiting: tuple[LightMode, ...] = ()
        self._before = LightSettings()
        self._visit_id: object = None
        self._until_s = 0.0

    @property
    def state(self) -> ModeSeriesState:
        """The series as it stands."""
        return self._state

    @property
    def available(self) -> tuple[LightMode, ...]:
        """The modes beside plain light that the ring has."""
        info = self._ring.status.info
        return () if info is None else tuple(mode for mode in info.modes if mode is not LightMode.PLAIN)

    def begin(self, view: View, modes: tuple[LightMode, ...]) -> bool:
        """Take the view in each of the modes that the ring has; False when there is nothing to do or one is going."""
        wanted = tuple(mode for mode in modes if mode in self.available)
        visit = self._visits.visit
        if not wanted or visit is None or self._state.mode is not None:
            return False
        self._before = replace(self._ring.status.wanted, mode=LightMode.PLAIN)
        self._visit_id = visit.id
        self._waiting = wanted
        self._on_held(True)
        self._set(ModeSeriesState(view=view))
        self._next()
        return True

    def _next(self) -> None:
        if not self._waiting:
            self._end(None)
            return
        mode, *rest = self._waiting
        self._waiting = tuple(rest)
        self._set(replace(self._state, mode=mode))
        self._until_s = self._clock.monotonic_s() + _PATIENCE_S
        self._ring.set_light(replace(self._before, mode=mode))
        self._ask_before(mode)

    def _ask_before(self, mode: LightMode) -> None:
        self._ring.ask(lambda state, _reading: self._shines(mode, state), self._end)

    def _shines(self, mode: LightMode, state: RingState) -> None:
        if self._ring.status.wanted.mode is not mode:
            # After a refusal the keeper wants again what the ring really gives.
            self._end(SkinlaxError("ring_setting_refused", setting="light mode", value=mode.value))
        elif _gives(state, mode) and self._ready():
            self._take(mode)
        elif self._clock.monotonic_s() > self._until_s:
            self._end(SkinlaxError("light_mode_not_reached"))
        else:
            self._call_later(_LOOK_AGAIN_S, lambda: self._ask_before(mode))

    def _take(self, mode: LightMode) -> None:
        still = self._camera.still()

        def work(_control: JobControl) -> tuple[Frame, Picture]:
            try:
                frame = still.result(timeout=STILL_TIMEOUT_S)
            except FutureTimeoutError:
                raise SkinlaxError("capture_no_still") from None
            return frame, develop(frame)

        self._jobs.submit(
            "take in other light",
            work,
            lane=Lane.COMPUTE,
            on_done=lambda taken: self._ring.ask(
                lambda state, _reading: self._confirm(mode, *taken, state, _reading), self._end
            ),
            on_failed=self._failed,
        )

    def _confirm(
        self, mode: LightMode, frame: Frame, picture: Picture, state: RingState, _reading: RingReading | None
    ) -> None:
        if not _gives(state, mode):
            self._end(SkinlaxError("light_mode_not_reached"))
            return
        captured_at = self._clock.now().isoformat()

        def work(_control: JobControl) -> _Put:
            return _Put(frame=frame, kept=self._archive(frame, picture).keep(), captured_at=captured_at)

        self._jobs.submit(
            "store picture",
            work,
            lane=Lane.VAULT,
            on_done=lambda put: self._keep(mode, state.light, put),
            on_failed=self._failed,
        )

    def _keep(self, mode: LightMode, light: LightSettings, put: _Put) -> None:
        visit, view = self._visits.visit, self._state.view
        if visit is None or view is None or visit.id != self._visit_id:
            self._end(None)
            return
        capture = put.kept.as_capture(
            put.frame,
            view=view,
            captured_at=put.captured_at,
            verdict=FrameVerdict(checks=()),
            light=light,
            repeat=1 + sum((known.view, known.mode) == (view, mode) for known in visit.captures),
        )
        self._visits.apply(lambda open_visit: open_visit.with_capture(capture), by=self)
        self._set(replace(self._state, taken=(*self._state.taken, mode)))
        self._next()

    def _failed(self, error: Exception) -> None:
        self._end(error if isinstance(error, SkinlaxError) else SkinlaxError("unexpected"))
        if not isinstance(error, SkinlaxError):
            raise error

    def _end(self, error: SkinlaxError | None) -> None:
        """Back to the light before; other pictures are barred until the ring says that it is there."""
        self._waiting = ()
        self._ring.set_light(self._before)
        self._set(replace(self._state, mode=None, error=error))
        self._until_s = self._clock.monotonic_s() + _PATIENCE_S
        self._let_go()

    def _let_go(self) -> None:
        late = self._clock.monotonic_s() > self._until_s
        state = self._ring.status.state
        # A ring that went away bars nothing: its own error is on the screen, and the exposure check sees the dark.
        if late or state is None or (state.light == self._before and self._ready()):
            self._on_held(False)
        else:
            self._call_later(_LOOK_AGAIN_S, self._let_go)

    def _set(self, state: ModeSeriesState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)


def _gives(state: RingState, mode: LightMode) -> bool:
    return state.light.mode is mode and state.light.level > 0.0 and not state.watchdog_tripped
