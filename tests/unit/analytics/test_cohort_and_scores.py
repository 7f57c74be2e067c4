"""Positions in a cohort, rules for the next visit, and how past predictions did."""

import numpy as np
import pytest

from skinlax_desktop.analytics.cohort_position import position_among
from skinlax_desktop.analytics.next_visit import ComeAgain, next_visit, visit_after_treatment, worsening_in
from skinlax_desktop.analytics.normal_mixture import normal
from skinlax_desktop.analytics.prediction_score import Outcome, score_predictions


def test_a_position_needs_thirty_people() -> None:
    assert position_among(1.0, 0.1, [0.5] * 29).value is None
    assert position_among(1.0, 0.1, [0.5] * 15 + [1.5] * 15).value == pytest.approx(50.0)
    assert position_among(1.0, 0.0, [1.0] * 40).value == pytest.approx(50.0)


def test_the_interval_of_a_position_holds_the_true_share_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        true = float(random.normal(0.0, 1.0))
        own = true + 0.3 * random.standard_normal()
        found = position_among(own, 0.3, random.standard_normal(60).tolist())
        assert found.low is not None
        assert found.high is not None
        share = 100.0 * normal(0.0, 1.0).below(true)
        held += found.low <= share <= found.high
    assert 0.93 <= held / 400 <= 0.98


def test_more_people_and_a_surer_value_narrow_the_interval() -> None:
    others = np.random.default_rng(1).standard_normal(400).tolist()

    def width(sd: float, n: int) -> float:
        found = position_among(0.2, sd, others[:n])
        return (found.high or 0.0) - (found.low or 0.0)

    assert width(0.0, 400) < width(0.0, 40) < width(0.5, 40)


def test_the_next_visit_is_when_a_change_could_be_told() -> None:
    rising = [normal(0.05 * month, 0.02) for month in range(1, 25)]
    found = next_visit(rising, 0.38)
    assert (found.months, found.because) == (8, ComeAgain.CHANGE_EXPECTED)
    assert found.worsening_in_months == worsening_in(rising, 0.38) == 9
    falling = next_visit([normal(-0.05 * month, 0.02) for month in range(1, 25)], 0.38)
    assert (falling.months, falling.worsening_in_months) == (8, None)
    fast = next_visit([normal(1.0, 0.1)] * 24, 0.38)
    assert (fast.months, fast.because) == (3, ComeAgain.CHANGE_EXPECTED)
    still = next_visit([normal(0.01, 0.3)] * 24, 0.38)
    assert (still.months, still.because, still.worsening_in_months) == (12, ComeAgain.NOTHING_EXPECTED, None)
    assert next_visit((), 0.38).because is ComeAgain.NO_FORECAST


@pytest.mark.parametrize(("since", "months"), [(0.0, 3), (2.4, 3), (2.6, 6), (5.4, 6)])
def test_after_a_treatment_its_effect_decides(since: float, months: int) -> None:
    found = visit_after_treatment(since)
    assert found is not None
    assert (found.months, found.because) == (months, ComeAgain.AFTER_TREATMENT)
    assert visit_after_treatment(5.6) is None


def outcome(number: int, measured: float, *, person: str | None = None) -> Outcome:
    return Outcome(
        person=person or str(number),
        low=0.0,
        median=1.0,
        high=2.0,
        band=0.8,
        measured=measured,
        measured_low=measured - 0.5,
        measured_high=measured + 0.5,
    )


def test_predictions_that_promised_too_much_are_seen_to() -> None:
    measured = np.random.default_rng(2).normal(0.2, 0.3, 40)
    score = score_predictions([outcome(number, float(value)) for number, value in enumerate(measured)])
    assert score.bias.value == pytest.approx(-0.8, abs=0.15)
    assert score.bias.high is not None
    assert score.bias.high < 0.0
    assert score.inside.value is not None
    assert score.inside_with_noise.value is not None
    assert score.inside.value < score.inside_with_noise.value
    assert score.established


def test_few_people_establish_nothing_however_many_zones_they_have() -> None:
    score = score_predictions([outcome(number, 1.0, person="p1") for number in range(60)])
    assert (score.n, score.people, score.established, score.bias.value) == (60, 1, False, None)
    assert score_predictions(()).inside.value is None
