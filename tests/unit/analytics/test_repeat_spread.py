"""How well a value repeated within a visit."""

import math

import numpy as np
import pytest

from skinlax_desktop.analytics.repeat_spread import spread_of


def test_three_values_by_hand() -> None:
    found = spread_of([10.0, 11.0, 12.0])
    assert found is not None
    assert (found.repeats, found.sw) == (3, pytest.approx(1.0))
    # Chi-squared with two degrees of freedom: 7.378 and 0.0506.
    assert found.sw_low == pytest.approx(math.sqrt(2.0 / 7.378), rel=1e-3)
    assert found.sw_high == pytest.approx(math.sqrt(2.0 / 0.05064), rel=1e-3)
    assert found.mdc95 == pytest.approx(1.96 * math.sqrt(2.0) / math.sqrt(3.0))


def test_one_value_says_nothing() -> None:
    assert spread_of([]) is None
    assert spread_of([3.0]) is None


@pytest.mark.parametrize("repeats", [2, 3])
def test_the_interval_holds_the_true_spread_as_often_as_it_says(repeats: int) -> None:
    random = np.random.default_rng(8)
    found = [spread_of(random.normal(5.0, 0.4, repeats)) for _ in range(4000)]
    covered = np.mean([one is not None and one.sw_low <= 0.4 <= one.sw_high for one in found])
    assert covered == pytest.approx(0.95, abs=0.015)
