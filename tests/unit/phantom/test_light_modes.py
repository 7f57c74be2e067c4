"""What polarisers and ultraviolet light do to the phantom: the shine goes or doubles, melanin stands out."""

import numpy as np
import pytest

from skinlax_desktop.domain.light_and_exposure import LightMode, LightSettings
from skinlax_desktop.phantom.head import PhantomHead
from skinlax_desktop.phantom.light_modes import ultraviolet_albedo
from skinlax_desktop.phantom.rendering import render_linear
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.skin_tone import BLOOD, MELANIN

CAMERA = VirtualCamera().scaled(0.07)
# The face without hair and backdrop, in parts of the picture.
FACE = (slice(100, 200), slice(70, 140))


@pytest.fixture(scope="module")
def lights(head: PhantomHead) -> dict[LightMode, np.ndarray]:
    return {
        mode: render_linear(head, Scene(light=LightSettings(mode=mode)), CAMERA)[FACE].astype(float)
        for mode in LightMode
    }


def test_the_shine_is_gone_between_crossed_filters_and_double_between_parallel_ones(
    lights: dict[LightMode, np.ndarray],
) -> None:
    crossed, plain, parallel = (
        lights[mode] for mode in (LightMode.CROSS_POLARISED, LightMode.PLAIN, LightMode.PARALLEL_POLARISED)
    )
    shine, stressed = plain - crossed, parallel - plain
    shiny = shine.max(axis=2) > np.percentile(shine.max(axis=2), 95)
    # The filters halve the room's light, for which nobody makes up: that part is taken off both.
    assert np.median(stressed[shiny]) / np.median(shine[shiny]) == pytest.approx(1.0, abs=0.35)
    assert shine[shiny].mean() > 0.02
    matt = shine.max(axis=2) < np.percentile(shine.max(axis=2), 20)
    assert np.median(crossed[matt] / plain[matt]) > 0.85, "matt skin is about as bright"


def test_a_polarised_ring_leaves_the_rooms_light_halved(head: PhantomHead) -> None:
    dark = {
        mode: render_linear(head, Scene(light=LightSettings(level=0.0, mode=mode)), CAMERA)[FACE].mean()
        for mode in LightMode
    }
    assert dark[LightMode.CROSS_POLARISED] == pytest.approx(0.5 * dark[LightMode.PLAIN], rel=0.02)
    assert dark[LightMode.PLAIN] > 0.0


def test_ultraviolet_shows_melanin_darker_than_blue_light_does_and_blood_no_darker() -> None:
    def contrast(absorbed: np.ndarray) -> tuple[float, float]:
        base = np.array([0.30, 0.40, 0.60])
        tones = np.stack([base, base * np.exp(-0.25 * absorbed)])[:, None]
        codes = np.round(255 * np.sqrt(tones)).astype(np.uint8)
        seen = (ultraviolet_albedo(codes)[:, 0, 0] / 255.0) ** 2
        return float(np.log(seen[0] / seen[1])), float(np.log(tones[0, 0, 0] / tones[1, 0, 0]))

    ultraviolet, blue = contrast(MELANIN.astype(float))
    assert ultraviolet > 1.15 * blue
    ultraviolet, blue = contrast(BLOOD.astype(float))
    assert 0.0 < ultraviolet <= 1.05 * blue


def test_darker_skin_is_darker_but_never_black() -> None:
    tones = np.array([[[180, 196, 231], [110, 143, 189], [40, 50, 72]]], np.uint8)
    codes = np.round(255 * np.sqrt((tones / 255.0) ** 2.2)).astype(np.uint8)
    seen = ultraviolet_albedo(codes)[0, :, 0].astype(int)
    assert seen[0] > seen[1] > seen[2] > 8


def test_an_ultraviolet_picture_is_bluish_and_without_shine(lights: dict[LightMode, np.ndarray]) -> None:
    blue, green, red = lights[LightMode.ULTRAVIOLET].reshape(-1, 3).mean(axis=0)
    assert blue > green > red
