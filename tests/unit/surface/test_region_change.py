"""The largest of many noisy places: its value is not made of noise, its interval holds the largest true movement."""

import numpy as np
import pytest

from skinlax_desktop.surface.region_change import largest_of

LENGTH_MM = 8.0
PLACES = np.array([(4.0 * x, 4.0 * y, 0.0) for x in range(6) for y in range(4)])
AREA = np.full(len(PLACES), 16.0)
SD = np.full(len(PLACES), 0.2)


def errors(count: int) -> np.ndarray:
    away = np.sqrt(3.0) * np.linalg.norm(PLACES[:, None] - PLACES[None], axis=2) / LENGTH_MM
    rise = np.linalg.cholesky((1.0 + away) * np.exp(-away) + 1e-9 * np.eye(len(PLACES)))
    return 0.2 * np.random.default_rng(4).standard_normal((count, len(PLACES))) @ rise.T


@pytest.mark.parametrize("peak", [0.0, 0.5, 2.0, -2.0])
def test_value_and_interval_hold_over_many_draws(peak: float) -> None:
    middle = PLACES.mean(axis=0)
    true = peak * np.exp(-0.5 * (np.linalg.norm(PLACES - middle, axis=1) / 6.0) ** 2)
    most = true[np.argmax(np.abs(true))]
    read = [largest_of(PLACES, AREA, true + noise, SD, LENGTH_MM) for noise in errors(300)]
    inside = np.mean([one.low <= most <= one.high for one in read])
    assert inside > 0.93
    bias = float(np.mean([one.value for one in read])) - most
    # The plain maximum is off by 0.25 where nothing moved.
    assert abs(bias) < 0.12
    if abs(peak) >= 2.0:
        assert np.mean([one.low <= 0.0 <= one.high for one in read]) < 0.02
