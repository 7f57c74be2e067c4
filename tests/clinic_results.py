"""Recipe of two tables in docs/forecast.md: positions in cohorts of known people, and simulations with known results.

PYTHONPATH=src:tests python tests/clinic_results.py [clinics]
"""

import sys
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from courses import grade_visit, person
from sample_records import USER
from skinlax_desktop.domain.consent import Consent, ConsentScope
from skinlax_desktop.domain.measurement import Measurement, Source
from skinlax_desktop.domain.simulation import PredictedChange, SimulationRecord
from skinlax_desktop.domain.treatment import GivenTreatment
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.cohort import Peer, consenting, place_in_cohort
from skinlax_desktop.workflows.course_series import CourseKey
from skinlax_desktop.workflows.prediction_results import results_of, scores

KEY = CourseKey(zone="", quantity="laxity")
TODAY = date(2026, 11, 20)
# Of the grades of a made-up population, and of one reading of a grade.
MEAN, SPREAD, READING_SD = 1.8, 0.7, 0.2
SIZES = (20, 29, 30, 45, 90)
# What the studies of MFU on a brow span, and one reading of a brow's height on photographs.
LOW, MEDIAN, HIGH, BROW_SD = 0.47, 1.09, 1.7, 0.27
WEEKS, TREATED = 12.0, 40


def reading(name: str, grade: float, patient: str) -> Visit:
    return grade_visit(name, TODAY, grade, patient=patient, half=1.96 * READING_SD)


def clinic(random: np.random.Generator, agreed: int) -> list[Peer]:
    """Twice as many patients as agreed to be compared with."""
    peers = []
    for number in range(2 * agreed):
        name = f"q{number}"
        answer = Consent(scope=ConsentScope.COHORT, given=number % 2 == 0, answered_at="2026-01-01", recorded_by=USER)
        seen = random.normal(MEAN, SPREAD) + READING_SD * random.standard_normal()
        patient = replace(person(name), consents=(answer,))
        peers.append(Peer(patient=patient, visits=(reading(name, float(seen), name),)))
    agreeing = {patient.id for patient in consenting([peer.patient for peer in peers], on=TODAY.isoformat())}
    return [peer for peer in peers if peer.patient.id in agreeing]


def positions(clinics: int) -> None:
    from scipy.stats import norm

    random = np.random.default_rng(4)
    for size in SIZES:
        given, held, wide = 0, 0, []
        for _ in range(clinics):
            true = random.normal(MEAN, SPREAD)
            own = reading("v", float(true + READING_SD * random.standard_normal()), "p")
            found = place_in_cohort(person("p"), own, KEY, clinic(random, size))
            if found.percentile.value is None:
                assert found.reason == "cohort_too_small"
                continue
            given += 1
            low, high = found.percentile.low, found.percentile.high
            held += low <= 100.0 * norm.cdf((true - MEAN) / SPREAD) <= high
            wide.append(high - low)
        said = f"{held} of {given} hold the true percentile, {np.mean(wide):.0f} points wide" if given else "none given"
        sys.stdout.write(f"{size} consenting people: percentile in {given} of {clinics}; {said}\n")


def outcomes(clinics: int) -> None:
    """Each clinic treats as many people; effects lie evenly in what the studies span, or are a third smaller."""
    random = np.random.default_rng(5)
    for share in (1.0, 0.67):
        bias, inside, with_noise = [], [], []
        for _ in range(clinics):
            found = [one for number in range(TREATED) for one in results_of(treated(random, f"p{number}", share))]
            (score,) = scores(found).values()
            bias.append(score.bias)
            inside.append(score.inside.value)
            with_noise.append(score.inside_with_noise.value)
        true = share * (LOW + HIGH) / 2.0 - MEDIAN
        held = sum(one.low <= true <= one.high for one in bias)
        sys.stdout.write(
            f"effects times {share}: true bias {true:+.3f} mm, found {np.mean([one.value for one in bias]):+.3f}, its "
            f"interval holds it in {held} of {clinics}; inside the three outcomes {np.mean(inside):.2f}, with the "
            f"measuring error {np.mean(with_noise):.2f}\n"
        )


def treated(random: np.random.Generator, name: str, share: float) -> list[Visit]:
    made = date(2025, 1, 10)
    height = random.normal(20.0, 2.0)
    effect = share * random.uniform(LOW, HIGH)

    def at(label: str, day: date, true: float) -> Visit:
        value = float(true + BROW_SD * random.standard_normal())
        metric = Measurement(
            name="brow_height_apex_mm",
            unit="mm",
            value=value,
            low=value - 1.96 * BROW_SD,
            high=value + 1.96 * BROW_SD,
            mdc95=2.77 * BROW_SD,
            source=Source.IMAGE,
        )
        seen = grade_visit(f"{name}-{label}", day, 1.0, patient=name, metrics=(metric,))
        assert seen.analysis is not None
        brow = replace(seen.analysis.zones[0], zone="brow_L")
        return replace(seen, analysis=replace(seen.analysis, zones=(brow,)), treatments=(), simulations=())

    record = SimulationRecord(
        id=f"s-{name}",
        made_at=f"{made}T11:00:00+00:00",
        made_by=USER,
        program="t",
        plan_name="plan",
        plan_sha256="11",
        treatments=("mfu",),
        weeks=WEEKS,
        mesh_sha256="22",
        mesh_source="reconstructed",
        changes=(
            PredictedChange(
                zone="brow_L", quantity="brow_height_apex_mm", unit="mm", low=LOW, median=MEDIAN, high=HIGH
            ),
        ),
    )
    given = GivenTreatment(kind="mfu", performed_on="2025-01-15", zones=("brow_L",), author=USER, entered_at="2025")
    first = replace(at("v1", made, height), simulations=(record,), treatments=(given,))
    return [first, at("v2", made + timedelta(weeks=WEEKS), height + effect)]


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    positions(count)
    outcomes(max(count // 5, 10))
