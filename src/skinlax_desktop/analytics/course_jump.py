"""Whether a course jumped between two visits: a treatment that nobody recorded, or another camera's doing.

Two explanations of a series are weighed: the course model as it is, and the same with one step of unknown size
between two neighbouring visits, every gap as likely. The ratio of their marginal likelihoods is a Bayes factor; both
count what the clinic's other series say of slopes, wander and bends, and the error of every reading.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from skinlax_desktop.analytics.course_model import Clinic, Series, moving_covariance, series_columns
from skinlax_desktop.analytics.estimates import Values

FEWEST_READINGS: Final = 4
"""With fewer a step cannot be told from a slope."""

LEAST_FACTOR: Final = 3.0
"""Chosen on one half of the planted clinics: at most 1 in 100 courses without a step was called a jump there."""

_STEP_SDS_PER_MEAN_SD: Final = 5.0
"""A step's standard deviation: what five years of a population's uncertain slope come to. Engineering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A step before reading number `before`; `size` is its expected value in the quantity's unit, `factor` the odds."""

    before: int
    size: float
    factor: float


def find_jump(clinic: Clinic, series: Series, *, least_factor: float = LEAST_FACTOR) -> Jump | None:
    """The likeliest step, where a step explains the series `least_factor` times better than none."""
    if len(series) < FEWEST_READINGS:
        return None
    times, values, errors = series_columns(series)
    moving = moving_covariance(clinic, times, times) + np.diag(errors**2)
    rest = values - clinic.mean[:, None] * times
    weights = np.exp(clinic.log_weights - clinic.log_weights.max())
    variance = (_STEP_SDS_PER_MEAN_SD * clinic.prior.mean_sd) ** 2
    without, _ = _evidence(moving, rest, np.zeros(len(times)), variance)
    found: list[tuple[float, float]] = []
    for gap in range(1, len(times)):
        likely, size = _evidence(moving, rest, (np.arange(len(times)) >= gap).astype(np.float64), variance)
        best = float(np.max(without))
        share = weights * np.exp(likely - best)
        found.append((float(share.sum() / (weights @ np.exp(without - best))), float(share @ size / share.sum())))
    factors = [factor for factor, _ in found]
    factor = float(np.mean(factors))
    if factor < least_factor:
        return None
    likeliest = int(np.argmax(factors))
    return Jump(before=likeliest + 1, size=found[likeliest][1], factor=factor)


def _evidence(moving: Values, rest: Values, step: Values, variance: float) -> tuple[Values, Values]:
    """Log marginal likelihood (nodes,) with a flat level and a normal step, and the step's expected size (nodes,)."""
    covariance = moving + variance * np.outer(step, step)
    inverse = np.linalg.inv(covariance)
    total = inverse.sum((1, 2))
    level = np.einsum("gij,gj->g", inverse, rest) / total
    left = rest - level[:, None]
    pulled = np.einsum("gij,gj->gi", inverse, left)
    squares = np.einsum("gi,gi->g", left, pulled)
    log = -0.5 * (np.linalg.slogdet(covariance)[1] + np.log(total) + squares)
    return np.asarray(log), np.asarray(variance * (pulled @ step))
