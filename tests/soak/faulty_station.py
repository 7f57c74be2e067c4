"""The real adapters around a sitter, with what can fail in reach: the cables of camera and ring."""

import time
from collections.abc import Callable
from pathlib import Path

from skinlax_desktop.app.places import Places
from skinlax_desktop.app.station import Station
from skinlax_desktop.app.wiring import PHANTOM_SCALE, DefaultWiring, assemble_station
from skinlax_desktop.devices.basler import BaslerCamera
from skinlax_desktop.devices.ring import SerialRing
from skinlax_desktop.devices.simulated import RingFault, SimulatedRing
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.phantom.scene import VirtualCamera
from skinlax_desktop.ports.camera import CameraInfo
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper


class UnpluggableCamera(BaslerCamera):
    """The SDK's emulated camera with a cable that can be pulled in mid-stream."""

    _away_until_s = 0.0
    refusal: SkinlaxError | None = None
    """Why it does not open, None when it may."""

    def pull(self, seconds: float) -> None:
        """From any thread; for so long there is no camera."""
        self._away_until_s = time.monotonic() + seconds
        camera = self._camera
        if camera is not None:
            camera.DestroyDevice()

    def open(self) -> CameraInfo:
        """Absent while the cable is out."""
        refusal = SkinlaxError("camera_absent") if time.monotonic() < self._away_until_s else self.refusal
        if refusal is not None:
            self.close()
            raise refusal
        return super().open()


class FaultyStation(DefaultWiring):
    """Wiring of the soak: `Workstation(options, wiring=this)`."""

    def __init__(self, places: Places, folder: Path) -> None:
        """`folder`: what the camera shows; see `MosaicFiles`."""
        super().__init__(places)
        self._models = places
        self._port = folder.parent / "ring"
        self.camera = UnpluggableCamera(quarter_turns=1, picture_folder=folder)
        self.simulated_ring = self._plug_ring()

    def _plug_ring(self) -> SimulatedRing:
        ring = SimulatedRing()
        waiting = self._port.with_name("ring.new")
        waiting.symlink_to(ring.port)
        waiting.replace(self._port)
        return ring

    def lose_ring(self, fault: RingFault | None) -> None:
        """A fault, or with None the cable itself."""
        if fault is None:
            self.simulated_ring.unplug()
            self._port.unlink(missing_ok=True)
        else:
            self.simulated_ring.fault = fault

    def find_ring(self) -> None:
        """The ring is well again."""
        self.simulated_ring.fault = None
        if not self._port.exists():
            self.simulated_ring = self._plug_ring()

    def station(
        self, *, jobs: JobRunner, clock: Clock, vault: Callable[[], Vault], phantom: str | None, seed: int = 0
    ) -> Station:
        """Camera, ring and model, as for a person."""
        return assemble_station(
            camera=self.camera,
            ring=SerialRing(str(self._port)),
            finder=MediaPipeLandmarkFinder(self._models.face_landmarker),
            jobs=jobs,
            clock=clock,
            vault=vault,
            calibrations=CalibrationKeeper(clock, given=VirtualCamera().calibration),
            scale=PHANTOM_SCALE,
            also_close=(lambda: self.simulated_ring.close(),),
        )
