"""Checks by the station's printed targets: was the colour target looked at, and is the lens sharp on it."""

from datetime import datetime
from typing import Final

from skinlax_desktop.domain.gate import Advice, Check, CheckName
from skinlax_desktop.domain.station_calibration import CalibrationKind, StationCalibration
from skinlax_desktop.workflows.checks import unjudged

TARGET_DAYS_MAX: Final = 1.0
MTF50_MIN: Final = 0.15


def no_targets() -> tuple[Check, ...]:
    """For a picture of which nobody knows the station."""
    return (unjudged(CheckName.COLOUR_TARGET, "no_station"), unjudged(CheckName.FOCUS_TARGET, "no_station"))


def target_checks(station: StationCalibration, now: datetime) -> tuple[Check, ...]:
    """For a picture that is taken now under this calibration."""
    return (_colour_target(station, now), _focus_target(station))


def _colour_target(station: StationCalibration, now: datetime) -> Check:
    """Warns: without a recent look at the target colours are not comparable, shapes are."""
    seen = [daily.at for daily in station.daily] + ([station.colour.made_at] if station.colour is not None else [])
    days = min(((now - datetime.fromisoformat(at)).total_seconds() / 86400.0 for at in seen), default=None)
    failed = bool(station.daily) and not station.daily[-1].passed
    if station.colour is None or station.is_expired(CalibrationKind.COLOUR, now):
        code = "calibrate_colour"
    elif days is None or days > TARGET_DAYS_MAX or failed:
        code = "check_station"
    else:
        code = ""
    return Check(
        name=CheckName.COLOUR_TARGET,
        passed=True,
        value=days,
        unit="days",
        limit=f"<= {TARGET_DAYS_MAX:g}",
        advice=Advice(code=code) if code else None,
        warned=bool(code),
    )


def _focus_target(station: StationCalibration) -> Check:
    """The lens on the target of the last daily check; too soft there is too soft on every face."""
    mtf50 = station.daily[-1].mtf50 if station.daily else None
    if mtf50 is None:
        return unjudged(CheckName.FOCUS_TARGET, "no_target")
    passed = mtf50 >= MTF50_MIN
    return Check(
        name=CheckName.FOCUS_TARGET,
        passed=passed,
        value=mtf50,
        unit="cycles/px",
        limit=f">= {MTF50_MIN:g}",
        advice=None if passed else Advice(code="refocus_and_check"),
    )
