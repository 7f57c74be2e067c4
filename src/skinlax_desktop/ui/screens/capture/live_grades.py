"""The model's grades over the live picture: what is shown of them, and when. Knows no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from skinlax_desktop.domain.views import View
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.live_grades import LiveGrader, LiveGrades
from skinlax_desktop.text.metrics import format_number, reason_label, zone_label
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.ui.screens.capture.live_overlay import LiveOverlay, OverlayKind
from skinlax_desktop.workflows.assessment import LiveAssessment


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
        self.age_years: Callable[[], float | None] = lambda: None
        """Of the person in front of the camera."""
        self._age_years: float | None = None
        self._overlay = LiveOverlay(
            OverlayKind(
                name="live grades",
                read=None if grader is None else self._reader(grader),
                nothing=GradesShown(),
                missing=GradesShown(sentence=words.GRADES_NO_MODEL),
                shown=_shown,
                hidden=lambda why: GradesShown(sentence=words.GRADES_HIDDEN.format(why=why)),
                doubted=lambda code: LiveGrades(doubt=code),
            ),
            show=view.show_grades,
            jobs=jobs,
            clock=clock,
        )

    def _reader(self, grader: LiveGrader) -> Callable[[Frame, View], LiveGrades]:
        return lambda frame, view: grader.grade(frame, view, self._age_years)

    @property
    def grades_made(self) -> int:
        """How many frames were graded."""
        return self._overlay.readings_made

    def set_wanted(self, wanted: bool) -> None:
        """Lay grades over the live picture, or take them away."""
        self._overlay.set_wanted(wanted)

    def forget(self) -> None:
        """Another view, visit or person: what was graded before means nothing now."""
        self._overlay.forget()

    def assessed(self, assessment: LiveAssessment, frame: Frame | None) -> None:
        """After the guidance judged a frame: show, hide, or ask anew about the newest frame."""
        self._age_years = self.age_years()
        self._overlay.assessed(assessment, frame)


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
