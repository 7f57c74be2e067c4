"""How one quantity goes with another: rank correlation, partial correlation, change within a person."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skinlax_desktop.analytics.estimates import Estimate, Values, unknown

_Z95 = 1.959964


def spearman(first: Sequence[float], second: Sequence[float]) -> Estimate:
    """Spearman's rho; interval by Fisher's z with Bonett and Wright's (2000) standard error."""
    n = len(first)
    if n < 5 or len(set(first)) < 2 or len(set(second)) < 2:
        return unknown(n)
    rho = _correlation(_ranks(first), _ranks(second))
    return _with_interval(rho, n, math.sqrt((1.0 + rho**2 / 2.0) / (n - 3)))


def partial_spearman(first: Sequence[float], second: Sequence[float], given: Sequence[Sequence[float]]) -> Estimate:
    """Rank correlation of two quantities with the ranks of others held fixed; Fisher's z with n - 3 - k."""
    n, held = len(first), len(given)
    if n < 5 + held or len(set(first)) < 2 or len(set(second)) < 2:
        return unknown(n)
    design = np.column_stack([np.ones(n), *(_ranks(row) for row in given)])
    residuals = []
    for row in (first, second):
        ranks = _ranks(row)
        fitted = design @ np.linalg.lstsq(design, ranks, rcond=None)[0]
        residuals.append(ranks - fitted)
    if min(float(np.std(row)) for row in residuals) < 1e-9:
        return unknown(n)
    rho = _correlation(*residuals)
    return _with_interval(rho, n, math.sqrt((1.0 + rho**2 / 2.0) / (n - 3 - held)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignTest:
    """How many of `n` people rise; `p` is the two-sided exact binomial probability of as uneven a split by chance."""

    rises: int
    n: int
    p: float


def within_person_rise(pairs: Sequence[tuple[float, float]]) -> SignTest:
    """From earlier to later of the same people; ties count for neither side."""
    from scipy.stats import binomtest

    moved = [later - earlier for earlier, later in pairs if later != earlier]
    rises = sum(change > 0 for change in moved)
    p = float(binomtest(rises, len(moved)).pvalue) if moved else 1.0
    return SignTest(rises=rises, n=len(moved), p=p)


def _ranks(values: Sequence[float]) -> Values:
    from scipy.stats import rankdata

    return np.asarray(rankdata(np.asarray(values, dtype=np.float64)), dtype=np.float64)


def _correlation(first: Values, second: Values) -> float:
    return float(np.clip(np.corrcoef(first, second)[0, 1], -1.0, 1.0))


def _with_interval(rho: float, n: int, error: float) -> Estimate:
    z = math.atanh(min(max(rho, -0.999999), 0.999999))
    low, high = math.tanh(z - _Z95 * error), math.tanh(z + _Z95 * error)
    return Estimate(value=rho, low=min(low, rho), high=max(high, rho), n=n)
