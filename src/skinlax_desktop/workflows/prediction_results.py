"""Every stored simulation against the visit that came after it.

A simulation is compared with the first later visit that is near the simulated weeks, counted from the treatment, and
only if the record says that its treatments were carried out: a plan that nobody followed predicted nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from skinlax_desktop.analytics.prediction_score import Outcome, Score, score_predictions
from skinlax_desktop.domain.ids import PatientId, VisitId
from skinlax_desktop.domain.simulation import PredictedChange, SimulationRecord
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.course_series import CourseKey, CoursePoint, series_of, treatments_on, years_of

WEEKS_NEAR: Final = (0.5, 2.0)
"""From half of the simulated weeks to twice as many: an engineering choice, wide enough for 3 to 6 months."""

_WEEKS_PER_YEAR: Final = 365.25 / 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionResult:
    """One predicted quantity. Without `outcome`, `reason` (a code) says why it is not compared, or not yet."""

    patient_id: PatientId
    made_at_visit: VisitId
    simulation: SimulationRecord
    predicted: PredictedChange
    seen_at_visit: VisitId | None = None
    weeks: float | None = None
    outcome: Outcome | None = None
    reason: str | None = None


def results_of(visits: Iterable[Visit]) -> tuple[PredictionResult, ...]:
    """Of every simulation of one patient, oldest first."""
    ordered = sorted(visits, key=lambda visit: visit.started_at)
    return tuple(
        _compare(ordered, visit, simulation, predicted)
        for visit in ordered
        for simulation in visit.simulations
        for predicted in simulation.changes
    )


def scores(results: Sequence[PredictionResult]) -> Mapping[tuple[str, str], Score]:
    """By quantity and unit, over all zones and patients."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for result in results:
        if result.outcome is not None:
            groups.setdefault((result.predicted.quantity, result.predicted.unit), []).append(result.outcome)
    return {key: score_predictions(found) for key, found in sorted(groups.items())}


def _compare(
    visits: Sequence[Visit], made: Visit, simulation: SimulationRecord, predicted: PredictedChange
) -> PredictionResult:
    answer = PredictionResult(
        patient_id=made.patient_id, made_at_visit=made.id, simulation=simulation, predicted=predicted
    )
    treated = _treated_on(visits, simulation, predicted.zone)
    if treated is None:
        return replace(answer, reason="plan_not_carried_out")
    weeks_at = {visit.id: _WEEKS_PER_YEAR * (years_of(visit.started_at) - years_of(treated)) for visit in visits}
    least, most = (share * simulation.weeks for share in WEEKS_NEAR)
    near = [visit for visit in visits if least <= weeks_at[visit.id] <= most and visit.started_at > made.started_at]
    if not near:
        passed = any(weeks_at[visit.id] > most for visit in visits)
        return replace(answer, reason="no_visit_in_time" if passed else "visit_still_to_come")
    seen = near[0]
    answer = replace(answer, seen_at_visit=seen.id, weeks=weeks_at[seen.id])
    series = series_of((made, seen), CourseKey(zone=predicted.zone, quantity=predicted.quantity))
    points = {point.visit_id: point for point in series.points}
    if made.id not in points or seen.id not in points:
        return replace(answer, reason=series.left_out[0].reason)
    if _other_treatments(visits, simulation, made, seen, predicted.zone):
        return replace(answer, reason="other_treatment")
    return replace(answer, outcome=_outcome(made.patient_id, predicted, points[made.id], points[seen.id]))


def _other_treatments(
    visits: Sequence[Visit], simulation: SimulationRecord, made: Visit, seen: Visit, zone: str
) -> bool:
    """Whether something else was done to the zone between the two visits: then nobody can tell whose change it is."""
    return any(
        treatment.kind not in simulation.treatments
        for treatment in treatments_on(visits, zone)
        if made.started_at[:10] <= treatment.performed_on < seen.started_at[:10]
    )


def _outcome(person: PatientId, predicted: PredictedChange, before: CoursePoint, after: CoursePoint) -> Outcome:
    noise = 1.96 * (before.sd**2 + after.sd**2) ** 0.5
    return Outcome(
        person=str(person),
        low=predicted.low,
        median=predicted.median,
        high=predicted.high,
        band=predicted.band,
        measured=(after.measured.value or 0.0) - (before.measured.value or 0.0),
        mdc95=noise,
    )


def _treated_on(visits: Sequence[Visit], simulation: SimulationRecord, zone: str) -> str | None:
    """The day of the plan's last treatment, None while one is missing; of an empty plan, the day it was made."""
    days = []
    for kind in simulation.treatments:
        done = [
            treatment.performed_on
            for visit in visits
            for treatment in visit.treatments
            if treatment.kind == kind and treatment.touches(zone) and treatment.performed_on >= simulation.made_at[:10]
        ]
        if not done:
            return None
        days.append(min(done))
    return max(days) if days else simulation.made_at[:10]
