"""Stand-ins at the ports, for tests of screens: a record in memory, a camera that shows one picture, a ring."""

import hashlib
import itertools
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import numpy as np

from skinlax_desktop.app.station import Station
from skinlax_desktop.devices.simulated.targets import SimulatedTargets
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Advice, Check, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightMode, LightSettings
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.ports.light_ring import RingInfo, RingReading, RingSelfTest, RingState
from skinlax_desktop.ports.vault import PatientSummary, PreparedImage, Vault, VaultDoor, VisitSummary


class SteadyClock:
    """A wall clock that stands at noon; the monotonic one is real, because frames are stamped with it."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 12, 0, tzinfo=UTC) + timedelta(seconds=1)

    def monotonic_s(self) -> float:
        return time.monotonic()


class MemoryVault:
    user = UserName("anna")

    def __init__(self) -> None:
        self.people: dict[PatientId, Patient] = {}
        self.kept: dict[VisitId, Visit] = {}
        self.images: dict[str, bytes] = {}
        self.waiting: dict[str, bytes] = {}
        self.notes: list[tuple[str, str, dict[str, str | int]]] = []
        self.closed = False

    def patients(self, search: str = "") -> tuple[PatientSummary, ...]:
        wanted = search.lower()
        found = []
        for person in self.people.values():
            if wanted in f"{person.family_name} {person.given_name} {person.record_number}".lower():
                visits = self.visits(person.id)
                last = visits[0].started_at if visits else None
                found.append(PatientSummary(patient=person, visits=len(visits), last_visit_at=last))
        return tuple(sorted(found, key=lambda summary: summary.last_visit_at or "", reverse=True))

    def patient(self, patient_id: PatientId) -> Patient:
        return self.people[patient_id]

    def save_patient(self, patient: Patient, *, by: UserName) -> None:
        self.people[patient.id] = patient

    def visits(self, patient_id: PatientId) -> tuple[VisitSummary, ...]:
        mine = [visit for visit in self.kept.values() if visit.patient_id == patient_id]
        return tuple(
            VisitSummary(
                id=visit.id,
                patient_id=visit.patient_id,
                started_at=visit.started_at,
                operator=visit.operator,
                views_taken=len({capture.view for capture in visit.captures}),
                analysed=visit.analysis is not None,
                has_face=visit.has_face,
            )
            for visit in sorted(mine, key=lambda visit: visit.started_at, reverse=True)
        )

    def visit(self, visit_id: VisitId) -> Visit:
        return self.kept[visit_id]

    def save_visit(self, visit: Visit, *, by: UserName) -> None:
        self.kept[visit.id] = visit

    def note(self, what: str, subject: str, details: Mapping[str, str | int] = MappingProxyType({})) -> None:
        self.notes.append((what, subject, dict(details)))

    def prepare_image(self, encoded: bytes, *, width: int, height: int, media_type: str) -> PreparedImage:
        name = hashlib.sha256(encoded).hexdigest()
        self.waiting[name] = encoded
        image = ImageRef(sha256=name, width=width, height=height, media_type=media_type)
        return PreparedImage(image=image, size_bytes=len(encoded))

    def keep_image(self, prepared: PreparedImage) -> ImageRef:
        self.images[prepared.image.sha256] = self.waiting.pop(prepared.image.sha256)
        return prepared.image

    def drop_image(self, prepared: PreparedImage) -> None:
        self.waiting.pop(prepared.image.sha256, None)

    def put_image(self, encoded: bytes, *, width: int, height: int, media_type: str) -> ImageRef:
        name = hashlib.sha256(encoded).hexdigest()
        self.images[name] = encoded
        return ImageRef(sha256=name, width=width, height=height, media_type=media_type)

    def image(self, ref: ImageRef) -> bytes:
        return self.images[ref.sha256]

    def close(self) -> None:
        self.closed = True


@dataclass
class MemoryDoor:
    """One record, one user, one passphrase."""

    vault: MemoryVault = field(default_factory=MemoryVault)
    known: dict[str, str] = field(default_factory=dict)
    fault: str | None = None

    def exists(self) -> bool:
        return bool(self.known)

    def users(self) -> tuple[UserName, ...]:
        return tuple(UserName(name) for name in self.known)

    def create(self, user: UserName, passphrase: str) -> Vault:
        self.known[user] = passphrase
        return self.vault

    def open(self, user: UserName, passphrase: str) -> Vault:
        if self.fault is not None:
            raise SkinlaxError(self.fault)
        if user not in self.known:
            raise SkinlaxError("vault_unknown_user")
        if self.known[user] != passphrase:
            raise SkinlaxError("vault_wrong_passphrase")
        return self.vault

    def add_user(self, by: UserName, by_passphrase: str, user: UserName, passphrase: str) -> None:
        self.known[user] = passphrase


@dataclass(frozen=True)
class LoopState:
    stage: str
    error: SkinlaxError | None = None
    info: None = None
    settings: CameraSettings | None = None


class PictureCamera:
    """A camera's loop that shows pictures in turn; `state` and `refuses` are set by the test."""

    def __init__(self, pictures: Iterable[np.ndarray]) -> None:
        self._pictures = itertools.cycle(pictures)
        self._numbers = itertools.count()
        self.state = LoopState("closed")
        self.silent = False
        self.spoilt = False
        """Whether frames come without a single pixel."""
        self.refuses: str | None = None
        self.asked: list[CameraSettings] = []
        self._newest: Frame | None = None

    def latest(self) -> Frame | None:
        if self.state.stage != "streaming":
            return None
        if not self.silent:
            self._newest = self._frame()
        return self._newest

    def fresh(self, *, within_s: float, at_most_s: float) -> Frame | None:
        return self.latest()

    def still(self) -> Future[Frame]:
        future: Future[Frame] = Future()
        future.set_result(self._frame())
        return future

    def configure(self, settings: CameraSettings) -> Future[CameraSettings]:
        self.asked.append(settings)
        future: Future[CameraSettings] = Future()
        if self.refuses is not None:
            future.set_exception(SkinlaxError(self.refuses))
        else:
            future.set_result(settings)
        return future

    def _frame(self) -> Frame:
        pixels = next(self._pictures)
        return Frame(
            pixels=pixels[:0, :0] if self.spoilt else pixels,
            layout=PixelLayout.BGR8,
            sequence=next(self._numbers),
            captured_at_s=time.monotonic(),
            exposure_us=8000.0,
            gain_db=0.0,
        )


