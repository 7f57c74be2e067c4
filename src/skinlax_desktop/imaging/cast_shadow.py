"""A shadow that something casts on one side of the face: places of one half are darker than their mirror images.

The logarithm takes skin tone out of the ratio of two places. What light from one side does to it grows evenly from the
midline outwards and is judged elsewhere (light balance); what is left over stands out of that line.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.face_crop import FaceCrop

Floats = npt.NDArray[np.float64]

# Places of the subject's right half and their mirror images, on skin.
_PAIRS: Final = (
    (108, 337),
    (69, 299),
    (118, 347),
    (117, 346),
    (50, 280),
    (101, 330),
    (36, 266),
    (203, 423),
    (205, 425),
    (187, 411),
    (207, 427),
    (214, 434),
    (210, 430),
    (169, 394),
)
_RADIUS_SHARE: Final = 0.02
_DARKEST: Final = 0.002
_FAR: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class CastShadow:
    """`stops`: how much darker the darkest place is than its mirror image, beyond an even fall of light."""

    stops: float


def measure_cast_shadow(crop: FaceCrop) -> CastShadow | None:
    """From a face that looks at the camera, cut out at the one size; None when too little of it is in the picture."""
    rows = []
    middle = crop.points_px[[10, 152]].mean(axis=0)
    across = crop.points_px[454] - crop.points_px[234]
    across = across / max(float(np.linalg.norm(across)), 1e-9)
    for right, left in _PAIRS:
        pair = [_light_at(crop, crop.points_px[index]) for index in (right, left)]
        if pair[0] is not None and pair[1] is not None:
            apart = abs(float((crop.points_px[left] - middle) @ across)) / crop.picture.shape[1]
            rows.append((apart, np.log2(max(pair[0], _DARKEST) / max(pair[1], _DARKEST))))
    if len(rows) < len(_PAIRS) // 2:
        return None
    apart, ratio = np.array(rows).T
    return CastShadow(stops=float(np.abs(ratio - _even_fall(apart, ratio)).max()))


def _even_fall(apart: Floats, ratio: Floats) -> Floats:
    """The line through the ratios, those far off it left out."""
    terms = np.column_stack((np.ones(len(apart)), apart))
    weight = np.ones(len(apart))
    line = np.zeros(len(apart))
    for _ in range(6):
        line = terms @ np.linalg.lstsq(terms * weight[:, None], ratio * weight, rcond=None)[0]
        off = np.abs(ratio - line)
        scale = max(float(np.median(off)), 0.03)
        weight = 1.0 / np.maximum(off / (_FAR * scale), 1.0)
    return np.asarray(line)


def _light_at(crop: FaceCrop, place: Floats) -> float | None:
    radius = max(round(_RADIUS_SHARE * float(np.ptp(crop.points_px[:, 1]))), 1)
    x, y = (round(float(value)) for value in place)
    height, width = crop.light.shape
    if not (radius <= x < width - radius and radius <= y < height - radius):
        return None
    return float(np.median(crop.light[y - radius : y + radius + 1, x - radius : x + radius + 1]))
