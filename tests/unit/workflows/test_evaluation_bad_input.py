"""Pictures that must never get a confident grade: each is wrong in the way its name says, and counted."""

import cv2
import numpy as np
import pytest

import phantom_series as phantom
from laxity_stand_in import StandInEstimator
from skinlax_desktop.analytics.evaluation_rows import WHOLE_FACE, EvaluationRow
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.living_colour import has_skin_colour
from skinlax_desktop.workflows.evaluation_bad_input import BAD_PICTURES
from skinlax_desktop.workflows.evaluation_figures import BAD, figures_of
from skinlax_desktop.workflows.evaluation_people import PeopleStudio, as_child
from skinlax_desktop.workflows.evaluation_photographs import found_views

MOUTH = 13


@pytest.fixture(scope="module")
def good():
    picture = phantom.view_picture(View.FRONTAL, factor=0.2)
    return found_views([(View.FRONTAL, picture)], phantom.finder())[0]


def spoilt(good, name):
    return BAD_PICTURES[name](good.picture_bgr, good.face.points_px)


def test_nobody_is_found_where_nobody_is(good):
    assert found_views([(View.FRONTAL, spoilt(good, "nobody"))], phantom.finder()) == []


def test_a_small_face_is_40_pixels_wide(good):
    factor = spoilt(good, "small_face").shape[1] / good.picture_bgr.shape[1]
    assert factor * np.ptp(good.face.points_px[:, 0]) == pytest.approx(40.0, abs=0.5)


@pytest.mark.parametrize("name", ["statue", "negative"])
def test_stone_and_negatives_have_no_colour_of_skin(good, name):
    assert has_skin_colour(good.picture_bgr, good.face.points_px)
    assert not has_skin_colour(spoilt(good, name), good.face.points_px)


def test_a_cartoon_has_few_colours_and_black_lines(good):
    drawn = spoilt(good, "cartoon")
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) < 0.2 * len(np.unique(good.picture_bgr.reshape(-1, 3), axis=0))
    assert 0.02 < (drawn.max(axis=2) == 0).mean() < 0.4


def test_a_painting_keeps_the_face_and_loses_its_texture(good):
    def fine(picture):
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(float)
        low, high = good.face.points_px.min(axis=0).astype(int), good.face.points_px.max(axis=0).astype(int)
        inside = grey[low[1] : high[1], low[0] : high[0]]
        return float(np.abs(inside - cv2.GaussianBlur(inside, (0, 0), 1.0)).mean())

    painted = spoilt(good, "painted")
    assert fine(painted) < 0.8 * fine(good.picture_bgr)
    assert np.abs(painted.astype(float) - good.picture_bgr).mean() < 6.0


def test_covers_hide_what_they_cover(good):
    x, y = np.round(good.face.points_px[MOUTH]).astype(int)
    assert np.ptp(spoilt(good, "mask")[y - 4 : y + 5, x - 4 : x + 5], axis=(0, 1)).max() == 0
    right, left = (np.round(good.face.points_px[number]).astype(int) for number in (50, 280))
    hidden = spoilt(good, "half_hidden")
    assert np.ptp(hidden[right[1] - 4 : right[1] + 5, right[0] - 4 : right[0] + 5], axis=(0, 1)).max() == 0
    assert (hidden[left[1], left[0]] == good.picture_bgr[left[1], left[0]]).all()


def test_upside_down_twice_is_the_picture(good):
    turned = spoilt(good, "upside_down")
    assert (BAD_PICTURES["upside_down"](turned, good.face.points_px) == good.picture_bgr).all()


def test_a_fourth_of_the_people_is_asked_about_with_all_that_is_wrong():
    studio = PeopleStudio(seed=3, resources=phantom.RESOURCES, estimator=StandInEstimator(), finder=phantom.finder())
    wrong = {row.condition.removeprefix(BAD): row for row in studio.rows_of(4) if row.condition.startswith(BAD)}
    assert set(wrong) == {*BAD_PICTURES, "profile", "child", "hand"}
    assert all(row.truth is None for row in wrong.values())
    assert wrong["nobody"].refused == "laxity_no_usable_view"


def test_a_child_is_built_as_one():
    from skinlax_desktop.phantom.head import shape_head
    from skinlax_desktop.phantom.population import sample_person

    person = sample_person(3, 4)
    grown, child = (shape_head(one.patient, phantom.RESOURCES) for one in (person, as_child(person)))
    height = [np.ptp(head.rest_mm[head.landmark_vertices][[10, 152], 1]) for head in (grown, child)]
    assert height[1] < 0.9 * height[0]


def test_one_trusted_picture_is_counted_against_the_model():
    def row(person, condition, *, is_confident):
        return EvaluationRow(
            person=person, source="synthetic", condition=BAD + condition, zone=WHOLE_FACE, value=1.0, low=0.0, high=2.0,
            is_confident=is_confident,
        )  # fmt: skip

    rows = [row(str(number), "mask", is_confident=number == 0) for number in range(10)]
    rows += [row(str(number), "statue", is_confident=False) for number in range(10)]
    found = {figure.detail: figure for figure in figures_of(rows) if figure.name == "trusted_bad"}
    assert found["mask"].estimate.value == pytest.approx(0.1)
    assert (found["mask"].met, found["statue"].met) == (False, True)
