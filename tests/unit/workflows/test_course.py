"""From visits to a forecast: what is pooled, what is not, and when a forecast is shown, hidden or only the prior."""

from dataclasses import replace

import numpy as np
import pytest

from courses import visits_of
from forecast_backtest import CHOOSING, REPORTING, RESOURCES, cases_of, claims_of, grade_prior, jumps_of, lengths_of
from laxity_stand_in import MODEL
from sample_records import USER
from skinlax_desktop.analytics.course_backtest import summarise
from skinlax_desktop.analytics.next_visit import ComeAgain
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.measurement import LaxityGrade
from skinlax_desktop.domain.posture import Posture
from skinlax_desktop.domain.treatment import GivenTreatment
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.phantom.planted_courses import Course
from skinlax_desktop.workflows.course import CourseStatus, foretell
from skinlax_desktop.workflows.course_prior import load_course_priors, load_unused_risk_factors
from skinlax_desktop.workflows.course_series import CourseKey, measured_keys, series_of, without_pictures

JOWL = CourseKey(zone="jowl_L", quantity="laxity")
PRIOR = load_course_priors(RESOURCES).of["laxity"]


def treated(visit: Visit, day: str, zones: tuple[str, ...] = ()) -> Visit:
    done = GivenTreatment(kind="mfu", performed_on=day, zones=zones, author=USER, entered_at=visit.started_at)
    return visit.with_treatment(done)


def clinic(seed: int = 3, *, slope: float = 0.25, patients: int = 8) -> list:
    random = np.random.default_rng(seed)
    return [
        series_of(
            visits_of(
                (1.5 + slope * 0.5 * np.arange(6) + 0.1 * random.standard_normal(6)).tolist(), patient=f"q{number}"
            ),
            JOWL,
        )
        for number in range(patients)
    ]


def changed_capture(visit: Visit, **fields: object) -> Visit:
    return replace(visit, captures=(replace(visit.captures[0], **fields),))


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (lambda one: replace(one, posture="supine"), "other_posture"),
        (lambda one: replace(one, calibration=replace(one.calibration, serial="other")), "other_camera"),
        (lambda one: changed_capture(one, light=LightSettings(level=0.9)), "other_light"),
        (lambda one: changed_capture(one, light=None), "other_light"),
        (lambda one: changed_capture(one, pose=None), "capture_unknown"),
        (
            lambda one: replace(one, analysis=replace(one.analysis, models=(replace(MODEL, sha256="ef" * 32),))),
            "other_model",
        ),
        (lambda one: replace(one, analysis=replace(one.analysis, off_protocol=True)), "off_protocol"),
        (lambda one: replace(one, analysis=None), "not_measured"),
    ],
)
def test_what_may_not_be_compared_is_never_pooled(odd, reason: str) -> None:  # type: ignore[no-untyped-def]
    visits = visits_of([1.0, 1.1, 1.2, 1.3])
    visits[1] = odd(visits[1])
    series = series_of(visits, JOWL)
    assert [point.visit_id for point in series.points] == [visits[0].id, visits[2].id, visits[3].id]
    assert [(left.visit_id, left.reason) for left in series.left_out] == [(visits[1].id, reason)]


def test_a_slump_seen_in_one_picture_is_another_posture() -> None:
    visits = visits_of([1.0, 1.1])
    for number, upright in enumerate((False, True)):
        visits[number] = changed_capture(visits[number], posture=Posture(seated_upright=upright))
    assert series_of(visits, JOWL).left_out[0].reason == "other_posture"


def test_other_poses_widen_the_error_and_no_repeatability_means_the_whole_interval() -> None:
    visits = visits_of([1.0, 1.1])
    visits[0] = changed_capture(visits[0], pose=Pose(yaw_deg=5.54, pitch_deg=0.0, roll_deg=0.0))
    turned, straight = series_of(visits, JOWL).points
    assert straight.sd == pytest.approx(0.4 / (1.96 * 2**0.5))
    assert turned.sd == pytest.approx(2.0 * straight.sd, rel=0.01)
    unknown = series_of(visits_of([1.0], mdc95=None), JOWL).points[0]
    assert unknown.sd == pytest.approx(0.6 / 1.96)


def test_a_treatment_is_a_break_for_what_it_touches() -> None:
    visits = visits_of([2.0, 2.1, 2.2, 1.6, 1.7])
    visits[2] = treated(visits[2], visits[2].started_at[:10], ("jowl_L",))
    series = series_of(visits, JOWL)
    assert [len(part) for part in series.segments] == [3, 2]
    assert [point.measured.value for point in series.current] == [1.6, 1.7]
    untouched = treated(visits_of([2.0, 2.1, 2.2])[2], "2022-03-01", ("brow_L",))
    assert series_of([*visits_of([2.0, 2.1]), untouched], JOWL).breaks == ()


