"""How much of the room each vertex sees: ambient occlusion from depth pictures taken all around."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.mesh_normals import vertex_normals
from skinlax_desktop.phantom.rasteriser import visible_triangles

Points = npt.NDArray[np.float64]

_PICTURE: Final = 320
_DIRECTIONS: Final = 56
_SLACK_MM: Final = 1.6


def ambient_occlusion(points: Points, triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """The cosine-weighted share (n,) of the open hemisphere at each vertex, 0 to 1."""
    normals = vertex_normals(points, triangles)
    open_light = np.zeros(len(points))
    all_light = np.full(len(points), 1e-6)
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    radius = float(np.linalg.norm(high - low)) / 2
    pixels_per_mm = _PICTURE / (2 * radius)
    for direction in _directions():
        right, up = _across(direction)
        shifted = points - middle
        # Parallel light: a depth so large that its inverse is as good as linear.
        depth = 50.0 * radius - shifted @ direction
        flat = np.stack([shifted @ right, -(shifted @ up)], axis=1) * pixels_per_mm + (_PICTURE - 1) / 2
        _, inverse = visible_triangles(flat, depth, triangles, _PICTURE, _PICTURE)
        column = np.clip(np.round(flat[:, 0]).astype(int), 0, _PICTURE - 1)
        row = np.clip(np.round(flat[:, 1]).astype(int), 0, _PICTURE - 1)
        nearest = 1.0 / np.maximum(inverse[row, column], 1e-9)
        facing = np.maximum(normals @ direction, 0.0)
        slope = np.sqrt(1.0 - np.minimum(facing, 1.0) ** 2) / np.maximum(facing, 0.15)
        lit = depth < nearest + _SLACK_MM + slope / pixels_per_mm
        open_light += facing * lit
        all_light += facing
    return np.asarray(open_light / all_light)


def _directions() -> Points:
    """Points spread evenly over the sphere (golden spiral)."""
    number = np.arange(_DIRECTIONS) + 0.5
    height = 1.0 - 2.0 * number / _DIRECTIONS
    turn = np.pi * (1.0 + 5.0**0.5) * number
    ring = np.sqrt(1.0 - height**2)
    return np.stack([ring * np.cos(turn), height, ring * np.sin(turn)], axis=1)


def _across(direction: Points) -> tuple[Points, Points]:
    """Right and up of a viewer that looks from `direction` towards the middle."""
    helper = np.array([0.0, 1.0, 0.0]) if abs(direction[1]) < 0.9 else np.array([0.0, 0.0, -np.sign(direction[1])])
    right = np.cross(helper, direction)
    right /= np.linalg.norm(right)
    return right, np.cross(direction, right)
