"""The capture session: which view is wanted, when the picture takes itself, and what becomes of it."""

import uuid
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt
from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture, LiveAssessment, Overall
from skinlax_desktop.workflows.visit_store import VisitStore

Picture = npt.NDArray[np.uint8]

STEADY_S = 1.0
# Two assessments farther apart than this do not prove that the head was steady in between.
LONGEST_GAP_S = 0.5
# After a refusal the sentence stays readable this long before the picture may take itself again.
PAUSE_AFTER_REFUSAL_S = 2.5
STILL_TIMEOUT_S = 5.0


class SessionStage(StrEnum):
    """What the session does now."""

    GUIDING = "guiding"
    TAKING = "taking"
    SAVING = "saving"
    COMPLETE = "complete"


class StillSource(Protocol):
    """The part of the camera loop that a session needs."""

    def still(self) -> Future[Frame]:
        """The first frame exposed wholly after the call."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewProgress:
    """A view of the series, with its accepted picture."""

    view: View
    capture_id: CaptureId | None = None
    verdict: FrameVerdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """What a screen shows of a session.

    `steady_fraction`: how much of the steady second has passed. `refused`: the last refused picture of `wanted`,
    until the next picture or view. `error`: why the last picture could not be taken or saved.
    """

    wanted: View
    views: tuple[ViewProgress, ...]
    stage: SessionStage = SessionStage.GUIDING
    steady_fraction: float = 0.0
    automatic: bool = True
    assessment: LiveAssessment | None = None
    refused: JudgedPicture | None = None
    error: SkinlaxError | None = None

    @property
    def taken(self) -> int:
        """How many views have an accepted picture."""
        return sum(view.capture_id is not None for view in self.views)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    frame: Frame
    picture: Picture
    judged: JudgedPicture
    captured_at: str


class CaptureSession:
    """Takes the standard views of the open visit. Lives on the main thread; every signal is emitted there.

    `judge(picture, view, baseline)` runs in lane INFERENCE, `store(picture)` (encode and put away) in lane VAULT,
    and only then does the picture enter the visit. `archive(frame)` puts the camera's own mosaic away, in the same
    lane before the picture. `light` tells the ring's settings of the moment.
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
        store: Callable[[Picture], ImageRef],
        archive: Callable[[Frame], ImageRef | None] = lambda _frame: None,
        clock: Clock,
        light: Callable[[], LightSettings | None] = lambda: None,
        views: tuple[View, ...] = STANDARD_SERIES,
        automatic: bool = True,
    ) -> None:
        self._visits = visits
        self._jobs = jobs
        self._camera = camera
        self._judge = judge
        self._store = store
        self._archive = archive
        self._clock = clock
        self._light = light
        self._baseline: Baseline | None = None
        self._steady_since: float | None = None
        self._seen_at: float | None = None
        self._quiet_until: float = float("-inf")
        self._attempt = 0
        self._held = False
        progress = tuple(_progress(visits.visit, view) for view in views)
        self._state = SessionState(
            wanted=_first_missing(progress) or views[0],
            views=progress,
            stage=SessionStage.GUIDING if _first_missing(progress) else SessionStage.COMPLETE,
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

    def on_assessment(self, assessment: LiveAssessment) -> None:
        """A live frame was assessed; after a steady second of green the picture takes itself."""
        if assessment.view is not self._state.wanted:
            return
        steady = self._steady_time(assessment)
        self._update(assessment=assessment, steady_fraction=min(steady / STEADY_S, 1.0))
        if steady >= STEADY_S and self._state.automatic and self._state.stage is SessionStage.GUIDING:
            self._take()

    def snap_requested(self) -> None:
        """Key, button or foot pedal: take the picture now; it is judged like any other."""
        if self._state.stage in (SessionStage.GUIDING, SessionStage.COMPLETE):
            self._take()

    def select(self, view: View) -> None:
        """Want this view now; a picture under way for another view is dropped."""
        if view not in {progress.view for progress in self._state.views}:
            raise ValueError(f"{view} is not a view of this session")
        self._attempt += 1
        self._forget_steadiness()
        self._update(wanted=view, stage=SessionStage.GUIDING, refused=None, error=None, assessment=None)

    def retake(self, view: View) -> None:
        """Take a view again; the earlier picture stays in the record and the newest counts."""
        self.select(view)

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
        gap = self._seen_at is None or not 0.0 <= now - self._seen_at <= LONGEST_GAP_S
        self._seen_at = now
        if assessment.overall is not Overall.READY or now < self._quiet_until:
            self._steady_since = None
            return 0.0
        if self._steady_since is None or gap:
            self._steady_since = now
        return now - self._steady_since

    def _forget_steadiness(self) -> None:
        self._steady_since = self._seen_at = None
        self._update(steady_fraction=0.0)

    def _take(self) -> None:
        if self._held:
            return
        self._attempt += 1
        attempt, view, baseline = self._attempt, self._state.wanted, self._baseline
        self._forget_steadiness()
        self._update(stage=SessionStage.TAKING, refused=None, error=None)
        still = self._camera.still()

        def work(_control: JobControl) -> _Taken:
            try:
                frame = still.result(timeout=STILL_TIMEOUT_S)
            except FutureTimeoutError:
                raise SkinlaxError("capture_no_still") from None
            captured_at = self._clock.now().isoformat()
            picture = develop(frame)
            return _Taken(
                frame=frame, picture=picture, judged=self._judge(picture, view, baseline), captured_at=captured_at
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
            return
        if not taken.judged.verdict.passed:
            self._quiet_until = taken.frame.captured_at_s + PAUSE_AFTER_REFUSAL_S
            self._update(stage=SessionStage.GUIDING, refused=taken.judged)
            self.refused.emit(taken.judged)
            return
        self._update(stage=SessionStage.SAVING)
        # Accepted pictures are saved even when the operator has moved on to another view meanwhile.
        self._jobs.submit(
            "store picture",
            lambda _control: self._put_away(taken),
            lane=Lane.VAULT,
            on_done=lambda put: self._stored(attempt, taken, *put),
            on_failed=lambda error: self._could_not(attempt, error),
        )

    def _put_away(self, taken: _Taken) -> tuple[ImageRef | None, ImageRef]:
        """Original first: a picture without its original is never shown as saved."""
        return self._archive(taken.frame), self._store(taken.picture)

    def _stored(self, attempt: int, taken: _Taken, original: ImageRef | None, image: ImageRef) -> None:
        visit = self._visits.visit
        if visit is None:
            return
        view = taken.judged.view
        capture = Capture(
            id=CaptureId(uuid.uuid4().hex),
            view=view,
            image=image,
            captured_at=taken.captured_at,
            verdict=taken.judged.verdict,
            repeat=1 + sum(known.view is view for known in visit.plain_captures),
            camera=CameraSettings(exposure_us=taken.frame.exposure_us, gain_db=taken.frame.gain_db),
            light=self._light(),
            pose=taken.judged.pose,
            original=original,
            device=taken.frame.device,
        )
        self._visits.apply(lambda open_visit: open_visit.with_capture(capture), by=self)
        if taken.judged.baseline is not None:
            self._baseline = taken.judged.baseline
        views = tuple(
            ViewProgress(view=known.view, capture_id=capture.id, verdict=capture.verdict)
            if known.view is view
            else known
            for known in self._state.views
        )
        self._update(views=views)
        if attempt == self._attempt:
            missing = _first_missing(views)
            self._update(
                wanted=missing or view,
                stage=SessionStage.GUIDING if missing else SessionStage.COMPLETE,
                assessment=None,
            )
        self.accepted.emit(capture)

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


def _progress(visit: Visit | None, view: View) -> ViewProgress:
    capture = visit.capture_of(view) if visit is not None else None
    if capture is None:
        return ViewProgress(view=view)
    return ViewProgress(view=view, capture_id=capture.id, verdict=capture.verdict)


def _first_missing(views: tuple[ViewProgress, ...]) -> View | None:
    return next((progress.view for progress in views if progress.capture_id is None), None)