class MemoryRing:
    def __init__(self) -> None:
        self.light = LightSettings()
        self.lost = False
        self.closed = False
        self.modes: tuple[LightMode, ...] = (LightMode.PLAIN,)

    def open(self) -> RingInfo:
        self._answer()
        return RingInfo(
            model="ring", serial="1", firmware="1.0", colour_temperature_range_k=(2700, 6500), modes=self.modes
        )

    def set_light(self, light: LightSettings) -> RingState:
        self.light = light
        return self._answer()

    def state(self) -> RingState:
        return self._answer()

    def measure(self) -> RingReading:
        return RingReading(output=self.light.level, colour_temperature_k=self.light.colour_temperature_k)

    def self_test(self) -> RingSelfTest:
        return RingSelfTest(passed=True)

    def close(self) -> None:
        self.closed = True

    def _answer(self) -> RingState:
        if self.lost:
            raise SkinlaxError("ring_unplugged")
        return RingState(light=self.light, temperature_c=31.0, watchdog_tripped=False)


class NoModel:
    model = ModelUse(name="none", version="0", sha256="0", device="CPU")

    def find(self, picture_bgr: np.ndarray) -> tuple[()]:
        return ()

    def track(self, picture_bgr: np.ndarray, at_ms: int) -> None:
        return None

    def close(self) -> None:
        pass


