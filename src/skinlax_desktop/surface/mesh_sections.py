"""Sections of a measured face: heights of the skin along short lines, read by rays, for many draws of their places."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from skinlax_desktop.surface.closest_surface import ClosestSurface

Floats = npt.NDArray[np.float64]

STEP_MM: Final = 0.5
_SMOOTH_MM: Final = 1.0
_BEFORE_MM: Final = 25.0
_DEEPEST_MM: Final = 50.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SectionPlace:
    """Where sections lie: `middle`, unit `across` and `outward` (..., 3) each."""

    middle: Floats
    across: Floats
    outward: Floats


def along_line(corners: Floats, normals: Floats, count: int) -> SectionPlace:
    """`count` places at equal steps along polylines (draws, k, 3), across them; `normals` (draws, k, 3) point outwards.

    Across points to the side that lies left of the line's way, seen from outside.
    """
    steps = np.linalg.norm(np.diff(corners, axis=1), axis=2)
    reached = np.concatenate((np.zeros((len(corners), 1)), np.cumsum(steps, axis=1)), axis=1)
    wanted = reached[:, -1:] * (np.arange(count) + 0.5) / count
    leg = np.clip((wanted[:, :, None] >= reached[:, None, 1:-1]).sum(axis=2), 0, corners.shape[1] - 2)
    draw = np.arange(len(corners))[:, None]
    share = ((wanted - reached[draw, leg]) / np.maximum(steps[draw, leg], 1e-9))[..., None]
    middle = corners[draw, leg] * (1.0 - share) + corners[draw, leg + 1] * share
    outward = _unit(normals[draw, leg] * (1.0 - share) + normals[draw, leg + 1] * share)
    # The way of the whole line around a place, so that one misplaced landmark does not turn its section.
    ahead = np.minimum(leg + 2, corners.shape[1] - 1)
    behind = np.maximum(leg - 1, 0)
    way = _unit(corners[draw, ahead] - corners[draw, behind])
    return SectionPlace(middle=middle, across=_unit(np.cross(outward, way)), outward=outward)


def read_heights(surface: ClosestSurface, place: SectionPlace, offsets_mm: Floats) -> Floats:
    """Heights (..., n) of the surface over each place's middle at `offsets_mm` (n,) across; NaN over holes."""
    origins = (
        place.middle[..., None, :]
        + offsets_mm[:, None] * place.across[..., None, :]
        + _BEFORE_MM * place.outward[..., None, :]
    )
    directions = np.broadcast_to(-place.outward[..., None, :], origins.shape)
    away = surface.cast(origins.reshape(-1, 3), directions.reshape(-1, 3)).distance.reshape(origins.shape[:-1])
    height = _BEFORE_MM - away
    return np.where(np.isfinite(away) & (np.abs(height) < _DEEPEST_MM), height, np.nan)


def shared_noise(offsets_mm: Floats, shape: tuple[int, ...], length_mm: float, random: np.random.Generator) -> Floats:
    """Unit noise (*shape, n) along sections, shared over `length_mm`."""
    away = np.sqrt(3.0) / length_mm * np.abs(offsets_mm[:, None] - offsets_mm[None])
    covariance = (1.0 + away) * np.exp(-away) + 1e-6 * np.eye(len(offsets_mm))
    return np.asarray(random.standard_normal((*shape, len(offsets_mm))) @ np.linalg.cholesky(covariance).T)


def fold_depth(heights: Floats, offsets_mm: Floats, near_mm: float) -> Floats:
    """How deep sections (..., n) dip below the chord over the dip (mm), within `near_mm` of the middle; NaN over holes.

    The chord is that of the upper convex hull: it rests on the crest and on the rise at the other side.
    """
    flat = heights.reshape(-1, heights.shape[-1])
    smooth = gaussian_filter1d(flat, _SMOOTH_MM / STEP_MM, axis=1, mode="nearest")
    near = np.abs(offsets_mm) <= near_mm
    depths = np.full(len(flat), np.nan)
    for number, line in enumerate(smooth):
        known = np.isfinite(line)
        if known[near].all() and known.mean() > 0.8:
            hull = _upper_hull(offsets_mm[known], line[known])
            depths[number] = float((np.interp(offsets_mm, *hull) - line)[near].max())
    return depths.reshape(heights.shape[:-1])


def _upper_hull(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    hull: list[tuple[float, float]] = []
    for point in zip(x.tolist(), y.tolist(), strict=True):
        while len(hull) > 1:
            (ax, ay), (bx, by) = hull[-2], hull[-1]
            if (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax) < 0.0:
                break
            hull.pop()
        hull.append(point)
    corners = np.array(hull)
    return corners[:, 0], corners[:, 1]


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))
