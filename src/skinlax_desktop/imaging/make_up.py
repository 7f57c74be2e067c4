"""Signs of make-up: lips and lids of a colour that skin alone seldom gives them, against the face's own cheeks.

Dyes of the skin's own colours (foundation, nude lipstick) are not seen, nor is mascara told from lashes: no sign is
no proof.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.colour import lab as lab_of
from skinlax_desktop.imaging.face_crop import FaceCrop
from skinlax_desktop.imaging.glare import white_part
from skinlax_desktop.imaging.skin_regions import CHEEKS

_LIPS: Final = (
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191, 78),
    (61, 78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146),
)
_LIDS: Final = (
    (226, 247, 30, 29, 27, 28, 56, 190, 243, 173, 157, 158, 159, 160, 161, 246, 33),
    (446, 467, 260, 259, 257, 258, 286, 414, 463, 398, 384, 385, 386, 387, 388, 466, 263),
)
# CIELAB of lips and lids less that of the cheeks: bare lips are up to 15 redder and up to 12 bluer, never yellower.
_LIPS_REDDER_MAX: Final = 17.0
_LIPS_BLUER_MAX: Final = 16.0
_LIPS_YELLOWER_MAX: Final = 4.0
# Bare lids lie within 6 of this (a*, b*).
_LIDS_USUAL: Final = (-3.0, -4.0)
_LIDS_APART_MAX: Final = 12.0
_FEWEST_PX: Final = 30
# White light over the skin's colour, of full scale, from which its CIELAB is another.
_MIRROR_SHOWS: Final = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeUp:
    """The part, `lips` or `lids`, that looks most as if it wore a colour, and how much so; 1 is the limit."""

    part: str
    strength: float


def measure_make_up(crop: FaceCrop) -> MakeUp | None:
    """From a face that looks at the camera, cut out at the one size; None when lips or lids are too small."""
    lips, lids = crop.mask(_LIPS), crop.mask(_LIDS)
    cheeks = crop.mask(tuple(CHEEKS.values()))
    if min(lips.sum(), lids.sum(), cheeks.sum()) < _FEWEST_PX:
        return None
    lab = lab_of(crop.picture)
    skin = np.median(lab[_dull(crop, cheeks)], axis=0)
    redder, yellower = _apart(lab[lips], skin)
    on_lips = max(redder / _LIPS_REDDER_MAX, -yellower / _LIPS_BLUER_MAX, yellower / _LIPS_YELLOWER_MAX)
    lid_a, lid_b = _apart(lab[lids], skin)
    on_lids = math.hypot(lid_a - _LIDS_USUAL[0], lid_b - _LIDS_USUAL[1]) / _LIDS_APART_MAX
    return MakeUp(part="lips" if on_lips >= on_lids else "lids", strength=max(on_lips, on_lids, 0.0))


def _dull(crop: FaceCrop, cheeks: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The cheeks without the lamp's mirror, which hides the colour, most on dark skin; all where too little is left."""
    white = white_part(crop)
    dull = cheeks if white is None else cheeks & (white < _MIRROR_SHOWS)
    return dull if dull.sum() >= _FEWEST_PX else cheeks


def _apart(part: npt.NDArray[np.float32], skin: npt.NDArray[np.float32]) -> tuple[float, float]:
    _, a, b = np.median(part, axis=0) - skin
    return float(a), float(b)
