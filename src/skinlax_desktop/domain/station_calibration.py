"""What a station knows of its own lens, colour and light, how long that holds, and what every picture keeps of it.

All belongs to one camera body: another body has other filters, and another lens another distortion.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings

Triple = tuple[float, float, float]


class CalibrationKind(StrEnum):
    """What can be calibrated, in the order in which it is done."""

    LENS = "lens"
    FLAT_FIELD = "flat_field"
    COLOUR = "colour"


VALID_FOR: Final = {
    CalibrationKind.LENS: timedelta(days=365),
    CalibrationKind.FLAT_FIELD: timedelta(days=180),
    CalibrationKind.COLOUR: timedelta(days=90),
}
"""Lamps age within months, a locked lens within years; a knock is what the daily check is for."""

WARN_BEFORE: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class LensCalibration:
    """A fitted lens. `reprojection_px`: root mean square of the corners; the focal length with its 95 % interval.

    `coverage`: share of the picture that corners covered. `boards` were kept and `boards_dropped` left out.
    """

    id: str
    made_at: str
    camera: CameraCalibration
    reprojection_px: float
    focal_low_px: float
    focal_high_px: float
    coverage: float
    boards: int
    boards_dropped: int
    corners: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatField:
    """How uneven the light and the lens leave a plain grey card.

    `gain` brings linear red, green, blue at the nodes of a grid (`rows` x `columns`, row by row, corner to corner of
    the picture) to those of the middle. `vignetting`: the share the corners lose; `unevenness`: the largest
    difference between opposite sides.
    """

    id: str
    made_at: str
    columns: int
    rows: int
    gain: tuple[Triple, ...]
    vignetting: float
    unevenness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchReading:
    """A patch of the chart: linear camera red, green, blue, and CIEDE2000 by the fit that never saw this patch."""

    name: str
    rgb: Triple
    delta_e: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceGain:
    """Where on the face the chart was held, in shares of the picture's width and height, and the light's gain there."""

    x: float
    y: float
    gain: Triple


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourCalibration:
    """A colour correction: `terms(gain * rgb) @ matrix` is linear sRGB; `model` names the terms.

    `delta_e_mean` and `delta_e_max` are over patches that their fit never saw. `places` hold a gain for each place
    where the chart was held, none when it was held once. Made under `light`, with `camera` settings.
    """

    id: str
    made_at: str
    model: str
    matrix: tuple[Triple, ...]
    delta_e_mean: float
    delta_e_max: float
    patches: tuple[PatchReading, ...]
    places: tuple[PlaceGain, ...] = ()
    light: LightSettings | None = None
    camera: CameraSettings | None = None
    flat_field_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyCheck:
    """One look at the chart a day, through the calibration in force.

    `drift` is the mean CIEDE2000 from what the same patches were on the day of the calibration, `delta_e_mean` and
    `delta_e_max` from what they should be; `lightness` is L* of the middle grey. `mtf50`: where the contrast of the
    chart's edges halves, cycles a pixel; None where no edge of it was fit to be read.
    """

    at: str
    colour_id: str
    delta_e_mean: float
    delta_e_max: float
    drift: float
    lightness: float
    passed: bool
    mtf50: float | None = None

    @property
    def day(self) -> str:
        """The day, as in ISO 8601."""
        return self.at[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class StationCalibration:
    """Everything known of one camera body, and the daily checks, oldest first."""

    serial: str
    lens: LensCalibration | None = None
    flat_field: FlatField | None = None
    colour: ColourCalibration | None = None
    daily: tuple[DailyCheck, ...] = ()

    def made_at(self, kind: CalibrationKind) -> str | None:
        """When that part was calibrated."""
        part = {
            CalibrationKind.LENS: self.lens,
            CalibrationKind.FLAT_FIELD: self.flat_field,
            CalibrationKind.COLOUR: self.colour,
        }[kind]
        return None if part is None else part.made_at

    def expires_at(self, kind: CalibrationKind) -> datetime | None:
        """Until when it holds; None when there is none."""
        made = self.made_at(kind)
        return None if made is None else datetime.fromisoformat(made) + VALID_FOR[kind]

    def days_left(self, kind: CalibrationKind, now: datetime) -> int | None:
        """Whole days until it expires, negative after; None when there is none."""
        until = self.expires_at(kind)
        return None if until is None else (until - now).days

    def is_expired(self, kind: CalibrationKind, now: datetime) -> bool:
        """Whether it was made and holds no longer."""
        until = self.expires_at(kind)
        return until is not None and now >= until

    def with_check(self, check: DailyCheck) -> "StationCalibration":
        """With today's check; a second one of a day replaces the first."""
        others = tuple(known for known in self.daily if known.day != check.day)
        return replace(self, daily=(*others, check))


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationStamp:
    """What a picture keeps of the calibration it was taken under. Ids name the parts; None where there was none.

    `expired` names the parts that held no longer at that moment.
    """

    serial: str
    lens_id: str | None = None
    lens_made_at: str | None = None
    reprojection_px: float | None = None
    flat_field_id: str | None = None
    colour_id: str | None = None
    colour_made_at: str | None = None
    delta_e_mean: float | None = None
    checked_on: str | None = None
    drift: float | None = None
    expired: tuple[CalibrationKind, ...] = ()


def stamp_of(station: StationCalibration, now: datetime) -> CalibrationStamp:
    """The stamp of a picture that is taken now."""
    lens, colour = station.lens, station.colour
    check = station.daily[-1] if station.daily else None
    return CalibrationStamp(
        serial=station.serial,
        lens_id=None if lens is None else lens.id,
        lens_made_at=None if lens is None else lens.made_at,
        reprojection_px=None if lens is None else lens.reprojection_px,
        flat_field_id=None if station.flat_field is None else station.flat_field.id,
        colour_id=None if colour is None else colour.id,
        colour_made_at=None if colour is None else colour.made_at,
        delta_e_mean=None if colour is None else colour.delta_e_mean,
        checked_on=None if check is None else check.day,
        drift=None if check is None else check.drift,
        expired=tuple(kind for kind in CalibrationKind if station.is_expired(kind, now)),
    )
