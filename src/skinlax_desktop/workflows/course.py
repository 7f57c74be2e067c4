"""The course of one quantity of one patient: the forecast that is shown, or why none is.

A forecast is shown from three comparable visits since the last treatment on, once forecasts of earlier visits, the
patient's own and those of the clinic's consenting patients, were nearer than "no change". Until then the prior stands
alone, and says so; where "no change" was nearer, nothing is forecast. A series that jumps is told: from three visits
after the jump on these alone are followed, before that nothing is forecast.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from skinlax_desktop.analytics.course_backtest import (
    FEWEST_OWN_CASES,
    FEWEST_VISITS,
    Backtest,
    DatedSeries,
    backtest,
    by_patient,
    summarise,
)
from skinlax_desktop.analytics.course_jump import find_jump
from skinlax_desktop.analytics.course_model import CourseForecast, forecast_course, learn_clinic
from skinlax_desktop.analytics.next_visit import TREAT_WITHIN_MONTHS, NextVisit, next_visit, visit_after_treatment
from skinlax_desktop.analytics.normal_mixture import NormalMixture
from skinlax_desktop.workflows.course_prior import QuantityPrior
from skinlax_desktop.workflows.course_series import CoursePoint, CourseSeries, years_of
from skinlax_desktop.workflows.repeatability import MDC95_PER_SEM

MONTHS: Final = tuple(range(1, TREAT_WITHIN_MONTHS + 1))


class CourseStatus(StrEnum):
    """What is shown. `PRIOR` codes say that the visits had no part in it."""

    FORECAST = "forecast"
    FEW_VISITS = "few_visits"
    UNTESTED = "untested"
    NO_BETTER = "no_better"
    JUMP = "jump"
    NO_VALUE = "no_value"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseBand:
    """What would be measured so many months after the last visit: mean, 80 % and 95 % band."""

    months: int
    mean: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseJump:
    """A step that course and errors do not explain, between two visits (ISO days); `change` in the measure's unit."""

    last_before: str
    first_after: str
    change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseStatement:
    """`bands` are empty where nothing is forecast. `tested` are all earlier forecasts of patient and clinic.

    `mdc95`: the change that can be told from noise between the last visit and one like it. `peers`: how many series
    of other patients shaped the forecast. `jump`: where the visits since the last treatment jump.
    """

    series: CourseSeries
    status: CourseStatus
    prior: QuantityPrior
    bands: tuple[CourseBand, ...] = ()
    tested: Backtest | None = None
    own_cases: int = 0
    peers: int = 0
    mdc95: float | None = None
    coming: NextVisit | None = None
    jump: CourseJump | None = None

    @property
    def prior_only(self) -> bool:
        """Whether the bands say nothing of the patient but the last value."""
        return self.status in (CourseStatus.FEW_VISITS, CourseStatus.UNTESTED)


