"""Mirrored light on the skin, told from lit skin by its colour.

Skin returns light in its own colour, its surface mirrors it in that of the lamp (the dichromatic model, Shafer, Color
Research and Application 1985). Each pixel is split into so much of the skin's colour and so much white. The white part
is counted in shares of full scale, not of the skin's brightness: a surface mirrors alike on every skin tone.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.face_crop import FaceCrop
from skinlax_desktop.imaging.skin_regions import CHEEKS, FOREHEAD, SHINING_SKIN, visible_sides

Floats = npt.NDArray[np.float64]

# The white part from which a mirror shows on any skin, of full scale in linear light.
MIRRORED: Final = 0.15
# How much whiter than the rest of the face a part may be by paleness, of its own light and of full scale. The palest
# forehead among the studio set's people with even numbers, which does not shine, reaches 0.30 of its light.
PALER: Final = 0.35
PALER_AT_LEAST: Final = 0.12
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
    if np.count_nonzero(inside) < _FEWEST_PX:
        return None
    usual = _darker_half(crop, inside)
    length = float(np.linalg.norm(usual))
    if length <= 0.0:
        return None
    basis = np.column_stack((usual / length, np.ones(3)))
    return np.asarray(np.maximum(crop.linear @ np.linalg.pinv(basis)[1], 0.0), dtype=np.float32)


def measure_glare(crop: FaceCrop, yaw_deg: float) -> Glare | None:
    """From a face cut out at the one size, turned by so much; None with too little skin.

    A mirror is whiter than the skin around it, and brighter in every colour. A pale forehead beside red cheeks is
    whiter and no redder; skin that faces the lamp is brighter and no whiter. So each part of the face is held against
    its own darker half, and the least of the three excesses counts. Where a part is whiter throughout than paleness
    explains, that counts as well.
    """
    sides = visible_sides(yaw_deg)
    parts = SHINING_SKIN if len(sides) == 2 else (FOREHEAD, CHEEKS[sides[0]])
    insides = [crop.mask((part,)) for part in parts]
    everywhere = np.logical_or.reduce(insides)
    if np.count_nonzero(everywhere) < _FEWEST_PX:
        return None
    usual = _darker_half(crop, everywhere)
    if not usual.any():
        return None
    white = np.concatenate([_mirrored(crop, inside, usual) for inside in insides if inside.any()])
    return Glare(share=float((white > MIRRORED).mean()), strongest=float(np.percentile(white, 99.0)))


def _mirrored(crop: FaceCrop, inside: npt.NDArray[np.bool_], usual: Floats) -> Floats:
    """The mirrored light (n,) of the pixels inside one part of the face whose skin is `usual` elsewhere."""
    own = _darker_half(crop, inside)
    colour = usual / np.linalg.norm(usual)
    lit, whiter = np.linalg.pinv(np.column_stack((colour, np.ones(3)))) @ own
    pale = max(PALER * lit / math.sqrt(3.0), PALER_AT_LEAST)
    if whiter > pale:
        own = lit * colour + pale
    linear, clipped = crop.linear[inside], crop.picture[inside] >= _CLIPPED
    white = linear @ np.linalg.pinv(np.column_stack((own / max(float(np.linalg.norm(own)), 1e-9), np.ones(3))))[1]
    # How much a clipped colour lies above the skin is not known.
    brighter = np.where(clipped, np.inf, linear - own).min(axis=1)
    return np.where(clipped.all(axis=1), 1.0, np.minimum(white, brighter))


def _darker_half(crop: FaceCrop, inside: npt.NDArray[np.bool_]) -> Floats:
    """The colour (3,) of the darker half of it, which mirrors least."""
    light = crop.light[inside]
    return np.asarray(np.median(crop.linear[inside][light <= np.median(light)], axis=0), dtype=np.float64)
