"""Backtest of the forecast on planted courses; run it with `PYTHONPATH=src:tests` and it prints the numbers.

Even seeds chose the spreads of the prior, odd seeds report. Each clinic has three patients of every course; the last
visit of each is foretold from what was known on its day.
"""

import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from skinlax_desktop.analytics.course_backtest import FEWEST_VISITS, Backtest, Case, DatedSeries, case_of, summarise
from skinlax_desktop.analytics.course_jump import find_jump
from skinlax_desktop.analytics.course_model import CoursePrior, forecast_course, learn_clinic
from skinlax_desktop.phantom.planted_courses import Course, PlantedSeries, plant_clinic
from skinlax_desktop.workflows.course_prior import load_course_priors

RESOURCES = Path(__file__).parents[1] / "resources"
CHOOSING, REPORTING = range(0, 80, 2), range(1, 80, 2)


PER_GRADE = {
    "jowl_descent_mm": 2.5,
    "jawline_deviation_mm": 1.2,
    "cervicomental_angle_deg": 10.0,
    "submental_area_mm2": 40.0,
}
"""What a grade is taken to stand for, so that planted errors are near the measured ones of each quantity."""


def lengths_of(quantity: str, seeds: Iterable[int]) -> Backtest:
    """The same for another quantity, under its own prior."""
    prior, cases = load_course_priors(RESOURCES).of[quantity].prior, []
    for seed in seeds:
        clinic = plant_clinic(seed, per_grade=PER_GRADE[quantity])
        for patient in clinic:
            then = patient.readings[-1]
            known = learn_clinic(prior, [part.until(then.years) for part in _peers(clinic, patient)])
            cases.append(case_of(known, patient.patient, patient.readings[:-1], then))
    return summarise(cases)


def grade_prior() -> CoursePrior:
    return load_course_priors(RESOURCES).of["laxity"].prior


@lru_cache(maxsize=4)
def cases_of(
    prior: CoursePrior,
    seeds: range,
    *,
    treatments_known: bool = True,
    jumps_told: bool = False,
    courses: tuple[Course, ...] = tuple(Course),
) -> dict[Course, list[Case]]:
    """The last visit of every patient, by course; clinics are whole whatever `courses` are asked for.

    `jumps_told`: as on the screen, what lies before a jump is left out, and a course with fewer than three visits since
    its jump is not foretold.
    """
    found: dict[Course, list[Case]] = {course: [] for course in Course}
    for seed in seeds:
        clinic = plant_clinic(seed)
        for patient in (one for one in clinic if one.course in courses):
            readings = patient.readings if treatments_known else (*patient.before, *patient.readings)
            then = readings[-1]
            known = learn_clinic(prior, [part.until(then.years) for part in _peers(clinic, patient)])
            earlier = readings[:-1]
            jump = find_jump(known, earlier) if jumps_told else None
            earlier = earlier if jump is None else earlier[jump.before :]
            if len(earlier) >= FEWEST_VISITS:
                found[patient.course].append(case_of(known, patient.patient, earlier, then))
    return found


def jumps_of(prior: CoursePrior, seeds: Iterable[int], *, treatments_known: bool) -> dict[Course, tuple[int, int]]:
    """How often a jump is found in what was known before the last visit, of how many."""
    found = dict.fromkeys(Course, (0, 0))
    for seed in seeds:
        clinic = plant_clinic(seed)
        for patient in clinic:
            readings = patient.readings if treatments_known else (*patient.before, *patient.readings)
            known = learn_clinic(prior, [part.until(readings[-1].years) for part in _peers(clinic, patient)])
            jumps, of = found[patient.course]
            found[patient.course] = (jumps + (find_jump(known, readings[:-1]) is not None), of + 1)
    return found


def claims_of(
    prior: CoursePrior, seeds: Iterable[int], courses: tuple[Course, ...] = tuple(Course)
) -> dict[Course, tuple[int, int]]:
    """How often the 95 % band of the change within a year leaves out no change, of how many."""
    found = dict.fromkeys(Course, (0, 0))
    for seed in seeds:
        clinic = plant_clinic(seed)
        for patient in (one for one in clinic if one.course in courses):
            known = learn_clinic(prior, [part.readings for part in _peers(clinic, patient)])
            change = forecast_course(known, patient.readings, (1.0,), sd=patient.readings[-1].sd).change[0]
            low, high = change.band(0.95)
            claims, of = found[patient.course]
            found[patient.course] = (claims + (low > 0.0 or high < 0.0), of + 1)
    return found


def _peers(clinic: Iterable[PlantedSeries], patient: PlantedSeries) -> list[DatedSeries]:
    return [
        DatedSeries(patient=other.patient, readings=part)
        for other in clinic
        for part in (other.before, other.readings)
        if other is not patient or part is other.before
    ]


def told(name: str, found: Backtest) -> str:
    score = sum(case.crps for case in found.cases) / len(found.cases)
    naive = sum(case.naive_crps for case in found.cases) / len(found.cases)
    bands = " ".join(f"{share.value:.3f} ({share.low:.3f}-{share.high:.3f})" for share in (found.in_80, found.in_95))
    errors = f"{found.mean_error:.3f} / {found.naive_mean_error:.3f}"
    return f"{name:24} n {len(found.cases):4}  80 %, 95 %: {bands}  CRPS {score:.4f} / {naive:.4f}  MAE {errors}"


def main() -> None:
    prior = grade_prior()
    for half, seeds in (("choosing", CHOOSING), ("reporting", REPORTING)):
        by_course = cases_of(prior, seeds)
        sys.stdout.write(told(half, summarise([case for cases in by_course.values() for case in cases])) + "\n")
        for course, cases in by_course.items():
            sys.stdout.write("  " + told(course, summarise(cases)) + "\n")
    treated = (Course.TREATED,)
    hidden = cases_of(prior, REPORTING, treatments_known=False, courses=treated)[Course.TREATED]
    sys.stdout.write(told("treatment not recorded", summarise(hidden)) + "\n")
    told_hidden = cases_of(prior, REPORTING, treatments_known=False, jumps_told=True, courses=treated)[Course.TREATED]
    sys.stdout.write(told("the same, jumps told", summarise(told_hidden)) + "\n")
    for known in (True, False):
        for course, (jumps, of) in jumps_of(prior, REPORTING, treatments_known=known).items():
            sys.stdout.write(f"  jump found, treatments {'' if known else 'not '}recorded, {course}: {jumps} of {of}\n")
    for quantity in PER_GRADE:
        sys.stdout.write(told(quantity, lengths_of(quantity, REPORTING[:20])) + "\n")
    for course, (claims, of) in claims_of(prior, REPORTING).items():
        sys.stdout.write(f"  change claimed, {course}: {claims} of {of}\n")


if __name__ == "__main__":
    main()
