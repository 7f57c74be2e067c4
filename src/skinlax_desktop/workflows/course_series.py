"""A patient's visits as one series of a quantity: only what may be compared, and why the rest is left out.

The newest visit that has the quantity is the reference. A visit of another model version, posture, camera or light is
never pooled with it. A treatment is a break: the series begins anew after it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from skinlax_desktop.analytics.course_model import Reading
from skinlax_desktop.domain.ids import PatientId, VisitId
from skinlax_desktop.domain.measurement import Analysis, Measurement
from skinlax_desktop.domain.treatment import GivenTreatment
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.change_sources import (
    REPOSED_PAIR_DEG,
    SAME_COLOUR_K,
    CaptureDifference,
    capture_difference,
)
from skinlax_desktop.workflows.repeatability import MDC95_PER_SEM
from skinlax_desktop.workflows.visit_comparison import LAXITY, is_doubted, laxity_model_of

DAYS_PER_YEAR: Final = 365.25
_HALF_TO_SD: Final = 1.0 / 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseKey:
    """A quantity in a zone; "" is the whole face."""

    zone: str
    quantity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """A visit's value. `years` since 1970, `sd` of its repeat error, `segment` counts the treatments before it."""

    visit_id: VisitId
    started_at: str
    years: float
    measured: Measurement
    sd: float
    segment: int

    @property
    def reading(self) -> Reading:
        """As the model reads it."""
        return Reading(years=self.years, value=self.measured.value or 0.0, sd=self.sd)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A visit that is not in the series, with the code of why."""

    visit_id: VisitId
    started_at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSeries:
    """`points` oldest first; `breaks` are the treatments that touched the zone, oldest first."""

    patient_id: PatientId
    key: CourseKey
    unit: str
    points: tuple[CoursePoint, ...]
    breaks: tuple[GivenTreatment, ...]
    left_out: tuple[LeftOut, ...]
    reference: Visit | None = None

    @property
    def current(self) -> tuple[CoursePoint, ...]:
        """The points since the last treatment."""
        newest = len(self.breaks)
        return tuple(point for point in self.points if point.segment == newest)

    @property
    def segments(self) -> tuple[tuple[CoursePoint, ...], ...]:
        """The points between treatments, oldest first; none is empty."""
        numbers = sorted({point.segment for point in self.points})
        return tuple(tuple(point for point in self.points if point.segment == number) for number in numbers)


def without_pictures(visit: Visit) -> Visit:
    """What the course needs of a visit: the frontal capture's record, the values, what was done; no landmarks."""
    analysis = visit.analysis
    if analysis is not None:
        analysis = replace(analysis, frames=())
    frontal = visit.capture_of(View.FRONTAL)
    captures = () if frontal is None else (frontal,)
    return replace(visit, captures=captures, annotations=(), judgements=(), analysis=analysis)


def measured_keys(visits: Iterable[Visit], quantities: Iterable[str]) -> tuple[CourseKey, ...]:
    """What some visit has a value of, the whole face first."""
    wanted = tuple(quantities)
    found: dict[CourseKey, None] = {}
    for visit in visits:
        if visit.analysis is None:
            continue
        for zone, metric in _values(visit.analysis):
            if metric.name in wanted and metric.value is not None and not metric.exploratory:
                found[CourseKey(zone=zone, quantity=metric.name)] = None
    return tuple(sorted(found, key=lambda key: (bool(key.zone), wanted.index(key.quantity), key.zone)))


def measured_in(visit: Visit, key: CourseKey) -> Measurement | None:
    """The visit's value of that quantity, also one that is missing with a reason."""
    if visit.analysis is None:
        return None
    values = _values(visit.analysis)
    return next((metric for zone, metric in values if (zone, metric.name) == (key.zone, key.quantity)), None)


