"""Colour, flat field and daily check: good ones accepted, bad ones refused with the reason."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from calibration_pictures import UNEVEN, camera, chart_picture
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.station_calibration import ColourCalibration, StationCalibration
from skinlax_desktop.imaging.colour import linear_rgb
from skinlax_desktop.imaging.colour_chart import LAB_D50
from skinlax_desktop.imaging.colour_correction import ColourCorrection, relative_brightness
from skinlax_desktop.imaging.colour_spaces import delta_e_2000, lab_from_linear_rgb
from skinlax_desktop.phantom.calibration_set import CHART_PLACES
from skinlax_desktop.phantom.flat_target import LightField, TargetPose, photograph
from skinlax_desktop.phantom.printed_targets import grey_card
from skinlax_desktop.phantom.spectra import LIGHTS, chart_inks
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.workflows.colour_calibration import (
    calibrate_colour,
    calibrate_flat_field,
    check_today,
    look_for_chart,
)

AT = "2026-11-26T09:00:00+00:00"
STRONGLY_UNEVEN = LightField(vignetting=0.25, uneven_x=0.30, uneven_y=-0.15)


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(SkinlaxError) as caught:
        work()
    assert sentence_of(caught.value)
    return caught.value.code


def at_place(right: float, down: float) -> TargetPose:
    return TargetPose(centre_mm=(right, down, 800.0), tilt_deg=2.0)


def card(field: LightField, reflectance: float = 0.45) -> np.ndarray:
    return photograph(grey_card(reflectance), TargetPose(), camera(), light=field, noise_seed=9)


def test_a_flat_field_makes_a_chart_anywhere_in_the_picture_read_alike() -> None:
    flat = calibrate_flat_field([card(UNEVEN)], at=AT)
    assert 0.12 < flat.vignetting < 0.24
    assert 0.02 < flat.unevenness < 0.10
    colour = calibrate_colour([look_for_chart(chart_picture(field=UNEVEN))], at=AT, flat_field=flat)
    aside = look_for_chart(chart_picture(pose=at_place(50.0, 105.0), scale=0.42, field=UNEVEN))
    x, y = aside.share.T

    def errors(correction: ColourCorrection) -> float:
        return float(delta_e_2000(lab_from_linear_rgb(correction.apply(aside.seen.rgb, x, y)), LAB_D50).mean())

    with_flat = errors(ColourCorrection(colour=colour, flat_field=flat))
    without = errors(ColourCorrection(colour=colour))
    assert with_flat < 1.0
    assert without > 1.4 * with_flat


def test_gains_by_place_correct_a_zone_that_the_light_reaches_otherwise() -> None:
    views = [
        look_for_chart(chart_picture(pose=at_place(*place), scale=0.42, field=STRONGLY_UNEVEN))
        for place in CHART_PLACES
    ]
    by_zone = calibrate_colour(views, at=AT)
    whole = calibrate_colour(views[:1], at=AT)
    assert len(by_zone.places) == 5
    assert whole.places == ()
    # A plain card under the same light, read between the places where the chart was held.
    plain = linear_rgb(cv2.GaussianBlur(card(STRONGLY_UNEVEN), (0, 0), 4.0)).astype(np.float64)
    x, y = np.array([0.38, 0.62, 0.45, 0.55, 0.40, 0.60]), np.array([0.45, 0.52, 0.33, 0.62, 0.56, 0.40])
    seen = plain[np.round(y * plain.shape[0]).astype(int), np.round(x * plain.shape[1]).astype(int)]

    def unevenness(colour: ColourCalibration) -> float:
        return float(np.ptp(lab_from_linear_rgb(ColourCorrection(colour=colour).apply(seen, x, y))[:, 0]))

    assert unevenness(whole) > 2.0
    assert unevenness(by_zone) < 0.6 * unevenness(whole)


def test_a_bad_chart_is_refused_with_its_reason() -> None:
    assert code_of(lambda: look_for_chart(np.full((400, 300, 3), 90, dtype=np.uint8))) == "chart_not_found"
    assert code_of(lambda: look_for_chart(chart_picture(exposure=1.5))) == "chart_clipped"
    assert code_of(lambda: look_for_chart(chart_picture(exposure=0.2))) == "chart_dark"
    glaring = chart_picture()
    view = look_for_chart(glaring)
    x, y = view.seen.centres_px[19].astype(int)
    glaring[y - 4 : y + 8, x - 4 : x + 8] = np.minimum(glaring[y - 4 : y + 8, x - 4 : x + 8].astype(int) + 30, 250)
    assert code_of(lambda: look_for_chart(glaring)) == "chart_glare"


def test_another_tone_curve_is_refused() -> None:
    picture = chart_picture()
    bent = (255.0 * (picture / 255.0) ** 1.35).astype(np.uint8)
    assert code_of(lambda: calibrate_colour([look_for_chart(bent)], at=AT)) == "colour_curve"


def test_a_faded_chart_is_refused() -> None:
    inks = chart_inks()
    faded = 0.55 * inks + 0.45 * inks[[19]]
    faded[18:] = inks[18:]
    random = np.random.default_rng(3)
    faded[:18] *= random.uniform(0.75, 1.25, (18, 1))
    assert code_of(lambda: calibrate_colour([look_for_chart(chart_picture(inks=np.clip(faded, 0.0, 1.0)))], at=AT)) in (
        "colour_poor",
        "chart_not_found",
    )


def test_a_bad_card_is_refused_with_its_reason() -> None:
    assert code_of(lambda: calibrate_flat_field([card(UNEVEN, 1.1)], at=AT)) == "card_clipped"
    assert code_of(lambda: calibrate_flat_field([card(UNEVEN, 0.02)], at=AT)) == "card_dark"
    lopsided = LightField(uneven_x=0.4)
    assert code_of(lambda: calibrate_flat_field([card(lopsided)], at=AT)) == "card_uneven"
    assert code_of(lambda: calibrate_flat_field([chart_picture()], at=AT)) == "card_textured"


def test_the_daily_check_passes_the_same_station_and_fails_one_whose_light_changed() -> None:
    colour = calibrate_colour([look_for_chart(chart_picture())], at=AT)
    station = StationCalibration(serial="s", colour=colour)
    same = check_today(look_for_chart(chart_picture(noise_seed=77)), station, at=AT)
    assert same.passed
    assert same.drift < 0.3
    changed = check_today(look_for_chart(chart_picture(LIGHTS["led_4000"])), station, at=AT)
    assert not changed.passed
    assert changed.drift > 1.0
    dimmer = check_today(look_for_chart(chart_picture(exposure=0.9)), station, at=AT)
    assert dimmer.lightness < same.lightness - 1.0


def test_no_check_without_a_colour() -> None:
    view = look_for_chart(chart_picture())
    assert code_of(lambda: check_today(view, StationCalibration(serial="s"), at=AT)) == "daily_no_colour"


def test_another_exposure_or_ring_level_is_made_up_for() -> None:
    made = (CameraSettings(exposure_us=8000.0), LightSettings(level=0.6))
    half = (CameraSettings(exposure_us=4000.0), LightSettings(level=0.6))
    assert relative_brightness(made, half) == pytest.approx(2.0)
    assert relative_brightness(made, (CameraSettings(exposure_us=8000.0), LightSettings(level=0.3))) == 2.0
    assert relative_brightness((None, None), half) == 1.0
