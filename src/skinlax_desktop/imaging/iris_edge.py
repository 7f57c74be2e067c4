"""The iris as a circle, from its edge against the white of the eye.

Only the parts to both sides are asked, where no lid covers the edge: first the circle across which brightness rises
most (integro-differential operator of Daugman 1993), then a robust circle through the edge itself.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.eye_patch import EyePatch

Points = npt.NDArray[np.float64]

# Degrees above (+) and below the horizontal on both sides.
_SECTOR_DEG: Final = (-50.0, 30.0)
_RADII: Final = (4.2, 7.6)
_REACH: Final = (2.4, 1.8)
_STEP: Final = 0.2
# A light reflex or a lash makes a step larger than any edge of an iris; L*.
_MOST_RISE: Final = 30.0
_LEAST_RISE: Final = 4.0
_EDGE_REACH: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Iris:
    """Centre and radius in the patch frame; `spread` is what the edge departs from the circle, root mean square."""

    x: float
    y: float
    radius: float
    spread: float


def fit_iris(patch: EyePatch, seed: tuple[float, float]) -> Iris | None:
    """The iris near `seed` (patch frame), or None when no clear edge is seen on both sides."""
    lightness = cv2.GaussianBlur(patch.lab[..., 0], (0, 0), 2.0)
    calm = EyePatch(lab=np.repeat(lightness[..., None], 3, axis=2), matrix=patch.matrix)
    angles = np.radians(np.concatenate([np.arange(*_SECTOR_DEG, 4.0), 180.0 - np.arange(*_SECTOR_DEG, 4.0)]))
    x, y, radius = _coarse(calm, seed, angles)
    for _ in range(2):
        edge, rise = _edge_points(calm, (x, y, radius), angles)
        seen = rise > _LEAST_RISE
        sides = np.cos(angles) > 0
        if min((seen & sides).sum(), (seen & ~sides).sum()) < 4:
            return None
        x, y, radius, spread = _robust_circle(edge[seen], rise[seen])
    if not _RADII[0] < radius < _RADII[1] or np.hypot(x - seed[0], y - seed[1]) > 4.0:
        return None
    return Iris(x=x, y=y, radius=radius, spread=spread)


def _coarse(calm: EyePatch, seed: tuple[float, float], angles: Points) -> tuple[float, float, float]:
    radii = np.arange(_RADII[0] - 0.3, _RADII[1] + 0.31, 0.15)
    dx = np.arange(-_REACH[0], _REACH[0] + 0.01, _STEP)
    dy = np.arange(-_REACH[1], _REACH[1] + 0.01, _STEP)
    centres = np.stack(np.meshgrid(seed[0] + dx, seed[1] + dy), axis=2).reshape(-1, 2)
    ring_x = np.cos(angles)[:, None] * radii
    ring_y = np.sin(angles)[:, None] * radii
    x = centres[:, 0, None, None] + ring_x
    y = centres[:, 1, None, None] + ring_y
    values = calm.sample(x.reshape(len(centres), -1), y.reshape(len(centres), -1))[..., 0]
    profiles = values.reshape(len(centres), len(angles), len(radii))
    rise = np.clip(profiles[..., 4:] - profiles[..., :-4], 0.0, _MOST_RISE)
    # Both sides must show the edge: the weaker one decides, with a share of the stronger.
    half = len(angles) // 2
    left, right = rise[:, :half].mean(axis=1), rise[:, half:].mean(axis=1)
    score = np.minimum(left, right) + 0.25 * np.maximum(left, right)
    best = np.unravel_index(int(score.argmax()), score.shape)
    return float(centres[best[0], 0]), float(centres[best[0], 1]), float(radii[best[1] + 2])


def _edge_points(calm: EyePatch, circle: tuple[float, float, float], angles: Points) -> tuple[Points, Points]:
    """Where brightness rises most across the circle, to a fraction of a step, and by how much."""
    x, y, radius = circle
    offsets = np.arange(-_EDGE_REACH - 0.3, _EDGE_REACH + 0.31, 0.05)
    along = radius + offsets
    values = calm.sample(x + np.cos(angles)[:, None] * along, y + np.sin(angles)[:, None] * along)[..., 0]
    lag = 6
    rise = values[:, 2 * lag :].astype(np.float64) - values[:, : -2 * lag]
    middle = along[lag:-lag]
    peak = np.clip(rise.argmax(axis=1), 1, rise.shape[1] - 2)
    row = np.arange(len(angles))
    before, at, after = rise[row, peak - 1], rise[row, peak], rise[row, peak + 1]
    bend = before - 2 * at + after
    shift = np.where(np.abs(bend) > 1e-6, 0.5 * (before - after) / np.where(bend == 0, 1.0, bend), 0.0)
    where = middle[peak] + np.clip(shift, -1, 1) * 0.05
    return np.column_stack((x + np.cos(angles) * where, y + np.sin(angles) * where)), np.asarray(at)


def _robust_circle(points: Points, rise: Points) -> tuple[float, float, float, float]:
    """Algebraic circle (Kasa) with weights that fall where a point departs from it."""
    weight = np.minimum(rise, _MOST_RISE)
    terms = np.column_stack((2 * points, np.ones(len(points))))
    right = (points**2).sum(axis=1)
    x = y = radius = 0.0
    off = np.zeros(len(points))
    for _ in range(8):
        root = np.sqrt(weight)
        (x, y, constant), *_ = np.linalg.lstsq(terms * root[:, None], right * root, rcond=None)
        radius = float(np.sqrt(max(constant + x * x + y * y, 1e-6)))
        off = np.hypot(points[:, 0] - x, points[:, 1] - y) - radius
        size = max(1.4826 * float(np.median(np.abs(off))), 0.05)
        weight = np.minimum(rise, _MOST_RISE) / (1.0 + (off / (2.0 * size)) ** 2) ** 2
    return float(x), float(y), radius, float(np.sqrt(np.average(off**2, weights=weight)))
