"""How a picture was exposed and lit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSettings:
    """What the station asks of a camera."""

    exposure_us: float = 8000.0
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LightSettings:
    """What the station asks of the ring: `level` 0 to 1 of full output, colour temperature in kelvin."""

    level: float = 0.6
    colour_temperature_k: int = 5500
