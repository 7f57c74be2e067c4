"""Calibrations outlive the program, body by body, and damage is never taken for a lens."""

from pathlib import Path

import pytest

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.station_calibration import DailyCheck, LensCalibration, StationCalibration
from skinlax_desktop.settings.calibration_file import load_calibration, save_calibration


def station(serial: str, focal: float = 9600.0) -> StationCalibration:
    camera = CameraCalibration(
        model="m", serial=serial, width_px=3000, height_px=4096, focal_x_px=focal, focal_y_px=focal,
        centre_x_px=1500.0, centre_y_px=2048.0, distortion=(-0.1, 0.2, 0.0, 0.0, 0.0),
    )  # fmt: skip
    lens = LensCalibration(
        id="a", made_at="2026-11-26T09:00:00+00:00", camera=camera, reprojection_px=0.1, focal_low_px=focal - 1,
        focal_high_px=focal + 1, coverage=0.9, boards=14, boards_dropped=1, corners=1300,
    )  # fmt: skip
    check = DailyCheck(
        at="2026-11-26T09:00:00+00:00", colour_id="c", delta_e_mean=0.6, delta_e_max=2.0, drift=0.2, lightness=50.7,
        passed=True,
    )  # fmt: skip
    return StationCalibration(serial=serial, lens=lens, daily=(check,))


def test_each_body_keeps_its_own(tmp_path: Path) -> None:
    path = tmp_path / "data" / "calibration.json"
    save_calibration(path, station("1"))
    save_calibration(path, station("2", 4800.0))
    assert load_calibration(path, "1") == station("1")
    assert load_calibration(path, "2") == station("2", 4800.0)
    assert load_calibration(path, "3") is None
    assert [entry.name for entry in path.parent.iterdir()] == ["calibration.json"]


@pytest.mark.parametrize("damage", ["", "{", '{"version": 1, "bodies": {"1": {"serial": 5}}}', '{"bodies": []}'])
def test_damage_is_said_and_kept_beside(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(damage, encoding="utf-8")
    with pytest.raises(SkinlaxError) as caught:
        load_calibration(path, "1")
    assert caught.value.code == "calibration_file_damaged"
    save_calibration(path, station("1"))
    assert load_calibration(path, "1") == station("1")
