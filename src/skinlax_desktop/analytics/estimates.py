"""A statistic with its 95 % interval and the number of cases behind it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

ESTABLISHED_FROM: Final = 30
"""With fewer cases a statistic is shown with its interval and called not established."""

_Z95: Final = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """`value` with its 95 % interval `low`..`high`, from `n` cases; all None together when it cannot be told."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def established(self) -> bool:
        """Whether enough cases stand behind it."""
        return self.value is not None and self.n >= ESTABLISHED_FROM


def unknown(n: int) -> Estimate:
    """Too few cases, or none that vary."""
    return Estimate(value=None, low=None, high=None, n=n)


def proportion(count: int, n: int) -> Estimate:
    """Share with Wilson's interval (1927)."""
    if n == 0:
        return unknown(0)
    share = count / n
    scale = 1.0 + _Z95**2 / n
    middle = (share + _Z95**2 / (2 * n)) / scale
    half = _Z95 * math.sqrt(share * (1 - share) / n + _Z95**2 / (4 * n**2)) / scale
    # The ends meet the share at 0 and 1 only up to rounding.
    return Estimate(value=share, low=min(max(middle - half, 0.0), share), high=max(min(middle + half, 1.0), share), n=n)


def mean(values: Sequence[float]) -> Estimate:
    """Mean with Student's interval."""
    n = len(values)
    if n < 2:
        return unknown(n)
    from scipy.stats import t

    data = np.asarray(values, dtype=np.float64)
    half = float(t.ppf(0.975, n - 1) * data.std(ddof=1) / math.sqrt(n))
    middle = float(data.mean())
    return Estimate(value=middle, low=middle - half, high=middle + half, n=n)


def by_people(
    people: Sequence[str], statistic: Callable[[npt.NDArray[np.intp]], float | None], *, seed: int, draws: int = 400
) -> Estimate:
    """A statistic of rows with its bootstrap interval, whole people drawn with replacement.

    `statistic` gets row numbers (with repeats) and may return None. Rows of one person are not independent, so it is
    people that are drawn.
    """
    rows_of: dict[str, list[int]] = {}
    for row, person in enumerate(people):
        rows_of.setdefault(person, []).append(row)
    groups = [np.array(rows, dtype=np.intp) for rows in rows_of.values()]
    if len(groups) < 3:
        return unknown(len(groups))
    value = statistic(np.concatenate(groups))
    if value is None or not math.isfinite(value):
        return unknown(len(groups))
    random = np.random.default_rng(seed)
    drawn = [
        statistic(np.concatenate([groups[index] for index in random.integers(0, len(groups), len(groups))]))
        for _ in range(draws)
    ]
    known = [found for found in drawn if found is not None and math.isfinite(found)]
    if len(known) < draws // 2:
        return unknown(len(groups))
    low, high = (float(end) for end in np.quantile(known, (0.025, 0.975)))
    return Estimate(value=float(value), low=min(low, value), high=max(high, value), n=len(groups))
