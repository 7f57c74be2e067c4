"""The quick percentiles are numpy's."""

import numpy as np
import pytest

from skinlax_desktop.imaging.percentiles import level_percentile, percentile


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("percent", [0.0, 10.0, 50.0, 75.0, 98.0, 100.0])
def test_they_are_those_of_numpy(size: int, percent: float) -> None:
    random = np.random.default_rng(size)
    numbers, levels = random.normal(size=size), random.integers(0, 256, size).astype(np.uint8)
    assert percentile(numbers, percent) == pytest.approx(np.percentile(numbers, percent), abs=1e-12)
    assert level_percentile(levels, percent) == pytest.approx(np.percentile(levels, percent), abs=1e-9)
