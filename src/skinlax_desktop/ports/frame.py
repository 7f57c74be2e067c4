"""A picture as it leaves a camera."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt


class PixelLayout(StrEnum):
    """How the samples lie in the array."""

    BAYER_RG8 = "bayer_rg8"
    BGR8 = "bgr8"


class ToneCurve(StrEnum):
    """What stands between the light and the numbers."""

    LINEAR = "linear"
    SRGB = "srgb"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawMosaic:
    """The samples exactly as the camera delivered them, for the archive.

    `samples` is (height, width), Bayer RG, uint8 for 8 `bits`, else uint16 holding the low `bits`; `black_level` is
    the number that means no light, before the curve.
    """

    samples: npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
    bits: int
    curve: ToneCurve = ToneCurve.LINEAR
    black_level: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One full-resolution picture, owned by whoever holds it.

    `pixels` is (height, width) uint8 for a Bayer mosaic or (height, width, 3) uint8 for BGR, in sensor
    orientation; turn it by `quarter_turns` x 90 degrees counter-clockwise to stand upright.
    `captured_at_s` is the host's monotonic clock. `pixels` are behind the sRGB curve; `raw` is what they were made
    of, None where the camera gives no mosaic. `counter` and `camera_clock_ns` are the camera's own, from its chunk
    data, None where it sends none; `device` is `CameraInfo.device` as it stood for this picture.
    """

    pixels: npt.NDArray[np.uint8]
    layout: PixelLayout
    sequence: int
    captured_at_s: float
    exposure_us: float
    gain_db: float
    quarter_turns: int = 0
    raw: RawMosaic | None = None
    counter: int | None = None
    camera_clock_ns: int | None = None
    device: tuple[tuple[str, str], ...] = ()
