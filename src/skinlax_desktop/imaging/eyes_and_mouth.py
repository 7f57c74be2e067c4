"""Are the eyes open and the lips closed: distances between landmarks, as ratios that need no scale."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.exposure import luma
from skinlax_desktop.imaging.face_crop import LINEAR_OF_CODE
from skinlax_desktop.imaging.percentiles import percentile
from skinlax_desktop.imaging.skin_regions import EYE_OPENINGS, polygon_pixels, visible_sides

Points = npt.NDArray[np.float64]

# Outer and inner canthus, then upper and lower lid at three places, of the subject's right and left eye.
_EYES = (
    ((33, 133), ((160, 144), (159, 145), (158, 153))),
    ((263, 362), ((387, 373), (386, 374), (385, 380))),
)
_LIP_GAPS = ((13, 14), (82, 87), (312, 317))
_OUTER_CANTHI = (33, 263)
_MOUTH_CORNERS = (61, 291)
_DARK_AND_BRIGHT: Final = (10.0, 95.0)
_DARKEST: Final = 0.002
_FEWEST_PX: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class EyesAndMouth:
    """Eye aspect ratio (Soukupova and Cech 2016) of the right and left eye; inner lip gap over the mouth's width."""

    right_eye_ratio: float
    left_eye_ratio: float
    lip_gap_ratio: float


def measure_eyes_and_mouth(points_in_space: Points) -> EyesAndMouth:
    """From (478, 3) landmarks in any uniform unit; with depth, so that a turned head does not look half asleep."""
    ratios = []
    for (outer, inner), lids in _EYES:
        width = _distance(points_in_space, outer, inner)
        height = float(np.mean([_distance(points_in_space, upper, lower) for upper, lower in lids]))
        ratios.append(height / max(width, 1e-9))
    gap = float(np.mean([_distance(points_in_space, upper, lower) for upper, lower in _LIP_GAPS]))
    mouth = _distance(points_in_space, *_MOUTH_CORNERS)
    return EyesAndMouth(right_eye_ratio=ratios[0], left_eye_ratio=ratios[1], lip_gap_ratio=gap / max(mouth, 1e-9))


def measure_eye_tones(picture: npt.NDArray[np.uint8], points_px: Points, yaw_deg: float) -> float | None:
    """Stops of light from the dark to the bright between the lids, of the seen eye that has fewer; None when too small.

    An open eye holds an iris and its white: 3 and more in 68 photographs. A closed one shows lid and lashes.
    """
    stops = []
    for side in visible_sides(yaw_deg):
        inside = polygon_pixels(picture, points_px, EYE_OPENINGS[side])
        if len(inside) < _FEWEST_PX:
            return None
        light = LINEAR_OF_CODE[luma(inside)]
        dark, bright = (max(percentile(light, percent), _DARKEST) for percent in _DARK_AND_BRIGHT)
        stops.append(math.log2(bright / dark))
    return min(stops)


def _distance(points: Points, first: int, second: int) -> float:
    return float(np.linalg.norm(points[first] - points[second]))
