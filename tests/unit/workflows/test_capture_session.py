"""The capture session: when it takes, what it keeps, where it goes next."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from queue import Empty, Queue

import numpy as np
import pytest

from skinlax_desktop.domain.baseline import BaselineMatch
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.posture import Posture
from skinlax_desktop.domain.station_calibration import CalibrationStamp
from skinlax_desktop.domain.views import STANDARD_SERIES, Pose, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.vault.documents import decode_visit, encode_visit
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture, LiveAssessment, Overall
from skinlax_desktop.workflows.capture_session import CaptureSession, SessionStage
from skinlax_desktop.workflows.match_score import Match
from skinlax_desktop.workflows.picture_archive import KeptPicture
from skinlax_desktop.workflows.visit_store import VisitStore


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return 100.0


class FakeCamera:
    def __init__(self) -> None:
        self.stills = 0
        self.error: SkinlaxError | None = None

    def still(self) -> Future[Frame]:
        self.stills += 1
        future: Future[Frame] = Future()
        if self.error is not None:
            future.set_exception(self.error)
            return future
        future.set_result(
            Frame(
                pixels=np.zeros((4, 6), np.uint8),
                layout=PixelLayout.BAYER_RG8,
                sequence=self.stills,
                captured_at_s=50.0,
                exposure_us=7000.0,
                gain_db=1.0,
                quarter_turns=1,
                device=(("Firmware", "1.1"),),
            )
        )
        return future


class OnTheWay:
    """Written, and neither kept nor dropped yet."""

    def __init__(self, room: "Room", picture: np.ndarray) -> None:
        self.room = room
        self.picture = picture

    def keep(self) -> KeptPicture:
        stored = self.room.stored
        stored.append(self.picture.shape)
        return KeptPicture(
            image=ImageRef(sha256=f"{len(stored):064d}", width=self.picture.shape[1], height=self.picture.shape[0]),
            original=ImageRef(sha256="a" * 64, width=4, height=6, media_type="image/x-adobe-dng"),
        )

    def drop(self) -> None:
        self.room.dropped.append(self.picture.shape)


class Room:
    def __init__(self) -> None:
        self.queue: Queue[Callable[[], None]] = Queue()
        self.jobs = JobRunner(self.queue.put)
        self.visits = VisitStore()
        self.visits.open(
            Visit(id=VisitId("v"), patient_id=PatientId("p"), started_at="", operator=UserName("u")), by=self
        )
        self.camera = FakeCamera()
        self.passes = True
        self.match: Match | None = None
        self.posture: Posture | None = None
        self.stored: list[tuple[int, ...]] = []
        self.archived: list[int] = []
        self.dropped: list[tuple[int, ...]] = []
        self.archive_error: SkinlaxError | None = None
        self.baselines: list[Baseline | None] = []
        self.session = CaptureSession(
            visits=self.visits,
            jobs=self.jobs,
            camera=self.camera,
            judge=self.judge,
            archive=self.archive,
            clock=FixedClock(),
            stamp=lambda: CalibrationStamp(serial="7", lens_id="lens"),
        )

    def judge(self, picture: np.ndarray, view: View, baseline: Baseline | None) -> JudgedPicture:
        self.baselines.append(baseline)
        verdict = FrameVerdict(checks=(Check(name=CheckName.FOCUS, passed=self.passes),))
        learned = Baseline(head_height_px=1200.0) if view is View.FRONTAL else None
        return JudgedPicture(view=view, verdict=verdict, baseline=learned, match=self.match, posture=self.posture)

    def archive(self, frame: Frame, picture: np.ndarray) -> "OnTheWay":
        self.archived.append(frame.sequence)
        if self.archive_error is not None:
            raise self.archive_error
        return OnTheWay(self, picture)

    def settle(self) -> None:
        while self.jobs.busy or not self.queue.empty():
            try:
                self.queue.get(timeout=5.0)()
            except Empty:
                pytest.fail("the session did not come to rest")

    def live(self, at_s: float, overall: Overall = Overall.READY, view: View | None = None) -> None:
        self.session.on_assessment(
            LiveAssessment(
                view=view or self.session.state.wanted,
                verdict=FrameVerdict(checks=()),
                overall=overall,
                at_s=at_s,
                sequence=0,
            )
        )


@pytest.fixture
def room() -> Room:
    made = Room()
    yield made
    made.jobs.close()


def test_a_steady_second_takes_the_picture_and_moves_on(room: Room) -> None:
    for step in range(10):
        room.live(step * 0.1)
    assert room.camera.stills == 0
    assert room.session.state.steady_fraction == pytest.approx(0.9)
    room.live(1.0)
    assert room.session.state.stage is SessionStage.TAKING
    room.settle()
    visit = room.visits.visit
    assert visit is not None
    capture = visit.capture_of(View.FRONTAL)
    assert capture is not None
    assert capture.camera is not None
    assert capture.camera.exposure_us == 7000.0
    assert capture.calibration == CalibrationStamp(serial="7", lens_id="lens")
    assert room.stored == [(6, 4, 3)]
    assert room.session.state.wanted is View.OBLIQUE_LEFT
    assert room.session.state.taken == 1


def test_a_wavering_head_or_a_gap_starts_the_second_again(room: Room) -> None:
    room.live(0.0)
    room.live(0.4)
    room.live(0.5, Overall.HOLD)
    room.live(0.9)
    room.live(1.2)
    assert room.camera.stills == 0
    room.live(6.0)
    assert room.session.state.steady_fraction == 0.0


def test_on_a_busy_machine_three_verdicts_in_a_row_take_the_picture(room: Room) -> None:
    room.live(0.0)
    room.live(1.7)
    assert room.camera.stills == 0
    room.live(2.0, Overall.HOLD)
    for at_s in (3.4, 5.1):
        room.live(at_s)
    assert room.camera.stills == 0
    room.live(6.8)
    assert room.camera.stills == 1


def test_an_assessment_of_another_view_is_not_counted(room: Room) -> None:
    for step in range(20):
        room.live(step * 0.1, view=View.LATERAL_LEFT)
    assert room.camera.stills == 0


def test_a_refused_picture_is_neither_stored_nor_recorded_and_says_why(room: Room) -> None:
    refused: list[JudgedPicture] = []
    room.session.refused.connect(refused.append)
    room.passes = False
    room.session.snap_requested()
    room.settle()
    assert room.stored == []
    assert room.dropped == [(6, 4, 3)], "and nothing is left of it"
    assert room.visits.visit is not None
    assert room.visits.visit.captures == ()
    assert [check.name for check in refused[0].verdict.failed] == [CheckName.FOCUS]
    assert room.session.state.refused is refused[0]
    assert room.session.state.wanted is View.FRONTAL


def test_after_a_refusal_the_picture_waits_before_taking_itself_again(room: Room) -> None:
    room.passes = False
    room.session.snap_requested()
    room.settle()
    for step in range(20):
        room.live(50.1 + step * 0.1)
    assert room.camera.stills == 1
    for step in range(20):
        room.live(52.5 + step * 0.1)
    assert room.camera.stills == 2
    room.settle()


def test_five_views_complete_the_session_and_a_retake_replaces(room: Room) -> None:
    for _ in STANDARD_SERIES:
        room.session.snap_requested()
        room.settle()
    assert room.session.state.stage is SessionStage.COMPLETE
    room.session.retake(View.LATERAL_LEFT)
    room.session.snap_requested()
    room.settle()
    assert room.visits.visit is not None
    retaken = room.visits.visit.capture_of(View.LATERAL_LEFT)
    assert retaken is not None
    assert retaken.repeat == 1
    assert len(room.visits.visit.captures) == 6
    assert room.session.state.stage is SessionStage.COMPLETE


def test_the_frontal_picture_teaches_the_others(room: Room) -> None:
    room.session.snap_requested()
    room.settle()
    room.session.snap_requested()
    room.settle()
    assert room.baselines == [None, Baseline(head_height_px=1200.0)]


def test_choosing_another_view_drops_the_picture_under_way(room: Room) -> None:
    room.session.snap_requested()
    room.session.select(View.LATERAL_RIGHT)
    room.settle()
    assert room.visits.visit is not None
    assert room.visits.visit.captures == ()
    assert room.session.state.wanted is View.LATERAL_RIGHT
    assert room.session.state.stage is SessionStage.GUIDING


def test_a_lost_camera_is_told_and_the_session_goes_on(room: Room) -> None:
    failures: list[SkinlaxError] = []
    room.session.failed.connect(failures.append)
    room.camera.error = SkinlaxError("camera_unplugged")
    room.session.snap_requested()
    room.settle()
    assert failures[0].code == "camera_unplugged"
    assert room.session.state.error is failures[0]
    room.camera.error = None
    room.session.snap_requested()
    room.settle()
    assert room.session.state.taken == 1


def test_by_hand_only_when_automatic_is_off(room: Room) -> None:
    room.session.set_automatic(False)
    for step in range(20):
        room.live(step * 0.1)
    assert room.camera.stills == 0


def lean_back(room: Room, at_s: float) -> None:
    """Nobody is in the picture for a moment."""
    away = Check(name=CheckName.FACE_FOUND, passed=False)
    room.session.on_assessment(
        LiveAssessment(
            view=room.session.state.wanted,
            verdict=FrameVerdict(checks=(away,)),
            overall=Overall.NO_FACE,
            at_s=at_s,
            sequence=0,
        )
    )


def take(room: Room) -> None:
    room.session.snap_requested()
    room.settle()


def test_each_view_is_taken_again_only_after_the_patient_sat_again(room: Room) -> None:
    room.session.set_repeats(3)
    take(room)
    state = room.session.state
    assert (state.wanted, state.repeat, state.stage) == (View.FRONTAL, 2, SessionStage.RESEATING)
    for step in range(20):
        room.live(60.0 + step * 0.1)
    assert room.camera.stills == 1, "a patient who only stays is not re-posed"
    lean_back(room, 63.0)
    assert room.session.state.stage is SessionStage.GUIDING
    for step in range(12):
        room.live(64.0 + step * 0.1)
    room.settle()
    assert room.camera.stills == 2
    assert (room.session.state.repeat, room.session.state.taken) == (3, 0)
    room.session.snap_requested()
    assert room.session.state.stage is SessionStage.GUIDING, "the technician says that it was done"
    take(room)
    state = room.session.state
    assert (state.wanted, state.repeat, state.stage, state.taken) == (
        View.OBLIQUE_LEFT,
        1,
        SessionStage.GUIDING,
        1,
    )
    visit = room.visits.visit
    assert visit is not None
    assert [capture.repeat for capture in visit.captures] == [1, 2, 3]
    assert visit.repeats_per_view == 3


def test_one_repeat_is_taken_again_alone(room: Room) -> None:
    room.session.set_repeats(2)
    for _ in range(2):
        take(room)
        if room.session.state.stage is SessionStage.RESEATING:
            room.session.snap_requested()
    before = room.visits.visit
    assert before is not None
    first, second = before.captures
    room.session.retake(View.FRONTAL, 1)
    take(room)
    visit = room.visits.visit
    assert visit is not None
    again = visit.captures[-1]
    assert (again.view, again.repeat) == (View.FRONTAL, 1)
    assert set(visit.counted) == {second, again}
    assert visit.repeat_of(View.FRONTAL, 1) == again
    assert first in visit.captures
    assert room.session.state.wanted is View.OBLIQUE_LEFT
    with pytest.raises(ValueError, match="frontal 3"):
        room.session.retake(View.FRONTAL, 3)


def test_fewer_repeats_leave_out_what_was_taken_beyond(room: Room) -> None:
    room.session.set_repeats(2)
    take(room)
    room.session.snap_requested()
    take(room)
    room.session.set_repeats(1)
    visit = room.visits.visit
    assert visit is not None
    assert len(visit.counted) == 1
    assert room.session.state.taken == 1


def test_what_stands_against_the_baseline_and_the_posture_are_kept_with_the_picture(room: Room) -> None:
    room.posture = Posture(shoulder_tilt_deg=1.5, head_flexion_deg=-2.0, seated_upright=True)
    record = BaselineMatch(
        visit_id=VisitId("first"),
        score=93,
        yaw_deg=0.4,
        pitch_deg=-0.2,
        roll_deg=None,
        scale_pct=0.3,
        offset_mm=(1.0, 2.0),
    )
    room.match = Match(record=record, parts=(), pose=Pose(yaw_deg=0, pitch_deg=0, roll_deg=0), distance_mm=800.0)
    take(room)
    assert room.visits.visit is not None
    assert room.visits.visit.captures[0].match == record
    assert room.visits.visit.captures[0].posture == room.posture
    assert decode_visit(encode_visit(room.visits.visit)) == room.visits.visit


def test_a_picture_is_written_once_kept_and_named_with_its_original(room: Room) -> None:
    room.session.snap_requested()
    room.settle()
    assert (room.archived, len(room.stored)) == ([1], 1)
    visit = room.visits.visit
    assert visit is not None
    capture = visit.captures[0]
    assert capture.original is not None
    assert capture.original.media_type == "image/x-adobe-dng"
    assert capture.device == (("Firmware", "1.1"),)


def test_without_its_original_a_picture_is_not_taken_for_saved(room: Room) -> None:
    room.archive_error = SkinlaxError("vault_disk_full")
    accepted: list[object] = []
    room.session.accepted.connect(accepted.append)
    room.session.snap_requested()
    room.settle()
    assert room.stored == []
    assert accepted == []
    assert room.visits.visit is not None
    assert room.visits.visit.captures == ()
    assert room.session.state.error is not None
    assert room.session.state.error.code == "vault_disk_full"
    assert room.session.state.stage is SessionStage.GUIDING
    room.archive_error = None
    room.session.snap_requested()
    room.settle()
    assert len(room.visits.visit.captures) == 1
