"""A calibrated original read back by LibRaw, as any other program would, shows the chart in its own colours."""

import numpy as np
import pytest

from calibration_pictures import chart_picture
from skinlax_desktop.domain.station_calibration import ColourCalibration
from skinlax_desktop.imaging.chart_finding import find_chart
from skinlax_desktop.imaging.colour_chart import LAB_D50
from skinlax_desktop.imaging.colour_spaces import delta_e_2000, lab_from_linear_rgb, linear_rgb_from_lab
from skinlax_desktop.imaging.dng_colour import dng_colour
from skinlax_desktop.imaging.raw_archive import encode_dng
from skinlax_desktop.imaging.raw_development import develop_raw
from skinlax_desktop.phantom.spectra import LIGHTS
from skinlax_desktop.ports.frame import RawMosaic, ToneCurve
from skinlax_desktop.workflows.colour_calibration import calibrate_colour, look_for_chart

_WHITE = 18


def mosaic_of(picture_bgr: np.ndarray) -> RawMosaic:
    samples = picture_bgr[..., 1].copy()
    samples[0::2, 0::2] = picture_bgr[0::2, 0::2, 2]
    samples[1::2, 1::2] = picture_bgr[1::2, 1::2, 0]
    return RawMosaic(samples=samples, bits=8, curve=ToneCurve.SRGB)


def misses(dng: bytes) -> np.ndarray:
    """CIEDE2000 of every patch of the developed file; the greys set its exposure, which a matrix does not say."""
    seen = find_chart(develop_raw(dng))
    assert seen is not None
    wanted = linear_rgb_from_lab(LAB_D50)
    greys = slice(_WHITE + 1, _WHITE + 5)
    brighter = wanted[greys].mean() / seen.rgb[greys].mean()
    return delta_e_2000(lab_from_linear_rgb(seen.rgb * brighter), LAB_D50)


@pytest.mark.parametrize("light", sorted(LIGHTS))
def test_the_chart_has_its_colours_in_the_developed_original(light: str) -> None:
    picture = chart_picture(LIGHTS[light], exposure=0.8)
    made = calibrate_colour([look_for_chart(picture)], at="2026-03-02T08:00:00+00:00")
    raw = mosaic_of(picture)
    assumed, calibrated = misses(encode_dng(raw)), misses(encode_dng(raw, colour=dng_colour(made)))
    assert calibrated.mean() <= 1.5
    assert calibrated.mean() < 0.25 * assumed.mean()


def test_the_words_of_the_specification_agree_with_each_other() -> None:
    picture = chart_picture(exposure=0.8)
    made: ColourCalibration = calibrate_colour([look_for_chart(picture)], at="2026-03-02T08:00:00+00:00")
    colour = dng_colour(made)
    neutral = np.array(colour.neutral)
    assert neutral.max() == 1.0
    d65 = np.array([0.9505, 1.0, 1.089])
    white = np.array(colour.camera_from_xyz).reshape(3, 3) @ d65
    assert white / white.max() == pytest.approx(neutral, abs=0.01), "the camera's white is that of the matrix"
    forward = np.array(colour.xyz_from_camera).reshape(3, 3)
    assert forward @ np.ones(3) == pytest.approx([0.9642, 1.0, 0.8252], abs=1e-4), "balanced white is the white of D50"
