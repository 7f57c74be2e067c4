"""`skinlax calibrate` on simulated pictures: right numbers, right exits, nothing half-written."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from calibration_pictures import UNEVEN, board_picture_at, camera, chart_picture
from skinlax_desktop.app.command_line import main
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
