"""The station of the benchmark: window, gate and models as they are, a still-life before the emulated camera."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from skinlax_desktop.app.bench.subject import CAMERA, photograph
from skinlax_desktop.app.laxity_model import LaxityModel
from skinlax_desktop.app.places import Places
from skinlax_desktop.app.station import Station
from skinlax_desktop.app.wiring import PHANTOM_SCALE, DefaultWiring, assemble_station
from skinlax_desktop.devices.basler import BaslerCamera
from skinlax_desktop.devices.ring import SerialRing
from skinlax_desktop.devices.simulated import SimulatedRing
from skinlax_desktop.devices.simulated.mosaic_files import MosaicFiles
from skinlax_desktop.domain.views import View
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper
from skinlax_desktop.workflows.live_grading import LiveGrading

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of unguessable name is made inside
_EMULATOR_THREAD = "CamEmuImageAcqu"


class StillLife:
    """A phantom's frontal view in the files of the emulated camera, twice with other noise, so that it lives."""

    def __init__(self) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="skinlax-bench-", dir=_MEMORY if _MEMORY.is_dir() else None))
        self.folder = self._root / "pictures"
        self.folder.mkdir()
        first = photograph(View.FRONTAL).pixels
        noise = np.random.default_rng(1).integers(-2, 3, first.shape, dtype=np.int16)
        MosaicFiles(self.folder).put((first, np.clip(first + noise, 0, 255).astype(np.uint8)))

    def camera(self) -> "ArrivalCamera":
        """An emulated camera that looks at it."""
        return ArrivalCamera(quarter_turns=1, picture_folder=self.folder)

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self._root, ignore_errors=True)


class ArrivalCamera(BaslerCamera):
    """Remembers when each frame was handed over, by its number, on `time.perf_counter`; `newest` is the last number.

    The number stands in a corner of the picture: a picture that is in the record already would not be written again.
    """

    arrivals: dict[int, float]
    newest: int

    def frames(self) -> Iterator[Frame]:
        """As the camera's own."""
        self.arrivals, self.newest = {}, 0
        for frame in super().frames():
            self.arrivals[frame.sequence] = time.perf_counter()
            self.newest = frame.sequence
            number = 255 * np.unpackbits(np.array([frame.sequence], dtype=">u4").view(np.uint8))
            for mosaic in (frame.pixels, frame.raw.samples if frame.raw is not None else frame.pixels):
                mosaic[0, : len(number)] = number
            yield frame


class BenchStation(DefaultWiring):
    """Wiring for a `Workstation` that is measured."""

    def __init__(self, places: Places, still_life: StillLife) -> None:
        super().__init__(places)
        self._measured = places
        self.camera = still_life.camera()

    def station(
        self, *, jobs: JobRunner, clock: Clock, vault: Callable[[], Vault], phantom: str | None, seed: int = 0
    ) -> Station:
        """As for a person, with the ring's firmware in this process."""
        finder = MediaPipeLandmarkFinder(self._measured.face_landmarker)
        ring = SimulatedRing()
        station = assemble_station(
            camera=self.camera,
            ring=SerialRing(ring.port),
            finder=finder,
            jobs=jobs,
            clock=clock,
            vault=vault,
            calibrations=CalibrationKeeper(clock, given=CAMERA.calibration),
            scale=PHANTOM_SCALE,
            also_close=(ring.close,),
        )
        grader = LiveGrading(finder, LaxityModel(self._measured).get)
        return replace(station, capture=replace(station.capture, grader=grader))


class ProcessorUse:
    """Processor seconds of this process since it was made, without those of the SDK's emulator."""

    def __init__(self) -> None:
        self._began = (time.perf_counter(), *_processor_seconds())

    @property
    def cores(self) -> float:
        """How many cores were busy."""
        now = (time.perf_counter(), *_processor_seconds())
        wall, total, emulator = (after - before for after, before in zip(now, self._began, strict=True))
        return (total - emulator) / wall


def _processor_seconds() -> tuple[float, float]:
    """Of the whole process, and of the emulator's thread in it."""
    emulator, tick = 0.0, os.sysconf("SC_CLK_TCK")
    for task in Path("/proc/self/task").iterdir():
        try:
            name, _, rest = (task / "stat").read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue  # a thread that has just ended
        if name == _EMULATOR_THREAD:
            fields = rest.split()
            emulator += (int(fields[11]) + int(fields[12])) / tick
    return time.process_time(), emulator