class SettableGuide:
    """Says what the test wants it to say."""

    def __init__(self) -> None:
        self.baseline = None
        self.references: dict[View, object] = {}
        self.failing: tuple[CheckName, ...] = ()
        self.warned: tuple[Check, ...] = ()
        self.face = True
        self.advice = Advice(code="turn_left", amount=6.0)

    def assess(self, frame: Frame, view: View):
        from skinlax_desktop.workflows.assessment import LiveAssessment, Overall

        target = POSE_TARGETS[view].pose
        good = not self.failing and self.face
        return LiveAssessment(
            view=view,
            verdict=FrameVerdict(checks=(*verdict_with(self.failing, self.advice).checks, *self.warned)),
            overall=Overall.READY if good else Overall.ADJUST if self.face else Overall.NO_FACE,
            at_s=frame.captured_at_s,
            sequence=frame.sequence,
            pose=target if good else replace(target, yaw_deg=target.yaw_deg + 6.0) if self.face else None,
            advice=None if good else self.advice,
            ready_fraction=1.0 - len(self.failing) / 8.0,
        )


LIVE_CHECKS = (
    CheckName.FACE_FOUND,
    CheckName.POSE_YAW,
    CheckName.POSE_PITCH,
    CheckName.DISTANCE,
    CheckName.EXPRESSION,
    CheckName.EXPOSURE,
    CheckName.FOCUS,
    CheckName.MOTION,
)


def verdict_with(failing: tuple[CheckName, ...], advice: Advice) -> FrameVerdict:
    return FrameVerdict(
        checks=tuple(
            Check(name=name, passed=name not in failing, advice=advice if name in failing else None)
            for name in LIVE_CHECKS
        )
    )


class StandInWiring:
    """Stand-ins at every port; handles for the test to break them."""

    def __init__(self, pictures: Iterable[np.ndarray], *, real_record: bool = False) -> None:
        self.memory_door = MemoryDoor()
        self.real_record = real_record
        self.camera = PictureCamera(pictures)
        self.ring = MemoryRing()
        self.guide = SettableGuide()
        self.refusing: tuple[CheckName, ...] = ()
        self.stopped = False
        self.preparing = False
        self.targets: SimulatedTargets | None = None

    def clock(self) -> SteadyClock:
        return SteadyClock()

    def door(self, folder: Path) -> VaultDoor:
        if self.real_record:
            from skinlax_desktop.vault import SqlCipherVaultDoor

            return SqlCipherVaultDoor(folder)
        return self.memory_door

    def station(
        self, *, jobs: JobRunner, clock: SteadyClock, vault: Callable[[], Vault], phantom: str | None, seed: int = 0
    ) -> Station:
        from skinlax_desktop.imaging.decoding import decode_picture
        from skinlax_desktop.ui.screens.capture.station import CaptureStation
        from skinlax_desktop.workflows.assessment import JudgedPicture
        from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper
        from skinlax_desktop.workflows.picture_archive import PictureArchive
        from skinlax_desktop.workflows.ring_keeping import RingKeeper

        def judge(picture: np.ndarray, view: View, _baseline: object, _reference: object) -> JudgedPicture:
            return JudgedPicture(view=view, verdict=verdict_with(self.refusing, Advice(code="open_eyes")))

        def start() -> None:
            self.camera.state = LoopState("streaming")

        def stop() -> None:
            self.stopped = True
            self.camera.state = LoopState("closed")

        ring = RingKeeper(self.ring, jobs)
        return Station(
            capture=CaptureStation(
                camera=self.camera,
                ring=ring,
                guide=self.guide,
                judge=judge,
                archive=PictureArchive(vault, lambda: "").prepare,
                load=lambda image: decode_picture(vault().image(image), name="stored"),
                camera_settings=CameraSettings(),
                preparing=lambda: self.preparing,
            ),
            finder=NoModel(),
            calibrations=CalibrationKeeper(clock),
            targets=self.targets,
            start=start,
            stop=stop,
        )
