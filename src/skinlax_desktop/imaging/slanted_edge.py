"""The contrast a lens keeps, from an edge of known sharpness: the slanted edge of ISO 12233.

Rows that cross a slightly slanted straight edge sample it at different places; put side by side by their distance from
the edge they show it finer than the pixels do. Its derivative is the blur, and that blur's spectrum is the contrast.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_BINS_A_PIXEL: Final = 4
_FEWEST_ROWS: Final = 12
_REACH_PX: Final = 14.0
_LEAST_STEP: Final = 0.08
_LARGEST_MISS_PX: Final = 0.35
# Less slanted than this, rows do not reach all the places between pixels.
_LEAST_DRIFT_PX: Final = 1.0
_LARGEST_SLOPE: Final = 0.6


def edge_mtf50(light: Floats) -> float | None:
    """Where contrast halves, cycles a pixel, at a near-vertical edge in linear light (rows, columns); None if unfit."""
    rows, columns = light.shape
    if rows < _FEWEST_ROWS or columns < 12:
        return None
    step = float(light[:, -3:].mean() - light[:, :3].mean())
    if abs(step) < _LEAST_STEP:
        return None
    # Only to find the edge: smoothed, so that noise beside it does not pull.
    slope = np.abs(np.diff(cv2.GaussianBlur(light, (0, 0), 1.0), axis=1))
    strong = np.where(slope > 0.3 * slope.max(axis=1, keepdims=True), slope, 0.0)
    places = (strong * (np.arange(columns - 1) + 0.5)).sum(axis=1) / np.maximum(strong.sum(axis=1), 1e-9)
    number = np.arange(rows, dtype=np.float64)
    tilt, start = np.polyfit(number, places, 1)
    missed = places - (tilt * number + start)
    if float(missed.std()) > _LARGEST_MISS_PX or abs(tilt) > _LARGEST_SLOPE or abs(tilt) * rows < _LEAST_DRIFT_PX:
        return None
    away = (np.arange(columns)[None, :] - (tilt * number + start)[:, None]) * np.cos(np.arctan(tilt))
    return _mtf50_of(away.ravel(), light.ravel() / step)


def _mtf50_of(away: Floats, light: Floats) -> float | None:
    """From samples by their distance to the edge, pixels."""
    reach = min(_REACH_PX, float(-away.min()), float(away.max()))
    edges = np.arange(-reach, reach + 1e-9, 1.0 / _BINS_A_PIXEL)
    which = np.digitize(away, edges) - 1
    inside = (which >= 0) & (which < len(edges) - 1)
    count = np.bincount(which[inside], minlength=len(edges) - 1)
    if len(count) < 24 or (count == 0).mean() > 0.1:
        return None
    total = np.bincount(which[inside], light[inside], minlength=len(edges) - 1)
    middle = (edges[:-1] + edges[1:]) / 2.0
    profile = np.interp(middle, middle[count > 0], total[count > 0] / count[count > 0])
    spread = np.diff(profile)
    peak = int(np.abs(spread).argmax())
    # A window around the edge itself keeps the noise of the flat parts out.
    half = min(peak, len(spread) - 1 - peak)
    if half < 8:
        return None
    window = np.hamming(2 * half + 1)
    blur = spread[peak - half : peak + half + 1] * window
    padded = np.zeros(1024)
    padded[: len(blur)] = blur
    contrast = np.abs(np.fft.rfft(padded))
    contrast /= max(float(contrast[0]), 1e-9)
    frequency = np.fft.rfftfreq(len(padded), d=1.0 / _BINS_A_PIXEL)
    # The derivative was taken between neighbouring bins, which by itself lowers the contrast.
    contrast = contrast / np.maximum(np.sinc(frequency / _BINS_A_PIXEL), 0.1) ** 2
    below = np.nonzero(contrast < 0.5)[0]
    if len(below) == 0 or below[0] == 0:
        return None
    last = int(below[0])
    upper, lower = contrast[last - 1], contrast[last]
    share = float((upper - 0.5) / max(upper - lower, 1e-9))
    return float(frequency[last - 1] + share * (frequency[last] - frequency[last - 1]))
