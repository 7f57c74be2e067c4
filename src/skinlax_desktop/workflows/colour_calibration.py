"""From pictures of a chart or a grey card to colour, flat field and daily check, or to the reason why not."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.station_calibration import (
    ColourCalibration,
    DailyCheck,
    FlatField,
    PatchReading,
    PlaceGain,
    StationCalibration,
)
from skinlax_desktop.imaging.chart_finding import SeenChart, find_chart
from skinlax_desktop.imaging.chart_sharpness import chart_mtf50
from skinlax_desktop.imaging.colour_chart import LAB_D50, NAMES, NEUTRALS, WHITE
from skinlax_desktop.imaging.colour_correction import ColourCorrection, flat_gain, relative_brightness
from skinlax_desktop.imaging.colour_fit import fit_colour
from skinlax_desktop.imaging.colour_spaces import delta_e_2000, lab_from_linear_rgb, xyz_from_lab
from skinlax_desktop.imaging.flat_field import GRID_COLUMNS, GRID_ROWS, fit_flat_field

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

LARGEST_MEAN_DELTA_E: Final = 2.0
LARGEST_DELTA_E: Final = 6.0
LARGEST_DAILY_MEAN: Final = 2.5
LARGEST_DRIFT: Final = 1.0
SMALLEST_PATCH_PX: Final = 14.0
LARGEST_CLIPPED: Final = 0.002
DARKEST_WHITE: Final = 0.25
LARGEST_SPREAD: Final = 0.06
LARGEST_CURVE: Final = 0.10
LARGEST_UNEVENNESS: Final = 0.20
LARGEST_VIGNETTING: Final = 0.60
LARGEST_TEXTURE: Final = 0.012
DARKEST_CARD: Final = 0.05
FEWEST_PLACES_FOR_A_FIELD: Final = 5
LEAST_APART: Final = 0.04
"""Of the picture's width, from one place of the chart to the next. At one place twice, light and ink cannot be told
apart; moves of a quarter of this still can."""
_BRIGHT_ENOUGH_TO_JUDGE: Final = 0.08
_MIDDLE_GREY: Final = 21


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChartView:
    """A chart in a picture of `size_px`, found good enough to be used; `mtf50` of its edges, None where unfit."""

    seen: SeenChart
    size_px: tuple[int, int]
    mtf50: float | None = None

    @property
    def share(self) -> Floats:
        """Middles of the patches (24, 2) in shares of the picture."""
        return np.asarray((self.seen.centres_px + 0.5) / np.array(self.size_px))


def look_for_chart(picture_bgr: Picture) -> ChartView:
    """Find and judge the chart in an upright picture. Raises `SkinlaxError` with one of the codes `chart_*`."""
    seen = find_chart(picture_bgr)
    if seen is None:
        raise SkinlaxError("chart_not_found")
    if seen.patch_px < SMALLEST_PATCH_PX:
        raise SkinlaxError("chart_small", pixels=round(seen.patch_px))
    if seen.clipped.max() > LARGEST_CLIPPED:
        raise SkinlaxError("chart_clipped", patch=NAMES[int(seen.clipped.argmax())].replace("_", " "))
    if float(seen.rgb[WHITE].max()) < DARKEST_WHITE:
        raise SkinlaxError("chart_dark")
    bright = seen.rgb.mean(axis=1) > _BRIGHT_ENOUGH_TO_JUDGE
    spread = np.where(bright, seen.spread, 0.0)
    if spread.max() > LARGEST_SPREAD:
        raise SkinlaxError("chart_glare", patch=NAMES[int(spread.argmax())].replace("_", " "))
    size = (picture_bgr.shape[1], picture_bgr.shape[0])
    return ChartView(seen=seen, size_px=size, mtf50=chart_mtf50(picture_bgr, seen))


def is_new_place(chart: ChartView, charts: Sequence[ChartView]) -> bool:
    """Whether the chart is held where none of `charts` was."""
    width, height = chart.size_px
    here = chart.share.mean(axis=0)
    return all(
        float(np.hypot(*((here - other.share.mean(axis=0)) * (1.0, height / width)))) >= LEAST_APART for other in charts
    )


def calibrate_colour(
    charts: Sequence[ChartView],
    *,
    at: str,
    flat_field: FlatField | None = None,
    light: LightSettings | None = None,
    camera: CameraSettings | None = None,
) -> ColourCalibration:
    """Fit and judge; several charts were held at several places of the face, all under one light.

    Raises `SkinlaxError` with `colour_curve` or `colour_poor`.
    """
    seen, gains = _inks_and_gains(charts, flat_field)
    _refuse_other_curves(seen)
    fit = fit_colour(seen, LAB_D50)
    if fit.held_out.mean() > LARGEST_MEAN_DELTA_E or fit.held_out.max() > LARGEST_DELTA_E:
        raise SkinlaxError(
            "colour_poor",
            mean=f"{fit.held_out.mean():.1f}",
            worst=f"{fit.held_out.max():.1f}",
            patch=NAMES[int(fit.held_out.argmax())].replace("_", " "),
            limit=f"{LARGEST_MEAN_DELTA_E:.1f}",
        )
    places = tuple(
        PlaceGain(x=float(x), y=float(y), gain=_triple(gain))
        for (x, y), gain in zip((chart.share.mean(axis=0) for chart in charts), gains, strict=True)
    )
    return ColourCalibration(
        id=uuid.uuid4().hex,
        made_at=at,
        model=fit.model,
        matrix=tuple(_triple(row) for row in fit.matrix),
        delta_e_mean=float(fit.held_out.mean()),
        delta_e_max=float(fit.held_out.max()),
        patches=tuple(
            PatchReading(name=name, rgb=_triple(rgb), delta_e=float(error))
            for name, rgb, error in zip(NAMES, seen, fit.held_out, strict=True)
        ),
        places=places if len(places) > 1 else (),
        light=light,
        camera=camera,
        flat_field_id="" if flat_field is None else flat_field.id,
    )


def calibrate_flat_field(pictures: Sequence[Picture], *, at: str) -> FlatField:
    """Fit and judge pictures that a grey card fills. Raises `SkinlaxError` with one of the codes `card_*`."""
    fit = fit_flat_field(pictures)
    if fit.clipped > LARGEST_CLIPPED:
        raise SkinlaxError("card_clipped")
    if fit.level < DARKEST_CARD:
        raise SkinlaxError("card_dark")
    if fit.texture > LARGEST_TEXTURE:
        raise SkinlaxError("card_textured", percent=f"{100 * fit.texture:.1f}")
    if fit.unevenness > LARGEST_UNEVENNESS:
        raise SkinlaxError("card_uneven", percent=round(100 * fit.unevenness), limit=round(100 * LARGEST_UNEVENNESS))
    if fit.vignetting > LARGEST_VIGNETTING:
        raise SkinlaxError("card_vignetting", percent=round(100 * fit.vignetting))
    return FlatField(
        id=uuid.uuid4().hex,
        made_at=at,
        columns=GRID_COLUMNS,
        rows=GRID_ROWS,
        gain=tuple(_triple(gain) for gain in fit.gain.reshape(-1, 3)),
        vignetting=fit.vignetting,
        unevenness=fit.unevenness,
    )


def check_today(
    chart: ChartView,
    station: StationCalibration,
    *,
    at: str,
    light: LightSettings | None = None,
    camera: CameraSettings | None = None,
) -> DailyCheck:
    """One look at the chart through the colour calibration in force. Raises `daily_no_colour` when there is none."""
    colour = station.colour
    if colour is None:
        raise SkinlaxError("daily_no_colour")
    correction = ColourCorrection(
        colour=colour,
        flat_field=station.flat_field,
        brightness=relative_brightness((colour.camera, colour.light), (camera, light)),
    )
    x, y = chart.share.T
    now = lab_from_linear_rgb(correction.apply(chart.seen.rgb, x, y))
    then = lab_from_linear_rgb(_as_calibrated(colour))
    errors = delta_e_2000(now, LAB_D50)
    drift = float(delta_e_2000(now, then).mean())
    return DailyCheck(
        at=at,
        colour_id=colour.id,
        delta_e_mean=float(errors.mean()),
        delta_e_max=float(errors.max()),
        drift=drift,
        lightness=float(now[_MIDDLE_GREY, 0]),
        passed=float(errors.mean()) <= LARGEST_DAILY_MEAN and drift <= LARGEST_DRIFT,
        mtf50=chart.mtf50,
    )


def _as_calibrated(colour: ColourCalibration) -> Floats:
    """Linear sRGB of the chart on the day of the calibration."""
    rgb = np.array([patch.rgb for patch in colour.patches])
    whole = ColourCorrection(colour=replace(colour, places=()))
    nowhere = np.full(len(rgb), 0.5)
    return whole.apply(rgb, nowhere, nowhere)


def _inks_and_gains(charts: Sequence[ChartView], flat_field: FlatField | None) -> tuple[Floats, Floats]:
    """What the inks (24, 3) are to the camera, and the gain (places, 3) that brings each place's light to the mean.

    The logarithm of a reading is that of its ink plus that of the light where the patch was held, a smooth field of
    second degree over the picture. That takes places on every side; with fewer the light is level across a chart.
    """
    levelled = np.array([_levelled(chart, flat_field) for chart in charts])
    places, inks = levelled.shape[:2]
    if places == 1:
        return levelled[0], np.ones((1, 3))
    light = np.log(np.maximum(levelled, 1e-4))
    field = np.zeros_like(light)
    if places >= FEWEST_PLACES_FOR_A_FIELD:
        share = np.array([chart.share for chart in charts]).reshape(-1, 2) - 0.5
        x, y = share.T
        smooth = np.column_stack((x, y, x * x, x * y, y * y))
        terms = np.hstack((np.tile(np.eye(inks), (places, 1)), smooth))
        for channel in range(3):
            # Noise is a larger share of a dark reading.
            weight = np.sqrt(np.exp(light[..., channel])).ravel()
            found = np.linalg.lstsq(terms * weight[:, None], light[..., channel].ravel() * weight, rcond=None)[0]
            field[..., channel] = (smooth @ found[inks:]).reshape(places, inks)
    # What the field leaves of a place, and the field in the middle of the chart there.
    level = light - field
    left = np.median(level - level.mean(axis=0), axis=1)
    at_place = field.mean(axis=1) + left
    return np.exp((level - left[:, None]).mean(axis=0) + at_place.mean(axis=0)), np.exp(
        at_place.mean(axis=0) - at_place
    )


def _levelled(chart: ChartView, flat_field: FlatField | None) -> Floats:
    if flat_field is None:
        return chart.seen.rgb
    x, y = chart.share.T
    return np.asarray(chart.seen.rgb * flat_gain(flat_field, x, y))


def _refuse_other_curves(rgb: Floats) -> None:
    """The greys must rise with their luminance: a camera with another tone curve than sRGB bends that line."""
    greys = list(NEUTRALS[:-1])
    slope = np.polyfit(np.log(xyz_from_lab(LAB_D50[greys])[:, 1]), np.log(rgb[greys].mean(axis=1)), 1)[0]
    if abs(float(slope) - 1.0) > LARGEST_CURVE:
        raise SkinlaxError("colour_curve", exponent=f"{float(slope):.2f}")


def _triple(values: Floats) -> tuple[float, float, float]:
    red, green, blue = (float(value) for value in values)
    return red, green, blue
