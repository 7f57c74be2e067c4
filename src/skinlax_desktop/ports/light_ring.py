"""What the station needs from the light ring."""

from dataclasses import dataclass
from typing import Protocol

from skinlax_desktop.domain.light_and_exposure import LightMode, LightSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class RingInfo:
    """Who the ring is, the range of its colour temperature in kelvin, and the modes it has."""

    model: str
    serial: str
    firmware: str
    colour_temperature_range_k: tuple[int, int]
    modes: tuple[LightMode, ...] = (LightMode.PLAIN,)


@dataclass(frozen=True, slots=True, kw_only=True)
class RingState:
    """What the ring does now; `watchdog_tripped` means it switched itself off because the station fell silent."""

    light: LightSettings
    temperature_c: float
    watchdog_tripped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RingSelfTest:
    """The ring's own verdict: `failed_segments` counts from 0 at the top, clockwise as the patient sees it."""

    passed: bool
    failed_segments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RingReading:
    """What the ring's own light sensor sees: output relative to full output when new, and colour temperature."""

    output: float
    colour_temperature_k: float


class LightRing(Protocol):
    """A dimmable LED ring.

    Every method raises `SkinlaxError` with one of the codes `ring_absent`, `ring_busy`, `ring_unplugged`,
    `ring_setting_refused`, `ring_reply_corrupt`; and with `ring_busy_by` when it is known which program holds it.
    """

    def open(self) -> RingInfo:
        """Take hold of the ring and start feeding its watchdog."""
        ...

    def set_light(self, light: LightSettings) -> RingState:
        """Set level, colour temperature and mode; returns the state that the ring reports back."""
        ...

    def state(self) -> RingState:
        """Ask the ring what it does now; also feeds the watchdog."""
        ...

    def measure(self) -> RingReading | None:
        """What the ring's light sensor sees now, in plain light; None when it has no sensor."""
        ...

    def self_test(self) -> RingSelfTest:
        """Have the ring test its segments; the light returns to its setting afterwards."""
        ...

    def close(self) -> None:
        """Switch the light off and let go; safe to call twice and after any failure."""
        ...
