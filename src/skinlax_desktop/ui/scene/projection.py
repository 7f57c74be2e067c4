"""From the head frame to pixels of a pane and back, as VTK's camera does it."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.ui.scene.orbit import VIEW_ANGLE_DEG, Orbit

Points = npt.NDArray[np.float64]
Place = tuple[float, float, float]
_UP: Final = np.array((0.0, 1.0, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """One camera before one pane of `width` by `height` pixels, whose top left corner is (0, 0)."""

    orbit: Orbit
    width: float
    height: float

    def _axes(self) -> tuple[Points, Points, Points, Points]:
        eye = np.array(self.orbit.position_mm)
        forward = np.array(self.orbit.target_mm) - eye
        forward /= np.linalg.norm(forward)
        right = np.cross(forward, _UP)
        right /= np.linalg.norm(right)
        return eye, right, np.cross(right, forward), forward

    @property
    def px_per_unit(self) -> float:
        """Pixels of one millimetre at a depth of one millimetre."""
        return self.height / 2.0 / math.tan(math.radians(VIEW_ANGLE_DEG / 2.0))

    def to_screen(self, places_mm: Points) -> Points:
        """(n, 3): pixels right and down, and the depth before the camera in millimetres."""
        eye, right, up, forward = self._axes()
        to = np.asarray(places_mm, dtype=np.float64).reshape(-1, 3) - eye
        depth = to @ forward
        scale = self.px_per_unit / np.maximum(depth, 1e-6)
        return np.stack((self.width / 2 + to @ right * scale, self.height / 2 - to @ up * scale, depth), axis=1)

    def ray(self, x: float, y: float) -> tuple[Place, Place]:
        """Where the camera stands, and the direction in which it sees a pixel."""
        eye, right, up, forward = self._axes()
        across, rise = (x - self.width / 2) / self.px_per_unit, (self.height / 2 - y) / self.px_per_unit
        way = forward + across * right + rise * up
        return (float(eye[0]), float(eye[1]), float(eye[2])), (float(way[0]), float(way[1]), float(way[2]))
