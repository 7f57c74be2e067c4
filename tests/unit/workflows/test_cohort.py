"""Who a patient is compared with, and what is said while there are too few."""

from dataclasses import replace

import pytest

from courses import person, visits_of
from forecast_backtest import RESOURCES
from laxity_stand_in import MODEL
from sample_records import USER
from skinlax_desktop.domain.consent import Consent, ConsentScope
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.workflows.cohort import Peer, consenting, peer_series, place_in_cohort
from skinlax_desktop.workflows.course_series import CourseKey
from skinlax_desktop.workflows.patients import merge_patients
from skinlax_desktop.workflows.synthetic_cohort import draw_rows, load_synthetic_people, synthetic_members

JOWL = CourseKey(zone="jowl_L", quantity="laxity")
WHOLE = CourseKey(zone="", quantity="laxity")
TODAY = "2026-11-26"


def answered(patient: Patient, day: str, *, given: bool) -> Patient:
    answer = Consent(scope=ConsentScope.COHORT, given=given, answered_at=day, recorded_by=USER)
    return replace(patient, consents=(*patient.consents, answer))


def peers_of(number: int, **traits: object) -> list[Peer]:
    return [
        Peer(
            patient=person(f"q{one}", **traits),
            visits=tuple(visits_of([0.5 + 0.05 * one, 0.05 * one], patient=f"q{one}")),
        )
        for one in range(number)
    ]


def test_only_those_who_agreed_and_did_not_withdraw_are_compared_with() -> None:
    yes = answered(person("yes"), "2026-01-01", given=True)
    withdrawn = answered(answered(person("no"), "2026-01-01", given=True), "2026-02-01", given=False)
    assert consenting((yes, withdrawn, person("silent")), on=TODAY) == (yes,)
    assert consenting((yes,), on=TODAY, but=yes) == ()


def test_a_withdrawal_survives_the_merging_of_two_entries() -> None:
    class Record:
        kept = answered(person("a"), "2026-01-01", given=True)
        other = answered(person("b"), "2026-02-01", given=False)

        def patient(self, patient_id: str) -> Patient:
            return {"a": self.kept, "b": self.other}[patient_id]

        def merge_patients(self, **_merged: object) -> None: ...

    merged = merge_patients(Record(), kept="a", absorbed="b", by=USER)  # type: ignore[arg-type]
    assert consenting((merged,), on=TODAY) == ()


def test_the_position_is_among_the_newest_values_of_matched_people() -> None:
    visit = visits_of([1.0])[0]
    place = place_in_cohort(person("p1"), visit, JOWL, peers_of(40))
    # Newest values are 0.00, 0.05 ... 1.95: twenty below 1.0, one alike.
    assert place.percentile.value == pytest.approx(100.0 * 20.5 / 40)
    assert (place.percentile.n, place.clinic_people, place.synthetic) == (40, 40, False)
    assert place.rule is not None
    assert (place.rule.age_years, place.rule.sex, place.rule.skin) == (5, "F", "III-IV")


@pytest.mark.parametrize("traits", [{"sex": "M"}, {"fitzpatrick": "V"}, {"birth_date": "1990-01-01"}])
def test_another_sex_skin_or_age_is_no_match(traits: dict[str, str]) -> None:
    visit = visits_of([1.0])[0]
    place = place_in_cohort(person("p1"), visit, JOWL, peers_of(40, **traits))
    assert (place.percentile.value, place.reason, place.clinic_people) == (None, "cohort_too_small", 0)


def test_a_wider_age_is_used_only_where_the_narrow_one_holds_too_few() -> None:
    visit = visits_of([1.0])[0]
    older = peers_of(40, birth_date="1957-05-01")
    place = place_in_cohort(person("p1"), visit, JOWL, [*peers_of(5), *older])
    assert place.rule is not None
    assert (place.rule.age_years, place.percentile.n) == (10, 45)


def test_other_models_and_other_light_are_never_pooled() -> None:
    visit = visits_of([1.0])[0]
    other_model = [
        replace(
            peer, visits=tuple(visits_of([1.0], patient=str(peer.patient.id), model=replace(MODEL, sha256="ef" * 32)))
        )
        for peer in peers_of(40)
    ]
    assert place_in_cohort(person("p1"), visit, JOWL, other_model).clinic_people == 0
    assert peer_series(other_model, visit, JOWL) == ()
    warm = LightSettings(level=0.5, colour_temperature_k=3000)
    brighter = LightSettings(level=0.9)
    for light, people in ((warm, 0), (brighter, 40)):
        lit = [
            replace(
                peer,
                visits=tuple(replace(one, captures=(replace(one.captures[0], light=light),)) for one in peer.visits),
            )
            for peer in peers_of(40)
        ]
        plain = replace(visit, captures=(replace(visit.captures[0], light=LightSettings(level=0.5)),))
        assert place_in_cohort(person("p1"), plain, JOWL, lit).clinic_people == people


def test_what_is_unknown_of_the_patient_is_asked_for() -> None:
    visit = visits_of([1.0])[0]
    for lacking, reason in (("birth_date", "needs_birth_date"), ("sex", "needs_sex"), ("fitzpatrick", "needs_skin")):
        patient = replace(person("p1"), **{lacking: None})
        assert place_in_cohort(patient, visit, JOWL, peers_of(40)).reason == reason


def test_while_too_few_the_synthetic_cohort_stands_in_and_says_so() -> None:
    visit = visits_of([1.0])[0]
    synthetic = synthetic_members(RESOURCES, JOWL, visit)
    place = place_in_cohort(person("p1"), visit, JOWL, peers_of(29), synthetic)
    assert place.synthetic
    assert place.clinic_people == 29
    assert place.percentile.value is not None
    assert place.percentile.n >= 30
    assert not place_in_cohort(person("p1"), visit, JOWL, peers_of(30), synthetic).synthetic
    assert synthetic_members(RESOURCES, CourseKey(zone="jowl_L", quantity="jowl_descent_mm"), visit) == ()


def test_the_synthetic_file_is_what_its_recipe_draws_and_gets_laxer_with_age() -> None:
    rows = (RESOURCES / "cohort" / "synthetic.txt").read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("# SYNTHETIC")
    assert rows[1:21] == draw_rows(20).splitlines()
    people = load_synthetic_people(RESOURCES)
    assert len(people) == len(rows) - 1 == 2000
    visit = visits_of([1.0])[0]
    whole = synthetic_members(RESOURCES, WHOLE, visit)
    jowl = synthetic_members(RESOURCES, JOWL, visit)
    # The visit's overall grade was made of the jowl alone.
    assert whole == jowl
    young = [member.value for member in jowl if member.age_years < 35]
    old = [member.value for member in jowl if member.age_years > 70]
    assert sum(young) / len(young) + 1.0 < sum(old) / len(old)
