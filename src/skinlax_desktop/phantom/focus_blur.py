"""The lens: a small blur everywhere, and more of it where the subject leaves the focus."""

from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from numba import njit, prange

APERTURE_MM: Final = 3.0
"""A 33 mm lens at f/11."""

LENS_BLUR_PX: Final = 0.55
"""Standard deviation of the sharpest point, in pixels of the full sensor."""

_SIGMA_STEP_PX: Final = 0.06
_STEPS: Final = 240
_FULL_FOCAL_PX: Final = 9600.0


def blur_by_focus(
    picture: npt.NDArray[np.float32], inverse: npt.NDArray[np.float32], focal_px: float, focus_mm: float
) -> npt.NDArray[np.float32]:
    """Blur linear light (h, w, 3) by the circle of confusion at each pixel; the backdrop takes the softest blur.

    The circle's diameter is focal_px x aperture x |1/depth - 1/focus|; a Gaussian of a quarter of that stands for it.
    """
    lens = LENS_BLUR_PX * focal_px / _FULL_FOCAL_PX
    scale = focal_px * APERTURE_MM / 4.0
    steps = np.empty(inverse.shape, dtype=np.uint8)
    _choose_kernels(inverse, scale, 1.0 / focus_mm, lens, steps)
    kernels, reaches = _kernels()
    middle, result = np.empty_like(picture), np.empty_like(picture)
    _blur(picture, steps, kernels, reaches, False, middle)
    _blur(middle, steps, kernels, reaches, True, result)
    return result


@lru_cache(maxsize=1)
def _kernels() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """One half of a normalised Gaussian for each blur step, and how far it reaches."""
    sigma = np.arange(_STEPS) * _SIGMA_STEP_PX
    reaches = np.where(sigma < 0.2, 0, np.ceil(2.2 * sigma + 0.3)).astype(np.int64)
    place = np.arange(reaches.max() + 1)
    half = np.exp(-0.5 * (place / np.maximum(sigma, 1e-6)[:, None]) ** 2) * (place <= reaches[:, None])
    whole = half[:, 0] + 2.0 * half[:, 1:].sum(axis=1)
    return (half / whole[:, None]).astype(np.float32), reaches


@njit(cache=True, parallel=True, fastmath=True)
def _choose_kernels(inverse: Any, scale: float, focus: float, lens: float, steps: Any) -> None:
    height, width = inverse.shape
    for y in prange(height):
        for x in range(width):
            spread = scale * (inverse[y, x] - focus) if inverse[y, x] > 0.0 else 0.0
            sigma = np.sqrt(lens * lens + spread * spread)
            steps[y, x] = min(int(sigma / _SIGMA_STEP_PX + 0.5), _STEPS - 1)


@njit(cache=True, parallel=True, fastmath=True)
def _blur(picture: Any, steps: Any, kernels: Any, reaches: Any, down: bool, result: Any) -> None:
    height, width = steps.shape
    for row in prange(height):
        y = np.int64(row)
        for x in range(width):
            step = np.int64(steps[y, x])
            middle = kernels[step, 0]
            b, g, r = picture[y, x, 0] * middle, picture[y, x, 1] * middle, picture[y, x, 2] * middle
            for away in range(1, reaches[step] + 1):
                weight = kernels[step, away]
                if down:
                    y1, y2, x1, x2 = max(y - away, 0), min(y + away, height - 1), x, x
                else:
                    y1, y2, x1, x2 = y, y, max(x - away, 0), min(x + away, width - 1)
                b += weight * (picture[y1, x1, 0] + picture[y2, x2, 0])
                g += weight * (picture[y1, x1, 1] + picture[y2, x2, 1])
                r += weight * (picture[y1, x1, 2] + picture[y2, x2, 2])
            result[y, x, 0], result[y, x, 1], result[y, x, 2] = b, g, r