def series_of(visits: Iterable[Visit], key: CourseKey, *, reference: Visit | None = None) -> CourseSeries:
    """The series of one patient's visits; `reference` only where the newest visit is not to be the measure."""
    ordered = sorted(visits, key=lambda visit: visit.started_at)
    if not ordered:
        raise ValueError("a series is made of visits")
    breaks = treatments_on(ordered, key.zone)
    usable = [visit for visit in ordered if _refusal(visit, measured_in(visit, key)) is None]
    reference = reference or (usable[-1] if usable else None)
    points, left_out = [], []
    for visit in ordered:
        measured = measured_in(visit, key)
        difference = None if reference is None else capture_difference(reference, visit)
        reason = _refusal(visit, measured)
        if reason is None and reference is not None:
            reason = incomparable(reference, visit, key, difference)
        if reason is None and measured is not None and difference is not None:
            points.append(
                CoursePoint(
                    visit_id=visit.id,
                    started_at=visit.started_at,
                    years=years_of(visit.started_at),
                    measured=measured,
                    sd=_repeat_sd(measured, difference, visit),
                    segment=sum(treatment.performed_on < visit.started_at[:10] for treatment in breaks),
                )
            )
        elif reason is not None:
            left_out.append(LeftOut(visit_id=visit.id, started_at=visit.started_at, reason=reason))
    return CourseSeries(
        patient_id=ordered[-1].patient_id,
        key=key,
        unit=points[-1].measured.unit if points else "",
        points=tuple(points),
        breaks=breaks,
        left_out=tuple(left_out),
        reference=reference,
    )


def treatments_on(visits: Sequence[Visit], zone: str) -> tuple[GivenTreatment, ...]:
    """Every recorded treatment that touches a zone, one of a day and kind once, oldest first."""
    found = {
        (treatment.performed_on, treatment.kind): treatment
        for visit in visits
        for treatment in visit.treatments
        if treatment.touches(zone)
    }
    return tuple(found[day] for day in sorted(found))


def incomparable(
    reference: Visit, visit: Visit, key: CourseKey, difference: CaptureDifference | None, *, same_person: bool = True
) -> str | None:
    """The code of why two visits must not be pooled, None where they may.

    Between two people the exposure follows the skin's tone: there only the colour of the light must be the same.
    """
    graded = [None if one.analysis is None else laxity_model_of(one.analysis) for one in (reference, visit)]
    if key.quantity == LAXITY and graded[0] != graded[1]:
        return "other_model"
    if reference.posture != visit.posture or {_seated(reference), _seated(visit)} == {True, False}:
        return "other_posture"
    if difference is None or difference.pose_deg is None:
        return "capture_unknown"
    if not difference.same_camera:
        return "other_camera"
    lit = difference.same_light if same_person else (difference.colour_temperature_k or 0.0) <= SAME_COLOUR_K
    if not lit or difference.colour_temperature_k is None:
        return "other_light"
    return None


def years_of(moment: str) -> float:
    """Years since 1970 of an ISO 8601 moment or day."""
    return (datetime.fromisoformat(moment).date() - date(1970, 1, 1)).days / DAYS_PER_YEAR


def _refusal(visit: Visit, measured: Measurement | None) -> str | None:
    if measured is None:
        return "not_measured"
    if measured.value is None:
        return measured.reason or "not_measured"
    if measured.exploratory:
        return "exploratory"
    if visit.analysis is not None and visit.analysis.off_protocol:
        return "off_protocol"
    return "low_confidence" if is_doubted(measured) else None


def _seated(visit: Visit) -> bool | None:
    """What the frontal picture shows of it."""
    frontal = visit.capture_of(View.FRONTAL)
    return None if frontal is None or frontal.posture is None else frontal.posture.seated_upright


def _repeat_sd(measured: Measurement, difference: CaptureDifference, visit: Visit) -> float:
    """What differs from visit to visit without any change: from mdc95, else from the interval, which is wider.

    Poses further apart than those of re-posed pairs widen it in proportion, and a length has its scale's own error.
    """
    value, low, high = measured.value or 0.0, measured.low or 0.0, measured.high or 0.0
    sd = 0.5 * (high - low) * _HALF_TO_SD if measured.mdc95 is None else measured.mdc95 / MDC95_PER_SEM
    sd *= max(1.0, (difference.pose_deg or 0.0) / REPOSED_PAIR_DEG)
    scale = visit.scale
    if measured.unit in ("mm", "mm2") and scale is not None and scale.distance_mm and scale.sigma_mm is not None:
        sd = float((sd**2 + (scale.sigma_mm / scale.distance_mm * value) ** 2) ** 0.5)
    return max(sd, 1e-6)


def _values(analysis: Analysis) -> list[tuple[str, Measurement]]:
    whole = [("", metric) for metric in (*analysis.laxity.measurements, *analysis.face)]
    return [*whole, *((zone.zone, metric) for zone in analysis.zones for metric in zone.everything)]
