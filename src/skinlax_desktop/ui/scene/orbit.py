"""The camera around the face: two angles, a distance and a shift; up stays up."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

VIEW_ANGLE_DEG: Final = 24.0
_NEAREST_MM: Final = 120.0
_FARTHEST_MM: Final = 2000.0


class Preset(StrEnum):
    """The five standard views."""

    LATERAL_RIGHT = "lateral_right"
    OBLIQUE_RIGHT = "oblique_right"
    FRONTAL = "frontal"
    OBLIQUE_LEFT = "oblique_left"
    LATERAL_LEFT = "lateral_left"


_AROUND_DEG: Final = {
    Preset.LATERAL_RIGHT: -90.0,
    Preset.OBLIQUE_RIGHT: -45.0,
    Preset.FRONTAL: 0.0,
    Preset.OBLIQUE_LEFT: 45.0,
    Preset.LATERAL_LEFT: 90.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Orbit:
    """Where the camera stands, in the head frame (x to the subject's left, y up, z forward), millimetres.

    `around_deg` turns to the subject's left, `above_deg` rises; `target_mm` is what it looks at.
    """

    around_deg: float = 0.0
    above_deg: float = 0.0
    distance_mm: float = 560.0
    target_mm: tuple[float, float, float] = (0.0, -28.0, -10.0)

    def turned(self, right_deg: float, up_deg: float) -> "Orbit":
        """Turned by a drag."""
        above = min(80.0, max(-80.0, self.above_deg + up_deg))
        return replace(self, around_deg=(self.around_deg + right_deg + 180.0) % 360.0 - 180.0, above_deg=above)

    def nearer(self, factor: float) -> "Orbit":
        """Nearer by a factor above 1, farther below it."""
        return replace(self, distance_mm=min(_FARTHEST_MM, max(_NEAREST_MM, self.distance_mm / factor)))

    def shifted(self, right_mm: float, up_mm: float) -> "Orbit":
        """Target moved within the picture plane."""
        around = math.radians(self.around_deg)
        x, y, z = self.target_mm
        return replace(self, target_mm=(x + right_mm * math.cos(around), y + up_mm, z - right_mm * math.sin(around)))

    @property
    def position_mm(self) -> tuple[float, float, float]:
        """Where the camera is."""
        around, above = math.radians(self.around_deg), math.radians(self.above_deg)
        x, y, z = self.target_mm
        flat = self.distance_mm * math.cos(above)
        return x + flat * math.sin(around), y + self.distance_mm * math.sin(above), z + flat * math.cos(around)


def nearest_preset(orbit: Orbit) -> Preset | None:
    """The standard view that the camera stands at, within some degrees; None for any other."""
    turn, preset = min((abs((orbit.around_deg - deg + 180.0) % 360.0 - 180.0), one) for one, deg in _AROUND_DEG.items())
    return preset if turn <= 8.0 and abs(orbit.above_deg) <= 8.0 else None


def orbit_of(preset: Preset, target_mm: tuple[float, float, float], height_mm: float) -> Orbit:
    """The camera of a standard view, so far away that `height_mm` fits with a margin."""
    distance = height_mm / 2.0 / math.tan(math.radians(VIEW_ANGLE_DEG / 2.0)) * 1.18
    return Orbit(around_deg=_AROUND_DEG[preset], distance_mm=distance, target_mm=target_mm)
