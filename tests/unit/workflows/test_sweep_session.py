"""The whole sweep: from facing the camera to pictures in the visit, with refusals, a redo and a full disk."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from queue import Empty, Queue

import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.sweep import YawSource
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.vault.documents import decode_visit, encode_visit
from skinlax_desktop.workflows.picture_archive import KeptPicture
from skinlax_desktop.workflows.sweep_judging import JudgedSweepFrame, Wanted
from skinlax_desktop.workflows.sweep_keeping import PictureParts, SweepKeeper
from skinlax_desktop.workflows.sweep_plan import WHOLE, SweepPlan
from skinlax_desktop.workflows.sweep_session import SweepSession, SweepStage
from skinlax_desktop.workflows.sweep_turn import Turn
from skinlax_desktop.workflows.visit_store import VisitStore
from sweep_subject import Subject, steady


class RunningClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return 200.0


class OnTheWay:
    """A picture that is written as soon as it is kept."""

    def __init__(self, stored: list[str], picture: np.ndarray) -> None:
        self.stored = stored
        self.picture = picture

    def keep(self) -> KeptPicture:
        self.stored += ["original", "picture"]
        height, width = self.picture.shape[:2]
        image = ImageRef(sha256=f"{len(self.stored):064d}", width=width, height=height)
        return KeptPicture(image=image, original=ImageRef(sha256="a" * 64, width=4, height=6))

    def drop(self) -> None:
        pass


class Room:
    """A sweep on a made-up station whose judge refuses what the test wants refused."""

    def __init__(self) -> None:
        self.queue: Queue[Callable[[], None]] = Queue()
        self.jobs = JobRunner(self.queue.put)
        self.visits = VisitStore()
        self.visits.open(
            Visit(id=VisitId("v"), patient_id=PatientId("p"), started_at="", operator=UserName("u")), by=self
        )
        self.now_s = self.yaw_deg = 0.0
        self.refuses: set[float] = set()
        self.refuses_first: set[float] = set()
        self.judged: list[float] = []
        self.stored: list[str] = []
        self.disk_error: SkinlaxError | None = None
        self.said: list[str] = []
        self.session = self.begin()

    def begin(self) -> SweepSession:
        parts = PictureParts(judge=self.judge, archive=self.archive, light=lambda: None, stamp=lambda: None)
        keeper = SweepKeeper(visits=self.visits, jobs=self.jobs, clock=RunningClock(), parts=parts)
        session = SweepSession(visits=self.visits, keeper=keeper, plan=SweepPlan())
        session.changed.connect(lambda _before, after: self.said.append(after.advice.code))
        return session

    def judge(self, picture: np.ndarray, turn: Turn, wanted: Wanted) -> JudgedSweepFrame:
        again = wanted.yaw_deg in self.judged
        self.judged.append(wanted.yaw_deg)
        fails = wanted.yaw_deg in self.refuses or (wanted.yaw_deg in self.refuses_first and not again)
        return JudgedSweepFrame(
            verdict=FrameVerdict(checks=(Check(name=CheckName.FOCUS, passed=not fails),)),
            yaw_deg=turn.yaw_deg,
            sigma_deg=turn.sigma_deg,
            source=turn.source,
            expression_judged=abs(turn.yaw_deg) < 50.0,
        )

    def archive(self, frame: Frame, picture: np.ndarray) -> "OnTheWay":
        if self.disk_error is not None:
            raise self.disk_error
        return OnTheWay(self.stored, picture)

    def watch(self, subject: Subject, seconds: float) -> None:
        began = self.now_s
        for sighting, frame in subject.sightings(began, began + seconds):
            self.session.on_sighting(sighting, frame)
        self.now_s = began + seconds

    def go_to(self, yaw_deg: float) -> None:
        """Turn there in a second and a half, then sit."""
        began, first = self.now_s, self.yaw_deg
        self.watch(Subject(lambda at_s: float(np.interp(at_s, (began, began + 1.5), (first, yaw_deg)))), 3.5)
        self.yaw_deg = yaw_deg

    def turn(self, **faults: object) -> None:
        """Face the camera, go to the start, turn along with the bar."""
        if self.session.state.stage is SweepStage.FACING:
            self.go_to(1.0)
        plan = self.session.state.plan
        self.go_to(plan.from_deg - 1.0)
        assert self.session.state.stage is SweepStage.TURNING
        self.watch(Subject(steady(plan, began_s=self.now_s), **faults), plan.turn_s + 2.0)
        self.yaw_deg = plan.to_deg
        self.settle()

    def settle(self) -> None:
        while self.jobs.busy or not self.queue.empty():
            try:
                self.queue.get(timeout=5.0)()
            except Empty:
                pytest.fail("the sweep did not come to rest")


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.jobs.close()


def test_a_whole_sweep_is_in_the_record_in_order(room: Room) -> None:
    assert room.session.state.stage is SweepStage.FACING
    room.turn()
    assert room.session.state.stage is SweepStage.COMPLETE
    visit = room.visits.visit
    assert [one.sweep.sector for one in visit.sweep] == list(WHOLE)
    assert {one.view for one in visit.sweep} == {View.SWEEP}
    assert [one.captured_at for one in visit.sweep] == sorted(one.captured_at for one in visit.sweep)
    assert room.stored.count("picture") == room.stored.count("original") == 19
    assert room.session.held_bytes == 0
    assert decode_visit(encode_visit(visit)) == visit


def test_what_was_said_on_the_way(room: Room) -> None:
    room.watch(Subject(lambda _at_s: 40.0), 0.5)
    room.turn()
    said = list(dict.fromkeys(room.said))
    assert said == [
        "sweep_face_camera",
        "sweep_hold",
        "sweep_to_profile",
        "sweep_soon",
        "sweep_go_on",
        "sweep_checking",
        "sweep_complete",
    ]


def test_the_five_views_and_their_analysis_do_not_see_the_sweep(room: Room) -> None:
    room.turn()
    visit = room.visits.visit
    assert len(visit.captures) == 19
    assert visit.counted == visit.plain_captures == ()
    assert visit.capture_of(View.FRONTAL) is None


def test_a_refused_frame_has_a_second_one_and_then_a_name(room: Room) -> None:
    room.refuses_first, room.refuses = {20.0}, {-30.0, -40.0}
    room.turn()
    assert room.session.state.stage is SweepStage.INCOMPLETE
    assert room.session.state.missing == ((13, "focus"), (14, "focus"))
    assert room.judged.count(20.0) == 2
    assert 8 in room.session.state.taken
    assert room.session.state.advice.code == "sweep_missing"


def test_only_what_is_missing_is_taken_again(room: Room) -> None:
    room.refuses = {20.0, -30.0, -40.0}
    room.turn()
    kept = {one.sweep.sector: one.id for one in room.visits.visit.sweep}
    room.refuses = set()
    room.judged.clear()
    room.session.go_on()
    assert room.session.state.plan.sectors == (8,)
    assert room.session.state.stage is SweepStage.TO_START
    assert room.session.state.advice.code == "sweep_to_start"
    room.turn()
    assert room.session.state.plan.sectors == (13, 14)
    room.turn()
    assert room.session.state.stage is SweepStage.COMPLETE
    assert sorted(set(room.judged)) == [-40.0, -30.0, 20.0]
    now = {one.sweep.sector: one.id for one in room.visits.visit.sweep}
    assert len(now) == 19
    assert {sector: now[sector] for sector in kept} == kept


def test_one_sector_chosen_by_hand_replaces_its_picture(room: Room) -> None:
    room.turn()
    before = {one.sweep.sector: one.id for one in room.visits.visit.sweep}
    room.session.take_again(frozenset({5}))
    room.turn()
    after = {one.sweep.sector: one.id for one in room.visits.visit.sweep}
    assert {sector for sector in after if after[sector] != before[sector]} == {5}
    assert len(room.visits.visit.captures) == 20
    assert room.session.state.stage is SweepStage.COMPLETE


def test_a_smile_at_the_front_is_not_learnt(room: Room) -> None:
    room.watch(Subject(lambda _at_s: 1.0, smiles=(-5.0, 5.0)), 2.0)
    assert room.session.state.stage is SweepStage.FACING
    assert room.session.state.advice.code == "sweep_expression"


def test_a_full_disk_is_said_and_what_was_kept_stays(room: Room) -> None:
    room.disk_error = SkinlaxError("vault_disk_full")
    room.turn()
    state = room.session.state
    assert state.stage is SweepStage.INCOMPLETE
    assert state.error.code == "vault_disk_full"
    assert room.visits.visit.captures == ()
    room.disk_error = None
    room.session.go_on()
    room.turn()
    assert room.session.state.stage is SweepStage.COMPLETE


def test_a_visit_that_was_swept_in_part_goes_on_there(room: Room) -> None:
    room.turn(away=(room.now_s + 13.0, 999.0))
    assert room.session.state.stage is SweepStage.INCOMPLETE
    assert room.session.state.advice.code == "sweep_gone"
    taken = room.session.state.taken
    assert 4 < len(taken) < 15
    room.session.stop()
    room.session = room.begin()
    assert (room.session.state.stage, room.session.state.taken) == (SweepStage.INCOMPLETE, taken)
    room.session.go_on()
    # The face at rest is learnt anew: the patient may have been away for long.
    assert room.session.state.stage is SweepStage.FACING
    while room.session.state.stage is not SweepStage.COMPLETE:
        room.turn()
    assert len(room.visits.visit.sweep) == 19


def test_an_inferred_place_stays_marked_in_the_record(room: Room) -> None:
    room.turn(blind=(63.0, 77.0))
    places = {one.sweep.sector: one.sweep for one in room.visits.visit.sweep}
    assert places[3].source is YawSource.INFERRED
    assert places[8].source is YawSource.LANDMARKS
    assert 3 in room.session.state.doubtful
    assert not places[3].expression_judged


def test_leaving_lets_go_of_the_frames(room: Room) -> None:
    room.go_to(1.0)
    room.go_to(90.0)
    room.watch(Subject(steady(SweepPlan(), began_s=room.now_s)), 5.0)
    assert room.session.held_bytes > 0
    room.session.stop()
    assert room.session.held_bytes == 0
    assert not room.jobs.busy
