"""A station: camera, ring and models, open and working together, whichever adapters stand behind them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skinlax_desktop.domain.calibration import CameraCalibration, Scale
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ui.shell.header_content import StationFacts

if TYPE_CHECKING:
    from skinlax_desktop.app.phantom_seat import PhantomSeat
    from skinlax_desktop.devices.simulated import PhantomStudio
    from skinlax_desktop.ports.landmarks import LandmarkFinder
    from skinlax_desktop.ports.laxity import OpenedLaxity
    from skinlax_desktop.ui.screens.calibration.station import TargetCamera
    from skinlax_desktop.ui.screens.capture.station import CaptureStation
    from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What the window needs of a station. `studio` and `seat` are the phantom's, None where a person sits.

    `start` and `stop` are quick and safe to call twice; `stop` joins every thread and process of the station.
    `laxity` is called in lane INFERENCE. `targets` is a camera that sees calibration targets, where no person can hold
    them. `sweep_tempo` stretches the times of a sweep, for a phantom whose pictures are computed.
    `open_finder` opens a landmark finder of one's own, for long work beside the live picture.
    `model_error` says why the landmark model does not answer.
    """

    capture: "CaptureStation"
    finder: "LandmarkFinder"
    start: Callable[[], None]
    stop: Callable[[], None]
    calibrations: "CalibrationKeeper"
    scale: Scale | None = None
    studio: "PhantomStudio | None" = None
    seat: "PhantomSeat | None" = None
    camera_model: Callable[[], str] = lambda: ""
    laxity: "Callable[[], OpenedLaxity]" = lambda: None
    targets: "TargetCamera | None" = None
    sweep_tempo: Callable[[], float] = lambda: 1.0
    open_finder: "Callable[[], LandmarkFinder] | None" = None

    @property
    def calibration(self) -> CameraCalibration | None:
        """The lens in force."""
        return self.calibrations.lens

    def begin(self, visit: Visit) -> Visit:
        """A new visit learns of lens, scale and everything else that is calibrated."""
        calibrations = self.calibrations
        return replace(visit, calibration=calibrations.lens, scale=self.scale, station=calibrations.for_visit())

    def tick(self) -> None:
        """Once a second: ask the ring, and take the calibration of the camera that is connected."""
        self.capture.ring.tick()
        info = self.capture.camera.state.info
        if info is not None and not info.emulated:
            self.calibrations.use_body(info.serial)

    def facts(self) -> StationFacts:
        """How the devices stand."""
        camera, ring = self.capture.camera.state, self.capture.ring.status
        return StationFacts(
            camera=str(camera.stage),
            camera_model=self.camera_model(),
            camera_error=camera.error if isinstance(camera.error, SkinlaxError) else None,
            ring_answers=ring.state is not None,
            ring_error=ring.error,
            device=self.finder.model.device,
            calibration_due=self.calibrations.is_due,
        )
