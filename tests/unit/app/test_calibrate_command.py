"""`skinlax calibrate` on simulated pictures: right numbers, right exits, nothing half-written."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from calibration_pictures import UNEVEN, board_picture_at, camera, chart_picture
from skinlax_desktop.app.command_line import main
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.domain.station_calibration import ColourCalibration
from skinlax_desktop.phantom.calibration_set import board_poses
from skinlax_desktop.phantom.flat_target import TargetPose, photograph
from skinlax_desktop.phantom.printed_targets import grey_card
from skinlax_desktop.workflows.calibration_document import colour_from


def write(folder: Path, pictures: list[np.ndarray]) -> Path:
    folder.mkdir()
    for number, picture in enumerate(pictures):
        cv2.imwrite(str(folder / f"{number:02d}.png"), picture)
    return folder


def test_the_camera_block_fits_into_a_capture_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "boards", [board_picture_at(pose) for pose in board_poses(camera(), 3)])
    out = tmp_path / "calibration.json"
    assert main(["calibrate", "camera", str(folder), "--out", str(out), "--serial", "7", "--json"]) == 0
    made = json.loads(out.read_text(encoding="utf-8"))
    truth = camera()
    assert made["schema"] == 1
    assert made["camera"]["serial"] == "7"
    assert made["camera"]["K"][0][0] == pytest.approx(truth.focal_x_px, rel=0.002)
    assert len(made["camera"]["distortion"]) == 5
    focal = made["quality"]["focal_px"]
    assert focal["low"] < focal["value"] < focal["high"]
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["event"] == "result"
    assert result["boards"] >= 14


def test_colour_with_a_card_reads_back_as_a_capture_set_has_it(tmp_path: Path) -> None:
    charts = write(tmp_path / "charts", [chart_picture(field=UNEVEN)])
    cards = write(tmp_path / "cards", [photograph(grey_card(), TargetPose(), camera(), light=UNEVEN, noise_seed=2)])
    out = tmp_path / "colour.json"
    assert main(["calibrate", "colour", str(charts), "--card", str(cards), "--out", str(out)]) == 0
    block = json.loads(out.read_text(encoding="utf-8"))["colour"]
    colour, flat = colour_from(block)
    assert colour.delta_e_mean < 1.5
    assert flat is not None
    assert flat.id == colour.flat_field_id
    assert len(colour.patches) == 24


def with_exposure(path: Path, picture_bgr: np.ndarray, seconds: float, iso: int) -> None:
    exif = Image.Exif()
    exif[0x8769] = {33434: seconds, 34855: iso}
    Image.fromarray(picture_bgr[..., ::-1]).save(path, exif=exif)


def test_colour_keeps_how_the_chart_was_exposed(tmp_path: Path) -> None:
    charts, out = tmp_path / "charts", tmp_path / "colour.json"
    charts.mkdir()
    picture = chart_picture(field=UNEVEN)

    def made(*more: str) -> ColourCalibration:
        assert main(["calibrate", "colour", str(charts), "--out", str(out), *more]) == 0
        return colour_from(json.loads(out.read_text(encoding="utf-8"))["colour"])[0]

    with_exposure(charts / "one.png", picture, 0.008, 200)
    told = made().camera
    assert told is not None
    assert told.exposure_us == pytest.approx(8000.0, rel=1e-3)
    assert told.gain_db == pytest.approx(6.02, abs=0.01)
    asked = made("--exposure-us", "5000", "--gain-db", "3", "--ring-level", "0.5")
    assert asked.camera == CameraSettings(exposure_us=5000.0, gain_db=3.0)
    assert asked.light is not None
    assert asked.light.level == 0.5
    with_exposure(charts / "two.png", picture, 0.004, 200)
    assert made().camera is None, "pictures that disagree say nothing"


def test_a_bad_calibration_exits_1_says_why_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "boards", [board_picture_at(TargetPose())] * 3)
    out = tmp_path / "calibration.json"
    assert main(["calibrate", "camera", str(folder), "--out", str(out)]) == 1
    assert "Take more boards" in capsys.readouterr().err
    assert main(["calibrate", "colour", str(tmp_path / "nowhere"), "--out", str(out)]) == 1
    assert main(["calibrate", "colour", str(folder), "--out", str(out)]) == 1
    assert not out.exists()


def test_targets_are_written(tmp_path: Path) -> None:
    assert main(["calibrate", "targets", "--out", str(tmp_path / "targets")]) == 0
    assert sorted(path.name for path in (tmp_path / "targets").iterdir()) == [
        "calibration_targets_a4.pdf",
        "calibration_targets_letter.pdf",
    ]
