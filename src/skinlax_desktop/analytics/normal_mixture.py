"""A mixture of normal distributions: its mean, its quantiles, and how well it foretold a value."""

from dataclasses import dataclass

import numpy as np

from skinlax_desktop.analytics.estimates import Values


@dataclass(frozen=True, slots=True, eq=False)
class NormalMixture:
    """`shares` sum to 1; all three are (parts,)."""

    shares: Values
    means: Values
    sds: Values

    @property
    def mean(self) -> float:
        """Of the whole."""
        return float(self.shares @ self.means)

    def below(self, value: float) -> float:
        """The probability of a smaller value."""
        return float(self.shares @ _below((value - self.means) / self.sds))

    def quantile(self, share: float) -> float:
        """By bisection, to a millionth of the widest part."""
        reach = 12.0 * float(self.sds.max())
        low, high = float(self.means.min()) - reach, float(self.means.max()) + reach
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.below(middle) < share else (low, middle)
        return 0.5 * (low + high)

    def band(self, share: float) -> tuple[float, float]:
        """The central interval that holds `share`."""
        return self.quantile(0.5 - share / 2.0), self.quantile(0.5 + share / 2.0)

    def crps(self, value: float) -> float:
        """Continuous ranked probability score, in the unit of the value, smaller is better.

        Closed form for mixtures of normals: Grimit, Gneiting, Berrocal and Johnson 2006, Q. J. R. Meteorol. Soc. 132.
        """
        to_value = float(self.shares @ _spread(value - self.means, self.sds**2))
        apart = _spread(self.means[:, None] - self.means[None, :], (self.sds**2)[:, None] + (self.sds**2)[None, :])
        return to_value - 0.5 * float(self.shares @ apart @ self.shares)


def normal(mean: float, sd: float) -> NormalMixture:
    """One normal distribution."""
    return NormalMixture(np.ones(1), np.array([mean]), np.array([sd]))


def _below(scores: Values) -> Values:
    """Of the standard normal; scipy comes with the first question, not with the program's start."""
    from scipy.special import ndtr

    return np.asarray(ndtr(scores), dtype=np.float64)


def _spread(mean: Values, variance: Values) -> Values:
    """Expected distance from 0 of a normal value."""
    sd = np.sqrt(variance)
    score = mean / sd
    density = np.exp(-0.5 * score**2) / np.sqrt(2.0 * np.pi)
    return np.asarray(2.0 * sd * density + mean * (2.0 * _below(score) - 1.0))
