"""Whether the pictures fit the lens that the calibration names: a full turn shows its focal length."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from skinlax_desktop.surface.reconstruction.bundle_adjustment import AdjustOptions, Bundle, adjust

_FACTORS: Final = (0.75, 0.87, 1.0, 1.15, 1.33)
_POINTS: Final = 700
# The best focal length of three phantoms was 1 % off, still or with .3 mm of motion.
_FURTHEST_OFF: Final = 0.06
# A narrow sweep fits many lenses about equally well: then nothing is said.
_CLEARLY_WORSE: Final = 1.10


def wrong_lens(bundle: Bundle, solved: Sequence[int]) -> float | None:
    """The factor on the focal length that the pictures clearly ask for; None when they fit the calibrated one.

    A sample of the points is adjusted for several lenses; the robust cost is a parabola of the logarithm.
    """
    kept = np.random.default_rng(0).permutation(len(bundle.points))[:_POINTS]
    sample = bundle.without(~np.isin(bundle.point, kept))
    fixed = (solved[0], *(number for number in range(len(bundle.rotations)) if number not in set(solved)))
    costs = np.array([_cost(sample, factor, fixed) for factor in _FACTORS])
    least = int(np.clip(costs.argmin(), 1, len(_FACTORS) - 2))
    around = slice(least - 1, least + 2)
    bend, slope, level = np.polyfit(np.log(_FACTORS[around]), costs[around], 2)
    if bend <= 0.0:
        return None
    limits = np.log((_FACTORS[0], _FACTORS[-1]))
    best = float(np.clip(-slope / (2.0 * bend), *limits))
    at_best = float(min(np.polyval((bend, slope, level), best), costs.min()))
    given = float(costs[_FACTORS.index(1.0)])
    if abs(np.expm1(best)) < _FURTHEST_OFF or given < _CLEARLY_WORSE * at_best:
        return None
    return float(np.exp(best))


def _cost(bundle: Bundle, factor: float, fixed: tuple[int, ...]) -> float:
    # At `factor` times the focal length the head looks the same from `factor` times as far.
    seen = replace(
        bundle, focal_px=bundle.focal_px * factor, translations=bundle.translations * np.array([1.0, 1.0, factor])
    )
    found = adjust(seen, AdjustOptions(fixed_frames=fixed, iterations=12))
    return float(np.log1p((found.residuals_px() ** 2).sum(axis=1)).sum())
