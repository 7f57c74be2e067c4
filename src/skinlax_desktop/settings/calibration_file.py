"""The calibrations of this workstation's camera bodies, in one versioned file. Nothing of a patient stands here."""

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.station_calibration import StationCalibration
from skinlax_desktop.settings.atomic_file import write_whole

CALIBRATION_FILE: Final = "calibration.json"
VERSION: Final = 1


def known_bodies(path: Path) -> tuple[str, ...]:
    """Serial numbers of the bodies that something is kept of. Raises `calibration_file_damaged`."""
    return tuple(_read(path))


def load_calibration(path: Path, serial: str) -> StationCalibration | None:
    """What is kept of a camera body; None when nothing is. Raises `calibration_file_damaged`: a guess is no lens."""
    stored = _read(path).get(serial)
    if stored is None:
        return None
    try:
        return msgspec.convert(stored, StationCalibration)
    except msgspec.ValidationError:
        raise SkinlaxError("calibration_file_damaged") from None


def save_calibration(path: Path, station: StationCalibration) -> None:
    """Keep a body's calibration beside those of others, whole or not at all. Raises `calibration_unwritable`."""
    try:
        bodies = _read(path)
    except SkinlaxError:
        # What is damaged cannot be saved any more; it stays beside the new file for whoever wants to look.
        bodies = {}
        path.replace(path.with_suffix(".damaged.json"))
    bodies[station.serial] = msgspec.to_builtins(station)
    content = json.dumps({"version": VERSION, "bodies": bodies}, ensure_ascii=False, allow_nan=False)
    try:
        write_whole(path, content.encode("utf-8"))
    except OSError:
        raise SkinlaxError("calibration_unwritable") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        bodies = stored["bodies"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError):
        raise SkinlaxError("calibration_file_damaged") from None
    if not isinstance(bodies, dict):
        raise SkinlaxError("calibration_file_damaged")
    return bodies
