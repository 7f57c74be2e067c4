"""What the station needs from a camera."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.ports.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraInfo:
    """Who the camera is and what it can do; sizes are of the sensor as read out.

    `device`: driver, firmware and the settings that shape a picture, as text; no serial number, nothing of a patient.
    """

    model: str
    serial: str
    driver: str
    width_px: int
    height_px: int
    quarter_turns: int = 0
    exposure_range_us: tuple[float, float] = (0.0, 0.0)
    gain_range_db: tuple[float, float] = (0.0, 0.0)
    emulated: bool = False
    firmware: str = ""
    device: tuple[tuple[str, str], ...] = ()


class Camera(Protocol):
    """A tethered camera. One thread at a time uses it, and that thread is the host's, never the driver's.

    Every method raises `SkinlaxError` with one of the codes `camera_absent`, `camera_busy`, `camera_unplugged`,
    `camera_setting_refused`, `camera_frame_corrupt`, `camera_no_frames`, `camera_driver_missing`; and with
    `camera_busy_by` instead of `camera_busy` when it is known which program holds it.
    """

    def open(self) -> CameraInfo:
        """Take hold of the camera."""
        ...

    def configure(self, settings: CameraSettings) -> CameraSettings:
        """Apply settings and return what the camera really took; an impossible value is refused, not clamped."""
        ...

    def frames(self) -> Iterator[Frame]:
        """Yield pictures until the iterator is closed; a single corrupt picture is skipped and counted."""
        ...

    @property
    def corrupt_frames(self) -> int:
        """How many pictures arrived damaged since `open`."""
        ...

    def close(self) -> None:
        """Let go of the camera; safe to call twice and after any failure."""
        ...
