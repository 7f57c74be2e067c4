"""What the calibration screen needs of the station."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.board_guidance import BoardWish
from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper
from skinlax_desktop.workflows.calibration_session import CalibrationTask


class TargetCamera(Protocol):
    """A camera that sees targets. `hold` says what is wanted next: a person reads it, a simulation obeys."""

    def latest(self) -> Frame | None:
        """The newest frame."""
        ...

    def still(self) -> Future[Frame]:
        """The first frame exposed wholly after the call."""
        ...

    def hold(self, task: CalibrationTask, *, wish: BoardWish | None, place: int) -> None:
        """Now this target is wanted, so and there."""
        ...

    def close(self) -> None:
        """Let go; safe to call twice."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationStation:
    """The station's side of a calibration."""

    camera: TargetCamera
    keeper: CalibrationKeeper
    model: Callable[[], str]
    light: Callable[[], LightSettings | None]
    settings: Callable[[], CameraSettings | None]