def test_landmarks_are_not_needed() -> None:
    visits = visits_of([1.0, 1.2, 1.4])
    light = [without_pictures(visit) for visit in visits]
    assert all(not visit.annotations for visit in light)
    assert series_of(light, JOWL).points == series_of(visits, JOWL).points
    assert measured_keys(visits, load_course_priors(RESOURCES).of) == (CourseKey(zone="", quantity="laxity"), JOWL)


def test_fewer_than_three_visits_show_the_prior_alone() -> None:
    said = foretell(series_of(visits_of([1.0, 1.9]), JOWL), PRIOR, clinic())
    assert said.status is CourseStatus.FEW_VISITS
    assert said.prior_only
    assert {round(band.mean, 6) for band in said.bands} == {1.9}
    widths = [band.high_80 - band.low_80 for band in said.bands]
    assert widths == sorted(widths)
    assert said.coming is not None
    assert said.coming.because is ComeAgain.NO_FORECAST


def test_without_enough_earlier_forecasts_the_prior_stays_alone() -> None:
    said = foretell(series_of(visits_of([1.0, 1.2, 1.4, 1.6]), JOWL), PRIOR)
    assert (said.status, said.own_cases) == (CourseStatus.UNTESTED, 1)


def test_a_tested_forecast_follows_the_course() -> None:
    said = foretell(series_of(visits_of([1.5, 1.62, 1.76, 1.87, 2.0]), JOWL), PRIOR, clinic())
    assert said.status is CourseStatus.FORECAST
    assert said.peers == 8
    year = said.bands[11]
    assert year.low_95 < year.low_80 < 2.25 < year.high_80 < year.high_95
    assert said.tested is not None
    assert said.tested.beats_no_change
    assert said.coming is not None


def test_a_forecast_that_is_no_nearer_than_no_change_is_hidden() -> None:
    zigzag = [
        series_of(visits_of([1.0, 1.3, 1.6, 1.6, 1.6, 1.6], patient=f"q{one}", mdc95=0.1), JOWL) for one in range(8)
    ]
    said = foretell(series_of(visits_of([1.0, 1.3, 1.6, 1.6, 1.6], mdc95=0.1), JOWL), PRIOR, zigzag)
    assert said.status is CourseStatus.NO_BETTER
    assert said.bands == ()
    assert said.coming is not None
    assert said.coming.because is ComeAgain.NO_FORECAST


def test_after_a_treatment_its_effect_decides_when_to_come_and_nothing_is_foretold_from_before() -> None:
    visits = visits_of([2.0, 2.1, 2.2])
    visits[2] = treated(visits[2], visits[2].started_at[:10])
    said = foretell(series_of(visits, JOWL), PRIOR, clinic())
    assert (said.status, said.bands) == (CourseStatus.FEW_VISITS, ())
    assert said.coming is not None
    assert (said.coming.because, said.coming.months) == (ComeAgain.AFTER_TREATMENT, 3)


def test_bands_stay_on_the_scale() -> None:
    said = foretell(series_of(visits_of([3.9]), JOWL), PRIOR)
    assert max(band.high_95 for band in said.bands) == 4.0


def test_a_patient_without_any_value_is_told_so() -> None:
    visit = replace(visits_of([1.0])[0], analysis=None)
    assert foretell(series_of([visit], JOWL), PRIOR).status is CourseStatus.NO_VALUE


def test_an_exploratory_grade_has_no_course() -> None:
    visit = visits_of([1.0])[0]
    assert visit.analysis is not None
    unsure = replace(visit.analysis.zones[0], laxity=LaxityGrade(value=1.0, low=0.5, high=1.5, exploratory=True))
    doubtful = replace(visit, analysis=replace(visit.analysis, zones=(unsure,)))
    assert series_of([doubtful], JOWL).left_out[0].reason == "exploratory"


def test_every_number_of_the_prior_names_its_source_and_no_risk_factor_is_used() -> None:
    for prior in load_course_priors(RESOURCES).of.values():
        assert prior.prior.mean == 0.0
        assert prior.sources
        assert all(source.engineering or source.cites for source in prior.sources)
    assert set(load_unused_risk_factors(RESOURCES)) == {"sun", "smoking", "sleep", "hydration"}


