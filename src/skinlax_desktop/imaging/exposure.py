"""Is the picture exposed well, judged so that dark skin is not called dark light.

A mean brightness of the skin would call dark skin underexposed and light skin overexposed. Instead the light itself is
judged: by the brightest part of what should be bright on everybody (the white of the eyes and the sheen of the skin),
and by what is lost for measuring, clipped or crushed pixels of the skin. All levels are 0..1 of the full scale.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import Side
from skinlax_desktop.imaging.averaging import thinned
from skinlax_desktop.imaging.percentiles import level_percentile
from skinlax_desktop.imaging.skin_regions import CHEEKS, EYE_OPENINGS, FOREHEAD, polygon_pixels, visible_sides

Points = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

_CLIPPED: Final = 247
_CHANNEL_CLIPPED: Final = 250
_CRUSHED: Final = 4
_BRIGHT_PERCENTILE: Final = 90.0
LEAST_PIXELS: Final = 200
# Of a face longer than twice this only every second pixel of every second row is read, and so on: thousands are left.
_ENOUGH_PX: Final = 200.0
_LINEAR_OF_LUMA: Final = (np.arange(256) / 255.0) ** 2.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """`light_level`: what the brightest of eye white and skin sheen reach. Shares are of skin pixels.

    `clipped_share` is of white, whose relief is lost; `saturated_share` of pixels with any channel at its end, whose
    colour is: the red of the lightest skin gets there first, in a light that is right for everybody else.
    `balance_stops`: right cheek over left cheek in stops of linear light; None when the face is turned.
    """

    light_level: float
    skin_level: float
    clipped_share: float
    saturated_share: float
    crushed_share: float
    balance_stops: float | None


def measure_exposure(picture: Picture, points_px: Points, yaw_deg: float) -> Exposure | None:
    """From an upright (h, w, 3) BGR picture and its 478 landmarks; None when too little skin is inside it."""
    step = max(int(float(np.ptp(points_px, axis=0).max()) // _ENOUGH_PX), 1)
    picture, points_px = thinned(picture, step), points_px / step
    sides = visible_sides(yaw_deg)
    cheeks = {side: polygon_pixels(picture, points_px, CHEEKS[side]) for side in sides}
    skin = np.concatenate([*cheeks.values(), polygon_pixels(picture, points_px, FOREHEAD)])
    if len(skin) < LEAST_PIXELS:
        return None
    eyes = np.concatenate([polygon_pixels(picture, points_px, EYE_OPENINGS[side]) for side in sides])
    cheek_pixels = np.concatenate(list(cheeks.values()))
    clipped, saturated, crushed = lost_shares(skin)
    bright = max(_bright_level(cheek_pixels), _bright_level(eyes))
    balance = None
    if len(sides) == 2 and all(len(pixels) >= LEAST_PIXELS // 4 for pixels in cheeks.values()):
        right, left = (_linear_mean(cheeks[side]) for side in (Side.RIGHT, Side.LEFT))
        balance = math.log2(max(right, 1e-4) / max(left, 1e-4))
    return Exposure(
        light_level=bright,
        skin_level=level_percentile(luma(cheek_pixels), 50.0) / 255.0 if len(cheek_pixels) else 0.0,
        clipped_share=clipped,
        saturated_share=saturated,
        crushed_share=crushed,
        balance_stops=balance,
    )


def measure_flat_skin(skin: Picture) -> Exposure | None:
    """From (n, 3) BGR pixels of skin alone, where no eye is seen (a profile); None with too few."""
    if len(skin) < LEAST_PIXELS:
        return None
    clipped, saturated, crushed = lost_shares(skin)
    return Exposure(
        light_level=_bright_level(skin),
        skin_level=level_percentile(luma(skin), 50.0) / 255.0,
        clipped_share=clipped,
        saturated_share=saturated,
        crushed_share=crushed,
        balance_stops=None,
    )


def lost_shares(pixels: Picture) -> tuple[float, float, float]:
    """Shares of (n, 3) pixels: white (luma, as OFIQ counts), with any channel saturated, with all crushed."""
    # Channel against channel: along an axis of three, numpy's own maximum takes twenty times as long.
    brightest = np.maximum(np.maximum(pixels[:, 0], pixels[:, 1]), pixels[:, 2])
    return (
        float((luma(pixels) >= _CLIPPED).mean()),
        float((brightest >= _CHANNEL_CLIPPED).mean()),
        float((brightest <= _CRUSHED).mean()),
    )


def luma(pixels: Picture) -> Picture:
    """Rec. 601 luma (n,) of (n, 3) BGR pixels."""
    grey = cv2.cvtColor(np.ascontiguousarray(pixels.reshape(-1, 1, 3)), cv2.COLOR_BGR2GRAY)
    return np.asarray(grey, dtype=np.uint8).ravel()


def _bright_level(pixels: Picture) -> float:
    return level_percentile(luma(pixels), _BRIGHT_PERCENTILE) / 255.0 if len(pixels) else 0.0


def _linear_mean(pixels: Picture) -> float:
    return float(_LINEAR_OF_LUMA[luma(pixels)].mean())
