"""The statistics of evaluation and audit, on numbers whose answer is known."""

import numpy as np
import pytest

from skinlax_desktop.analytics.agreement import (
    between_zone_correlation,
    coverage,
    mirror_error,
    r_squared,
    standardised_shift,
    within_person_sd,
    zone_specific_r,
)
from skinlax_desktop.analytics.association import partial_spearman, spearman, within_person_rise
from skinlax_desktop.analytics.estimates import mean, proportion
from skinlax_desktop.analytics.evaluation_rows import EvaluationRow
from skinlax_desktop.analytics.group_audit import (
    audit_groups,
    bias_difference,
    compare_groups,
    spread_ratio,
    tone_group,
)

RANDOM = np.random.default_rng(4)


def row(person: int, zone: str = "", **more: object) -> EvaluationRow:
    return EvaluationRow(person=str(person), source="synthetic", condition="five_views", zone=zone, **more)


def test_wilsons_interval_of_a_known_table() -> None:
    # Wilson's interval of 81 in 263 is 0.255 to 0.366 (Newcombe 1998, table I).
    share = proportion(81, 263)
    assert (share.low, share.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert proportion(0, 20).low == 0.0
    assert proportion(20, 20).high == 1.0
    assert proportion(0, 0).value is None


def test_spearman_is_of_ranks_and_knows_its_limits() -> None:
    ages = list(range(20, 60))
    rising = [float(age) ** 3 for age in ages]
    assert spearman(rising, ages).value == pytest.approx(1.0)
    falling = spearman([-value for value in rising], ages)
    assert falling.value == pytest.approx(-1.0)
    # 40 pairs of rho 0: the interval must hold 0, and be about +-0.31.
    unrelated = spearman(list(RANDOM.normal(size=40)), ages)
    assert unrelated.low is not None
    assert unrelated.high is not None
    assert unrelated.low < 0 < unrelated.high
    assert unrelated.high - unrelated.low == pytest.approx(0.62, abs=0.08)
    assert spearman([1.0, 2.0], [1.0, 2.0]).value is None
    assert spearman([1.0] * 9, list(range(9))).value is None


def test_a_partial_correlation_takes_away_what_goes_by_age_alone() -> None:
    age = RANDOM.uniform(20, 80, 400)
    lightness = 0.5 * age + RANDOM.normal(size=400)
    score = 0.5 * age + RANDOM.normal(size=400)
    plain = spearman(list(score), list(lightness)).value
    held = partial_spearman(list(score), list(lightness), [list(age)]).value
    assert plain is not None
    assert held is not None
    assert plain > 0.95
    assert abs(held) < 0.12
    leaning = partial_spearman(list(score - 1.0 * lightness), list(lightness), [list(age)]).value
    assert leaning is not None
    assert leaning < -0.5


def test_the_sign_test_is_the_exact_binomial() -> None:
    test = within_person_rise([(0.0, 1.0)] * 22 + [(1.0, 0.0)] * 9 + [(1.0, 1.0)] * 3)
    assert (test.rises, test.n) == (22, 31)
    assert test.p == pytest.approx(0.0294, abs=1e-3)


def test_r2_counts_bias_and_coverage_counts_intervals() -> None:
    truth = RANDOM.uniform(0, 4, 200)
    exact = [row(n, truth=t, value=t, low=t - 0.1, high=t + 0.1) for n, t in enumerate(truth)]
    shifted = [row(n, truth=t, value=t + 1.0, low=t + 0.5, high=t + 1.5) for n, t in enumerate(truth)]
    assert r_squared(exact, seed=1).value == pytest.approx(1.0)
    moved = r_squared(shifted, seed=1)
    assert moved.value is not None
    assert moved.value == pytest.approx(1.0 - 1.0 / float(truth.var()), abs=1e-6)
    assert coverage(exact).value == 1.0
    assert coverage(shifted).value == 0.0


def test_the_spread_of_repeats_is_pooled_within_people() -> None:
    rows = []
    for person in range(300):
        level = RANDOM.uniform(0, 4)
        rows += [row(person, "jowl_L", value=level + RANDOM.normal(0, 0.2)) for _ in range(3)]
    found = within_person_sd(rows, seed=1)
    assert found.value == pytest.approx(0.2, abs=0.02)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.2 < found.high


def heads(own: float, seed: int = 2) -> list[EvaluationRow]:
    """People of one ageing axis; `own` is the share of each zone's own truth that the model sees."""
    random = np.random.default_rng(seed)
    rows = []
    for person in range(200):
        age = random.uniform(0, 4)
        for zone in ("jowl_L", "malar_L", "neck", "brow_L"):
            deviation = random.normal(0, 0.7)
            value = age + own * deviation + random.normal(0, 0.1)
            rows.append(row(person, zone, truth=age + deviation, value=value))
    return rows


def test_one_ageing_axis_has_r2_but_no_zones_of_its_own() -> None:
    one_axis = heads(0.0)
    seen = zone_specific_r(one_axis, "neck", seed=1).value
    assert seen is not None
    assert abs(seen) < 0.2
    plain = r_squared([r for r in one_axis if r.zone == "neck"], seed=1).value
    assert plain is not None
    assert plain > 0.5
    assert (between_zone_correlation(one_axis, seed=1).value or 0.0) > 0.97
    real = zone_specific_r(heads(1.0), "neck", seed=1).value
    assert real is not None
    assert real > 0.95
    assert (between_zone_correlation(heads(1.0), seed=1).value or 1.0) < 0.85


def test_mirror_and_shift() -> None:
    straight = [row(1, "jowl_L", value=2.0), row(1, "jowl_R", value=1.0)]
    swapped = [row(1, "jowl_L", value=1.0), row(1, "jowl_R", value=2.0)]
    twins = {"jowl_L": "jowl_R", "jowl_R": "jowl_L"}
    assert mirror_error(straight, swapped, twins) == 0.0
    assert mirror_error(straight, straight, twins) == 1.0
    assert mirror_error(straight, [], twins) is None
    before = [row(n, value=float(v)) for n, v in enumerate(RANDOM.normal(2, 0.5, 60))]
    after = [row(n, value=(r.value or 0.0) + 0.25) for n, r in enumerate(before)]
    shift = standardised_shift(before, after, seed=1).value
    assert shift == pytest.approx(0.25 / float(np.std([r.value for r in before], ddof=1)), rel=1e-6)


def test_equivalence_is_shown_or_not_and_never_for_few() -> None:
    alike = bias_difference(list(RANDOM.normal(0.0, 0.3, 400)), list(RANDOM.normal(0.02, 0.3, 400)))
    assert alike[1] is True
    apart = bias_difference(list(RANDOM.normal(0.0, 0.3, 400)), list(RANDOM.normal(0.3, 0.3, 400)))
    assert apart[1] is False
    assert apart[0].value == pytest.approx(-0.3, abs=0.07)
    few = bias_difference(list(RANDOM.normal(0.0, 0.01, 20)), list(RANDOM.normal(0.0, 0.01, 20)))
    assert few[1] is None
    assert few[0].established is False


def test_a_spread_ratio_above_one_is_found() -> None:
    ratio = spread_ratio(list(RANDOM.normal(0, 0.6, 400)), list(RANDOM.normal(0, 0.3, 400)), seed=1)
    assert ratio.value == pytest.approx(2.0, abs=0.25)
    assert ratio.low is not None
    assert ratio.low > 1.25


def test_groups_count_people_refused_ones_among_them() -> None:
    rows = [row(n, monk=2, truth=1.0, value=1.2, low=0.5, high=1.5) for n in range(40)]
    rows += [row(100 + n, monk=9, truth=1.0, value=0.8, low=0.9, high=1.1) for n in range(10)]
    rows += [row(200 + n, monk=9, refused="laxity_no_usable_view") for n in range(10)]
    light, dark = audit_groups(rows, tone_group, seed=1)
    assert (light.group, light.people, light.rejection.value, light.coverage.value) == ("1-3", 40, 0.0, 1.0)
    assert light.bias.value == pytest.approx(0.2)
    assert light.bias.established
    assert (dark.group, dark.people, dark.rejection.value) == ("7-10", 20, 0.5)
    assert not dark.bias.established
    (pair,) = compare_groups(rows, tone_group, seed=1)
    assert (pair.first, pair.second, pair.equivalent) == ("1-3", "7-10", None)


def test_a_mean_of_one_has_no_interval() -> None:
    assert mean([1.0]).value is None
