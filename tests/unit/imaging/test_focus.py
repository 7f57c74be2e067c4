"""Sharpness in pixels, whatever the contrast."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.imaging.focus import measure_sharpness


def edges(blur: float, low: int = 60, high: int = 160, noise: float = 0.0) -> np.ndarray:
    picture = np.full((160, 240), low, np.float64)
    cv2.ellipse(picture, (120, 80), (70, 40), 15, 0, 360, float(high), -1)
    blurred = cv2.GaussianBlur(picture, (0, 0), blur)
    blurred += np.random.default_rng(5).normal(0.0, noise, picture.shape)
    return np.clip(blurred, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("blur", [1.0, 1.5, 2.5, 4.0])
def test_blur_is_read_in_pixels(blur: float) -> None:
    found = measure_sharpness([edges(blur)])
    assert found is not None
    assert found.blur_px == pytest.approx(blur, rel=0.15, abs=0.15)


def test_dark_skin_and_light_skin_read_alike() -> None:
    dark, light = measure_sharpness([edges(1.5, 15, 50)]), measure_sharpness([edges(1.5, 110, 240)])
    assert dark is not None
    assert light is not None
    assert dark.blur_px == pytest.approx(light.blur_px, abs=0.2)


def test_noise_does_not_look_sharp() -> None:
    found = measure_sharpness([edges(3.0, noise=3.0)])
    assert found is not None
    assert found.blur_px > 2.0


def test_an_even_patch_cannot_be_judged() -> None:
    assert measure_sharpness([np.full((100, 100), 90, np.uint8)]) is None
    assert measure_sharpness([]) is None
