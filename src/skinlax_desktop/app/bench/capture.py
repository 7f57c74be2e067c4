"""From the shutter to a picture judged, encrypted and durable, through the session that takes it."""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from queue import Queue

from skinlax_desktop.app.bench.measure import Measure, medians_in_turn_ms
from skinlax_desktop.app.bench.subject import CAMERA, photograph
from skinlax_desktop.app.places import find_places
from skinlax_desktop.app.system_clock import SystemClock
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.imaging.development import Picture, develop
from skinlax_desktop.imaging.encoding import encode_tiff
from skinlax_desktop.imaging.raw_archive import encode_dng
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.frame import Frame, RawMosaic, ToneCurve
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.vault import SqlCipherVaultDoor
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture
from skinlax_desktop.workflows.capture_session import CaptureSession
from skinlax_desktop.workflows.gate import judge_picture
from skinlax_desktop.workflows.picture_archive import PictureArchive
from skinlax_desktop.workflows.visit_store import VisitStore

_REPEATS = 7


def measures() -> Iterator[Measure]:
    """Through the session's own lanes; beside the same work in one thread, and beside the plain write of its bytes."""
    with tempfile.TemporaryDirectory() as name, closing(_Shutter(Path(name))) as shutter:
        session_ms, serial_ms, plain_ms = medians_in_turn_ms(
            shutter.timed(shutter.take),
            shutter.timed(shutter.take_in_one_thread),
            shutter.timed(shutter.write_plainly),
            repeats=_REPEATS,
        )
    for reference, value in (
        ("plain write of the same bytes, synced", plain_ms),
        ("the same work in one thread", serial_ms),
        ("the second that is allowed", 1000.0),
    ):
        yield Measure(
            name="shutter to judged, encrypted, durable",
            value=session_ms,
            unit="ms",
            reference=reference,
            reference_value=value,
        )


class _Shutter:
    """A camera whose still is there at once, each other than the one before; the rest is the station's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
        self._vault: Vault = SqlCipherVaultDoor(folder / "vault").create(UserName("bench"), "only for this measurement")
        self._archive = PictureArchive(lambda: self._vault, lambda: "bench")
        self._calls: Queue[Callable[[], None]] = Queue()
        self._jobs = JobRunner(self._calls.put)
        self._number = 0
        self._bytes: tuple[bytes, ...] = ()
        visits = VisitStore()
        visits.open(
            Visit(id=VisitId("v"), patient_id=PatientId("p"), started_at="", operator=UserName("bench")), by=self
        )
        self._session = CaptureSession(
            visits=visits,
            jobs=self._jobs,
            camera=self,
            judge=self._judge,
            archive=self._archive.prepare,
            clock=SystemClock(),
            views=(View.FRONTAL,),
            automatic=False,
        )
        self._taken = 0
        self._session.accepted.connect(self._count)

    def timed(self, work: Callable[[], None]) -> Callable[[], float]:
        """Seconds of one call, its still made before."""

        def time_it() -> float:
            self._frame = self._next_frame()
            clock = SystemClock()
            began = clock.monotonic_s()
            work()
            return clock.monotonic_s() - began

        return time_it

    def still(self) -> Future[Frame]:
        """For the session."""
        future: Future[Frame] = Future()
        future.set_result(self._frame)
        return future

    def take(self) -> None:
        """As the station does: until the visit names the picture."""
        before = self._taken
        self._session.snap_requested()
        while self._taken == before:
            self._calls.get(timeout=60.0)()

    def take_in_one_thread(self) -> None:
        """The same, one thing after the other."""
        picture = develop(self._frame)
        if not self._judge(picture, View.FRONTAL, None).verdict.passed:
            raise RuntimeError("the phantom did not pass")
        self._archive.prepare(self._frame, picture).keep()

    def write_plainly(self) -> None:
        """Original and picture as they are encoded, neither encrypted nor judged, each synced."""
        for number, encoded in enumerate(self._bytes):
            with (self._folder / f"plain_{number}").open("wb") as file:
                file.write(encoded)
                file.flush()
                os.fsync(file.fileno())

    def close(self) -> None:
        """Threads, model and record."""
        while self._jobs.busy:
            self._calls.get(timeout=60.0)()
        self._jobs.close()
        self._finder.close()
        self._vault.close()

    def _judge(self, picture: Picture, view: View, baseline: Baseline | None) -> JudgedPicture:
        return judge_picture(
            picture, view, self._finder, calibration=CAMERA.calibration, scale=None, baseline=baseline, guided=True
        )

    def _count(self, *_accepted: object) -> None:
        self._taken += 1

    def _next_frame(self) -> Frame:
        """The same patient under another number, so that no file is in the vault already."""
        self._number += 1
        frame = photograph(View.FRONTAL)
        pixels = frame.pixels.copy()
        pixels[8:12, 8:72] = 40
        pixels[8:12, 8 : 8 + 4 * (self._number % 16)] = 200
        pixels[12:16, 8 : 8 + 4 * (self._number // 16)] = 200
        raw = RawMosaic(samples=pixels, bits=8, curve=ToneCurve.SRGB)
        if not self._bytes:
            self._bytes = (encode_dng(raw, quarter_turns=1), encode_tiff(develop(frame)))
        return Frame(
            pixels=pixels,
            layout=frame.layout,
            sequence=self._number,
            captured_at_s=0.0,
            exposure_us=frame.exposure_us,
            gain_db=frame.gain_db,
            quarter_turns=frame.quarter_turns,
            raw=raw,
        )
