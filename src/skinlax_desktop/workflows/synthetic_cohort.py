"""The SYNTHETIC cohort: digital people with known severities, in place of patients while there are too few.

A row of `cohort/synthetic.txt` is a person: age, sex, Fitzpatrick type, then the severity of every zone in tenths of a
grade, in the order of `domain.zones.ZONES`. They are true severities, not grades that a model read, and they are no
evidence of what people of that age look like.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from skinlax_desktop.domain.laxity import MAX_GRADE, weight_of_zone
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.workflows.cohort import SKIN_GROUPS, CohortMember
from skinlax_desktop.workflows.course_series import CourseKey
from skinlax_desktop.workflows.visit_comparison import LAXITY

VERSION: Final = "1"
SEED: Final = 60_001
PEOPLE: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticPerson:
    """Severities 0 to 4 by zone."""

    age_years: int
    sex: str
    fitzpatrick: str
    severity: tuple[float, ...]


def draw_rows(people: int = PEOPLE, seed: int = SEED) -> str:
    """The rows of the file: of the phantom population those whose severities follow age, which is every second one."""
    from skinlax_desktop.phantom.population import sample_person

    rows = []
    for number in range(people):
        patient = sample_person(seed, 2 * number).patient
        tenths = (round(10.0 * min(patient.severity(zone), MAX_GRADE)) for zone in ZONES)
        rows.append(f"{patient.age_years}{patient.sex} {patient.fitzpatrick} {' '.join(str(one) for one in tenths)}")
    return "\n".join(rows) + "\n"


@lru_cache(maxsize=2)
def load_synthetic_people(resources: Path) -> tuple[SyntheticPerson, ...]:
    """Read the file from the folder of resources."""
    people = []
    for row in (resources / "cohort" / "synthetic.txt").read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        who, fitzpatrick, *tenths = row.split()
        people.append(
            SyntheticPerson(
                age_years=int(who[:-1]),
                sex=who[-1],
                fitzpatrick=fitzpatrick,
                severity=tuple(int(one) / 10.0 for one in tenths),
            )
        )
    return tuple(people)


def synthetic_members(resources: Path, key: CourseKey, visit: Visit) -> tuple[CohortMember, ...]:
    """The cohort for a quantity of a visit: only the laxity grade has one.

    The whole face is the mean over the very zones that the visit's own overall grade was made of.
    """
    if key.quantity != LAXITY or visit.analysis is None:
        return ()
    zones = (key.zone,) if key.zone else _counted_zones(visit.analysis)
    numbers = [(ZONES.index(zone), weight_of_zone(zone)) for zone in zones if zone in ZONES]
    total = sum(weight for _, weight in numbers)
    if not numbers:
        return ()
    return tuple(
        CohortMember(
            age_years=float(person.age_years),
            sex=person.sex,
            skin=SKIN_GROUPS[person.fitzpatrick],
            value=sum(weight * person.severity[number] for number, weight in numbers) / total,
        )
        for person in load_synthetic_people(resources)
    )


def _counted_zones(analysis: Analysis) -> tuple[str, ...]:
    graded = ((zone.zone, zone.laxity) for zone in analysis.zones)
    return tuple(zone for zone, grade in graded if grade is not None and not grade.exploratory)
