"""The sRGB curve laid on linear sensor samples, once, on the way out of the driver's buffer."""

from functools import lru_cache
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]


def eight_bits_of(samples: Samples, *, bits: int, black_level: float = 0.0) -> npt.NDArray[np.uint8]:
    """Linear samples of that depth as 8-bit codes behind the sRGB curve (IEC 61966-2-1); a new array."""
    table = _table(bits, round(black_level))
    return cast(npt.NDArray[np.uint8], cv2.LUT(np.ascontiguousarray(samples), table))


@lru_cache(maxsize=4)
def _table(bits: int, black_level: int) -> npt.NDArray[np.uint8]:
    white = (1 << bits) - 1
    light = np.clip((np.arange(1 << (8 if bits == 8 else 16)) - black_level) / (white - black_level), 0.0, 1.0)
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(255.0 * encoded).astype(np.uint8)[None]
