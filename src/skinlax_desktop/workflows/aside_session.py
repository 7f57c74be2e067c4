"""The second picture of a view, ten degrees aside: two directions make a pair that shows depth."""

from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Advice
from skinlax_desktop.domain.station_calibration import CalibrationStamp
from skinlax_desktop.domain.sweep import YawSource
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.domain.visit import Capture
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.capture_session import STILL_TIMEOUT_S, StillSource
from skinlax_desktop.workflows.picture_archive import KeptPicture
from skinlax_desktop.workflows.sweep_judging import JudgedSweepFrame, Wanted
from skinlax_desktop.workflows.sweep_keeping import PictureParts
from skinlax_desktop.workflows.sweep_sighting import SweepSighting
from skinlax_desktop.workflows.sweep_turn import FREE_DEG_S2, Turn, TurnTracker
from skinlax_desktop.workflows.visit_store import VisitStore

Picture = npt.NDArray[np.uint8]

ASIDE_DEG: Final = 10.0
# Live, a little inside the 8 to 12 degrees that are wanted: a still reads the same head up to a degree apart.
_LIVE_OFF_DEG: Final = 1.5
_STILL_OFF_DEG: Final = 3.0
_STILL_DEG_S: Final = 8.0
_STEADY_S: Final = 0.6
_PAUSE_S: Final = 2.0


class AsideStage(StrEnum):
    """What the second picture waits for."""

    IDLE = "idle"
    GUIDING = "guiding"
    TAKING = "taking"


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideState:
    """`from_deg`: the yaw of the first picture; `target_deg`: where the second is taken."""

    stage: AsideStage = AsideStage.IDLE
    view: View = View.FRONTAL
    repeat: int = 1
    from_deg: float = 0.0
    target_deg: float = 0.0
    turn: Turn | None = None
    advice: Advice | None = None
    error: SkinlaxError | None = None


def turned_aside(view: View) -> float:
    """How far the second picture is turned from the first: nearer to the front, and from the front to the left."""
    return ASIDE_DEG if POSE_TARGETS[view].pose.yaw_deg <= 0.0 else -ASIDE_DEG


