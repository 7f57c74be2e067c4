"""The lens: a small blur everywhere, and more of it where the subject leaves the focus."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from numba import njit, prange

APERTURE_MM: Final = 3.0
"""A 33 mm lens at f/11."""

LENS_BLUR_PX: Final = 0.55
"""Standard deviation of the sharpest point, in pixels of the full sensor."""

_LARGEST_SIGMA_PX: Final = 14.0
_FULL_FOCAL_PX: Final = 9600.0


def blur_by_focus(
    picture: npt.NDArray[np.float32], inverse: npt.NDArray[np.float32], focal_px: float, focus_mm: float
) -> npt.NDArray[np.float32]:
    """Blur linear light (h, w, 3) by the circle of confusion at each pixel; the backdrop takes the softest blur.

    The circle's diameter is focal_px x aperture x |1/depth - 1/focus|; a Gaussian of a quarter of that stands for it.
    """
    lens = LENS_BLUR_PX * focal_px / _FULL_FOCAL_PX
    middle = np.empty_like(picture)
    result = np.empty_like(picture)
    scale = focal_px * APERTURE_MM / 4.0
    _blur_rows(picture, inverse, scale, 1.0 / focus_mm, lens, _LARGEST_SIGMA_PX, middle)
    _blur_columns(middle, inverse, scale, 1.0 / focus_mm, lens, _LARGEST_SIGMA_PX, result)
    return result


@njit(cache=True, fastmath=True)
def _sigma(inverse: float, scale: float, focus: float, lens: float, largest: float) -> float:
    if inverse <= 0.0:
        return lens
    spread = scale * (inverse - focus)
    return min(np.sqrt(lens * lens + spread * spread), largest)


@njit(cache=True, parallel=True, fastmath=True)
def _blur_rows(picture: Any, inverse: Any, scale: float, focus: float, lens: float, largest: float, result: Any) -> None:
    height, width = inverse.shape
    for y in prange(height):
        for x in range(width):
            sigma = _sigma(inverse[y, x], scale, focus, lens, largest)
            if sigma < 0.2:
                for c in range(3):
                    result[y, x, c] = picture[y, x, c]
                continue
            reach = int(2.2 * sigma + 0.8)
            total = np.float32(0.0)
            b, g, r = np.float32(0.0), np.float32(0.0), np.float32(0.0)
            fall = np.float32(-0.5 / (sigma * sigma))
            for step in range(-reach, reach + 1):
                place = min(max(x + step, 0), width - 1)
                weight = np.exp(fall * np.float32(step * step))
                total += weight
                b += weight * picture[y, place, 0]
                g += weight * picture[y, place, 1]
                r += weight * picture[y, place, 2]
            result[y, x, 0], result[y, x, 1], result[y, x, 2] = b / total, g / total, r / total


@njit(cache=True, parallel=True, fastmath=True)
def _blur_columns(
    picture: Any, inverse: Any, scale: float, focus: float, lens: float, largest: float, result: Any
) -> None:
    height, width = inverse.shape
    for y in prange(height):
        for x in range(width):
            sigma = _sigma(inverse[y, x], scale, focus, lens, largest)
            if sigma < 0.2:
                for c in range(3):
                    result[y, x, c] = picture[y, x, c]
                continue
            reach = int(2.2 * sigma + 0.8)
            total = np.float32(0.0)
            b, g, r = np.float32(0.0), np.float32(0.0), np.float32(0.0)
            fall = np.float32(-0.5 / (sigma * sigma))
            for step in range(-reach, reach + 1):
                place = min(max(y + step, 0), height - 1)
                weight = np.exp(fall * np.float32(step * step))
                total += weight
                b += weight * picture[place, x, 0]
                g += weight * picture[place, x, 1]
                r += weight * picture[place, x, 2]
            result[y, x, 0], result[y, x, 1], result[y, x, 2] = b / total, g / total, r / total
