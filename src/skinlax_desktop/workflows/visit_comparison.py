"""Two visits of one person: how each zone's grade changed, whether that can be told from noise, and whose change it is.

The interval of a change is what two captures without any change of the skin may differ by (`change_sources`): errors
that one person's face always causes are in both grades and cancel. Where nobody established how well the grade repeats
there is no such interval, and no change is called one.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from skinlax_desktop.domain.measurement import GRADE_UNIT, Analysis, Confidence, LaxityGrade, Measurement, not_measured
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.workflows.change_sources import ChangeSources, capture_difference, change_sources

LAXITY: Final = "laxity"
OTHER_MODEL: Final = "other_model"
WIDE: Final = "wide_interval"


class Verdict(StrEnum):
    """What may be said of a change. `OPEN`: it may be one, but `reason` leaves that open."""

    MORE = "more"
    LESS = "less"
    NOT_DETECTABLE = "not_detectable"
    OPEN = "open"
    MISSING = "missing"


_ORDER: Final = (Verdict.MORE, Verdict.LESS, Verdict.OPEN, Verdict.NOT_DETECTABLE, Verdict.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneChange:
    """A zone's grade then and now; `zone` is "" for the whole face. `low`..`high` is the 95 % interval of the change.

    `reason` is a code that says why nothing, or not more, can be said.
    """

    zone: str
    before: Measurement
    after: Measurement
    sources: ChangeSources
    verdict: Verdict
    low: float | None = None
    high: float | None = None
    reason: str | None = None

    @property
    def change(self) -> float | None:
        """After less before; None where one of them is missing."""
        return self.sources.change


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitComparison:
    """The whole face first, then zones: detectable changes, the largest first, before the rest."""

    before: Visit
    after: Visit
    changes: tuple[ZoneChange, ...] = ()
    reason: str | None = None


def compare_visits(before: Visit, after: Visit) -> VisitComparison:
    """Compare the grades of two measured visits of one patient; `reason` says why they cannot be compared at all."""
    first, second = before.analysis, after.analysis
    if first is None or second is None:
        return VisitComparison(before=before, after=after, reason="not_measured")
    if laxity_model_of(first) != laxity_model_of(second):
        return VisitComparison(before=before, after=after, reason=OTHER_MODEL)
    difference = capture_difference(before, after)
    whole = _judge("", change_sources(_whole(first), _whole(second), difference), _whole(first), _whole(second))
    changes = []
    for zone in ZONES:
        then, now = _grade(first, zone), _grade(second, zone)
        changes.append(_judge(zone, change_sources(then, now, difference), then, now))
    changes.sort(key=lambda change: (_ORDER.index(change.verdict), -abs(change.change or 0.0)))
    return VisitComparison(before=before, after=after, changes=(whole, *changes))


def _judge(zone: str, sources: ChangeSources, before: Measurement, after: Measurement) -> ZoneChange:
    found = ZoneChange(
        zone=zone, before=before, after=after, sources=sources, verdict=Verdict.MISSING, reason=sources.reason
    )
    if sources.change is None:
        missing = before if before.value is None else after
        return replace(found, reason=missing.reason)
    if sources.bound is None:
        return replace(found, verdict=Verdict.OPEN)
    found = replace(found, low=sources.change - sources.bound, high=sources.change + sources.bound)
    if not sources.skin:
        return replace(found, verdict=Verdict.NOT_DETECTABLE)
    if any(is_doubted(grade) for grade in (before, after)):
        return replace(found, verdict=Verdict.OPEN, reason="low_confidence")
    return replace(found, verdict=Verdict.MORE if sources.change > 0 else Verdict.LESS)


def is_doubted(grade: Measurement) -> bool:
    """For a reason that a second capture need not share; a wide interval alone is an error that both grades have.

    Sw was found on such grades as well: 93 % of the repeats of version 0.1.0 had a wide interval, Sw 0.17 against 0.11.
    """
    return grade.confidence is Confidence.LOW and grade.doubts != (WIDE,)


def laxity_model_of(analysis: Analysis) -> str | None:
    """The hash of the model that graded; None where none did."""
    return next((model.sha256 for model in analysis.models if model.name == LAXITY), None)


def _whole(analysis: Analysis) -> Measurement:
    return _measurement(analysis.laxity.overall, analysis.laxity.reason)


def _grade(analysis: Analysis, zone: str) -> Measurement:
    result = analysis.zone(zone)
    return _measurement(result.laxity, result.laxity_reason) if result is not None else _measurement(None, None)


def _measurement(grade: LaxityGrade | None, reason: str | None) -> Measurement:
    return not_measured(LAXITY, GRADE_UNIT, reason or "not_measured") if grade is None else grade.measurement(LAXITY)
