"""What a forecast would have said of visits that are known by now, against "no change"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from skinlax_desktop.analytics.course_model import Clinic, CoursePrior, Reading, forecast_course, learn_clinic
from skinlax_desktop.analytics.estimates import Estimate, mean, proportion
from skinlax_desktop.analytics.normal_mixture import normal

FEWEST_VISITS: Final = 3
"""A forecast needs as many earlier visits; so does a test of one."""

FEWEST_CASES: Final = 10
"""With fewer earlier forecasts nobody knows whether forecasting helps."""

FEWEST_OWN_CASES: Final = 3
"""From as many on the patient's own must not speak against it."""

_MOST_CASES: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedSeries:
    """A series of one patient, oldest first, its years on a clock that all series share."""

    patient: str
    readings: tuple[Reading, ...]

    def until(self, years: float) -> tuple[Reading, ...]:
        """What was known before that moment."""
        return tuple(reading for reading in self.readings if reading.years < years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One visit foretold from those before it. Scores and errors are in the unit of the quantity; smaller is better.

    `in_80`, `in_95`: whether the value that was measured lay in the band. `naive_*`: the last value, with the error of
    both readings, instead.
    """

    patient: str
    ahead_years: float
    crps: float
    naive_crps: float
    error: float
    naive_error: float
    in_80: bool
    in_95: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """All cases together. `gain`: by how much the score is smaller than that of no change; above 0 is better."""

    cases: tuple[Case, ...]
    in_80: Estimate
    in_95: Estimate
    gain: Estimate
    mean_error: float | None
    naive_mean_error: float | None

    @property
    def beats_no_change(self) -> bool | None:
        """None while there are too few cases to tell."""
        if len(self.cases) < FEWEST_CASES or self.gain.value is None:
            return None
        return self.gain.value > 0.0


def backtest(prior: CoursePrior, all_series: Sequence[DatedSeries]) -> Backtest:
    """Foretell every visit with three before it, from what was known on the day: the patient's and the peers' visits.

    At most the newest eighty are tried.
    """
    wanted = [(series, number) for series in all_series for number in range(FEWEST_VISITS, len(series.readings))]
    wanted.sort(key=lambda item: item[0].readings[item[1]].years, reverse=True)
    return summarise([_try(prior, series, number, all_series) for series, number in wanted[:_MOST_CASES]])


def summarise(cases: Sequence[Case]) -> Backtest:
    """Shares and means over cases."""
    return Backtest(
        cases=tuple(cases),
        in_80=proportion(sum(case.in_80 for case in cases), len(cases)),
        in_95=proportion(sum(case.in_95 for case in cases), len(cases)),
        gain=mean([case.naive_crps - case.crps for case in cases]),
        mean_error=float(np.mean([case.error for case in cases])) if cases else None,
        naive_mean_error=float(np.mean([case.naive_error for case in cases])) if cases else None,
    )


def case_of(clinic: Clinic, patient: str, earlier: Sequence[Reading], then: Reading) -> Case:
    """One forecast against what was measured."""
    last = earlier[-1]
    ahead = then.years - last.years
    foretold = forecast_course(clinic, earlier, (ahead,), sd=then.sd).measured[0]
    naive = normal(last.value, float(np.hypot(last.sd, then.sd)))
    low_80, high_80 = foretold.band(0.80)
    low_95, high_95 = foretold.band(0.95)
    return Case(
        patient=patient,
        ahead_years=ahead,
        crps=foretold.crps(then.value),
        naive_crps=naive.crps(then.value),
        error=abs(foretold.mean - then.value),
        naive_error=abs(last.value - then.value),
        in_80=low_80 <= then.value <= high_80,
        in_95=low_95 <= then.value <= high_95,
    )


def _try(prior: CoursePrior, series: DatedSeries, number: int, all_series: Sequence[DatedSeries]) -> Case:
    then = series.readings[number]
    known = [other.until(then.years) for other in all_series if other is not series]
    return case_of(learn_clinic(prior, known), series.patient, series.readings[:number], then)


def by_patient(cases: Sequence[Case]) -> Mapping[str, tuple[Case, ...]]:
    """Cases of each patient."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.patient, []).append(case)
    return {patient: tuple(own) for patient, own in found.items()}
