"""The course model against closed forms, and the scores of a forecast."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from skinlax_desktop.analytics.course_model import CoursePrior, Reading, forecast_course, learn_clinic
from skinlax_desktop.analytics.normal_mixture import NormalMixture, normal

LINE_ONLY = CoursePrior(mean=0.0, mean_sd=0.0, slope_sds=(0.5,), wander_sds=(0.0,), bend_sds=(0.0,))
WIDE = CoursePrior(
    mean=0.0, mean_sd=0.1, slope_sds=(0.05, 0.1, 0.2, 0.4), wander_sds=(0.02, 0.1, 0.2), bend_sds=(0.0, 0.1)
)


def line(slope: float, *, visits: int = 6, sd: float = 0.1, noise: float = 0.0, seed: int = 0) -> tuple[Reading, ...]:
    random = np.random.default_rng(seed)
    years = 0.5 * np.arange(visits)
    values = 1.0 + slope * years + noise * random.standard_normal(visits)
    return tuple(Reading(years=float(y), value=float(v), sd=sd) for y, v in zip(years, values, strict=True))


def test_a_straight_line_with_a_normal_slope_is_bayesian_regression() -> None:
    series = line(0.3, noise=0.1)
    found = forecast_course(learn_clinic(LINE_ONLY, ()), series, (1.0,), sd=0.1)
    times = np.array([reading.years for reading in series])
    design = np.stack([np.ones_like(times), times], axis=1)
    # A flat level is a normal one of no precision.
    precision = design.T @ design / 0.01 + np.diag([0.0, 1.0 / 0.25])
    covariance = np.linalg.inv(precision)
    weights = covariance @ design.T @ np.array([reading.value for reading in series]) / 0.01
    at = np.array([1.0, times[-1] + 1.0])
    assert found.measured[0].mean == pytest.approx(at @ weights)
    assert found.measured[0].sds[0] == pytest.approx(np.sqrt(at @ covariance @ at + 0.01))
    assert found.change[0].mean == pytest.approx(weights[1])
    assert found.change[0].sds[0] == pytest.approx(np.sqrt(covariance[1, 1]))


def test_one_visit_leaves_the_prior_and_more_visits_leave_it_behind() -> None:
    clinic = learn_clinic(WIDE, ())
    alone = forecast_course(clinic, line(0.4)[:1], (1.0,), sd=0.1)
    assert alone.change[0].mean == pytest.approx(0.0, abs=1e-12)
    assert alone.change[0].sds.max() > 0.4
    slopes = [forecast_course(clinic, line(0.4, visits=visits), (1.0,), sd=0.1).change[0].mean for visits in (2, 4, 8)]
    assert 0.0 < slopes[0] < slopes[1] < slopes[2]
    assert slopes[2] == pytest.approx(0.4, abs=0.08)


def test_a_patient_of_few_visits_is_drawn_to_the_clinic() -> None:
    peers = [line(0.3, noise=0.1, seed=seed) for seed in range(20)]
    short = line(0.0, visits=2)
    alone = forecast_course(learn_clinic(WIDE, ()), short, (1.0,), sd=0.1).change[0]
    among = forecast_course(learn_clinic(WIDE, peers), short, (1.0,), sd=0.1).change[0]
    assert among.mean > alone.mean + 0.08
    low, high = among.band(0.8)
    assert high - low < np.subtract(*alone.band(0.8)[::-1])


def test_bands_widen_with_time_and_with_the_error_of_the_readings() -> None:
    clinic = learn_clinic(WIDE, ())
    near, far = forecast_course(clinic, line(0.1), (0.25, 2.0), sd=0.1).measured
    vague = forecast_course(clinic, line(0.1, sd=0.4), (0.25,), sd=0.4).measured[0]

    def width(mixture: NormalMixture) -> float:
        low, high = mixture.band(0.8)
        return high - low

    assert width(near) < width(far)
    assert width(near) < width(vague)


def test_the_order_of_peers_does_not_matter() -> None:
    peers = [line(slope, noise=0.05, seed=number) for number, slope in enumerate((0.0, 0.1, 0.5))]
    forward, back = (
        forecast_course(learn_clinic(WIDE, order), line(0.2), (1.0,), sd=0.1).measured[0]
        for order in (peers, peers[::-1])
    )
    assert forward.mean == pytest.approx(back.mean)
    assert forward.band(0.95) == pytest.approx(back.band(0.95), abs=1e-6)


def test_a_forecast_starts_from_a_reading() -> None:
    with pytest.raises(ValueError, match="reading"):
        forecast_course(learn_clinic(WIDE, ()), (), (1.0,), sd=0.1)


def test_quantiles_and_score_of_a_mixture() -> None:
    assert normal(1.0, 2.0).band(0.95) == pytest.approx(norm.interval(0.95, 1.0, 2.0), abs=1e-6)
    mixture = NormalMixture(np.array([0.3, 0.7]), np.array([0.0, 2.0]), np.array([0.5, 1.0]))
    assert mixture.below(mixture.quantile(0.1)) == pytest.approx(0.1)
    by_hand, _ = quad(lambda x: (mixture.below(x) - (x >= 1.2)) ** 2, -8.0, 10.0, points=(1.2,), limit=200)
    assert mixture.crps(1.2) == pytest.approx(by_hand, abs=1e-6)
