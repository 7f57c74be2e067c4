"""What the doctor finds of the calibrations: of which camera bodies, and how long they hold."""

from datetime import UTC, datetime
from pathlib import Path

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.station_calibration import WARN_BEFORE, CalibrationKind, StationCalibration
from skinlax_desktop.settings.calibration_file import known_bodies, load_calibration
from skinlax_desktop.text.errors import sentence_of

_ADVICE = "Open Station in the workstation and calibrate"


def calibration_lines(path: Path, now: datetime | None = None) -> tuple[tuple[str, str, str], ...]:
    """For each camera body: how it is ("works", "note", "broken"), what was found, what to do."""
    now = now or datetime.now(UTC)
    try:
        stations = [load_calibration(path, serial) for serial in known_bodies(path)]
    except SkinlaxError as error:
        return (("broken", sentence_of(error), _ADVICE),)
    known = [station for station in stations if station is not None]
    if not known:
        return (("note", "no camera is calibrated", _ADVICE),)
    return tuple(_line(station, now) for station in known)


def _line(station: StationCalibration, now: datetime) -> tuple[str, str, str]:
    until = {kind: station.expires_at(kind) for kind in CalibrationKind}
    parts = [f"{kind.value.replace('_', ' ')} until {end.date()}" for kind, end in until.items() if end is not None]
    found = f"camera {station.serial}: {', '.join(parts) or 'nothing'}"
    due = [end for end in until.values() if end is not None and end - now < WARN_BEFORE]
    if station.lens is None or due:
        return "note", found, _ADVICE
    return "works", found, ""
