"""Mirrored light on the skin, told from lit skin by its colour.

Skin returns light in its own colour, its surface mirrors it in that of the lamp (the dichromatic model, Shafer, Color
Research and Application 1985). Each pixel is split into so much of the skin's colour and so much white. The white part
is counted in shares of full scale, not of the skin's brightness: a surface mirrors alike on every skin tone.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.face_crop import FaceCrop
from skinlax_desktop.imaging.skin_regions import CHEEKS, FOREHEAD, SHINING_SKIN, visible_sides

# The white part from which a mirror shows on any skin, of full scale in linear light.
MIRRORED: Final = 0.15
_CLIPPED: Final = 245
_FEWEST_PX: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Glare:
    """`share`: of the skin's area. `strongest`: the white part that the shiniest hundredth of it exceeds."""

    share: float
    strongest: float


def white_part(crop: FaceCrop) -> npt.NDArray[np.float32] | None:
    """How much white, of full scale in linear light, lies over the skin's own colour at every pixel (h, w).

    The colour is that of the darker half of the skin, which mirrors least. None with too little skin.
    """
    inside = crop.mask(SHINING_SKIN)
    light = crop.light[inside]
    if len(light) < _FEWEST_PX:
        return None
    usual = np.median(crop.linear[inside][light <= np.median(light)], axis=0)
    length = float(np.linalg.norm(usual))
    if length <= 0.0:
        return None
    basis = np.column_stack((usual / length, np.ones(3)))
    return np.asarray(np.maximum(crop.linear @ np.linalg.pinv(basis)[1], 0.0), dtype=np.float32)


def measure_glare(crop: FaceCrop, yaw_deg: float) -> Glare | None:
    """From a face cut out at the one size, turned by so much; None with too little skin."""
    sides = visible_sides(yaw_deg)
    inside = crop.mask(SHINING_SKIN if len(sides) == 2 else (FOREHEAD, CHEEKS[sides[0]]))
    pixels = crop.picture[inside]
    if len(pixels) < _FEWEST_PX:
        return None
    linear = crop.linear[inside]
    usual = np.median(linear, axis=0)
    length = float(np.linalg.norm(usual))
    if length <= 0.0:
        return None
    basis = np.column_stack((usual / length, np.ones(3)))
    white = linear @ np.linalg.pinv(basis)[1]
    white[pixels.min(axis=1) >= _CLIPPED] = 1.0
    return Glare(share=float((white > MIRRORED).mean()), strongest=float(np.percentile(white, 99.0)))
