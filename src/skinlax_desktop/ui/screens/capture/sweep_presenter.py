"""Drives the sweep and the second pictures aside on the capture screen, beside the presenter of the stills."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.sweep import SECTORS, HeadHeld
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ui.screens.capture.station import LiveCamera
from skinlax_desktop.ui.screens.capture.sweep_shown import SweepShown, show_aside, show_sweep, with_problem
from skinlax_desktop.workflows.aside_session import AsideSession, AsideState
from skinlax_desktop.workflows.capture_session import CaptureSession
from skinlax_desktop.workflows.sweep_keeping import PictureParts, SweepKeeper
from skinlax_desktop.workflows.sweep_plan import SweepPlan
from skinlax_desktop.workflows.sweep_session import SweepSession, SweepStage, SweepState
from skinlax_desktop.workflows.sweep_sighting import SweepSighting
from skinlax_desktop.workflows.visit_store import VisitStore


class SweepView(Protocol):
    """What is shown; every method is cheap when nothing changed."""

    def show_sweep(self, shown: SweepShown | None) -> None:
        """The sweep in place of the stills, or the stills again."""
        ...

    def show_metronome(self, yaw_deg: float | None) -> None:
        """Where the head should be now."""
        ...

    def tick(self) -> None:
        """A sector was seen for the first time: a sound, where sounds are on."""
        ...

    def celebrate(self) -> None:
        """All is taken: flash and sound, where they are on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SweepStation:
    """What it needs of the station. `look` runs in lane INFERENCE, in the order of the frames.

    `has_moved_on`: whether the newest frame shows another moment than the one before; a phantom's does not until its
    next picture is computed.
    """

    camera: LiveCamera
    look: Callable[[Frame], SweepSighting]
    parts: PictureParts
    plan: Callable[[], SweepPlan] = SweepPlan
    preparing: Callable[[], bool] = lambda: False
    may_take: Callable[[], bool] = lambda: True
    has_moved_on: Callable[[], bool] = lambda: True


