"""Wrinkles and spots over the live picture: on wish, without a model, and hidden with the reason when in doubt."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from screens.live_room import LiveRoom
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.live_skin import LiveSkin
from skinlax_desktop.ui.screens.capture.live_grades import GradesShown
from skinlax_desktop.ui.screens.capture.live_overlays import LiveOverlays
from skinlax_desktop.ui.screens.capture.live_skin import SkinShown

FOUND = LiveSkin(wrinkles=(((0.4, 0.5), (0.5, 0.5)),), spots=(((0.6, 0.6), (0.61, 0.6), (0.61, 0.61)),))


@dataclass
class Room(LiveRoom):
    """Both overlays; there is no model."""

    answer: LiveSkin = FOUND
    skin: SkinShown = field(default_factory=SkinShown)
    grades: GradesShown = field(default_factory=GradesShown)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.overlays = LiveOverlays(self, jobs=self.jobs, clock=self, grader=None, skin_reader=self)  # type: ignore[arg-type]
        self.assessed = self.overlays.assessed  # type: ignore[method-assign]

    def show_grades(self, shown: GradesShown) -> None:
        self.grades = shown

    def show_skin(self, shown: SkinShown) -> None:
        self.skin = shown

    def read(self, _frame: Frame, _view: View) -> LiveSkin:
        return self.answer


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.jobs.close()


def test_skin_is_shown_on_wish_alone_and_needs_no_model(room: Room) -> None:
    room.see()
    assert room.skin == SkinShown()
    room.overlays.skin.set_wanted(True)
    room.overlays.grades.set_wanted(True)
    room.see()
    room.see()
    assert room.skin.wrinkles == FOUND.wrinkles
    assert room.skin.spots == FOUND.spots
    assert "a still is measured" in room.skin.sentence
    assert "no model" in room.grades.sentence
    room.overlays.skin.set_wanted(False)
    assert room.skin == SkinShown()


def test_a_doubt_and_a_check_that_is_not_green_hide_it_and_say_so(room: Room) -> None:
    room.overlays.skin.set_wanted(True)
    room.answer = LiveSkin(doubt="resolution_too_low")
    room.see()
    room.see()
    assert room.skin.wrinkles == ()
    assert "too coarse" in room.skin.sentence
    room.answer = FOUND
    room.seconds += 1.1
    room.see()
    room.see()
    assert room.skin.wrinkles
    room.guide.failing = (CheckName.POSE_YAW,)
    room.see()
    assert room.skin.wrinkles == ()
    assert "not every check is good" in room.skin.sentence
