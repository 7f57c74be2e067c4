"""Large pictures made small: the same as in one step, and the same samples as a view that jumps."""

import numpy as np
import pytest

from skinlax_desktop.imaging.averaging import average_to, thinned


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(("height", "width", "step"), [(12, 9, 3), (13, 9, 3), (14, 10, 3), (16, 8, 2), (9, 9, 1)])
def test_a_thinned_picture_has_the_samples_of_a_jumping_view(height: int, width: int, step: int) -> None:
    picture = noise(height, width)
    assert np.array_equal(thinned(picture, step), picture[::step, ::step])


def test_halves_differ_from_one_step_by_the_rounding_of_the_halves() -> None:
    picture = noise(64, 48)
    blocks = picture.reshape(8, 8, 6, 8, 3).mean(axis=(1, 3))
    assert np.abs(average_to(picture, (6, 8)).astype(float) - blocks).max() <= 1.6
