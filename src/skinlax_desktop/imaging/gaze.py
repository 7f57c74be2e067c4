"""Whether the eyes look past the lens to the side, from where the irises stand between the corners of the eyes.

An eye that turns by an angle moves its iris by the sine of it times the distance from its centre to the iris. Up and
down is not read: lids hide the iris, and where it rests above the line of the corners differs by 8 degrees
(one standard deviation) between people.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.eye_patch import CORNERS_APART, EYES

Points = npt.NDArray[np.float64]

# Centre of rotation to the plane of the iris, in the patch units of about a millimetre.
_RADIUS: Final = 10.5
_MOST: Final = 0.95
# The inner corner as landmarks have it lies far in, so that each iris of someone who looks into the lens seems turned
# outwards by this. Eyes that differ from it by more squint, or one was not found: the one nearer to the lens counts.
_OUTWARDS_DEG: Final = 9.0
_TOGETHER_DEG: Final = 25.0


def measure_gaze_aside_deg(points_px: Points, yaw_deg: float) -> float:
    """Degrees past the lens, positive to the subject's left, of landmarks (478, 2) of a face turned by little."""
    right = _turned_deg(points_px, "R") + yaw_deg + _OUTWARDS_DEG
    left = _turned_deg(points_px, "L") + yaw_deg - _OUTWARDS_DEG
    if abs(right - left) > _TOGETHER_DEG:
        return min(right, left, key=abs)
    return (right + left) / 2.0


def _turned_deg(points_px: Points, side: str) -> float:
    eye = EYES[side]
    right, left = points_px[eye.right_corner], points_px[eye.left_corner]
    width = max(float(np.linalg.norm(left - right)), 1e-9)
    moved = float((points_px[eye.iris] - (left + right) / 2.0) @ (left - right)) / width**2 * CORNERS_APART
    return math.degrees(math.asin(float(np.clip(moved / _RADIUS, -_MOST, _MOST))))
