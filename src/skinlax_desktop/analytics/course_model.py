"""The course of one measured quantity over years: a level, a slope, a slow wander and a bend, all normal.

A value at time t is level + slope * t + wander(t) + bend(t) + error. The level is unknown (flat). Slopes of patients
scatter around the clinic's mean slope, which itself is uncertain around the prior's; so a patient with few visits is
drawn to the clinic, and a clinic with few patients to the prior. Wander is a Wiener process, bend a constant change of
slope since the first reading; the error of each value is its own repeat error. For given spreads everything is in
closed form (generalised least squares, Rasmussen and Williams 2006, section 2.7); the spreads are averaged over a small
grid by their marginal likelihood, so that a forecast is a mixture of normal distributions. A patient need not bend as
the clinic's others do: with a share of the weight that is as open for the patient's own course as before any visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from skinlax_desktop.analytics.estimates import Values
from skinlax_desktop.analytics.normal_mixture import NormalMixture


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value at a time in years, and the standard deviation of its repeat error."""

    years: float
    value: float
    sd: float


Series = Sequence[Reading]
"""Readings of one patient between two treatments, oldest first, that may be compared with each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePrior:
    """What is believed before any visit, per year and in the unit of the quantity.

    `mean` +- `mean_sd`: the slope of a population. The grids: standard deviations of patients' slopes around it, of
    the wander after one year, and of the slope's own change after one year; every combination is as likely.
    `unlike_share`, 0 to 1: how much of the weights of a patient's bend the clinic's others say nothing about.
    """

    mean: float
    mean_sd: float
    slope_sds: tuple[float, ...]
    wander_sds: tuple[float, ...]
    bend_sds: tuple[float, ...]
    unlike_share: float = 0.0

    @property
    def nodes(self) -> tuple[Values, Values, Values]:
        """Every combination: slope, wander and bend standard deviations, each (nodes,)."""
        grid = np.array(list(product(self.slope_sds, self.wander_sds, self.bend_sds)), dtype=np.float64)
        return grid[:, 0], grid[:, 1], grid[:, 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """What the clinic's series say: (nodes,) log weights, and mean and variance of the population's slope."""

    prior: CoursePrior
    log_weights: Values
    mean: Values
    variance: Values
    series: int

    @property
    def patient_log_weights(self) -> Values:
        """Of a patient who was not among them, (nodes,)."""
        share, bends = self.prior.unlike_share, len(self.prior.bend_sds)
        weights = np.exp(self.log_weights - self.log_weights.max()).reshape(-1, bends)
        mixed = (1.0 - share) * weights + share * weights.mean(axis=1, keepdims=True)
        return np.asarray(np.log(np.maximum(mixed, np.finfo(np.float64).tiny)).reshape(-1), dtype=np.float64)


def learn_clinic(prior: CoursePrior, peers: Sequence[Series]) -> Clinic:
    """The prior after the series of other patients; without any it is the prior itself."""
    slope_sd, _, _ = prior.nodes
    log_weights = np.zeros(len(slope_sd))
    mean = np.full(len(slope_sd), prior.mean)
    variance = np.full(len(slope_sd), prior.mean_sd**2)
    told = 0
    for series in peers:
        if len(series) < 2:
            continue
        fit = _fit(prior, tuple(series))
        spread = fit.slope_variance + slope_sd**2
        log_weights = log_weights + fit.log_likelihood + _log_normal(fit.slope - mean, spread + variance)
        gain = variance / (variance + spread)
        mean = mean + gain * (fit.slope - mean)
        variance = variance * (1.0 - gain)
        told += 1
    return Clinic(prior=prior, log_weights=log_weights, mean=mean, variance=variance, series=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseForecast:
    """For each time asked: what would be measured then, and how much will really have changed since the last visit."""

    measured: tuple[NormalMixture, ...]
    change: tuple[NormalMixture, ...]


def forecast_course(clinic: Clinic, series: Series, ahead_years: Sequence[float], *, sd: float) -> CourseForecast:
    """Forecast `ahead_years` after the last reading; `sd` is the repeat error that a reading then would have.

    Raises ValueError for an empty series.
    """
    if not series:
        raise ValueError("a forecast starts from at least one reading")
    slope_sd, _, _ = clinic.prior.nodes
    times, values, errors = series_columns(series)
    slope_variance = clinic.variance + slope_sd**2

    def covariance(first: Values, second: Values) -> Values:
        return moving_covariance(clinic, first, second)

    inverse: Values = np.linalg.inv(covariance(times, times) + np.diag(errors**2)).astype(np.float64)
    rest = values - clinic.mean[:, None] * times
    total = inverse.sum((1, 2))
    level = np.einsum("gij,gj->g", inverse, rest) / total
    pulled = np.einsum("gij,gj->gi", inverse, rest - level[:, None])
    weights = clinic.patient_log_weights
    if len(series) > 1:
        fit = _fit(clinic.prior, tuple(series))
        likely = fit.log_likelihood + _log_normal(fit.slope - clinic.mean, fit.slope_variance + slope_variance)
        weights = weights + likely
    shares = np.exp(weights - weights.max())
    shares = shares / shares.sum()
    last = times[-1:]
    measured, change = [], []
    for ahead in ahead_years:
        at = last + ahead
        to_values = covariance(at, times)[:, 0, :]
        from_last = to_values - covariance(last, times)[:, 0, :]
        then = covariance(at, at)[:, 0, 0]
        moved = then - 2.0 * covariance(at, last)[:, 0, 0] + covariance(last, last)[:, 0, 0]
        middle = clinic.mean * at[0] + level + np.einsum("gi,gi->g", to_values, pulled)
        spread = then - _form(to_values, inverse) + (1.0 - np.einsum("gi,gij->g", to_values, inverse)) ** 2 / total
        shift = clinic.mean * ahead + np.einsum("gi,gi->g", from_last, pulled)
        width = moved - _form(from_last, inverse) + np.einsum("gi,gij->g", from_last, inverse) ** 2 / total
        measured.append(NormalMixture(shares, middle, np.sqrt(np.maximum(spread, 0.0) + sd**2)))
        change.append(NormalMixture(shares, shift, np.sqrt(np.maximum(width, 1e-12))))
    return CourseForecast(measured=tuple(measured), change=tuple(change))


@lru_cache(maxsize=8192)
def _fit(prior: CoursePrior, series: tuple[Reading, ...]) -> "_Fit":
    """Kept, because a backtest asks for the same stretches of the same series over and over."""
    return _Fit(prior, series)


class _Fit:
    """One series by generalised least squares: slope with its variance, and what is left as log likelihood."""

    def __init__(self, prior: CoursePrior, series: Series) -> None:
        _, wander_sd, bend_sd = prior.nodes
        times, values, errors = series_columns(series)
        covariance = _process(wander_sd, bend_sd, times, times) + np.diag(errors**2)
        inverse = np.linalg.inv(covariance)
        design = np.stack([np.ones_like(times), times], axis=1)
        weighted = np.einsum("ia,gij->gaj", design, inverse)
        normal = weighted @ design
        right = weighted @ values
        unnormal = np.linalg.inv(normal)
        found = np.einsum("gab,gb->ga", unnormal, right)
        squares = (inverse @ values) @ values - np.einsum("ga,ga->g", found, right)
        self.slope = found[:, 1]
        self.slope_variance = unnormal[:, 1, 1]
        self.log_likelihood = -0.5 * (np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(normal)[1] + squares)


def moving_covariance(clinic: Clinic, first: Values, second: Values) -> Values:
    """Of what moves besides the level, between times in years since the first reading: (nodes, first, second)."""
    slope_sd, wander_sd, bend_sd = clinic.prior.nodes
    linear = (clinic.variance + slope_sd**2)[:, None, None] * np.outer(first, second)
    return np.asarray(linear + _process(wander_sd, bend_sd, first, second))


def series_columns(series: Series) -> tuple[Values, Values, Values]:
    """Years since the first reading, values, errors."""
    times = np.array([reading.years for reading in series], dtype=np.float64)
    values = np.array([reading.value for reading in series], dtype=np.float64)
    return times - times[0], values, np.array([reading.sd for reading in series], dtype=np.float64)


def _process(wander_sd: Values, bend_sd: Values, first: Values, second: Values) -> Values:
    """Covariance of wander and bend, (nodes, first, second); both are 0 at the first reading."""
    early, bent = np.minimum.outer(first, second), np.outer(first**2, second**2) / 4.0
    return (wander_sd**2)[:, None, None] * early + (bend_sd**2)[:, None, None] * bent


def _form(vector: Values, matrix: Values) -> Values:
    return np.asarray((np.einsum("gi,gij->gj", vector, matrix) * vector).sum(1), dtype=np.float64)


def _log_normal(away: Values, variance: Values) -> Values:
    return np.asarray(-0.5 * (np.log(2.0 * np.pi * variance) + away**2 / variance))
