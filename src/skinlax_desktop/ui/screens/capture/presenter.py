"""Drives the capture screen: fetches frames, has them assessed, passes intents on, decides what is shown."""

from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.imaging.head_outline import Polyline, target_outline
from skinlax_desktop.imaging.preview import develop_to_fit, for_screen
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.ui.screens.capture.baseline_guide import BaselineGuide, BaselineView
from skinlax_desktop.ui.screens.capture.camera_wishes import CameraWishes, CameraWishesView
from skinlax_desktop.ui.screens.capture.live_overlays import LiveOverlays, OverlaysView
from skinlax_desktop.ui.screens.capture.shown import (
    CaptureShown,
    Problem,
    camera_problem,
    phantom_on_the_way,
    resolve,
)
from skinlax_desktop.ui.screens.capture.station import CaptureStation
from skinlax_desktop.ui.screens.capture.stills import JudgedStill, StillShelf, shrink
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture, LiveAssessment
from skinlax_desktop.workflows.capture_session import PAUSE_AFTER_REFUSAL_S, CaptureSession, SessionState
from skinlax_desktop.workflows.ring_keeping import RingStatus
from skinlax_desktop.workflows.visit_store import VisitStore

Picture = npt.NDArray[np.uint8]

STALLED_AFTER_S: Final = 2.0
# A round of checks takes about as long as a frame: begun on one that has just come, its verdict is a frame younger.
_FRESH_S: Final = 0.006
_LONGEST_WAIT_S: Final = 0.030
# As long as the session waits after a refusal: time to read why, then the live picture is there again.
REFUSAL_STANDS_S: Final = PAUSE_AFTER_REFUSAL_S


class CaptureView(BaselineView, OverlaysView, CameraWishesView, Protocol):
    """What the presenter shows; every method is cheap when nothing changed."""

    def show_state(self, shown: CaptureShown) -> None:
        """Everything but the pixels."""
        ...

    def show_live(self, picture: Picture) -> None:
        """The newest live picture, (h, w, 4) as `for_screen` makes it, made to fit."""
        ...

    def live_size(self) -> tuple[int, int]:
        """Physical pixels the live picture may fill, width and height."""
        ...

    def show_outline(self, outline: tuple[Polyline, ...]) -> None:
        """Where the head should be, in 0..1 of the picture."""
        ...

    def show_refused(self, still: JudgedStill | None) -> None:
        """The refused picture itself, or the live one again."""
        ...

    def show_thumbnail(self, capture_id: CaptureId, picture: Picture) -> None:
        """A small copy of an accepted picture."""
        ...

    def show_ring(self, status: RingStatus, problem: str) -> None:
        """The ring's settings and what it reports."""
        ...

    def celebrate(self) -> None:
        """A picture was accepted: flash and sound, where they are on."""
        ...