def foretell(series: CourseSeries, prior: QuantityPrior, peers: Sequence[CourseSeries] = ()) -> CourseStatement:
    """What may be said of the course; `peers` are the series of other patients who consented, comparable with it."""
    points = series.current
    if not series.points:
        return CourseStatement(series=series, status=CourseStatus.NO_VALUE, prior=prior)
    last = series.points[-1]
    mdc95 = last.measured.mdc95 if last.measured.mdc95 is not None else MDC95_PER_SEM * last.sd
    others = [tuple(point.reading for point in part) for other in peers for part in other.segments]
    if len(points) < FEWEST_VISITS:
        return _with_prior_alone(series, prior, last, mdc95, CourseStatus.FEW_VISITS, None)
    # Earlier segments of the patient tell of slopes as those of another patient would.
    earlier = [tuple(point.reading for point in part) for part in series.segments[:-1]]
    clinic = learn_clinic(prior.prior, [*others, *earlier])
    readings = tuple(point.reading for point in points)
    mine = _dated(series)
    found = find_jump(clinic, readings)
    jump = None
    if found is not None:
        days = [points[number].started_at[:10] for number in (found.before - 1, found.before)]
        jump = CourseJump(last_before=days[0], first_after=days[1], change=found.size)
        # From here on the jump is a break, as a treatment would be: also for the tests of earlier forecasts.
        mine = [
            *mine[:-1],
            *(replace(mine[-1], readings=part) for part in (readings[: found.before], readings[found.before :])),
        ]
        clinic = learn_clinic(prior.prior, [*others, *earlier, readings[: found.before]])
        readings = readings[found.before :]
    tested = backtest(prior.prior, [*mine, *(part for other in peers for part in _dated(other))])
    own = by_patient(tested.cases).get(str(series.patient_id), ())
    if tested.beats_no_change is None:
        alone = _with_prior_alone(series, prior, last, mdc95, CourseStatus.UNTESTED, tested, own=len(own))
        return replace(alone, jump=jump)
    gain = summarise(own).gain.value
    no_better = not tested.beats_no_change or (len(own) >= FEWEST_OWN_CASES and gain is not None and gain <= 0.0)
    if no_better or len(readings) < FEWEST_VISITS:
        coming = _coming(series, (), mdc95)
        return CourseStatement(
            series=series,
            status=CourseStatus.NO_BETTER if no_better else CourseStatus.JUMP,
            prior=prior,
            tested=tested,
            own_cases=len(own),
            peers=len(others),
            mdc95=mdc95,
            coming=coming,
            jump=jump,
        )
    forecast = forecast_course(clinic, readings, [month / 12.0 for month in MONTHS], sd=last.sd)
    return CourseStatement(
        series=series,
        status=CourseStatus.FORECAST,
        prior=prior,
        bands=_bands(forecast, prior),
        tested=tested,
        own_cases=len(own),
        peers=clinic.series,
        mdc95=mdc95,
        coming=_coming(series, forecast.change, mdc95),
        jump=jump,
    )


def _with_prior_alone(
    series: CourseSeries,
    prior: QuantityPrior,
    last: CoursePoint,
    mdc95: float,
    status: CourseStatus,
    tested: Backtest | None,
    own: int = 0,
) -> CourseStatement:
    """From the last value on, by what is believed of any patient; nothing before the first visit after a treatment."""
    clinic = learn_clinic(prior.prior, ())
    forecast = forecast_course(clinic, (last.reading,), [month / 12.0 for month in MONTHS], sd=last.sd)
    return CourseStatement(
        series=series,
        status=status,
        prior=prior,
        bands=_bands(forecast, prior) if series.current else (),
        tested=tested,
        own_cases=own,
        mdc95=mdc95,
        coming=_coming(series, (), mdc95),
    )


def _coming(series: CourseSeries, change: Sequence[NormalMixture], mdc95: float) -> NextVisit:
    """After a treatment its effect decides, else the forecast."""
    if series.breaks:
        since = series.points[-1].years - years_of(series.breaks[-1].performed_on)
        settling = visit_after_treatment(12.0 * since)
        if settling is not None:
            return settling
    return next_visit(change, mdc95)


def _bands(forecast: CourseForecast, prior: QuantityPrior) -> tuple[CourseBand, ...]:
    def kept(value: float) -> float:
        """Inside the scale, where it has ends."""
        least = value if prior.least is None else max(value, prior.least)
        return least if prior.most is None else min(least, prior.most)

    bands = []
    for month, measured in zip(MONTHS, forecast.measured, strict=True):
        (low_80, high_80), (low_95, high_95) = measured.band(0.80), measured.band(0.95)
        bands.append(
            CourseBand(
                months=month,
                mean=kept(measured.mean),
                low_80=kept(low_80),
                high_80=kept(high_80),
                low_95=kept(low_95),
                high_95=kept(high_95),
            )
        )
    return tuple(bands)


def _dated(series: CourseSeries) -> list[DatedSeries]:
    """Each stretch between treatments by itself."""
    return [
        DatedSeries(patient=str(series.patient_id), readings=tuple(point.reading for point in part))
        for part in series.segments
    ]
