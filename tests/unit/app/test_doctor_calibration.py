"""The doctor says which cameras are calibrated, and how long that holds."""

from datetime import UTC, datetime
from pathlib import Path

from skinlax_desktop.app.doctor_calibration import calibration_lines
from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.station_calibration import LensCalibration, StationCalibration
from skinlax_desktop.settings.calibration_file import save_calibration

CAMERA = CameraCalibration(
    model="m", serial="77", width_px=3000, height_px=4096, focal_x_px=9600.0, focal_y_px=9600.0, centre_x_px=1500.0,
    centre_y_px=2048.0,
)  # fmt: skip
LENS = LensCalibration(
    id="a", made_at="2026-11-26T09:00:00+00:00", camera=CAMERA, reprojection_px=0.1, focal_low_px=9590.0,
    focal_high_px=9610.0, coverage=0.9, boards=14, boards_dropped=1, corners=1300,
)  # fmt: skip


def test_the_doctor_names_bodies_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    soon, late = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 11, 20, tzinfo=UTC)
    assert calibration_lines(path, soon)[0][0] == "note"
    save_calibration(path, StationCalibration(serial="77", lens=LENS))
    health, found, _advice = calibration_lines(path, soon)[0]
    assert health == "works"
    assert "77" in found
    assert "2027-11-26" in found
    assert calibration_lines(path, late)[0][0] == "note"
    path.write_text("{", encoding="utf-8")
    assert calibration_lines(path, soon)[0][0] == "broken"
