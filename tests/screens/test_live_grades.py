"""Grades over the live picture: on wish, once a second, and never in doubt."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from laxity_stand_in import grade
from screens.live_room import LiveRoom
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.live_grades import LiveGrades
from skinlax_desktop.ui.screens.capture.live_grades import GradesShown, LiveGradesPresenter
from skinlax_desktop.ui.screens.capture.live_overlay import EVERY_S, STANDS_S

GRADES = LiveGrades(zones={"jowl_L": grade(2.1)}, places={"jowl_L": (0.6, 0.7)})


@dataclass
class Room(LiveRoom):
    """The presenter of the grades."""

    answers: list[LiveGrades] = field(default_factory=lambda: [GRADES])
    shown: list[GradesShown] = field(default_factory=list)
    asked: list[View] = field(default_factory=list)
    ages: list[float | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.presenter = LiveGradesPresenter(self, jobs=self.jobs, clock=self, grader=self)  # type: ignore[arg-type]
        self.assessed = self.presenter.assessed  # type: ignore[method-assign]

    def show_grades(self, shown: GradesShown) -> None:
        self.shown.append(shown)

    def grade(self, _frame: Frame, view: View, age_years: float | None) -> LiveGrades:
        self.asked.append(view)
        self.ages.append(age_years)
        return self.answers[-1]

    @property
    def now(self) -> GradesShown:
        return self.shown[-1] if self.shown else GradesShown()


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.jobs.close()


def test_nothing_is_asked_or_shown_unless_it_is_wanted(room: Room) -> None:
    room.see()
    assert room.asked == []
    assert room.shown == []


def test_grades_are_shown_with_what_they_are_and_asked_for_once_a_second(room: Room) -> None:
    room.presenter.age_years = lambda: 61.0
    room.presenter.set_wanted(True)
    room.see()
    room.see()
    assert [(mark.text, mark.zone, mark.x) for mark in room.now.marks] == [("2.1", "Left jowl", 0.6)]
    assert "trained on synthetic heads" in room.now.sentence
    assert len(room.asked) == 1
    room.seconds += EVERY_S
    room.see()
    assert len(room.asked) == 2
    assert room.ages == [61.0, 61.0]
    room.presenter.set_wanted(False)
    assert room.now == GradesShown()


def test_a_check_that_is_not_green_takes_them_away_at_once_and_says_so(room: Room) -> None:
    room.presenter.set_wanted(True)
    room.see()
    room.see()
    assert room.now.marks
    room.guide.failing = (CheckName.POSE_YAW,)
    room.see()
    assert room.now.marks == ()
    assert "not every check is good" in room.now.sentence
    # Green again, the old numbers do not come back: the head was elsewhere.
    room.guide.failing = ()
    room.see(wait=False)
    assert room.now.marks == ()


def test_an_answer_that_comes_after_the_face_has_moved_is_not_shown(room: Room) -> None:
    room.presenter.set_wanted(True)
    room.see(wait=False)
    room.guide.failing = (CheckName.POSE_YAW,)
    room.see()
    assert room.presenter.grades_made == 1
    room.guide.failing = ()
    room.see(wait=False)
    assert room.now.marks == ()


def test_what_the_model_doubts_is_not_shown(room: Room) -> None:
    room.answers.append(LiveGrades(doubt="out_of_distribution"))
    room.presenter.set_wanted(True)
    room.see()
    room.see()
    assert room.now.marks == ()
    assert "unlike those the model learned from" in room.now.sentence


def test_old_grades_and_those_of_another_view_are_taken_away(room: Room) -> None:
    room.presenter.set_wanted(True)
    room.see()
    room.see()
    room.seconds += STANDS_S + 0.1
    room.see(wait=False)
    assert room.now.marks == ()
    room.work()
    room.see()
    assert room.now.marks
    room.see(View.OBLIQUE_LEFT, wait=False)
    assert room.now.marks == ()
