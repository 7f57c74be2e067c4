"""The control chart raises no alarm over a steady station, and one over a changed one."""

import numpy as np

from skinlax_desktop.analytics.control_chart import BASELINE_DAYS, Signal, control_chart


def steady(days: int, seed: int = 1) -> list[float]:
    return [float(value) for value in np.random.default_rng(seed).normal(0.5, 0.05, days)]


def test_there_are_no_limits_before_eight_days() -> None:
    chart = control_chart(steady(7))
    assert chart.centre is None
    assert chart.signals == ((),) * 7


def test_false_alarms_are_rare_and_limits_hold_nearly_all() -> None:
    alarms = [sum(Signal.BEYOND_LIMITS in day for day in control_chart(steady(60, seed)).signals) for seed in range(40)]
    assert np.mean(alarms) < 1.0
    charts = [control_chart(steady(20, seed)) for seed in range(40)]
    widths = [chart.high - chart.low for chart in charts if chart.high is not None and chart.low is not None]
    assert len(widths) == 40
    assert 0.27 < np.mean(widths) < 0.33  # six times the 0.05 that the days differ by


def test_a_jump_is_seen_on_its_day() -> None:
    chart = control_chart([*steady(30), 0.9])
    assert Signal.BEYOND_LIMITS in chart.signals[-1]


def test_two_of_three_near_a_limit_and_a_run_are_seen() -> None:
    quiet = [0.45, 0.55] * 10
    assert Signal.NEAR_LIMIT_TWICE in control_chart([*quiet, 0.73, 0.5, 0.73]).signals[-1]
    assert Signal.RUN in control_chart([*quiet, *([0.56] * 8)]).signals[-1]
    assert Signal.RUN not in control_chart(quiet).signals[-1]


def test_limits_are_learnt_from_the_first_days_only() -> None:
    first = steady(BASELINE_DAYS)
    drifting = [0.5 + 0.02 * day for day in range(40)]
    assert control_chart(first).high == control_chart([*first, *drifting]).high
