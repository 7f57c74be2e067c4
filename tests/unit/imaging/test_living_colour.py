"""Skin of every tone has the colour of skin; stone, negatives and one ink have not."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.imaging.living_colour import has_skin_colour

# The ten swatches of the Monk Skin Tone scale, sRGB.
MONK = (
    *("f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96"),
    *("a07e56", "825c43", "604134", "3a312a", "292420"),
)
POINTS = np.tile(np.array([[100.0, 100.0]]), (478, 1)) + np.linspace(-60, 60, 478)[:, None] * (1.0, 0.5)


def a_picture(bgr: tuple[float, float, float]) -> np.ndarray:
    random = np.random.default_rng(1)
    noisy = np.array(bgr) + random.normal(0.0, 4.0, (200, 200, 3))
    return np.clip(noisy, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("monk", range(10))
def test_skin_of_every_tone_passes_and_under_warm_light_too(monk: int) -> None:
    red, green, blue = (int(MONK[monk][place : place + 2], 16) for place in (0, 2, 4))
    for warmth in (1.0, 1.03, 1.06):
        assert has_skin_colour(a_picture((blue / warmth, green, red * warmth)), POINTS)


@pytest.mark.parametrize("bgr", [(200, 200, 200), (90, 90, 91), (150, 110, 70), (60, 160, 60)])
def test_stone_and_strange_colours_do_not(bgr: tuple[int, int, int]) -> None:
    assert not has_skin_colour(a_picture(bgr), POINTS)


@pytest.mark.photographs
def test_a_photograph_in_grey_or_as_a_negative_is_told(shared_data) -> None:
    pictures = sorted((shared_data / "london").glob("*_neutral.jpg"))
    for path in pictures[:6]:
        picture = cv2.imread(str(path))
        height, width = picture.shape[:2]
        # Where a London face lies: the middle of the picture.
        points = POINTS / 200.0 * 0.3 * width + (0.35 * width, 0.45 * height)
        grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        assert has_skin_colour(picture, points)
        assert not has_skin_colour(grey, points)
        assert not has_skin_colour(255 - picture, points)
