"""Decides when grades lie over the live picture: on a clinician's wish, once a second, never when in doubt.

Knows no Qt. Grades are asked for in lane INFERENCE, after the guidance and never two at a time, so the live picture,
which is made in lane COMPUTE, goes on as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.live_grades import LiveGrader, LiveGrades
from skinlax_desktop.text.metrics import format_number, reason_label, zone_label
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.workflows.assessment import LiveAssessment, Overall

EVERY_S: Final = 1.0
STANDS_S: Final = 2.5
"""Older grades are taken away: the head may have moved on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeMark:
    """A number at a place of the picture (0..1), and its zone."""

    x: float
    y: float
    text: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradesShown:
    """Marks with the sentence on what they are, or the sentence on why there are none; both empty when switched off."""

    marks: tuple[GradeMark, ...] = ()
    sentence: str = ""


class GradesView(Protocol):
    """The passive half."""

    def show_grades(self, shown: GradesShown) -> None:
        """Over the live picture."""
        ...


class LiveGradesPresenter:
    """Hears of every assessment; `set_wanted` is the clinician's toggle, off at first."""

    def __init__(self, view: GradesView, *, jobs: JobRunner, clock: Clock, grader: LiveGrader | None) -> None:
        self._view = view
        self._jobs = jobs
        self._clock = clock
        self._grader = grader
        self.age_years: Callable[[], float | None] = lambda: None
        """Of the person in front of the camera."""
        self._wanted = False
        self._asking = False
        # Grows whenever what was asked for before is no longer wanted.
        self._round = 0
        self._asked_at = self._graded_at = float("-inf")
        self._grades: LiveGrades | None = None
        self._wanted_view: View | None = None
        self._shown = GradesShown()
        self.grades_made = 0

    def set_wanted(self, wanted: bool) -> None:
        """Lay grades over the live picture, or take them away."""
        self._wanted = wanted
        self.forget()
        if wanted:
            self._show(GradesShown(sentence=words.GRADES_SOON if self._grader is not None else words.GRADES_NO_MODEL))

    def forget(self) -> None:
        """Another view, visit or person: what was graded before means nothing now."""
        self._drop()
        self._asked_at = self._graded_at = float("-inf")
        self._show(GradesShown())

    def assessed(self, assessment: LiveAssessment, frame: Frame | None) -> None:
        """After the guidance judged a frame: show, hide, or ask anew about the newest frame."""
        if not self._wanted or self._grader is None:
            return
        if assessment.view is not self._wanted_view:
            self._wanted_view = assessment.view
            self._drop()
            self._asked_at = float("-inf")
        if assessment.overall is not Overall.READY:
            self._drop()
            self._show(GradesShown(sentence=words.GRADES_HIDDEN.format(why=words.NOT_GREEN)))
            return
        now = self._clock.monotonic_s()
        if self._grades is not None and now - self._graded_at > STANDS_S:
            self._grades = None
        self._show(_shown(self._grades))
        if frame is not None and not self._asking and now - self._asked_at >= EVERY_S:
            self._ask(self._grader, frame, assessment.view)

    def _ask(self, grader: LiveGrader, frame: Frame, view: View) -> None:
        self._asking, self._asked_at = True, self._clock.monotonic_s()
        asked_in = self._round
        age_years = self.age_years()

        def work(_control: JobControl) -> LiveGrades:
            return grader.grade(frame, view, age_years)

        self._jobs.submit(
            "live grades",
            work,
            lane=Lane.INFERENCE,
            on_done=lambda grades: self._graded(grades, asked_in),
            on_failed=self._failed,
            on_cancelled=self._dropped,
        )

    def _drop(self) -> None:
        self._grades = None
        self._round += 1

    def _graded(self, grades: LiveGrades, asked_in: int) -> None:
        self._asking = False
        self.grades_made += 1
        if asked_in == self._round:
            self._grades, self._graded_at = grades, self._clock.monotonic_s()

    def _dropped(self) -> None:
        self._asking = False

    def _failed(self, error: Exception) -> None:
        self._asking = False
        if not isinstance(error, SkinlaxError):
            raise error
        self._grades = LiveGrades(doubt=error.code)

    def _show(self, shown: GradesShown) -> None:
        if shown != self._shown:
            self._shown = shown
            self._view.show_grades(shown)


def _shown(grades: LiveGrades | None) -> GradesShown:
    if grades is None:
        return GradesShown(sentence=words.GRADES_SOON)
    if grades.doubt is not None:
        return GradesShown(sentence=words.GRADES_HIDDEN.format(why=reason_label(grades.doubt)))
    marks = tuple(
        GradeMark(
            x=grades.places[zone][0],
            y=grades.places[zone][1],
            text=format_number(grade.value, "grade 0-4"),
            zone=zone_label(zone),
        )
        for zone, grade in grades.zones.items()
    )
    return GradesShown(marks=marks, sentence=words.GRADES_LABEL)
