"""Stored simulations against the visit that followed."""

from dataclasses import replace
from datetime import date

import pytest

from courses import grade_visit
from sample_records import USER
from skinlax_desktop.domain.measurement import Measurement, Source
from skinlax_desktop.domain.simulation import PredictedChange, SimulationRecord
from skinlax_desktop.domain.treatment import GivenTreatment
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.prediction_results import PredictionResult, results_of, scores

MADE = date(2025, 1, 10)
PREDICTED = PredictedChange(
    zone="jowl_L", quantity="jowl_descent_mm", unit="mm", low=-1.5, median=-1.0, high=-0.3, band=0.8
)


def visit(name: str, day: date, descent: float, *, patient: str = "p1") -> Visit:
    measured = Measurement(
        name="jowl_descent_mm",
        unit="mm",
        value=descent,
        low=descent - 2,
        high=descent + 2,
        mdc95=1.0,
        source=Source.IMAGE,
    )
    made = grade_visit(name, day, 1.0, patient=patient, metrics=(measured,))
    return replace(made, treatments=(), simulations=())


def simulation(weeks: float = 12.0, treatments: tuple[str, ...] = ("mfu",)) -> SimulationRecord:
    return SimulationRecord(
        id="s1",
        made_at=f"{MADE}T11:00:00+00:00",
        made_by=USER,
        program="t",
        plan_name="plan",
        plan_sha256="11",
        treatments=treatments,
        weeks=weeks,
        mesh_sha256="22",
        mesh_source="reconstructed",
        changes=(PREDICTED,),
    )


def done(day: str, kind: str = "mfu") -> GivenTreatment:
    return GivenTreatment(kind=kind, performed_on=day, zones=("jowl_L",), author=USER, entered_at=day)


def series(
    *, later: date = date(2025, 4, 20), treatments: tuple[GivenTreatment, ...] = (done("2025-01-15"),)
) -> list[Visit]:
    first = replace(visit("v1", MADE, 6.0), simulations=(simulation(),), treatments=treatments)
    return [first, visit("v2", later, 5.2)]


def only(visits: list[Visit]) -> PredictionResult:
    (result,) = results_of(visits)
    return result


def test_the_next_visit_is_compared_with_what_was_simulated() -> None:
    result = only(series())
    assert result.reason is None
    assert result.seen_at_visit == "v2"
    assert result.weeks == pytest.approx(95 / 7, abs=0.1)
    assert result.outcome is not None
    assert result.outcome.measured == pytest.approx(-0.8)
    assert result.outcome.error == pytest.approx(0.2)
    assert result.outcome.inside
    assert result.outcome.measured_high - result.outcome.measured == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    ("visits", "reason"),
    [
        (series(treatments=()), "plan_not_carried_out"),
        (series(treatments=(done("2024-12-01"),)), "plan_not_carried_out"),
        (series(treatments=(done("2025-01-15"), done("2025-02-01", "filler"))), "other_treatment"),
        (series(later=date(2025, 2, 1)), "visit_still_to_come"),
        (series(later=date(2026, 3, 1)), "no_visit_in_time"),
        ([series()[0], replace(series()[1], posture="supine")], "other_posture"),
        ([series()[0], replace(series()[1], analysis=None)], "not_measured"),
    ],
)
def test_what_cannot_be_compared_says_why(visits: list[Visit], reason: str) -> None:
    result = only(visits)
    assert (result.outcome, result.reason) == (None, reason)


def test_a_plan_without_treatment_is_compared_from_the_day_it_was_made() -> None:
    first, second = series(treatments=())
    nothing = replace(first, simulations=(simulation(treatments=()),))
    assert only([nothing, second]).outcome is not None


def test_the_clinic_sees_how_its_simulations_did_and_that_few_establish_nothing() -> None:
    results = [only(series()) for _ in range(3)]
    ((key, score),) = scores(results).items()
    assert key == ("jowl", "jowl_descent_mm", "mm")
    assert (score.n, score.people, score.established) == (3, 1, False)
    assert score.promised == pytest.approx(0.8)
    assert scores([only(series(treatments=()))]) == {}


def test_a_stored_simulation_is_never_replaced() -> None:
    first = series()[0]
    changed = first.with_simulation(replace(simulation(), weeks=99.0))
    assert changed.simulations[0].weeks == 12.0
    assert len(first.with_simulation(replace(simulation(), id="s2")).simulations) == 2
