"""A picture as it leaves a camera."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt


class PixelLayout(StrEnum):
    """How the samples lie in the array."""

    BAYER_RG8 = "bayer_rg8"
    BGR8 = "bgr8"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One full-resolution picture, owned by whoever holds it.

    `pixels` is (height, width) uint8 for a Bayer mosaic or (height, width, 3) uint8 for BGR, in sensor
    orientation; turn it by `quarter_turns` x 90 degrees counter-clockwise to stand upright.
    `captured_at_s` is the host's monotonic clock.
    """

    pixels: npt.NDArray[np.uint8]
    layout: PixelLayout
    sequence: int
    captured_at_s: float
    exposure_us: float
    gain_db: float
    quarter_turns: int = 0
