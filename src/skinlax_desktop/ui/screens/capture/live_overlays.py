"""What a clinician may have laid over the live picture: the model's grades, wrinkles and pigment spots."""

from typing import Protocol

from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.live_grades import LiveGrader
from skinlax_desktop.ports.live_skin import LiveSkinReader
from skinlax_desktop.ui.screens.capture.live_grades import GradesView, LiveGradesPresenter
from skinlax_desktop.ui.screens.capture.live_skin import SkinView, live_skin_overlay
from skinlax_desktop.workflows.assessment import LiveAssessment


class OverlaysView(GradesView, SkinView, Protocol):
    """The passive half of both."""


class LiveOverlays:
    """Both hear of every assessment; each has a toggle of its own."""

    def __init__(
        self,
        view: OverlaysView,
        *,
        jobs: JobRunner,
        clock: Clock,
        grader: LiveGrader | None,
        skin_reader: LiveSkinReader | None,
    ) -> None:
        self.grades = LiveGradesPresenter(view, jobs=jobs, clock=clock, grader=grader)
        self.skin = live_skin_overlay(view, jobs=jobs, clock=clock, reader=skin_reader)

    def forget(self) -> None:
        """Another visit or person."""
        self.grades.forget()
        self.skin.forget()

    def assessed(self, assessment: LiveAssessment, frame: Frame | None) -> None:
        """After the guidance judged a frame."""
        self.grades.assessed(assessment, frame)
        self.skin.assessed(assessment, frame)
