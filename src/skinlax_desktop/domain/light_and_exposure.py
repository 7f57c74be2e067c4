"""How a picture was exposed and lit."""

from dataclasses import dataclass
from enum import StrEnum


class LightMode(StrEnum):
    """In which light a picture is taken; the value is the name used in every file.

    Everything that is measured is defined for `PLAIN`. Crossed polarisers take the shine of the surface away, parallel
    ones stress it; `ULTRAVIOLET` shows where melanin absorbs.
    """

    PLAIN = "plain"
    CROSS_POLARISED = "cross"
    PARALLEL_POLARISED = "parallel"
    ULTRAVIOLET = "uv"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSettings:
    """What the station asks of a camera."""

    exposure_us: float = 8000.0
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LightSettings:
    """What the station asks of the ring: `level` 0 to 1 of full output, colour temperature in kelvin, the mode.

    In `ULTRAVIOLET` the colour temperature says nothing about the light.
    """

    level: float = 0.6
    colour_temperature_k: int = 5500
    mode: LightMode = LightMode.PLAIN