class AsideSession:
    """Begins after a view's picture was kept, and ends with the second one or when it is skipped. On the main thread.

    `may_take` is false while something else holds the light.
    """

    changed = Signal(AsideState, AsideState)

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        camera: StillSource,
        clock: Clock,
        parts: PictureParts,
        may_take: Callable[[], bool] = lambda: True,
        tempo: float = 1.0,
    ) -> None:
        self._visits = visits
        self._jobs = jobs
        self._camera = camera
        self._clock = clock
        self._parts = parts
        self._may_take = may_take
        self._tempo = tempo
        self._state = AsideState()
        self._tracker = TurnTracker(tempo, uneven_deg_s2=FREE_DEG_S2)
        self._since: float | None = None
        self._quiet_until_s = float("-inf")
        self._attempt = 0

    @property
    def state(self) -> AsideState:
        """The second picture as it stands."""
        return self._state

    @property
    def is_active(self) -> bool:
        """Whether a second picture is wanted now."""
        return self._state.stage is not AsideStage.IDLE

    def begin(self, first: Capture) -> None:
        """Ask for the second picture of the view that was just kept."""
        from_deg = POSE_TARGETS[first.view].pose.yaw_deg if first.pose is None else first.pose.yaw_deg
        self._attempt += 1
        self._tracker, self._since = TurnTracker(self._tempo, uneven_deg_s2=FREE_DEG_S2), None
        target = from_deg + turned_aside(first.view)
        self._set(
            AsideState(
                stage=AsideStage.GUIDING,
                view=first.view,
                repeat=first.repeat,
                from_deg=from_deg,
                target_deg=target,
                advice=_towards(target, from_deg),
            )
        )

    def on_sighting(self, sighting: SweepSighting) -> None:
        """A live frame was looked at."""
        state = self._state
        if state.stage is not AsideStage.GUIDING:
            return
        turn = self._tracker.add(sighting.reading)
        off = None if turn is None or turn.source is YawSource.INFERRED else state.target_deg - turn.yaw_deg
        there = off is not None and abs(off) <= _LIVE_OFF_DEG
        still = turn is not None and abs(turn.rate_deg_s) <= _STILL_DEG_S / self._tempo
        ready = there and still and sighting.faces == 1 and self._may_take()
        self._since = None if not ready else sighting.at_s if self._since is None else self._since
        self._set(replace(state, turn=turn, advice=self._advice(sighting, turn, there=there, still=still)))
        held = self._since is not None and sighting.at_s - self._since >= _STEADY_S * self._tempo
        if held and sighting.at_s >= self._quiet_until_s:
            self._take()

    def go_on(self) -> None:
        """Key or button: take it now; it is judged all the same."""
        if self._state.stage is AsideStage.GUIDING and self._may_take():
            self._take()

    def skip(self) -> None:
        """Go on without the second picture of this view."""
        self._attempt += 1
        if self.is_active:
            self._set(replace(self._state, stage=AsideStage.IDLE, advice=None, turn=None))

    def _advice(self, sighting: SweepSighting, turn: Turn | None, *, there: bool, still: bool) -> Advice | None:
        if sighting.at_s < self._quiet_until_s:
            return self._state.advice
        if sighting.faces > 1:
            return Advice(code="sweep_second_face")
        if there:
            return Advice(code="aside_hold" if still else "aside_moving")
        return _towards(self._state.target_deg, self._state.from_deg if turn is None else turn.yaw_deg)

    def _take(self) -> None:
        self._attempt += 1
        attempt, state, still = self._attempt, self._state, self._camera.still()
        self._since = None
        self._set(replace(state, stage=AsideStage.TAKING, advice=Advice(code="aside_checking"), error=None))
        known = Turn(
            at_s=0.0, yaw_deg=state.target_deg, sigma_deg=_STILL_OFF_DEG, rate_deg_s=0.0, source=YawSource.INFERRED
        )

        def work(_control: JobControl) -> tuple[Frame, Picture, JudgedSweepFrame, str, CalibrationStamp | None]:
            try:
                frame = still.result(timeout=STILL_TIMEOUT_S)
            except FutureTimeoutError:
                raise SkinlaxError("capture_no_still") from None
            at, stamp, picture = self._clock.now().isoformat(), self._parts.stamp(), develop(frame)
            wanted = Wanted(yaw_deg=state.target_deg, off_deg=_STILL_OFF_DEG)
            return frame, picture, self._parts.judge(picture, known, wanted), at, stamp

        self._jobs.submit(
            "judge second picture",
            work,
            lane=Lane.INFERENCE,
            on_done=lambda made: self._judged(attempt, state, *made),
            on_failed=lambda error: self._could_not(attempt, error),
        )

    def _judged(
        self,
        attempt: int,
        state: AsideState,
        frame: Frame,
        picture: Picture,
        judged: JudgedSweepFrame,
        at: str,
        stamp: CalibrationStamp | None,
    ) -> None:
        if attempt != self._attempt:
            return
        # A yaw that could not be read in the picture itself proves no angle between the two.
        if not judged.verdict.passed or judged.source is YawSource.INFERRED:
            self._quiet_until_s = frame.captured_at_s + _PAUSE_S * self._tempo
            self._set(replace(self._state, stage=AsideStage.GUIDING, advice=Advice(code="aside_refused")))
            return

        def put(_control: JobControl) -> KeptPicture:
            return self._parts.archive(frame, picture).keep()

        def done(kept: KeptPicture) -> None:
            capture = replace(
                kept.as_capture(
                    frame,
                    view=state.view,
                    captured_at=at,
                    verdict=judged.verdict,
                    light=self._parts.light(),
                    repeat=state.repeat,
                    pose=judged.pose,
                    calibration=stamp,
                ),
                aside_deg=round(judged.yaw_deg - state.from_deg, 2),
            )
            if self._visits.visit is not None:
                self._visits.apply(lambda visit: visit.with_capture(capture), by=self)
            if attempt == self._attempt:
                self.skip()

        self._jobs.submit(
            "store second picture",
            put,
            lane=Lane.VAULT,
            on_done=done,
            on_failed=lambda error: self._could_not(attempt, error),
        )

    def _could_not(self, attempt: int, error: Exception) -> None:
        if not isinstance(error, SkinlaxError):
            raise error
        if attempt == self._attempt:
            self._quiet_until_s = self._clock.monotonic_s() + _PAUSE_S
            self._set(replace(self._state, stage=AsideStage.GUIDING, advice=Advice(code="aside_refused"), error=error))

    def _set(self, after: AsideState) -> None:
        before, self._state = self._state, after
        if before != after:
            self.changed.emit(before, after)


def _towards(target_deg: float, yaw_deg: float) -> Advice:
    missing = target_deg - yaw_deg
    return Advice(code="aside_turn_left" if missing > 0 else "aside_turn_right", amount=abs(missing))
