"""Seats the phantom patient: hears what the capture screen says, and does it about as well as people do."""

from skinlax_desktop.devices.simulated import ObedientSubject, PhantomStudio
from skinlax_desktop.workflows.assessment import JudgedPicture
from skinlax_desktop.workflows.capture_session import CaptureSession, SessionStage, SessionState


class PhantomSeat:
    """Connects the guidance of a session to a phantom in a studio."""

    def __init__(self, studio: PhantomStudio, seed: int = 0) -> None:
        self._subject = ObedientSubject(studio, seed)
        self._session: CaptureSession | None = None

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

    def _hear_why(self, refused: JudgedPicture) -> None:
        """The sentence over a refused picture."""
        self._subject.hear(next((check.advice for check in refused.verdict.failed if check.advice is not None), None))

    def _hear(self, before: SessionState, after: SessionState) -> None:
        if after.stage is SessionStage.COMPLETE:
            return
        if after.stage is SessionStage.RESEATING:
            if before.stage is not SessionStage.RESEATING:
                self._subject.lean_back()
        elif after.wanted is not before.wanted or before.stage is SessionStage.RESEATING:
            self._subject.take_view(after.wanted)
        elif after.stage is SessionStage.GUIDING and after.assessment is not None:
            self._subject.hear(after.assessment.advice)
