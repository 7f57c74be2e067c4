"""Seats the phantom patient: hears what the capture screen says, and does it about as well as people do."""

from typing import TYPE_CHECKING, Final

from skinlax_desktop.devices.simulated import ObedientSubject, PhantomStudio, TurningHabit
from skinlax_desktop.domain.gate import Advice
from skinlax_desktop.domain.sweep import SECTORS, HeadHeld
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.workflows.aside_session import AsideStage, AsideState
from skinlax_desktop.workflows.assessment import JudgedPicture
from skinlax_desktop.workflows.capture_session import CaptureSession, SessionStage, SessionState
from skinlax_desktop.workflows.sweep_plan import USUAL_SECONDS
from skinlax_desktop.workflows.sweep_session import SweepSession, SweepStage, SweepState

if TYPE_CHECKING:
    from skinlax_desktop.ui.screens.capture.sweep_presenter import SweepPresenter

_PICTURES_A_SECTOR: Final = 1.6
_LEAST_RENDER_S: Final = 0.5


class PhantomSeat:
    """Connects the guidance of a session to a phantom in a studio."""

    def __init__(self, studio: PhantomStudio, seed: int = 0) -> None:
        self._subject = ObedientSubject(studio, seed)
        self._session: CaptureSession | None = None
        self._sweeper: SweepPresenter | None = None
        self.habit = TurningHabit()

    def attend(self, session: CaptureSession | None) -> None:
        """Sit for this session; a session already attended goes on."""
        if session is self._session:
            return
        if self._session is not None:
            self._session.changed.disconnect(self._hear)
            self._session.refused.disconnect(self._hear_why)
        self._session = session
        if session is not None:
            session.changed.connect(self._hear)
            session.refused.connect(self._hear_why)
            self._subject.take_view(session.state.wanted)

    def attend_sweep(self, presenter: "SweepPresenter") -> None:
        """Sit for the sweeps and the second pictures of this presenter too."""
        self._sweeper = presenter
        presenter.aside.changed.connect(self._hear_aside)
        presenter.session_begun.connect(self._begin_sweep)

    def attend_again(self) -> None:
        """A sweep or a second picture is over: back to the view that is wanted."""
        if self._session is not None and not self._is_away:
            self._subject.take_view(self._session.state.wanted)

    @property
    def _is_away(self) -> bool:
        """Whether something else than the views is going on."""
        return self._sweeper is not None and self._sweeper.is_on

    def _begin_sweep(self, session: SweepSession) -> None:
        session.changed.connect(self._hear_sweep)
        self._go_for(session.state)

    def _hear_sweep(self, before: SweepState, after: SweepState) -> None:
        if after.stage is not before.stage or after.plan != before.plan:
            self._go_for(after)
        elif after.stage is SweepStage.FACING and after.advice.code in ("sweep_chin_down", "sweep_chin_up"):
            self._subject.hear(Advice(code=after.advice.code.removeprefix("sweep_"), amount=after.advice.amount))

    def _go_for(self, state: SweepState) -> None:
        bent = state.plan.held is HeadHeld.CHIN_DOWN
        if state.stage is SweepStage.FACING:
            self._subject.go_to_yaw(0.0, POSE_TARGETS[View.CHIN_DOWN].pose.pitch_deg if bent else 0.0)
        elif state.stage is SweepStage.TO_START:
            self._subject.go_to_yaw(state.plan.from_deg, self._subject.pitch_deg if bent else 0.0)
        elif state.stage is SweepStage.TURNING:
            self._subject.sweep(state.plan.to_deg, state.plan.rate_deg_s, self.habit)

    def _hear_aside(self, before: AsideState, after: AsideState) -> None:
        if after.stage is AsideStage.GUIDING and (before.stage is AsideStage.IDLE or before.view is not after.view):
            self._subject.go_to_yaw(after.target_deg)
        elif after.stage is AsideStage.GUIDING and after.advice is not None:
            self._subject.hear(_as_turn(after.advice))

    def _hear_why(self, refused: JudgedPicture) -> None:
        """The sentence over a refused picture."""
        self._subject.hear(next((check.advice for check in refused.verdict.failed if check.advice is not None), None))

    def _hear(self, before: SessionState, after: SessionState) -> None:
        if after.stage is SessionStage.COMPLETE or self._is_away:
            return
        if after.stage is SessionStage.RESEATING:
            if before.stage is not SessionStage.RESEATING:
                self._subject.lean_back()
        elif after.wanted is not before.wanted or before.stage is SessionStage.RESEATING:
            self._subject.take_view(after.wanted)
        elif after.stage is SessionStage.GUIDING and after.assessment is not None:
            self._subject.hear(after.assessment.advice)


def phantom_tempo(render_s: float) -> float:
    """How many times more slowly than a person a phantom turns: so that each sector gets a picture or two."""
    pictures = SECTORS * _PICTURES_A_SECTOR
    return max(1.0, pictures * max(render_s, _LEAST_RENDER_S) / USUAL_SECONDS)


def _as_turn(advice: Advice) -> Advice:
    """The sentences of a second picture say which way to turn, as those of a view do."""
    return Advice(code=advice.code.removeprefix("aside_"), amount=advice.amount)
