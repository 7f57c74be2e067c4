"""How well a value repeated within one visit, from a few re-posed pictures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import chi2

MDC95_PER_SW: Final = 1.96 * math.sqrt(2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatSpread:
    """Of `repeats` values: the within-subject standard deviation `sw` and its 95 % interval.

    `mdc95` is the smallest change, between two visits with as many repeats averaged, that is not noise; it has the
    interval that `sw` has. Two or three repeats say little: the intervals are wide, and are always shown.
    """

    repeats: int
    sw: float
    sw_low: float
    sw_high: float

    @property
    def mdc95(self) -> float:
        """1.96 x sqrt(2) x Sw / sqrt(repeats)."""
        return self._mdc(self.sw)

    @property
    def mdc95_low(self) -> float:
        """With the lower limit of Sw."""
        return self._mdc(self.sw_low)

    @property
    def mdc95_high(self) -> float:
        """With the upper limit of Sw."""
        return self._mdc(self.sw_high)

    def _mdc(self, spread: float) -> float:
        return MDC95_PER_SW * spread / math.sqrt(self.repeats)


def spread_of(values: Sequence[float]) -> RepeatSpread | None:
    """From two values or more, None from fewer; the interval is that of a variance of normal errors (chi-squared)."""
    freedom = len(values) - 1
    if freedom < 1:
        return None
    spread = float(np.std(values, ddof=1))
    low, high = (spread * math.sqrt(freedom / float(chi2.ppf(share, freedom))) for share in (0.975, 0.025))
    return RepeatSpread(repeats=len(values), sw=spread, sw_low=low, sw_high=high)