class CapturePresenter:
    """Lives on the main thread. The view calls `show_newest` about 30 times a second and `assess_newest` 16 times."""

    def __init__(
        self,
        view: CaptureView,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        clock: Clock,
        station: CaptureStation,
        on_review: Callable[[], None],
        automatic: bool = True,
        repeats: int = 1,
    ) -> None:
        self._view = view
        self._visits = visits
        self._jobs = jobs
        self._clock = clock
        self._station = station
        self._on_review = on_review
        self._automatic = automatic
        self._repeats = repeats
        self._baseline = BaselineGuide(view, station.baseline)
        self._shelf = StillShelf()
        self._session: CaptureSession | None = None
        self._visit_id: str | None = None
        self._previewing = False
        self._shown_sequence = -1
        self._assessing = self._assess_due = False
        self._assessed_sequence = -1
        self._frame_seen_at = clock.monotonic_s()
        self._refusal_until = float("-inf")
        self._wishes = CameraWishes(view, station.camera, station.camera_settings)
        self.overlays = LiveOverlays(
            view, jobs=jobs, clock=clock, grader=station.grader, skin_reader=station.skin_reader
        )
        self.previews_made = self.assessments_made = 0
        self.instruction = ""  # goes before all guidance, as long as it stands
        station.ring.changed.connect(self._ring_changed)

    # What others may look at

    @property
    def session(self) -> CaptureSession | None:
        """The session of the open visit."""
        return self._session

    @property
    def newest_assessment(self) -> LiveAssessment | None:
        """What the guide said last."""
        return self._session.state.assessment if self._session is not None else None

    # The screen's life

    def entered(self) -> None:
        """Begin or go on with the session of the open visit."""
        visit = self._visits.visit
        if visit is None:
            return
        if self._session is None or visit.id != self._visit_id:
            self._begin(visit)
        self._frame_seen_at = self._clock.monotonic_s()
        self._wishes.send()
        self._ring_changed(self._station.ring.status)
        self._show()

    def forget(self) -> None:
        """The visit was closed."""
        self._end_session()

    def close(self) -> None:
        """The station is taken down."""
        self._end_session()
        self._baseline.close()
        self._station.ring.changed.disconnect(self._ring_changed)

    # Timers

    def show_newest(self) -> None:
        """Have the newest frame made small, unless one is under way."""
        self._wishes.follow()
        frame = self._station.camera.latest()
        if frame is None or frame.sequence == self._shown_sequence:
            self._show()
            return
        self._frame_seen_at = self._clock.monotonic_s()
        if self._previewing:
            return
        self._previewing, self._shown_sequence = True, frame.sequence
        width, height = self._view.live_size()

        def work(_control: JobControl) -> Picture:
            return for_screen(develop_to_fit(frame, width, height))

        self._jobs.submit(
            "preview",
            work,
            lane=Lane.PREVIEW,
            on_done=self._previewed,
            on_failed=self._not_previewed,
            on_cancelled=self._not_previewed,
        )

    def assess_newest(self) -> None:
        """Have the newest frame assessed; if one is under way, as soon as that is done."""
        session = self._session
        frame = self._station.camera.latest()
        self._assess_due = self._assessing
        if session is None or self._assessing or frame is None or frame.sequence == self._assessed_sequence:
            return
        if self._station.preparing() or self._baseline.is_pending(session.state.wanted):
            self._show()
            return
        self._assessing, self._assessed_sequence = True, frame.sequence
        guide, camera, view = self._station.guide, self._station.camera, session.state.wanted
        guide.baseline = session.baseline
        guide.references = self._baseline.references

        def work(_control: JobControl) -> LiveAssessment:
            return guide.assess(camera.fresh(within_s=_FRESH_S, at_most_s=_LONGEST_WAIT_S) or frame, view)

        self._jobs.submit(
            "assess",
            work,
            lane=Lane.INFERENCE,
            on_done=self._assessed,
            on_failed=self._not_assessed,
            on_cancelled=self._not_assessed,
        )

    # Intents

    def snap(self) -> None:
        """Take the picture now, or go on to the review when every view is there."""
        if self._session is None:
            return
        if self._visits.visit is not None and self._session.state.stage == "complete":
            self._on_review()
        elif not self._baseline.is_pending(self._session.state.wanted):
            self._session.snap_requested()

    def choose(self, view: View, repeat: int | None = None) -> None:
        """Take this view, or this repeat of it, now; again if it was taken."""
        if self._session is not None:
            self._session.retake(view, repeat)

    def set_repeats(self, repeats: int) -> None:
        """How often each view is taken, in this visit and the next."""
        self._repeats = repeats
        if self._session is not None:
            self._session.set_repeats(repeats)

    def set_automatic(self, automatic: bool) -> None:
        """Whether the picture takes itself, in this visit and the next."""
        self._automatic = automatic
        if self._session is not None:
            self._session.set_automatic(automatic)

    def set_exposure(self, exposure_us: float) -> None:
        """Ask the camera for another exposure."""
        self._wishes.ask_exposure(exposure_us)

    def set_gain(self, gain_db: float) -> None:
        """Ask the camera for another gain."""
        self._wishes.ask_gain(gain_db)

    def set_light(self, light: LightSettings) -> None:
        """Ask the ring for another light."""
        self._station.ring.set_light(light)

    # Inside

    def _begin(self, visit: Visit) -> None:
        self._end_session()
        self._visit_id = visit.id
        station = self._station

        def judge(picture: Picture, view: View, baseline: Baseline | None) -> JudgedPicture:
            judged = station.judge(picture, view, baseline, self._baseline.references.get(view))
            self._shelf.put(picture, judged)
            return judged

        session = CaptureSession(
            visits=self._visits,
            jobs=self._jobs,
            camera=station.camera,
            judge=judge,
            archive=station.archive,
            clock=self._clock,
            light=lambda: station.ring.light,
            stamp=station.stamp,
            automatic=self._automatic,
            repeats=self._repeats,
        )
        self._baseline.prepare(visit)
        self._session = session
        self.overlays.forget()
        session.changed.connect(self._session_changed)
        session.accepted.connect(self._accepted)
        self._view.show_outline(target_outline(session.state.wanted))
        self._view.show_refused(None)
        for known in session.state.views:
            if (capture := visit.capture_of(known.view)) is not None:
                self._fetch_thumbnail(capture)

    def _end_session(self) -> None:
        if self._session is not None:
            self._session.changed.disconnect(self._session_changed)
            self._session.accepted.disconnect(self._accepted)
            self._baseline.prepare(None)
        self._session = self._visit_id = None

    def _fetch_thumbnail(self, capture: Capture) -> None:
        def work(_control: JobControl) -> Picture:
            return shrink(self._station.load(capture.image))

        self._jobs.submit(
            "thumbnail",
            work,
            lane=Lane.VAULT,
            on_done=lambda small: self._view.show_thumbnail(capture.id, small),
            on_failed=_raise_defect,
        )

    def _session_changed(self, before: SessionState, after: SessionState) -> None:
        if before.wanted is not after.wanted:
            self._view.show_outline(target_outline(after.wanted))
        if before.refused is not after.refused or before.error is not after.error:
            bad = after.refused is not None or after.error is not None
            self._refusal_until = self._clock.monotonic_s() + REFUSAL_STANDS_S if bad else float("-inf")
            self._view.show_refused(self._shelf.newest if after.refused is not None else None)
        self._show()

    def _accepted(self, capture: Capture) -> None:
        still = self._shelf.newest
        if still is not None:
            self._view.show_thumbnail(capture.id, still.small)
        self._view.celebrate()

    def _previewed(self, picture: Picture) -> None:
        self._previewing, self.previews_made = False, self.previews_made + 1
        self._view.show_live(picture)

    def _not_previewed(self, error: Exception | None = None) -> None:
        self._previewing = False
        _raise_defect(error)

    def _assessed(self, assessment: LiveAssessment) -> None:
        self._assessing, self._assessed_sequence = False, assessment.sequence
        self.assessments_made += 1
        if self._session is not None:
            self._session.on_assessment(assessment)
            self.overlays.assessed(assessment, self._station.camera.latest())
        if self._assess_due:
            self.assess_newest()

    def _not_assessed(self, error: Exception | None = None) -> None:
        self._assessing = False
        _raise_defect(error)

    def _ring_changed(self, status: RingStatus) -> None:
        self._view.show_ring(status, sentence_of(status.error) if status.error is not None else "")

    def _problem(self) -> Problem | None:
        state = self._station.camera.state
        if state.stage == "streaming":
            if self._station.preparing():
                return phantom_on_the_way()
            silent_s = self._clock.monotonic_s() - self._frame_seen_at
            return camera_problem(None, stalled=silent_s > STALLED_AFTER_S, opening=False)
        self._wishes.forget_taken()
        return camera_problem(state.error, stalled=False, opening=state.error is None)

    def _show(self) -> None:
        if self._session is not None:
            stands = self._clock.monotonic_s() < self._refusal_until
            if not stands and self._refusal_until > float("-inf"):
                self._refusal_until = float("-inf")
                self._view.show_refused(None)
            state, problem = self._session.state, self._problem()
            self._baseline.show(state, live=problem is None)
            wanted = self._baseline.pose_of(state.wanted)
            self._view.show_state(
                resolve(state, problem, self.instruction, refusal_stands=stands, baseline_pose=wanted)
            )


def _raise_defect(error: Exception | None) -> None:
    if error is not None and not isinstance(error, SkinlaxError):
        raise error
