"""Which triangle each pixel sees: a z-buffer over horizontal bands, one band a thread."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit, prange

NOTHING = -1

_BAND_ROWS = 64


def visible_triangles(
    pixels: npt.NDArray[np.float64],
    depth: npt.NDArray[np.float64],
    triangles: npt.NDArray[np.int32],
    width: int,
    height: int,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """The nearest front-facing triangle of every pixel centre, and 1 / depth there.

    `pixels` (n, 2) and `depth` (n,) are the projected vertices. Returns (height, width) triangle numbers, -1 where
    nothing is seen, and inverse depths, 0 there. Triangles that turn counter-clockwise seen from outside are kept.
    """
    bands = (height + _BAND_ROWS - 1) // _BAND_ROWS
    one, two, three = pixels[triangles[:, 0]], pixels[triangles[:, 1]], pixels[triangles[:, 2]]
    low = np.minimum(np.minimum(one, two), three)
    high = np.maximum(np.maximum(one, two), three)
    first, second = two - one, three - one
    # y points down in the picture, so counter-clockwise from outside has a negative area here.
    front = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0] < 0
    inside = (high[:, 0] >= 0) & (low[:, 0] <= width - 1) & (high[:, 1] >= 0) & (low[:, 1] <= height - 1)
    near = depth > 1.0
    ahead = near[triangles[:, 0]] & near[triangles[:, 1]] & near[triangles[:, 2]]
    kept = np.flatnonzero(front & inside & ahead)
    first_band = np.clip(np.floor(low[kept, 1]).astype(np.int64), 0, height - 1) // _BAND_ROWS
    last_band = np.clip(np.ceil(high[kept, 1]).astype(np.int64), 0, height - 1) // _BAND_ROWS
    starts, members = _sort_into_bands(kept, first_band, last_band, bands)
    seen = np.full((height, width), NOTHING, dtype=np.int32)
    inverse = np.zeros((height, width), dtype=np.float32)
    _fill(pixels, 1.0 / depth, triangles, starts, members, _BAND_ROWS, seen, inverse)
    return seen, inverse


def _sort_into_bands(
    kept: npt.NDArray[np.int64], first: npt.NDArray[np.int64], last: npt.NDArray[np.int64], bands: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    spans = last - first + 1
    members = np.repeat(kept, spans)
    offset = np.arange(len(members)) - np.repeat(np.cumsum(spans) - spans, spans)
    band = np.repeat(first, spans) + offset
    order = np.argsort(band, kind="stable")
    return np.searchsorted(band[order], np.arange(bands + 1)), members[order]


@njit(cache=True, parallel=True, fastmath=True)
def _fill(
    pixels: Any, inverse_depth: Any, triangles: Any, starts: Any, members: Any, rows: int, seen: Any, nearest: Any
) -> None:
    height, width = seen.shape
    for band in prange(len(starts) - 1):
        top, bottom = band * rows, min(height, (band + 1) * rows)
        for position in range(starts[band], starts[band + 1]):
            number = members[position]
            a, b, c = triangles[number, 0], triangles[number, 1], triangles[number, 2]
            ax, ay, bx, by, cx, cy = (
                pixels[a, 0],
                pixels[a, 1],
                pixels[b, 0],
                pixels[b, 1],
                pixels[c, 0],
                pixels[c, 1],
            )
            area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
            if area > -1e-12:
                continue
            y_first = max(top, int(np.ceil(min(ay, by, cy))))
            y_last = min(bottom - 1, int(np.floor(max(ay, by, cy))))
            x_first = max(0, int(np.ceil(min(ax, bx, cx))))
            x_last = min(width - 1, int(np.floor(max(ax, bx, cx))))
            za, zb, zc = inverse_depth[a], inverse_depth[b], inverse_depth[c]
            for y in range(y_first, y_last + 1):
                for x in range(x_first, x_last + 1):
                    wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area
                    wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area
                    wa = 1.0 - wb - wc
                    if wa < -1e-9 or wb < -1e-9 or wc < -1e-9:
                        continue
                    inverse = wa * za + wb * zb + wc * zc
                    if inverse > nearest[y, x]:
                        nearest[y, x] = inverse
                        seen[y, x] = number
