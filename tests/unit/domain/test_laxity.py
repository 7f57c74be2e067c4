"""Overall laxity and the youthfulness index: open formulas, higher is more lax, sides alike."""

import pytest

from skinlax_desktop.domain.laxity import ZONE_WEIGHTS, overall_laxity, weight_of_zone, youthfulness_index
from skinlax_desktop.domain.measurement import INDEX_SCALE, Confidence, LaxityGrade
from skinlax_desktop.domain.zones import ZONES, mirrored_zone


def grade(value: float, half: float = 0.5, **more: object) -> LaxityGrade:
    return LaxityGrade(value=value, low=value - half, high=value + half, **more)


def test_both_sides_weigh_the_same_and_a_pair_weighs_what_the_table_says() -> None:
    assert all(weight_of_zone(zone) == weight_of_zone(mirrored_zone(zone)) for zone in ZONES)
    assert weight_of_zone("jowl_L") + weight_of_zone("jowl_R") == ZONE_WEIGHTS["jowl"]


def test_the_weighted_mean_and_its_interval() -> None:
    overall = overall_laxity({"jowl_L": grade(3.0, 0.4), "jowl_R": grade(2.0, 0.6), "neck": grade(1.0, 0.2)})
    assert overall is not None
    assert overall.value == pytest.approx((1.5 * 3.0 + 1.5 * 2.0 + 2.0 * 1.0) / 5.0)
    assert overall.high - overall.value == pytest.approx((1.5 * 0.4 + 1.5 * 0.6 + 2.0 * 0.2) / 5.0)


def test_raising_any_zone_never_lowers_the_whole() -> None:
    zones = {zone: grade(1.5) for zone in ("jowl_L", "jowl_R", "malar_L", "neck")}
    before = overall_laxity(zones)
    for zone in zones:
        after = overall_laxity(zones | {zone: grade(2.5)})
        assert before is not None
        assert after is not None
        assert after.value > before.value
        assert youthfulness_index(after).value < youthfulness_index(before).value


def test_exploratory_zones_do_not_count_and_no_zone_gives_nothing() -> None:
    with_one = overall_laxity({"jowl_L": grade(1.0), "brow_L": grade(4.0, 0.0, exploratory=True)})
    assert with_one is not None
    assert with_one.value == 1.0
    assert overall_laxity({"brow_L": grade(2.0, exploratory=True)}) is None
    assert overall_laxity({}) is None


def test_doubt_in_half_of_the_weight_is_doubt_in_the_whole() -> None:
    sure, unsure = grade(1.0), grade(2.0).doubted("out_of_distribution")
    most = overall_laxity({"jowl_L": sure, "jowl_R": unsure, "brow_L": unsure})
    few = overall_laxity({"jowl_L": sure, "jowl_R": sure, "brow_L": unsure})
    assert most is not None
    assert few is not None
    assert (most.confidence, most.reasons) == (Confidence.LOW, ("out_of_distribution",))
    assert (few.confidence, few.reasons) == (Confidence.OK, ())


def test_wide_intervals_of_zones_are_no_doubt_in_the_whole_but_its_own_is() -> None:
    zones = {zone: grade(2.0, 1.5).doubted("wide_interval") for zone in ("jowl_L", "jowl_R")}
    sure, unsure = (overall_laxity(zones, half_interval=half) for half in (0.4, 1.2))
    assert sure is not None
    assert unsure is not None
    assert (sure.confidence, sure.reasons) == (Confidence.OK, ())
    assert (unsure.confidence, unsure.reasons) == (Confidence.LOW, ("wide_interval",))


def test_the_index_runs_from_100_to_0_and_its_interval_turns_around() -> None:
    index = youthfulness_index(LaxityGrade(value=1.0, low=0.5, high=2.0))
    assert (index.value, index.low, index.high, index.scale) == (75.0, 50.0, 87.5, INDEX_SCALE)
    assert youthfulness_index(LaxityGrade(value=0.0, low=0.0, high=0.0)).value == 100.0
    assert youthfulness_index(LaxityGrade(value=4.0, low=4.0, high=4.0)).value == 0.0


def test_the_whole_stays_on_the_scale() -> None:
    overall = overall_laxity({"jowl_L": grade(3.9), "neck": grade(0.1)}, half_interval=9.0)
    assert overall is not None
    assert (overall.low, overall.high) == (0.0, 4.0)


def test_a_grade_needs_an_interval_around_it() -> None:
    with pytest.raises(ValueError, match="interval"):
        LaxityGrade(value=2.0, low=2.5, high=3.0)
    with pytest.raises(ValueError, match="interval"):
        LaxityGrade(value=float("nan"), low=0.0, high=3.0)
