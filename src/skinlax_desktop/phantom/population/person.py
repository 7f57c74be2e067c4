"""Who a synthetic person is. Everything that laxity is not is drawn apart from it, on purpose.

In half of the people the zones' severities are independent of each other and of age; in the other half they follow age
as `laxity_of_age` has it, with strong deviations of the person and of each zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from skinlax_desktop.domain.zones import MIDLINE_ZONES, PAIRED_ZONES, kind_of_zone
from skinlax_desktop.phantom.head_hair import Hairdo
from skinlax_desktop.phantom.patients import PhantomPatient, laxity_of_age
from skinlax_desktop.phantom.population.complexion import Complexion, sample_complexion
from skinlax_desktop.phantom.population.grooming import sample_dyes, sample_hairdo

YOUNGEST, OLDEST = 18, 90
MOST_SEVERE: Final = 4.6
"""A little beyond the scale, so that its upper end is not the end of what a model has seen."""

_BETWEEN_SIDES: Final = 0.35
_FURROWS: Final = (1.0, 2.4)
_FITZPATRICK: Final = ("I", "I", "II", "III", "III", "IV", "IV", "V", "VI", "VI")


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationPerson:
    """A synthetic person.

    `patient` carries identity, age, sex, tone and the true laxity. `skin_of` is painted instead of the patient's own
    skin: its wrinkles follow laxity only loosely. `hair_of` decides hair and brows. `smile` 0..1 is how strongly the
    person smiles when they do, `smiles_open` whether it shows teeth; `glasses` whether they keep them on. `hairdo`,
    `complexion` and `dyes` (eyes and clothes) are how the person looks, whatever the laxity.
    `furrow` is how sharply their skin folds where it is lax, 1 to 2.4, whatever the laxity.
    `decorrelated`: severities are independent of each other and of age.
    """

    index: int
    patient: PhantomPatient
    skin_of: PhantomPatient
    hair_of: PhantomPatient
    smile: float
    smiles_open: bool
    glasses: bool
    decorrelated: bool
    hairdo: Hairdo
    complexion: Complexion
    dyes: tuple[float, float, float, float]
    furrow: float = 1.0


def sample_person(seed: int, index: int) -> PopulationPerson:
    """Person number `index` of the population with that seed; the same numbers give the same person."""
    random = np.random.default_rng((seed, index))
    decorrelated = index % 2 == 1
    age = int(random.integers(YOUNGEST, OLDEST + 1))
    sex = str(random.choice(["F", "M"]))
    monk = int(random.integers(1, 11))
    identity = int(random.integers(0, 2**31))
    laxity = _independent(random) if decorrelated else _age_typical(age, identity, random)
    patient = PhantomPatient(
        name=f"Population {seed}-{index}",
        age_years=age,
        sex=sex,
        monk=monk,
        fitzpatrick=_FITZPATRICK[monk - 1],
        seed=identity,
        origin=_origin(random),
        weight=float(np.clip(random.normal(0.0, 0.4), -1.0, 1.0)),
        laxity=laxity,
    )
    groomed = str(random.choice([sex, sex, sex, "F", "M"]))
    hair_age = int(random.integers(YOUNGEST, OLDEST + 1)) if decorrelated else age
    stubble = float(max(0.0, random.normal(0.05, 0.2))) if sex == "M" else 0.0
    greyness = float(np.clip((hair_age - 42.0) / 28.0 + random.normal(0.0, 0.2), 0.0, 1.0))
    return PopulationPerson(
        index=index,
        patient=patient,
        skin_of=_with(
            patient,
            age=int(random.integers(YOUNGEST, OLDEST + 1)) if decorrelated else age,
            laxity=_loosely(laxity, random),
        ),
        hair_of=_with(patient, age=hair_age, sex=groomed),
        smile=float(random.uniform(0.25, 1.0)),
        smiles_open=bool(random.random() < 0.6),
        glasses=bool(random.random() < 0.15),
        decorrelated=decorrelated,
        hairdo=sample_hairdo(random, sex=groomed if sex == "F" else sex, greyness=greyness, monk=monk),
        complexion=sample_complexion(
            random, made_up=bool(random.random() < (0.45 if sex == "F" else 0.05)), stubble=stubble, seed=identity
        ),
        dyes=sample_dyes(random),
        furrow=float(np.random.default_rng((seed, index, 5)).uniform(*_FURROWS)),
    )


def redraw_laxity(person: PopulationPerson, random: np.random.Generator) -> PopulationPerson:
    """The same person with other severities, drawn as theirs were: what stays alike is then no sign of laxity."""
    patient = person.patient
    laxity = _independent(random) if person.decorrelated else _age_typical(patient.age_years, patient.seed, random)
    return replace(
        person,
        patient=replace(patient, laxity=laxity),
        skin_of=replace(person.skin_of, laxity=_loosely(laxity, random)),
    )


def _independent(random: np.random.Generator) -> dict[str, float]:
    severities = {}
    for zone in MIDLINE_ZONES:
        severities[zone] = float(random.uniform(0.0, MOST_SEVERE))
    for zone in PAIRED_ZONES:
        both = random.uniform(0.0, MOST_SEVERE)
        for side in ("R", "L"):
            value = both + random.normal(0.0, 2.0 * _BETWEEN_SIDES)
            severities[f"{zone}_{side}"] = float(np.clip(value, 0.0, MOST_SEVERE))
    return severities


def _age_typical(age: int, identity: int, random: np.random.Generator) -> dict[str, float]:
    typical = laxity_of_age(age, identity)
    person = random.normal(1.0, 0.25)
    shift = {zone: random.normal(0.0, 0.6) for zone in (*MIDLINE_ZONES, *PAIRED_ZONES)}
    severities = {}
    for zone, value in typical.items():
        kind = kind_of_zone(zone)
        own = value * person + shift[kind] + random.normal(0.0, _BETWEEN_SIDES)
        severities[zone] = float(np.clip(own, 0.0, MOST_SEVERE))
    return severities


def _loosely(laxity: Mapping[str, float], random: np.random.Generator) -> dict[str, float]:
    """What wrinkles show of laxity: some people's skin folds sharply, others' hangs smooth."""
    person = random.uniform(0.3, 1.2)
    return {
        zone: float(np.clip(person * value + random.normal(0.0, 0.7), 0.0, MOST_SEVERE))
        for zone, value in laxity.items()
    }


def _with(
    patient: PhantomPatient, *, age: int, sex: str | None = None, laxity: Mapping[str, float] | None = None
) -> PhantomPatient:
    return PhantomPatient(
        name=patient.name,
        age_years=age,
        sex=patient.sex if sex is None else sex,
        monk=patient.monk,
        fitzpatrick=patient.fitzpatrick,
        seed=patient.seed,
        origin=patient.origin,
        weight=patient.weight,
        laxity=patient.laxity if laxity is None else laxity,
    )


def _origin(random: np.random.Generator) -> tuple[float, float, float]:
    """Mixed and pure origins alike, whatever the tone."""
    african, asian, caucasian = random.dirichlet((0.4, 0.4, 0.6))
    return float(african), float(asian), float(caucasian)
