"""A surface as parallel light would draw it: which place of it each pixel sees. No window, no graphics card."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.closest_surface import ClosestSurface

Floats = npt.NDArray[np.float64]

_BEFORE_MM = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenSurface:
    """Per pixel (height, width): `triangle`, -1 for none, and its corners' `weights` (height, width, 3)."""

    triangle: npt.NDArray[np.int64]
    weights: Floats

    def blend(self, values: npt.NDArray[np.generic], triangles: npt.NDArray[np.int32]) -> Floats:
        """Per-vertex values (n, c) as each pixel sees them, (height, width, c); zero where nothing is seen."""
        corners = triangles[np.maximum(self.triangle, 0)]
        seen = np.einsum("hwk,hwkc->hwc", self.weights, values[corners].astype(np.float64))
        return np.where((self.triangle >= 0)[..., None], seen, 0.0)


def turned_view(yaw_deg: float, pitch_deg: float = 0.0) -> Floats:
    """Rotation (3, 3) from the head frame to a viewer (x right, y up, z towards the viewer).

    Positive yaw turns the head to the subject's own left, so that the right cheek shows; positive pitch lifts the chin.
    """
    yaw, pitch = np.radians(yaw_deg), np.radians(-pitch_deg)
    about_y = np.array([[np.cos(yaw), 0.0, np.sin(yaw)], [0.0, 1.0, 0.0], [-np.sin(yaw), 0.0, np.cos(yaw)]])
    about_x = np.array([[1.0, 0.0, 0.0], [0.0, np.cos(pitch), -np.sin(pitch)], [0.0, np.sin(pitch), np.cos(pitch)]])
    return np.asarray(about_x @ about_y)


def see_surface(
    surface: ClosestSurface, rotation: Floats, middle: Floats, size: tuple[int, int], mm_per_px: float
) -> SeenSurface:
    """Look at a surface; `middle` (3,) in its frame comes to the middle of a picture of `size` (width, height)."""
    width, height = size
    right, up, towards = rotation
    x = (np.arange(width) - (width - 1) / 2.0) * mm_per_px
    y = ((height - 1) / 2.0 - np.arange(height)) * mm_per_px
    origins = (middle + _BEFORE_MM * towards) + x[None, :, None] * right + y[:, None, None] * up
    directions = np.broadcast_to(-towards, origins.shape)
    hit = surface.cast(origins.reshape(-1, 3), directions.reshape(-1, 3))
    return SeenSurface(triangle=hit.triangle.reshape(height, width), weights=hit.weights.reshape(height, width, 3))
