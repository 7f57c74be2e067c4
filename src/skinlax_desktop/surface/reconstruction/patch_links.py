"""The same skin in two pictures that already lie nearly over each other: patches found again by correlation.

Where features would have to be found in both pictures, here each patch of one is looked for near its place in the
other. On dark skin and across 35 degrees that gives hundreds of places where features give a few dozen or none.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.rectified_stereo import normalise
from skinlax_desktop.surface.reconstruction.working_picture import Pixels

Points = npt.NDArray[np.float64]
Map = npt.NDArray[np.float32]

_LEAST_ALIKE: Final = 0.45
# How much less alike any other place must be, and how near it may be to count as the same.
_STANDS_OUT: Final = 0.08
_SAME_PX: Final = 4
# The same for whole pictures that are shifted.
_BESIDE_PX: Final = 8


def evened(picture_bgr: Pixels, size: tuple[int, int]) -> Map:
    """Red and green together, resized to (width, height), of zero local mean and unit local spread."""
    small = cv2.resize(picture_bgr, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return normalise(np.asarray(0.5 * (small[:, :, 1] + small[:, :, 2]), dtype=np.float32))


def laid_over(first: Map, whole: Pixels, second: Map, reach_px: int, most: int) -> Points:
    """The shifts (k, 2), at most so many, after which all of `first` where `whole` is not 0 lies best on `second`.

    The best one first; all within `reach_px`, none beside a better one.
    """
    mask = (whole > 0).astype(np.float32)
    wide = cv2.copyMakeBorder(second, reach_px, reach_px, reach_px, reach_px, cv2.BORDER_CONSTANT, value=0.0)
    shared = cv2.matchTemplate(wide, first * mask, cv2.TM_CCORR)
    power = cv2.matchTemplate(wide * wide, mask, cv2.TM_CCORR)
    alike = shared / np.sqrt(np.maximum(power, 0.1 * max(float(power.max()), 1e-6)))
    found = []
    for _ in range(most):
        _, _, _, (x, y) = cv2.minMaxLoc(alike)
        found.append((x - reach_px, y - reach_px))
        alike[max(y - _BESIDE_PX, 0) : y + _BESIDE_PX + 1, max(x - _BESIDE_PX, 0) : x + _BESIDE_PX + 1] = -np.inf
    return np.array(found, dtype=np.float64)


def find_patches(first: Map, whole: Pixels, second: Map, *, side_px: int, reach_px: int) -> tuple[Points, Points]:
    """Middles (n, 2) of patches of `first` and where `second` shows them (n, 2), in pixels.

    Both pictures (h, w) are evened and of the same size; patches of `side_px` (odd) lie where `whole` (h, w) is not 0
    and are looked for at most `reach_px` away. One that looks alike elsewhere in reach is left out.
    """
    half, rim = side_px // 2, side_px // 2 + reach_px
    inside = cv2.erode((whole > 0).astype(np.uint8), np.ones((side_px, side_px), np.uint8), borderValue=0)
    rows, columns = np.nonzero(inside[::half, ::half])
    wide = cv2.copyMakeBorder(second, rim, rim, rim, rim, cv2.BORDER_REFLECT_101)
    found: list[tuple[float, float, float, float]] = []
    for row, column in zip((rows * half).tolist(), (columns * half).tolist(), strict=True):
        patch = first[row - half : row + half + 1, column - half : column + half + 1]
        if patch.shape != (side_px, side_px):
            continue
        window = wide[row : row + 2 * rim + 1, column : column + 2 * rim + 1]
        shift = _peak(np.asarray(cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED), dtype=np.float32))
        if shift is not None:
            found.append((column, row, column + shift[0] - reach_px, row + shift[1] - reach_px))
    pairs = np.array(found, dtype=np.float64).reshape(-1, 4)
    return pairs[:, :2], pairs[:, 2:]


def _peak(alike: Map) -> tuple[float, float] | None:
    """The place (x, y) of the one clear peak of a map of likeness, between pixels; None where there is none."""
    _, best, _, (x, y) = cv2.minMaxLoc(alike)
    height, width = alike.shape
    if best < _LEAST_ALIKE or not (0 < x < width - 1 and 0 < y < height - 1):
        return None
    across, down = (_vertex(*alike[y, x - 1 : x + 2]), _vertex(*alike[y - 1 : y + 2, x]))
    alike[max(y - _SAME_PX, 0) : y + _SAME_PX + 1, max(x - _SAME_PX, 0) : x + _SAME_PX + 1] = -1.0
    if best - float(alike.max()) < _STANDS_OUT:
        return None
    return x + across, y + down


def _vertex(before: float, at: float, after: float) -> float:
    """Where the parabola through three neighbouring values, the middle one the highest, has its top."""
    bend = float(before) - 2.0 * float(at) + float(after)
    return 0.5 * (float(before) - float(after)) / bend if bend < 0.0 else 0.0
