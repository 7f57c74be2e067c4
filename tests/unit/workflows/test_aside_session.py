"""The second picture of a view: where it is asked for, what is refused, how it stands in the record."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from queue import Empty, Queue

import numpy as np
import pytest

from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.sweep import YawSource
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.aside_session import AsideSession, AsideStage, turned_aside
from skinlax_desktop.workflows.picture_archive import KeptPicture
from skinlax_desktop.workflows.sweep_judging import JudgedSweepFrame, Wanted
from skinlax_desktop.workflows.sweep_keeping import PictureParts
from skinlax_desktop.workflows.sweep_turn import Turn
from skinlax_desktop.workflows.visit_store import VisitStore
from sweep_subject import Subject, frame_at

IMAGE = ImageRef(sha256="b" * 64, width=4, height=6)


class StandingClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return 0.0


class Kept:
    def keep(self) -> KeptPicture:
        return KeptPicture(image=IMAGE)

    def drop(self) -> None:
        pass


def first_picture(view: View, yaw_deg: float) -> Capture:
    return Capture(
        id=CaptureId("first"),
        view=view,
        image=IMAGE,
        captured_at="",
        verdict=FrameVerdict(checks=()),
        pose=Pose(yaw_deg=yaw_deg, pitch_deg=0.0, roll_deg=0.0),
    )


class Room:
    def __init__(self) -> None:
        self.queue: Queue[Callable[[], None]] = Queue()
        self.jobs = JobRunner(self.queue.put)
        self.visits = VisitStore()
        self.visits.open(
            Visit(id=VisitId("v"), patient_id=PatientId("p"), started_at="", operator=UserName("u")), by=self
        )
        self.reads_deg = 0.0
        self.passes = True
        self.source = YawSource.LANDMARKS
        self.may_take = True
        self.now_s = 0.0
        parts = PictureParts(
            judge=self.judge, archive=lambda _frame, _picture: Kept(), light=lambda: None, stamp=lambda: None
        )
        self.aside = AsideSession(
            visits=self.visits,
            jobs=self.jobs,
            camera=self,
            clock=StandingClock(),
            parts=parts,
            may_take=lambda: self.may_take,
        )

    def still(self) -> Future[Frame]:
        future: Future[Frame] = Future()
        future.set_result(frame_at(self.now_s))
        return future

    def judge(self, picture: np.ndarray, turn: Turn, wanted: Wanted) -> JudgedSweepFrame:
        return JudgedSweepFrame(
            verdict=FrameVerdict(checks=(Check(name=CheckName.EYES_OPEN, passed=self.passes),)),
            yaw_deg=self.reads_deg,
            sigma_deg=1.5,
            source=self.source,
            expression_judged=True,
        )

    def sits(self, yaw_deg: float, seconds: float = 2.0) -> None:
        subject = Subject(lambda _at_s: yaw_deg, noise_deg=0.1)
        for sighting, _ in subject.sightings(self.now_s, self.now_s + seconds):
            self.aside.on_sighting(sighting)
        self.now_s += seconds
        while self.jobs.busy or not self.queue.empty():
            try:
                self.queue.get(timeout=5.0)()
            except Empty:
                pytest.fail("the second picture did not come to rest")


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.jobs.close()


def test_it_is_asked_for_ten_degrees_nearer_to_the_front() -> None:
    asked = {view: turned_aside(view) for view in (View.FRONTAL, View.OBLIQUE_LEFT, View.LATERAL_RIGHT)}
    assert asked == {View.FRONTAL: 10.0, View.OBLIQUE_LEFT: 10.0, View.LATERAL_RIGHT: -10.0}


def test_it_takes_itself_where_the_head_holds_still_aside(room: Room) -> None:
    room.aside.begin(first_picture(View.OBLIQUE_LEFT, -44.0))
    assert (room.aside.state.advice.code, round(room.aside.state.advice.amount)) == ("aside_turn_left", 10)
    room.sits(-44.0)
    assert room.aside.state.stage is AsideStage.GUIDING
    room.reads_deg = -34.6
    room.sits(-34.2)
    assert not room.aside.is_active
    (second,) = room.visits.visit.captures
    assert (second.view, second.aside_deg) == (View.OBLIQUE_LEFT, 9.4)
    assert room.visits.visit.aside_of(View.OBLIQUE_LEFT) is second
    assert room.visits.visit.capture_of(View.OBLIQUE_LEFT) is None


@pytest.mark.parametrize("fault", ["refused", "not read"])
def test_a_bad_one_is_not_kept_and_asked_for_again(room: Room, fault: str) -> None:
    room.aside.begin(first_picture(View.FRONTAL, 0.0))
    room.passes = fault != "refused"
    room.source = YawSource.INFERRED if fault == "not read" else YawSource.LANDMARKS
    room.reads_deg = 10.0
    room.sits(10.0, 1.5)
    assert room.aside.state.stage is AsideStage.GUIDING
    assert room.aside.state.advice.code == "aside_refused"
    assert room.visits.visit.captures == ()
    room.passes, room.source = True, YawSource.PROFILE
    room.sits(10.0, 4.0)
    assert len(room.visits.visit.captures) == 1


def test_it_waits_for_the_light_and_can_be_skipped(room: Room) -> None:
    room.aside.begin(first_picture(View.FRONTAL, 0.0))
    room.may_take, room.reads_deg = False, 10.0
    room.sits(10.0)
    room.aside.go_on()
    assert room.aside.state.stage is AsideStage.GUIDING
    room.aside.skip()
    assert not room.aside.is_active
    room.may_take = True
    room.sits(10.0)
    assert room.visits.visit.captures == ()


def test_a_second_picture_of_another_repeat_is_its_own(room: Room) -> None:
    for repeat in (1, 2):
        room.aside.begin(replace(first_picture(View.FRONTAL, 0.0), repeat=repeat))
        room.reads_deg = 9.0 + repeat
        room.sits(10.0)
    seconds = [room.visits.visit.aside_of(View.FRONTAL, repeat).aside_deg for repeat in (1, 2)]
    assert seconds == [10.0, 11.0]
