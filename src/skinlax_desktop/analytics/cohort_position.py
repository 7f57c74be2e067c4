"""Where a value stands among others: the share that lies below, with an interval for few people and for the error."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from skinlax_desktop.analytics.estimates import ESTABLISHED_FROM, Estimate, unknown

_DRAWS: Final = 4000


def position_among(value: float, sd: float, others: Sequence[float], *, seed: int = 0) -> Estimate:
    """Per cent of `others` below `value`, ties counted half; nothing with fewer than thirty.

    The 95 % interval holds both uncertainties: which people happen to be in the cohort (Jeffreys' beta posterior of a
    share) and the error of the value itself (normal, standard deviation `sd`). Drawn 4000 times with a fixed seed.
    The values of the others have errors as well; these widen the cohort and draw the position towards the middle.
    """
    n = len(others)
    if n < ESTABLISHED_FROM:
        return unknown(n)
    ordered = np.sort(np.asarray(others, dtype=np.float64))
    random = np.random.default_rng((seed, n))
    share = float(_below(ordered, np.array([value]))[0]) / n
    counts = _below(ordered, value + sd * random.standard_normal(_DRAWS))
    drawn = random.beta(counts + 0.5, n - counts + 0.5)
    low, high = (float(end) for end in np.quantile(drawn, (0.025, 0.975)))
    return Estimate(value=100.0 * share, low=100.0 * min(low, share), high=100.0 * max(high, share), n=n)


def _below(ordered: "np.ndarray[tuple[int], np.dtype[np.float64]]", values: "np.ndarray") -> "np.ndarray":
    return 0.5 * (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right"))
