"""Yaw over the whole half circle: landmarks in front, the profile's judge at the sides, both where they overlap.

Uncertainties as measured on phantoms turned in steps of ten degrees: landmarks err by 1 to 3 degrees up to 50, by up to
5 about 60; the profile's judge by 1 to 2 degrees from 80 on, 4 at 70 and up to 10 at 60, which it has not learnt.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from skinlax_desktop.domain.sweep import YawSource

LANDMARKS_TO_DEG: Final = 66.0
PROFILE_FROM_DEG: Final = 58.0
# From here on both are asked.
LOOK_ASIDE_FROM_DEG: Final = 54.0

Reading = tuple[float, float, YawSource]

_LANDMARKS_SIGMA: Final = ((0.0, 44.0, 54.0, 66.0), (1.5, 1.8, 2.5, 5.0))
_PROFILE_SIGMA: Final = ((58.0, 64.0, 72.0, 80.0), (8.0, 6.0, 3.5, 1.5))


def landmarks_sigma_deg(yaw_deg: float) -> float:
    """Standard uncertainty of a yaw from landmarks."""
    return float(np.interp(abs(yaw_deg), *_LANDMARKS_SIGMA))


def profile_sigma_deg(yaw_deg: float) -> float:
    """Standard uncertainty of a yaw from the profile's judge."""
    return float(np.interp(abs(yaw_deg), *_PROFILE_SIGMA))


def joined(readings: Sequence[Reading]) -> Reading | None:
    """The mean of (yaw, sigma, source) readings by their worth; the source is that of the surest one."""
    if not readings:
        return None
    weights = [1.0 / sigma**2 for _, sigma, _ in readings]
    yaw = sum(weight * reading[0] for weight, reading in zip(weights, readings, strict=True)) / sum(weights)
    surest = min(readings, key=lambda reading: reading[1])
    return yaw, float(1.0 / np.sqrt(sum(weights))), surest[2]
