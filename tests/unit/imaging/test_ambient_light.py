"""The room's share of the light, planted and found again; and the grey patch as a light meter."""

from dataclasses import replace

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, xyz2lab

from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.imaging.ambient_light import AMBIENT_LIMIT, measure_ambient
from skinlax_desktop.imaging.grey_patch_light import read_grey_patch
from skinlax_desktop.phantom.sensor import colour_of_light
from skinlax_desktop.ports.frame import Frame, PixelLayout, RawMosaic, ToneCurve

XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
PLACES = np.random.default_rng(5).uniform(0.1, 0.7, (300, 400))


def code(linear: np.ndarray) -> np.ndarray:
    low, high = 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    return np.clip(np.round(255 * np.where(linear <= 0.0031308, low, high)), 0, 255).astype(np.uint8)


def frame(linear: np.ndarray, bits: int = 8, black: float = 0.0) -> Frame:
    noisy = linear + np.random.default_rng(int(1e6 * linear.mean())).normal(0.0, 0.003, linear.shape)
    if bits == 8:
        samples: np.ndarray = code(np.clip(noisy, 0, 1))
        raw = RawMosaic(samples=samples, bits=8, curve=ToneCurve.SRGB)
    else:
        samples = np.clip(np.round(black + noisy * (4095 - black)), 0, 4095).astype(np.uint16)
        raw = RawMosaic(samples=samples, bits=12, black_level=black)
    return Frame(
        pixels=code(np.clip(linear, 0, 1)),
        layout=PixelLayout.BAYER_RG8,
        sequence=1,
        captured_at_s=0.0,
        exposure_us=8000.0,
        gain_db=0.0,
        raw=raw,
    )


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("bits", [8, 12])
def test_a_planted_share_is_found_within_its_interval(share: float, bits: int) -> None:
    ring, room = (1.0 - share) * PLACES, share * PLACES
    found = measure_ambient(frame(room, bits, black=120.0), frame(ring + room, bits, black=120.0))
    assert found.share is not None
    assert found.low is not None
    assert found.high is not None
    assert found.share == pytest.approx(share, rel=0.08, abs=0.001)
    assert found.low - 0.001 <= share <= found.high + 0.001
    assert found.passed is (share <= AMBIENT_LIMIT)


def test_in_the_dark_and_in_the_glare_nothing_is_said() -> None:
    for level in (0.005, 1.0):
        lit = frame(np.full((300, 400), level))
        found = measure_ambient(lit, lit)
        assert (found.share, found.passed) == (None, None)
        assert found.reason


def test_frames_of_different_exposure_do_not_compare() -> None:
    one = frame(PLACES)
    with pytest.raises(ValueError, match="differently"):
        measure_ambient(replace(one, exposure_us=4000.0), one)


def test_the_limit_is_one_step_of_colour_under_the_warmest_usual_lamp() -> None:
    def lab(bgr: np.ndarray) -> np.ndarray:
        return xyz2lab((XYZ @ bgr[::-1])[None, None])[0, 0]

    mixed = 0.5 * ((1 - AMBIENT_LIMIT) + AMBIENT_LIMIT * np.array(colour_of_light(2700.0)))
    assert 0.85 <= float(deltaE_ciede2000(lab(np.full(3, 0.5)), lab(mixed))) <= 1.15


def test_a_grey_patch_reads_a_change_of_light() -> None:
    def read(kelvin: float, output: float) -> tuple[float, float]:
        patch = tuple(0.2 * output * value for value in colour_of_light(kelvin))
        reading = read_grey_patch(patch, CameraSettings(), LightSettings(), "2026-03-02T08:00:00+00:00")  # type: ignore[arg-type]
        return reading.output, reading.colour_temperature_k

    output, kelvin = read(5500.0, 1.0)
    assert kelvin == pytest.approx(5500.0, abs=60.0)
    dimmer, warmer = read(5200.0, 0.9)
    assert dimmer / output == pytest.approx(0.9, abs=0.01)
    assert 1e6 / warmer - 1e6 / kelvin == pytest.approx(1e6 / 5200 - 1e6 / 5500, rel=0.4), "mired, near enough"
    brighter = read_grey_patch(
        (0.4, 0.4, 0.4), CameraSettings(exposure_us=16_000.0), LightSettings(), "2026-03-02T08:00:00+00:00"
    )
    assert brighter.output == pytest.approx(output), "a longer exposure is not more light"
    with pytest.raises(ValueError, match="no light"):
        read_grey_patch((0.0, 0.1, 0.1), CameraSettings(), LightSettings(), "2026-03-02T08:00:00+00:00")
