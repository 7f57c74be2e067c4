import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS, laxity_of_age, patient_from_options, patient_named
from skinlax_desktop.text.errors import sentence_of


def test_five_patients_of_different_age_sex_and_tone():
    assert len(DEFAULT_PATIENTS) == 5
    assert len({patient.age_years for patient in DEFAULT_PATIENTS}) == 5
    assert {patient.sex for patient in DEFAULT_PATIENTS} == {"F", "M"}
    assert len({patient.monk for patient in DEFAULT_PATIENTS}) == 5
    assert all(set(patient.laxity) == set(ZONES) for patient in DEFAULT_PATIENTS)
    assert all(abs(sum(patient.origin) - 1.0) < 1e-9 for patient in DEFAULT_PATIENTS)


def test_a_patient_is_found_by_first_word_in_any_case():
    assert patient_named("elder") is patient_named("Elder Phantom")


def test_older_phantoms_are_laxer():
    young, old = laxity_of_age(30, 1), laxity_of_age(75, 1)
    assert all(old[zone] > young[zone] for zone in ZONES)


def test_named_zones_override_the_rest():
    patient = patient_from_options(seed=1, age=60, laxity={"all": 0.0, "jowl_L": 3.0})
    assert patient.severity("jowl_L") == 3.0
    assert sum(patient.severity(zone) for zone in ZONES) == 3.0


@pytest.mark.parametrize(
    "options",
    [
        {"age": 12},
        {"age": 120},
        {"sex": "X"},
        {"tone": 0},
        {"tone": 11},
        {"laxity": {"nose": 1.0}},
        {"laxity": {"jowl_L": 4.5}},
        {"laxity": {"jowl_L": -1.0}},
    ],
)
def test_nonsense_is_refused_with_a_sentence(options):
    with pytest.raises(SkinlaxError) as refused:
        patient_from_options(**options)
    assert sentence_of(refused.value)


def test_unknown_patient_is_refused_with_a_sentence():
    with pytest.raises(SkinlaxError) as refused:
        patient_named("Nobody")
    assert "Amber Phantom" in sentence_of(refused.value)