class SweepPresenter:
    """Lives on the main thread. While it `is_on` the stills are neither assessed nor taken."""

    session_begun = Signal(SweepSession)

    def __init__(
        self,
        view: SweepView,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        clock: Clock,
        station: SweepStation,
        on_left: Callable[[], None] = lambda: None,
    ) -> None:
        self._view = view
        self._visits = visits
        self._jobs = jobs
        self._clock = clock
        self._station = station
        self._on_left = on_left
        self._looking = False
        self._seen_sequence = -1
        self._selected: int | None = None
        self._session: SweepSession | None = None
        self.wants_asides = False
        self.looks_made = 0
        self.aside = AsideSession(
            visits=visits,
            jobs=jobs,
            camera=station.camera,
            clock=clock,
            parts=station.parts,
            may_take=station.may_take,
            tempo=station.plan().tempo,
        )
        self.aside.changed.connect(self._aside_changed)
        visits.changed.connect(self._visit_changed)

    # What others may look at

    @property
    def session(self) -> SweepSession | None:
        """The sweep under way."""
        return self._session

    @property
    def is_on(self) -> bool:
        """Whether the screen shows a sweep or a second picture."""
        return self._session is not None or self.aside.is_active

    # Intents

    def toggle(self) -> None:
        """Begin a sweep, or go back to the views; a second picture is skipped."""
        if self.aside.is_active:
            self.aside.skip()
        elif self._session is not None:
            self._leave()
        elif self._visits.visit is not None:
            self._begin()

    def change_head(self) -> None:
        """The sweep with the chin down in place of the level one, or the other way; not while it turns."""
        session = self._session
        if session is None or session.state.stage in (SweepStage.TURNING, SweepStage.CHECKING):
            return
        bent = session.state.plan.held is HeadHeld.CHIN_DOWN
        session.changed.disconnect(self._session_changed)
        session.stop()
        self._begin(HeadHeld.LEVEL if bent else HeadHeld.CHIN_DOWN)

    def go_on(self) -> None:
        """The one button."""
        if self.aside.is_active:
            self.aside.go_on()
        elif self._session is not None:
            if self._session.state.stage is SweepStage.COMPLETE:
                self._leave()
            else:
                self._session.go_on()

    def choose(self, sector: int) -> None:
        """Take one sector again."""
        if self._session is not None and self._session.state.stage is not SweepStage.TURNING:
            self._selected = None
            self._session.take_again(frozenset({sector}))

    def select(self, by: int) -> None:
        """Go along the sectors, to name one."""
        if self._session is None:
            return
        before = self._selected
        first = 1 if by > 0 else SECTORS
        self._selected = first if before is None else (before - 1 + by) % SECTORS + 1
        self._show()

    def take_selected(self) -> None:
        """Take the named sector again, or else whatever is missing."""
        if self._selected is not None:
            self.choose(self._selected)
        elif self._session is not None and self._session.state.stage is SweepStage.INCOMPLETE:
            self._session.go_on()

    def want_asides(self, wanted: bool) -> None:
        """Whether a second picture of each view is asked for."""
        self.wants_asides = wanted
        if not wanted:
            self.aside.skip()

    def screen_left(self) -> None:
        """Nobody looks any more: a turn under way is over, and what it saw is checked."""
        if self._session is not None and self._session.state.stage is SweepStage.TURNING:
            self._session.go_on()

    def forget(self) -> None:
        """The visit was closed: frames are let go, pictures on their way are still saved."""
        self.aside.skip()
        if self._session is not None:
            self._leave()

    # Timers

    def look_newest(self) -> None:
        """Have the newest frame looked at, unless one is under way."""
        frame = self._station.camera.latest()
        if not self.is_on or self._looking:
            return
        if frame is None or self._station.preparing():
            self._show()
            return
        if frame.sequence == self._seen_sequence:
            return
        if not self._station.has_moved_on():
            return
        self._looking, self._seen_sequence = True, frame.sequence

        def work(_control: JobControl) -> SweepSighting:
            return self._station.look(frame)

        self._jobs.submit(
            "look at sweep",
            work,
            lane=Lane.INFERENCE,
            on_done=lambda sighting: self._looked(sighting, frame),
            on_failed=self._not_looked,
            on_cancelled=self._dropped,
        )

    def move_metronome(self) -> None:
        """Some thirty times a second: the band runs on."""
        state = None if self._session is None else self._session.state
        if state is None or state.stage is not SweepStage.TURNING:
            self._view.show_metronome(None if state is None else state.plan.from_deg)
            return
        began = self._clock.monotonic_s() if state.began_s is None else state.began_s
        self._view.show_metronome(state.plan.metronome_deg(self._clock.monotonic_s() - began))

    # Inside

    def _begin(self, held: HeadHeld = HeadHeld.LEVEL) -> None:
        keeper = SweepKeeper(visits=self._visits, jobs=self._jobs, clock=self._clock, parts=self._station.parts)
        plan = self._station.plan().with_head(held)
        self._session = SweepSession(visits=self._visits, keeper=keeper, plan=plan)
        self._session.changed.connect(self._session_changed)
        self._selected = None
        self._show()
        self.session_begun.emit(self._session)

    def _leave(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.changed.disconnect(self._session_changed)
            session.stop()
        self._show()
        self._on_left()

    def _looked(self, sighting: SweepSighting, frame: Frame) -> None:
        self._looking = False
        self.looks_made += 1
        if self.aside.is_active:
            self.aside.on_sighting(sighting)
        elif self._session is not None:
            self._session.on_sighting(sighting, frame)

    def _not_looked(self, error: Exception) -> None:
        self._looking = False
        if not isinstance(error, SkinlaxError):
            raise error

    def _dropped(self) -> None:
        self._looking = False

    def _session_changed(self, before: SweepState, after: SweepState) -> None:
        if after.stage is SweepStage.TURNING and after.seen - before.seen:
            self._view.tick()
        if after.stage is SweepStage.COMPLETE and before.stage is not SweepStage.COMPLETE:
            self._view.celebrate()
        self._show()

    def _aside_changed(self, before: AsideState, after: AsideState) -> None:
        self._show()
        if before.stage != "idle" and after.stage == "idle":
            self._on_left()

    def _visit_changed(self, before: Visit | None, after: Visit | None, by: object) -> None:
        if before is None or after is None or before.id != after.id:
            self.forget()
            return
        if by is self.aside:
            self._view.celebrate()
        first = _just_kept(before, after) if isinstance(by, CaptureSession) else None
        if self.wants_asides and first is not None and self._session is None:
            self.aside.begin(first)

    def _show(self) -> None:
        if self.aside.is_active:
            shown = show_aside(self.aside.state)
        elif self._session is not None:
            visit = self._visits.visit
            has_scale = visit is not None and visit.scale is not None
            shown = show_sweep(self._session.state, selected=self._selected, has_scale=has_scale)
        else:
            self._view.show_sweep(None)
            return
        streaming = self._station.camera.state.stage == "streaming"
        self._view.show_sweep(shown if streaming and not self._station.preparing() else with_problem(shown))


def _just_kept(before: Visit, after: Visit) -> Capture | None:
    return after.captures[-1] if len(after.captures) == len(before.captures) + 1 else None
