"""Phantom patients over years: a zone's severity follows a planted course and is read with a known error.

Only numbers, no pictures: what a forecast is tested on. The error of a reading is normal with the repeat error that
the reading states.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from skinlax_desktop.analytics.course_model import Reading
from skinlax_desktop.phantom.patients import MOST_LAX, laxity_of_age


class Course(StrEnum):
    """How the severity goes. `STABLE` is the negative control: nothing happens."""

    STABLE = "stable"
    LINEAR = "linear"
    ACCELERATING = "accelerating"
    TREATED = "treated"
    NOISY = "noisy"


REPEAT_SD: Final = (0.10, 0.20)
"""Of a grade, from zone to zone (model card: 0.176 over all zones)."""

_NOISIER: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedSeries:
    """`readings` are what was measured, oldest first, on one clock in years; `truth` is the severity behind each.

    A treated one holds only the visits after its recorded treatment in `readings`; `before` are those ahead of it.
    """

    patient: str
    course: Course
    readings: tuple[Reading, ...]
    truth: tuple[float, ...]
    before: tuple[Reading, ...] = ()


def plant_clinic(seed: int, *, patients_of_each: int = 3, per_grade: float = 1.0) -> tuple[PlantedSeries, ...]:
    """A clinic with as many patients of every course; the same seed gives the same clinic.

    `per_grade`: how much of another quantity a grade stands for; values and errors are in its unit then.
    """
    random = np.random.default_rng((seed, 31))
    kinds = [course for course in Course for _ in range(patients_of_each)]
    return tuple(_plant(f"{seed}-{number}", course, random, per_grade) for number, course in enumerate(kinds))


def _plant(patient: str, course: Course, random: np.random.Generator, per_grade: float) -> PlantedSeries:
    """Four to eight visits, three to nine months apart; a treated patient has three more, before the treatment."""
    age, identity = int(random.integers(35, 70)), int(random.integers(0, 2**31))
    visits = int(random.integers(4, 9)) + (3 if course is Course.TREATED else 0)
    years = random.uniform(0.0, 2.0) + np.cumsum(random.uniform(0.25, 0.75, visits))
    since = years - years[0]
    start = min(laxity_of_age(age, identity)["jowl_L"], MOST_LAX - 1.2)
    slope = float(random.normal(0.12, 0.10))
    if course is Course.STABLE:
        severity = np.full(visits, start)
    elif course is Course.ACCELERATING:
        severity = start + float(random.uniform(0.03, 0.10)) * since**2
    else:
        severity = start + slope * since
    if course is Course.TREATED:
        severity[3:] -= float(random.uniform(0.3, 0.8))
    sd = float(random.uniform(*REPEAT_SD)) * (_NOISIER if course is Course.NOISY else 1.0)
    values = severity + random.normal(0.0, sd, visits)
    readings = tuple(
        Reading(years=float(at), value=per_grade * float(value), sd=per_grade * sd)
        for at, value in zip(years, values, strict=True)
    )
    kept = 3 if course is Course.TREATED else 0
    return PlantedSeries(
        patient=patient,
        course=course,
        readings=readings[kept:],
        truth=tuple(per_grade * float(value) for value in severity[kept:]),
        before=readings[:kept],
    )
