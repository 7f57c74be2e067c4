"""The colour chart under five lights: found, read, corrected; judged on patches that the fit never saw."""

import numpy as np
import pytest

from calibration_pictures import UNEVEN, board_picture_at, camera, chart_picture
from skinlax_desktop.imaging.chart_finding import find_chart
from skinlax_desktop.imaging.colour_chart import LAB_D50
from skinlax_desktop.imaging.colour_fit import corrected, fit_colour
from skinlax_desktop.imaging.colour_spaces import (
    delta_e_2000,
    lab_from_linear_rgb,
    lab_from_xyz,
    linear_rgb_from_lab,
    xyz_from_lab,
)
from skinlax_desktop.phantom.flat_target import TargetPose, project_flat
from skinlax_desktop.phantom.spectra import LIGHTS, chart_inks, d50_white, seen_by_camera, xyz_d50

# Sharma, Wu and Dalal 2005, table 1.
PUBLISHED = np.array(
    [
        (50.0000, 2.6772, -79.7751, 50.0000, 0.0000, -82.7485, 2.0425),
        (50.0000, 3.1571, -77.2803, 50.0000, 0.0000, -82.7485, 2.8615),
        (50.0000, 2.8361, -74.0200, 50.0000, 0.0000, -82.7485, 3.4412),
        (50.0000, -1.3802, -84.2814, 50.0000, 0.0000, -82.7485, 1.0000),
        (50.0000, -1.1848, -84.8006, 50.0000, 0.0000, -82.7485, 1.0000),
        (50.0000, -0.9009, -85.5211, 50.0000, 0.0000, -82.7485, 1.0000),
        (50.0000, 0.0000, 0.0000, 50.0000, -1.0000, 2.0000, 2.3669),
        (50.0000, -1.0000, 2.0000, 50.0000, 0.0000, 0.0000, 2.3669),
        (50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0009, 7.1792),
        (50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0011, 7.2195),
        (50.0000, -0.0010, 2.4900, 50.0000, 0.0009, -2.4900, 4.8045),
        (50.0000, -0.0010, 2.4900, 50.0000, 0.0011, -2.4900, 4.7461),
        (50.0000, 2.5000, 0.0000, 50.0000, 0.0000, -2.5000, 4.3065),
        (50.0000, 2.5000, 0.0000, 73.0000, 25.0000, -18.0000, 27.1492),
        (50.0000, 2.5000, 0.0000, 61.0000, -5.0000, 29.0000, 22.8977),
        (50.0000, 2.5000, 0.0000, 56.0000, -27.0000, -3.0000, 31.9030),
        (50.0000, 2.5000, 0.0000, 58.0000, 24.0000, 15.0000, 19.4535),
        (50.0000, 2.5000, 0.0000, 50.0000, 3.1736, 0.5854, 1.0000),
        (50.0000, 2.5000, 0.0000, 50.0000, 3.2972, 0.0000, 1.0000),
        (50.0000, 2.5000, 0.0000, 50.0000, 1.8634, 0.5757, 1.0000),
        (50.0000, 2.5000, 0.0000, 50.0000, 3.2592, 0.3350, 1.0000),
        (60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644),
        (63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630),
        (61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731),
        (35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645),
        (22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373),
        (36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146),
        (90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441),
        (90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381),
        (6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377),
        (2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082),
    ]
)


def test_delta_e_is_that_of_the_published_pairs() -> None:
    found = delta_e_2000(PUBLISHED[:, :3], PUBLISHED[:, 3:6])
    np.testing.assert_allclose(found, PUBLISHED[:, 6], atol=5e-5)


def test_colour_spaces_lead_back_and_white_is_white() -> None:
    np.testing.assert_allclose(lab_from_xyz(xyz_from_lab(LAB_D50)), LAB_D50, atol=1e-9)
    np.testing.assert_allclose(lab_from_linear_rgb(linear_rgb_from_lab(LAB_D50)), LAB_D50, atol=1e-9)
    np.testing.assert_allclose(lab_from_linear_rgb(np.ones((1, 3)))[0], (100.0, 0.0, 0.0), atol=0.02)


def test_inks_have_the_published_colours_and_are_metamers_of_each_other() -> None:
    one, other = chart_inks(0), chart_inks(1)
    for inks in (one, other):
        np.testing.assert_allclose(lab_from_xyz(xyz_d50(inks), d50_white()), LAB_D50, atol=1e-4)
        assert inks.min() >= 0.0
        assert inks.max() <= 1.0
    tungsten = LIGHTS["tungsten_2856"]
    assert np.abs(seen_by_camera(one, tungsten) / seen_by_camera(other, tungsten) - 1.0).max() > 0.01


@pytest.mark.parametrize(
    ("pose", "scale"),
    [
        (TargetPose(roll_deg=90.0), 0.8),
        (TargetPose(roll_deg=-87.0, swing_deg=20.0), 0.7),
        (TargetPose(roll_deg=183.0, tilt_deg=-15.0, swing_deg=15.0), 0.45),
        (TargetPose(centre_mm=(30.0, -60.0, 800.0), roll_deg=8.0), 0.36),
    ],
)
def test_the_chart_is_found_whichever_way_up(pose: TargetPose, scale: float) -> None:
    seen = find_chart(chart_picture(pose=pose, scale=scale, field=UNEVEN))
    assert seen is not None
    places = np.array([((c - 2.5) * 44.0, (r - 1.5) * 44.0) for r in range(4) for c in range(6)]) * scale
    assert np.abs(seen.centres_px - project_flat(places, pose, camera())).max() < 1.0


@pytest.mark.parametrize("light", sorted(LIGHTS))
def test_left_out_patches_miss_by_little_under_every_light(light: str) -> None:
    seen = find_chart(chart_picture(LIGHTS[light], field=UNEVEN))
    assert seen is not None
    fit = fit_colour(seen.rgb, LAB_D50)
    assert fit.held_out.mean() <= 1.5
    assert fit.fitted.mean() < fit.held_out.mean()
    untouched = delta_e_2000(lab_from_linear_rgb(seen.rgb), LAB_D50).mean()
    assert untouched > 3.0 * fit.held_out.mean()


def test_a_chart_of_other_inks_of_the_same_colours_is_corrected_as_well() -> None:
    light = LIGHTS["led_4000"]
    fit = fit_colour(seen_by_camera(chart_inks(0), light)[:, ::-1], LAB_D50)
    other = corrected(seen_by_camera(chart_inks(5), light)[:, ::-1], fit.model, fit.matrix)
    assert delta_e_2000(lab_from_linear_rgb(other), LAB_D50).mean() < 1.5


def test_a_board_or_noise_is_no_chart() -> None:
    assert find_chart(board_picture_at(TargetPose())) is None
    assert find_chart(np.random.default_rng(1).integers(0, 255, (500, 400, 3), dtype=np.uint8)) is None
