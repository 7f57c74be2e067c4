"""How many tones a face is drawn in: veiling light, haze and a flat curve leave few."""

import math
from typing import Final

import numpy as np

from skinlax_desktop.imaging.face_crop import FaceCrop
from skinlax_desktop.imaging.skin_regions import EYE_OPENINGS, FACE_OVAL

_FEWEST_PX: Final = 400
_DARK_PERCENTILE: Final = 0.5
_SKIN_PERCENTILE: Final = 95.0
_EYE_PERCENTILE: Final = 90.0
_DARKEST: Final = 5e-4


def measure_dynamic_range(crop: FaceCrop) -> float | None:
    """Stops between the darkest features of a face (pupils, lashes, nostrils) and its brightest; None outside.

    The brightest are the sheen of the skin or the whites of the eyes, which everybody has: the range of the skin alone
    would call dark skin flat (so does the entropy of luminance, OFIQ's DynamicRange).
    """
    inside = crop.mask((FACE_OVAL,))
    eyes = crop.mask(tuple(EYE_OPENINGS.values()))
    if inside.sum() < _FEWEST_PX or not eyes.any():
        return None
    dark, skin = np.percentile(crop.light[inside], (_DARK_PERCENTILE, _SKIN_PERCENTILE))
    bright = max(float(skin), float(np.percentile(crop.light[eyes], _EYE_PERCENTILE)))
    return math.log2(max(bright, _DARKEST) / max(float(dark), _DARKEST))