def test_on_planted_courses_the_bands_hold_what_they_promise_and_beat_no_change() -> None:
    by_course = cases_of(grade_prior(), REPORTING)
    tested = summarise([case for cases in by_course.values() for case in cases])
    assert tested.in_80.value is not None
    assert 0.76 <= tested.in_80.value <= 0.84
    assert tested.in_95.value is not None
    assert 0.92 <= tested.in_95.value <= 0.98
    assert tested.gain.low is not None
    assert tested.gain.low > 0.0
    assert (tested.mean_error or 1.0) < (tested.naive_mean_error or 0.0)
    assert not set(CHOOSING) & set(REPORTING)


@pytest.mark.parametrize("quantity", ["jowl_descent_mm", "submental_area_mm2"])
def test_the_priors_of_other_quantities_hold_as_well(quantity: str) -> None:
    tested = lengths_of(quantity, REPORTING[:12])
    assert tested.in_80.value is not None
    assert 0.76 <= tested.in_80.value <= 0.84
    assert tested.gain.low is not None
    assert tested.gain.low > 0.0


def test_where_nothing_happens_no_change_is_claimed() -> None:
    claims, of = claims_of(grade_prior(), REPORTING, (Course.STABLE,))[Course.STABLE]
    assert claims <= 0.05 * of


def test_a_treatment_that_nobody_recorded_takes_the_gain_away() -> None:
    known = summarise(cases_of(grade_prior(), REPORTING)[Course.TREATED])
    treated_alone = cases_of(grade_prior(), REPORTING, treatments_known=False, courses=(Course.TREATED,))
    hidden = summarise(treated_alone[Course.TREATED])
    assert known.gain.value is not None
    assert hidden.gain.value is not None
    assert known.gain.value > 0.0 > hidden.gain.value


def test_a_jump_is_told_seldom_wrongly_and_what_follows_it_is_foretold_better() -> None:
    recorded = jumps_of(grade_prior(), REPORTING[:20], treatments_known=True)
    assert all(jumps <= 0.05 * of for jumps, of in recorded.values())
    jumps, of = jumps_of(grade_prior(), REPORTING[:20], treatments_known=False)[Course.TREATED]
    assert jumps > 0.3 * of
    treated_alone = (Course.TREATED,)
    blind, told = (
        summarise(
            cases_of(grade_prior(), REPORTING, treatments_known=False, jumps_told=told, courses=treated_alone)[
                Course.TREATED
            ]
        ).gain
        for told in (False, True)
    )
    assert blind.value is not None
    assert told.value is not None
    assert told.high is not None
    # Told, it is no worse than "no change" beyond the error of 120 cases; blind, it is worse.
    assert blind.value < 0.0 < told.high
    assert told.value > blind.value + 0.01


def test_an_accelerating_course_is_held_and_foretold_better_than_no_change() -> None:
    tested = summarise(cases_of(grade_prior(), range(81, 241, 2), courses=(Course.ACCELERATING,))[Course.ACCELERATING])
    assert tested.in_80.value is not None
    assert 0.74 <= tested.in_80.value <= 0.84
    assert tested.gain.low is not None
    assert tested.gain.low > 0.0


def test_a_course_that_jumps_is_not_foretold_over_the_jump_and_says_where() -> None:
    before = [2.4, 2.5, 2.6, 2.65]
    fresh = foretell(series_of(visits_of([*before, 1.5], mdc95=0.3), JOWL), PRIOR, clinic())
    assert (fresh.status, fresh.bands) == (CourseStatus.JUMP, ())
    assert fresh.jump is not None
    assert (fresh.jump.last_before, fresh.jump.first_after) == ("2022-08-30", "2023-03-01")
    assert fresh.jump.change == pytest.approx(-1.2, abs=0.2)
    # With three visits since, these alone are followed.
    later = foretell(series_of(visits_of([*before, 1.5, 1.6, 1.75], mdc95=0.3), JOWL), PRIOR, clinic())
    assert later.status is CourseStatus.FORECAST
    assert later.jump is not None
    assert later.bands[5].low_80 < 1.9 < later.bands[5].high_80
    # A treatment that was recorded is a break, no jump.
    visits = visits_of([*before, 1.5, 1.6, 1.75], mdc95=0.3)
    visits[3] = treated(visits[3], visits[3].started_at[:10])
    assert foretell(series_of(visits, JOWL), PRIOR, clinic()).jump is None
    assert foretell(series_of(visits_of([1.5, 1.62, 1.76, 1.87, 2.0]), JOWL), PRIOR, clinic()).jump is None
