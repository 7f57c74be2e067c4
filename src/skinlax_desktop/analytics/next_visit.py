"""When a change could first be told from noise, and when it is likely enough to be talked about: rules on the bands."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from skinlax_desktop.analytics.normal_mixture import NormalMixture

SOONEST_MONTHS: Final = 3
LATEST_MONTHS: Final = 12
"""Engineering choices: no sooner, and at least once a year."""

TREAT_WITHIN_MONTHS: Final = 24
SETTLED_MONTHS: Final = (3, 6)
"""Effects of focused ultrasound: measured at about 90 days (Contini 2023), still rising at 24 weeks (Kerscher 2019)."""

_EARLY_MONTHS: Final = 0.5
"""A visit half a month early counts as the one that was asked for."""

_LIKELY: Final = 0.80


class ComeAgain(StrEnum):
    """Why then."""

    CHANGE_EXPECTED = "change_expected"
    NOTHING_EXPECTED = "nothing_expected"
    NO_FORECAST = "no_forecast"
    AFTER_TREATMENT = "after_treatment"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextVisit:
    """How many months after the last visit, or after the treatment, and why. `worsening_in_months`: `worsening_in`."""

    months: int
    because: ComeAgain
    worsening_in_months: int | None = None


def next_visit(change_by_month: Sequence[NormalMixture], mdc95: float) -> NextVisit:
    """The first month in which the expected change since the last visit exceeds `mdc95`, from 3 to 12 months.

    `change_by_month` starts at one month; none at all stands for a forecast that is not shown.
    """
    if not change_by_month:
        return NextVisit(months=LATEST_MONTHS, because=ComeAgain.NO_FORECAST)
    worsening = worsening_in(change_by_month, mdc95)
    for month, change in enumerate(change_by_month[:LATEST_MONTHS], 1):
        if abs(change.mean) > mdc95:
            months = max(month, SOONEST_MONTHS)
            return NextVisit(months=months, because=ComeAgain.CHANGE_EXPECTED, worsening_in_months=worsening)
    return NextVisit(months=LATEST_MONTHS, because=ComeAgain.NOTHING_EXPECTED, worsening_in_months=worsening)


def worsening_in(change_by_month: Sequence[NormalMixture], mdc95: float) -> int | None:
    """The first month in which the lower end of the 80 % band of change exceeds `mdc95`: more lax, and visibly so.

    From then on treatment may be talked about for a reason that a measurement carries. None within 24 months.
    """
    for month, change in enumerate(change_by_month[:TREAT_WITHIN_MONTHS], 1):
        if change.band(_LIKELY)[0] > mdc95:
            return month
    return None


def visit_after_treatment(months_since: float) -> NextVisit | None:
    """While an effect settles: 3, then 6 months after the treatment, None once it has; counted to the last visit."""
    for settled in SETTLED_MONTHS:
        if months_since < settled - _EARLY_MONTHS:
            return NextVisit(months=settled, because=ComeAgain.AFTER_TREATMENT)
    return None
