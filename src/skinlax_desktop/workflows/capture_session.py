"""The capture session: which view is wanted, when the picture takes itself, and what becomes of it."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt
from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.station_calibration import CalibrationStamp
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Capture
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.jobs.once import Once
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture, LiveAssessment, Overall
from skinlax_desktop.workflows.picture_archive import KeptPicture, PictureOnTheWay
from skinlax_desktop.workflows.reseating import Reseating
from skinlax_desktop.workflows.view_progress import ViewProgress, first_missing, progress_of
from skinlax_desktop.workflows.visit_store import VisitStore

Picture = npt.NDArray[np.uint8]

STEADY_S = 1.0
# The most that the time between two assessments adds to the steady second: on a busy machine it takes three in a row.
LONGEST_STEP_S = 0.5
# Two assessments farther apart than this prove nothing about the time between them.
LONGEST_GAP_S = 4.0
# After a refusal the sentence stays readable this long before the picture may take itself again.
PAUSE_AFTER_REFUSAL_S = 2.5
STILL_TIMEOUT_S = 5.0


class SessionStage(StrEnum):
    """What the session does now."""

    GUIDING = "guiding"
    RESEATING = "reseating"
    TAKING = "taking"
    SAVING = "saving"
    COMPLETE = "complete"


class StillSource(Protocol):
    """The part of the camera loop that a session needs."""

    def still(self) -> Future[Frame]:
        """The first frame exposed wholly after the call."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """What a screen shows of a session.

    `repeat` of `wanted` is the one to be taken, from 1. In the stage `RESEATING` the patient is asked to lean back and
    to sit again before the next repeat. `steady_fraction`: how much of the steady second has passed. `refused`: the
    last refused picture of `wanted`, until the next picture or view. `error`: why the last picture could not be taken
    or saved.
    """

    wanted: View
    repeat: int = 1
    views: tuple[ViewProgress, ...]
    stage: SessionStage = SessionStage.GUIDING
    steady_fraction: float = 0.0
    automatic: bool = True
    assessment: LiveAssessment | None = None
    refused: JudgedPicture | None = None
    error: SkinlaxError | None = None

    @property
    def taken(self) -> int:
        """How many views have an accepted picture of every repeat."""
        return sum(view.missing is None for view in self.views)

    @property
    def repeats(self) -> int:
        """How often each view is taken."""
        return max((len(view.repeats) for view in self.views), default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    repeat: int
    frame: Frame
    on_the_way: Once[PictureOnTheWay]
    judged: JudgedPicture
    captured_at: str
    calibration: CalibrationStamp | None


class CaptureSession:
    """Takes the standard views of the open visit. Lives on the main thread; every signal is emitted there.

    `judge(picture, view, baseline)` runs in lane INFERENCE. Meanwhile `archive(frame, picture)` writes the picture in
    lane COMPUTE, encrypted and durable; it is kept in lane VAULT when it passed, and dropped when it did not. Only
    when it is kept does the picture enter the visit. `light` tells the ring's settings of the moment, `stamp` the
    calibration in force; `stamp` runs in lane INFERENCE.
    """

    changed = Signal(SessionState, SessionState)
    accepted = Signal(Capture)
    refused = Signal(JudgedPicture)
    failed = Signal(SkinlaxError)

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        camera: StillSource,
        judge: Callable[[Picture, View, Baseline | None], JudgedPicture],
        archive: Callable[[Frame, Picture], PictureOnTheWay],
        clock: Clock,
        light: Callable[[], LightSettings | None] = lambda: None,
        stamp: Callable[[], CalibrationStamp | None] = lambda: None,
        views: tuple[View, ...] = STANDARD_SERIES,
        automatic: bool = True,
        repeats: int = 1,
    ) -> None:
        """`repeats`: how often each view of a visit without pictures is taken, re-posed in between."""
        self._visits = visits
        self._jobs = jobs
        self._camera = camera
        self._judge = judge
        self._archive = archive
        self._clock = clock
        self._light = light
        self._stamp = stamp
        self._baseline: Baseline | None = None
        self._steady_s: float | None = None
        self._seen_at: float | None = None
        self._quiet_until: float = float("-inf")
        self._attempt = 0
        self._held = False
        self._reseating = Reseating()
        if visits.visit is not None and not visits.visit.captures:
            visits.apply(lambda open_visit: replace(open_visit, repeats_per_view=repeats), by=self)
        progress = tuple(progress_of(visits.visit, view) for view in views)
        missing = first_missing(progress)
        self._state = SessionState(
            wanted=missing[0] if missing else views[0],
            repeat=missing[1] if missing else 1,
            views=progress,
            stage=SessionStage.GUIDING if missing else SessionStage.COMPLETE,
            automatic=automatic,
        )

    @property
    def state(self) -> SessionState:
        """The session as it stands."""
        return self._state

    @property
    def baseline(self) -> Baseline | None:
        """What the accepted frontal picture of this session taught; a live guide may use it."""
        return self._baseline

    @property
    def is_held(self) -> bool:
        """Whether no picture may be taken for the moment."""
        return self._held

    def on_assessment(self, assessment: LiveAssessment) -> None:
        """A live frame was assessed; after a steady second of green the picture takes itself."""
        if assessment.view is not self._state.wanted:
            return
        if self._state.stage is SessionStage.RESEATING:
            self._update(assessment=assessment)
            if self._reseating.has_moved(assessment):
                self._seated_again()
            return
        steady = self._steady_time(assessment)
        self._update(assessment=assessment, steady_fraction=min(steady / STEADY_S, 1.0))
        if steady >= STEADY_S and self._state.automatic and self._state.stage is SessionStage.GUIDING:
            self._take()

    def snap_requested(self) -> None:
        """Key, button or foot pedal: take the picture now; it is judged like any other.

        While the patient is asked to sit again it says that this was done.
        """
        if self._state.stage is SessionStage.RESEATING:
            self._seated_again()
        elif self._state.stage in (SessionStage.GUIDING, SessionStage.COMPLETE):
            self._take()

    def select(self, view: View, repeat: int | None = None) -> None:
        """Want this view now, in its first repeat that is missing unless one is named.

        A picture under way for another view is dropped.
        """
        progress = next((known for known in self._state.views if known.view is view), None)
        if progress is None or not (repeat is None or 1 <= repeat <= len(progress.repeats)):
            raise ValueError(f"{view} {repeat} is not of this session")
        self._attempt += 1
        self._forget_steadiness()
        self._update(
            wanted=view,
            repeat=repeat or progress.missing or 1,
            stage=SessionStage.GUIDING,
            refused=None,
            error=None,
            assessment=None,
        )

    def retake(self, view: View, repeat: int | None = None) -> None:
        """Take a view, or one repeat of it, again; the earlier picture stays in the record and the newest counts."""
        self.select(view, repeat)

    def set_repeats(self, repeats: int) -> None:
        """Take each view this often from now on; pictures beyond stay in the record and do not count."""
        if self._visits.visit is None or repeats == self._state.repeats:
            return
        self._visits.apply(lambda open_visit: replace(open_visit, repeats_per_view=repeats), by=self)
        views = tuple(progress_of(self._visits.visit, known.view) for known in self._state.views)
        self._update(views=views)
        if self._state.stage is SessionStage.COMPLETE or self._state.repeat > repeats:
            self._go_on(views, self._state.wanted, reseat=False)

    def set_automatic(self, automatic: bool) -> None:
        """Whether the picture takes itself."""
        self._forget_steadiness()
        self._update(automatic=automatic)

    def hold(self, held: bool) -> None:
        """Whether no picture may be taken for the moment: the light is another than that of the series."""
        self._held = held
        self._forget_steadiness()

    def _steady_time(self, assessment: LiveAssessment) -> float:
        now = assessment.at_s
        step = None if self._seen_at is None else now - self._seen_at
        self._seen_at = now
        if assessment.overall is not Overall.READY or now < self._quiet_until:
            self._steady_s = None
            return 0.0
        if self._steady_s is None or step is None or not 0.0 <= step <= LONGEST_GAP_S:
            self._steady_s = 0.0
        else:
            self._steady_s += min(step, LONGEST_STEP_S)
        return self._steady_s

    def _forget_steadiness(self) -> None:
        self._steady_s = self._seen_at = None
        self._update(steady_fraction=0.0)

    def _take(self) -> None:
        if self._held:
            return
        self._attempt += 1
        attempt, view, repeat, baseline = self._attempt, self._state.wanted, self._state.repeat, self._baseline
        self._forget_steadiness()
        self._update(stage=SessionStage.TAKING, refused=None, error=None)
        still = self._camera.still()

        def work(_control: JobControl) -> _Taken:
            try:
                frame = still.result(timeout=STILL_TIMEOUT_S)
            except FutureTimeoutError:
                raise SkinlaxError("capture_no_still") from None
            captured_at = self._clock.now().isoformat()
            stamp = self._stamp()
            picture = develop(frame)
            on_the_way = Once(lambda: self._archive(frame, picture))
            self._jobs.submit("prepare picture", lambda _control: on_the_way.begin(), lane=Lane.COMPUTE)
            try:
                judged = self._judge(picture, view, baseline)
            except BaseException:
                self._drop(on_the_way)
                raise
            return _Taken(
                repeat=repeat,
                frame=frame,
                on_the_way=on_the_way,
                judged=judged,
                captured_at=captured_at,
                calibration=stamp,
            )

        self._jobs.submit(
            "judge still",
            work,
            lane=Lane.INFERENCE,
            on_done=lambda taken: self._judged(attempt, taken),
            on_failed=lambda error: self._could_not(attempt, error),
        )

    def _judged(self, attempt: int, taken: _Taken) -> None:
        if attempt != self._attempt:
            self._drop(taken.on_the_way)
            return
        if not taken.judged.verdict.passed:
            self._drop(taken.on_the_way)
            self._quiet_until = taken.frame.captured_at_s + PAUSE_AFTER_REFUSAL_S
            self._update(stage=SessionStage.GUIDING, refused=taken.judged)
            self.refused.emit(taken.judged)
            return
        self._update(stage=SessionStage.SAVING)
        # Accepted pictures are saved even when the operator has moved on to another view meanwhile.
        self._jobs.submit(
            "store picture",
            lambda _control: taken.on_the_way.result().keep(),
            lane=Lane.VAULT,
            on_done=lambda kept: self._stored(attempt, taken, kept),
            on_failed=lambda error: self._could_not(attempt, error),
        )

    def _drop(self, on_the_way: Once[PictureOnTheWay]) -> None:
        """Nothing remains of a picture that is not kept; one that could not even be written is gone already."""

        def work(_control: JobControl) -> None:
            with suppress(SkinlaxError):
                on_the_way.result().drop()

        self._jobs.submit("drop picture", work, lane=Lane.VAULT)

    def _stored(self, attempt: int, taken: _Taken, kept: KeptPicture) -> None:
        visit = self._visits.visit
        if visit is None:
            return
        view = taken.judged.view
        judged = taken.judged
        capture = replace(
            kept.as_capture(
                taken.frame,
                view=view,
                captured_at=taken.captured_at,
                verdict=judged.verdict,
                light=self._light(),
                repeat=taken.repeat,
                pose=judged.pose,
                calibration=taken.calibration,
            ),
            posture=judged.posture,
            match=judged.match.record if judged.match is not None else None,
        )
        self._visits.apply(lambda open_visit: open_visit.with_capture(capture), by=self)
        if taken.judged.baseline is not None:
            self._baseline = taken.judged.baseline
        views = tuple(
            progress_of(self._visits.visit, known.view) if known.view is view else known for known in self._state.views
        )
        self._update(views=views)
        if attempt == self._attempt:
            self._reseating.begin(self._state.assessment, view)
            self._go_on(views, view, reseat=True)
        self.accepted.emit(capture)

    def _go_on(self, views: tuple[ViewProgress, ...], view: View, *, reseat: bool) -> None:
        """To the next repeat of this view, for which the patient sits again, or else to what is missing."""
        here = next(known for known in views if known.view is view)
        missing = (view, here.missing) if here.missing is not None else first_missing(views)
        again = reseat and missing is not None and missing[0] is view
        self._update(
            wanted=missing[0] if missing else view,
            repeat=missing[1] if missing else 1,
            stage=SessionStage.COMPLETE
            if missing is None
            else SessionStage.RESEATING
            if again
            else SessionStage.GUIDING,
            assessment=None,
        )

    def _seated_again(self) -> None:
        self._forget_steadiness()
        self._update(stage=SessionStage.GUIDING)

    def _could_not(self, attempt: int, error: Exception) -> None:
        if not isinstance(error, SkinlaxError):
            raise error
        if attempt == self._attempt:
            self._update(stage=SessionStage.GUIDING, error=error)
        self._quiet_until = self._clock.monotonic_s() + PAUSE_AFTER_REFUSAL_S
        self.failed.emit(error)

    def _update(self, **changes: object) -> None:
        before = self._state
        self._state = replace(before, **changes)  # type: ignore[arg-type]
        if before != self._state:
            self.changed.emit(before, self._state)
