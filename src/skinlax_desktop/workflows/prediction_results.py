"""Every stored simulation against the visit that came after it.

A simulation is compared with the first later visit that is near the simulated weeks, counted from the treatment, and
measured the quantity, but only if the record says that its treatments were carried out: a plan that nobody followed
predicted nothing. What two measured surfaces say goes before what photographs say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from skinlax_desktop.analytics.prediction_score import Outcome, Score, score_predictions
from skinlax_desktop.domain.ids import PatientId, VisitId
from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.domain.simulation import PredictedChange, SimulationRecord
from skinlax_desktop.domain.surfaces_compared import SurfacesCompared
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import PAIRED_ZONES, kind_of_zone, mirrored_zone
from skinlax_desktop.workflows.course_series import CourseKey, series_of, treatments_on, years_of
from skinlax_desktop.workflows.surface_pairs import Pair, standing_comparisons

WEEKS_NEAR: Final = (0.5, 2.0)
"""From half of the simulated weeks to twice as many: an engineering choice, wide enough for 3 to 6 months."""

_WEEKS_PER_YEAR: Final = 365.25 / 7.0
_OF_SURFACES: Final = "zone_"
"""Quantities that no photograph measures are called so (`simulation_keeping`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionResult:
    """One predicted quantity. Without `outcome`, `reason` (a code) says why it is not compared, or not yet.

    A predicted zone without its side stands for both together. `on_surfaces`: measured on two surfaces; `warnings` are
    what limits their comparison. `parameters` belong to a reason that is the code of an error.
    """

    patient_id: PatientId
    made_at_visit: VisitId
    simulation: SimulationRecord
    predicted: PredictedChange
    seen_at_visit: VisitId | None = None
    weeks: float | None = None
    outcome: Outcome | None = None
    on_surfaces: bool = False
    warnings: tuple[str, ...] = ()
    reason: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()


def results_of(visits: Iterable[Visit]) -> tuple[PredictionResult, ...]:
    """Of every simulation of one patient, oldest first."""
    ordered = sorted(visits, key=lambda visit: visit.started_at)
    compared = standing_comparisons(ordered)
    return tuple(
        _compare(ordered, compared, visit, simulation, predicted)
        for visit in ordered
        for simulation in visit.simulations
        for predicted in _as_measured(simulation, [one for pair, one in compared.items() if pair[0] == visit.id])
    )


def scores(results: Sequence[PredictionResult]) -> Mapping[tuple[str, str, str], Score]:
    """By kind of zone, quantity and unit, over all patients."""
    groups: dict[tuple[str, str, str], list[Outcome]] = {}
    for result in results:
        predicted = result.predicted
        if result.outcome is not None:
            key = (kind_of_zone(predicted.zone), predicted.quantity, predicted.unit)
            groups.setdefault(key, []).append(result.outcome)
    return {key: score_predictions(found) for key, found in sorted(groups.items())}


def _as_measured(simulation: SimulationRecord, compared: Sequence[SurfacesCompared]) -> Iterator[PredictedChange]:
    """The predictions; an amount that is told for both sides together once, or as a half where one side is planned."""
    told = {(finding.zone, finding.change.name) for one in compared for finding in one.findings}
    planned = {(change.zone, change.quantity) for change in simulation.changes}
    for change in simulation.changes:
        kind = kind_of_zone(change.zone)
        if kind not in PAIRED_ZONES or (kind, change.quantity) not in told:
            yield change
        elif (mirrored_zone(change.zone), change.quantity) not in planned:
            yield replace(change, low=change.low / 2.0, median=change.median / 2.0, high=change.high / 2.0)
        elif change.zone.endswith("_R"):
            yield replace(change, zone=kind)


def _compare(
    visits: Sequence[Visit],
    compared: Mapping[Pair, SurfacesCompared],
    made: Visit,
    simulation: SimulationRecord,
    predicted: PredictedChange,
) -> PredictionResult:
    answer = PredictionResult(
        patient_id=made.patient_id, made_at_visit=made.id, simulation=simulation, predicted=predicted
    )
    treated = _treated_on(visits, simulation, predicted.zone)
    if treated is None:
        return replace(answer, reason="plan_not_carried_out")
    weeks_at = {visit.id: _WEEKS_PER_YEAR * (years_of(visit.started_at) - years_of(treated)) for visit in visits}
    least, most = (share * _weeks_after_treatment(simulation, predicted.zone) for share in WEEKS_NEAR)
    near = [visit for visit in visits if least <= weeks_at[visit.id] <= most and visit.started_at > made.started_at]
    if not near:
        passed = any(weeks_at[visit.id] > most for visit in visits)
        return replace(answer, reason="no_visit_in_time" if passed else "visit_still_to_come")
    tried = []
    for seen in near:
        here = replace(answer, seen_at_visit=seen.id, weeks=weeks_at[seen.id])
        result = _measured(here, made, seen, compared.get((made.id, seen.id)))
        if result.outcome is not None and _other_treatments(visits, simulation, made, seen, predicted.zone):
            result = replace(here, reason="other_treatment")
        tried.append(result)
    return next((result for result in tried if result.outcome is not None), tried[0])


def _measured(
    answer: PredictionResult, made: Visit, seen: Visit, compared: SurfacesCompared | None
) -> PredictionResult:
    """What became of the quantity at one visit: by both surfaces, else by the photographs."""
    predicted = answer.predicted
    change = None if compared is None else _finding(compared, predicted)
    if compared is not None and change is not None and change.value is not None:
        low, high = change.low, change.high
        outcome = _outcome(made.patient_id, predicted, change.value, low or 0.0, high or 0.0)
        return replace(answer, outcome=outcome, on_surfaces=True, warnings=compared.warnings)
    series = series_of((made, seen), CourseKey(zone=predicted.zone, quantity=predicted.quantity))
    points = {point.visit_id: point for point in series.points}
    if made.id in points and seen.id in points:
        before, after = points[made.id], points[seen.id]
        found = (after.measured.value or 0.0) - (before.measured.value or 0.0)
        noise = 1.96 * (before.sd**2 + after.sd**2) ** 0.5
        return replace(answer, outcome=_outcome(made.patient_id, predicted, found, found - noise, found + noise))
    if compared is not None and compared.refused:
        return replace(answer, reason=compared.refused, parameters=compared.parameters)
    if compared is not None:
        return replace(answer, reason=(change and change.reason) or "surfaces_do_not_measure")
    if made.face_surface is not None and seen.face_surface is not None:
        return replace(answer, reason="surfaces_not_compared")
    if predicted.quantity.startswith(_OF_SURFACES):
        return replace(answer, reason="needs_two_surfaces")
    return replace(answer, reason=series.left_out[0].reason)


def _finding(compared: SurfacesCompared, predicted: PredictedChange) -> Measurement | None:
    wanted = (predicted.zone, predicted.quantity, predicted.unit)
    changes = ((finding.zone, finding.change) for finding in compared.findings)
    return next((change for zone, change in changes if (zone, change.name, change.unit) == wanted), None)


def _other_treatments(
    visits: Sequence[Visit], simulation: SimulationRecord, made: Visit, seen: Visit, zone: str
) -> bool:
    """Whether something else was done to the zone between the two visits: then nobody can tell whose change it is."""
    return any(
        treatment.kind not in simulation.treatments
        for side in _sides(zone)
        for treatment in treatments_on(visits, side)
        if made.started_at[:10] <= treatment.performed_on < seen.started_at[:10]
    )


def _outcome(person: PatientId, predicted: PredictedChange, measured: float, low: float, high: float) -> Outcome:
    return Outcome(
        person=str(person),
        low=predicted.low,
        median=predicted.median,
        high=predicted.high,
        band=predicted.band,
        measured=measured,
        measured_low=low,
        measured_high=high,
    )


def _treated_on(visits: Sequence[Visit], simulation: SimulationRecord, zone: str) -> str | None:
    """The day of the plan's last treatment of a zone, None while one is missing; of an empty plan, when it was made."""
    days = []
    for kind in _kinds(simulation, zone):
        for side in _sides(zone):
            done = [
                treatment.performed_on
                for visit in visits
                for treatment in visit.treatments
                if treatment.kind == kind
                and treatment.touches(side)
                and treatment.performed_on >= simulation.made_at[:10]
            ]
            if not done:
                return None
            days.append(min(done))
    return max(days) if days else simulation.made_at[:10]


def _kinds(simulation: SimulationRecord, zone: str) -> tuple[str, ...]:
    """The treatments that the plan has for a zone; all of them where it was not kept which go where."""
    sides = _sides(zone)
    here = tuple(dict.fromkeys(step.device for step in simulation.steps if any(side in step.zones for side in sides)))
    return here or simulation.treatments


def _weeks_after_treatment(simulation: SimulationRecord, zone: str) -> float:
    """How long after the zone's last treatment the simulation looks."""
    sides = _sides(zone)
    given = [step.at_week for step in simulation.steps if any(side in step.zones for side in sides)]
    return max(simulation.weeks - max(given, default=0.0), 0.0)


def _sides(zone: str) -> tuple[str, ...]:
    """The zone, or both of its sides where it is told without."""
    return (f"{zone}_R", f"{zone}_L") if zone in PAIRED_ZONES else (zone,)
