"""Draws hairs over a picture with soft edges: a hair thinner than a pixel covers only its share of it."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit, prange

from skinlax_desktop.phantom.head_hair import POINTS_A_STRAND

_BAND_ROWS = 128


def draw_strands(
    picture: npt.NDArray[np.float32],
    inverse: npt.NDArray[np.float32],
    pixels: npt.NDArray[np.float64],
    depth: npt.NDArray[np.float64],
    lit: npt.NDArray[np.float64],
    width_px: npt.NDArray[np.float64],
    opacity: float,
) -> None:
    """Blend strands into `picture`, far ones first, where nothing lies before them.

    `pixels` (s, 9, 2), `depth` (s, 9), `lit` (s, 9, 3) linear colour at each point, `width_px` (s,).
    """
    height, width = inverse.shape
    segments = POINTS_A_STRAND - 1
    low = np.minimum(pixels[:, :-1], pixels[:, 1:]).reshape(-1, 2) - 2.0
    high = np.maximum(pixels[:, :-1], pixels[:, 1:]).reshape(-1, 2) + 2.0
    inside = (high[:, 0] >= 0) & (low[:, 0] <= width - 1) & (high[:, 1] >= 0) & (low[:, 1] <= height - 1)
    kept = np.flatnonzero(inside)
    kept = kept[np.argsort(-depth[:, :-1].reshape(-1)[kept], kind="stable")]
    bands = (height + _BAND_ROWS - 1) // _BAND_ROWS
    first = np.clip(low[kept, 1].astype(np.int64), 0, height - 1) // _BAND_ROWS
    last = np.clip(high[kept, 1].astype(np.int64), 0, height - 1) // _BAND_ROWS
    spans = last - first + 1
    members = np.repeat(kept, spans)
    band = np.repeat(first, spans) + np.arange(len(members)) - np.repeat(np.cumsum(spans) - spans, spans)
    order = np.argsort(band, kind="stable")
    starts = np.searchsorted(band[order], np.arange(bands + 1))
    _blend(picture, inverse, pixels, depth, lit, width_px, opacity, members[order], starts, segments, _BAND_ROWS)


@njit(cache=True, parallel=True, fastmath=True)
def _blend(
    picture: Any,
    inverse: Any,
    pixels: Any,
    depth: Any,
    lit: Any,
    width_px: Any,
    opacity: float,
    members: Any,
    starts: Any,
    segments: int,
    rows: int,
) -> None:
    height, width = inverse.shape
    for band in prange(len(starts) - 1):
        top, bottom = band * rows, min(height, (band + 1) * rows) - 1
        for position in range(starts[band], starts[band + 1]):
            strand, step = members[position] // segments, members[position] % segments
            ax, ay = pixels[strand, step, 0], pixels[strand, step, 1]
            bx, by = pixels[strand, step + 1, 0], pixels[strand, step + 1, 1]
            za, zb = depth[strand, step], depth[strand, step + 1]
            dx, dy = bx - ax, by - ay
            squared = dx * dx + dy * dy
            if squared < 1e-6 or za < 10.0:
                continue
            taper = 1.0 - 0.75 * ((step + 0.5) / segments) ** 2
            half = 0.5 * width_px[strand] * taper
            reach = half + 0.6
            for y in range(max(top, int(min(ay, by) - reach)), min(bottom, int(max(ay, by) + reach + 1)) + 1):
                for x in range(max(0, int(min(ax, bx) - reach)), min(width - 1, int(max(ax, bx) + reach + 1)) + 1):
                    share = ((x - ax) * dx + (y - ay) * dy) / squared
                    if share < 0.0 or share > 1.0:
                        continue
                    ox, oy = ax + share * dx - x, ay + share * dy - y
                    away = np.sqrt(ox * ox + oy * oy)
                    # The part of the pixel's width that the hair covers.
                    cover = min(half, away + 0.5) - max(-half, away - 0.5)
                    if cover <= 0.0:
                        continue
                    z = za + share * (zb - za)
                    # A root lies a little inside the skin.
                    if inverse[y, x] * (z - 1.2) > 1.0:
                        continue
                    alpha = min(cover, 1.0) * opacity
                    for c in range(3):
                        tone = lit[strand, step, c] * (1.0 - share) + lit[strand, step + 1, c] * share
                        picture[y, x, c] += (tone - picture[y, x, c]) * alpha
