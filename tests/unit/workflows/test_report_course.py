"""What the annex says of the course."""

from dataclasses import replace

from courses import person, visits_of
from forecast_backtest import RESOURCES
from sample_records import USER, kept_simulation
from skinlax_desktop.domain.simulation import PredictedChange
from skinlax_desktop.domain.treatment import GivenTreatment
from skinlax_desktop.text import course as words
from skinlax_desktop.workflows.course_series import CourseKey
from skinlax_desktop.workflows.course_told import CourseTold, course_keys, month_after, tell_course
from skinlax_desktop.workflows.report_blocks import Table, Text
from skinlax_desktop.workflows.report_content import compose_report
from skinlax_desktop.workflows.report_course import compose_course

WHOLE = CourseKey(zone="", quantity="laxity")
TODAY = "2026-11-26"


def told(grades: list[float], *, treated_on: str = "", simulated: bool = False) -> CourseTold:
    visits = [replace(visit, treatments=(), simulations=(), risk_factors=()) for visit in visits_of(grades)]
    if treated_on:
        given = GivenTreatment(kind="mfu", performed_on=treated_on, author=USER, entered_at=treated_on)
        visits[0] = visits[0].with_treatment(given)
    if simulated:
        predicted = PredictedChange(
            zone="", quantity="laxity", unit="grade 0-4", low=-0.5, median=-0.3, high=0.0, band=0.8
        )
        visits[0] = visits[0].with_simulation(kept_simulation("s1", visits[0], predicted))
    return tell_course(person("p1"), visits, WHOLE, peers=(), resources=RESOURCES, today=TODAY)


def texts(courses: list[CourseTold]) -> str:
    return "\n".join(block.text for block in compose_course(courses) if isinstance(block, Text))


def test_two_visits_stand_in_the_table_with_the_prior_marked_as_such() -> None:
    blocks = compose_course([told([1.0, 1.2])])
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert [row.cells[:2] for row in table.rows[:2]] == [("2021-03-01", "1.0"), ("2021-08-30", "1.2")]
    assert [row.cells[0] for row in table.rows[2:]] == [f"{months} months after, prior alone" for months in (6, 12, 24)]
    said = texts([told([1.0, 1.2])])
    assert "2 comparable visits. A forecast needs three; shown is the prior alone." in said
    assert "SYNTHETIC" in said
    assert words.SKIN_AGE in said
    assert words.MODEL_GRADE in said


def test_what_holds_for_all_measures_is_said_once() -> None:
    assert texts([told([1.0, 1.2]), told([1.0, 1.2])]).count(words.RISK_FACTORS) == 1
    assert compose_course(()) == ()


def test_a_simulation_is_set_against_the_visit_that_followed() -> None:
    said = texts([told([1.9, 1.5], treated_on="2021-03-02", simulated=True)])
    assert "simulated 2021-03-01: −0.3 (−0.5 to 0.0); measured on photographs after 26 weeks: " in said
    assert "1 compared, people 1. Inside: 100 % (21 to 100), 100 % with the measuring error; promised 80 %." in said
    assert "Not established." in said
    assert "not compared, the record knows no such treatment since" in texts([told([1.9, 1.5], simulated=True)])


def test_the_clinicians_report_holds_it_and_the_patients_does_not() -> None:
    visit = visits_of([1.0, 1.2])[-1]
    course = [told([1.0, 1.2])]
    for reader, there in (("clinician", True), ("patient", False)):
        content = compose_report(person("p1"), visit, {}, for_whom=reader, courses=course)
        found = [block for block in content.blocks if isinstance(block, Text) and block.text == words.TITLE]
        assert bool(found) is there


def test_months_go_over_the_year() -> None:
    assert month_after("2026-11-23", 3) == "2027-02"
    assert month_after("2026-01-31", 11) == "2026-12"


def test_only_what_was_measured_has_a_course() -> None:
    assert course_keys(visits_of([1.0]), RESOURCES) == (WHOLE, CourseKey(zone="jowl_L", quantity="laxity"))
