"""`skinlax analyze`, as a person types it."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

import phantom_series as phantom
from skinlax_desktop.app.command_line import main
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.views import View
from skinlax_desktop.text.advice import check_label


@pytest.fixture(scope="module")
def face(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "person.png"
    cv2.imwrite(str(path), phantom.view_picture(View.FRONTAL))
    return path


def analyse(source: Path, out: Path, *options: str) -> int:
    return main(["analyze", str(source), "--out", str(out), *options])


def test_a_single_picture_is_refused_with_its_true_reasons(
    face: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert analyse(face, tmp_path / "out") == 1
    said = capfd.readouterr().err
    assert "calibration" in said
    assert "series" in said
    assert "Traceback" not in said
    document = json.loads((tmp_path / "out" / "analysis.json").read_text())
    assert document["gate"]["passed"] is False
    assert len(document["landmarks"]["person.png"]) == 478
    assert document["zones"]["jowl_L"]["metrics"]["jowl_descent_mm"]["value"] is None
    assert document["attributes"]["wrinkles"]["reason"] == "refused_by_gate"


def test_off_protocol_it_is_measured_and_flagged(face: Path, tmp_path: Path) -> None:
    assert analyse(face, tmp_path / "out", "--off-protocol") == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"analysis.json", "overlay_frontal.png"}
    document = json.loads((tmp_path / "out" / "analysis.json").read_text())
    assert document["off_protocol"] is True
    assert document["gate"]["passed"] is False
    assert document["attributes"]["wrinkles"]["off_protocol"] is True
    overlay, plain = cv2.imread(str(tmp_path / "out" / "overlay_frontal.png")), cv2.imread(str(face))
    assert overlay.shape[0] % plain.shape[0] == 0


def bad_inputs(folder: Path) -> dict[str, Path]:
    (folder / "no_picture.png").write_text("hello")
    face_bytes = cv2.imencode(".png", np.full((400, 300, 3), 90, np.uint8))[1].tobytes()
    (folder / "cut.png").write_bytes(face_bytes[: len(face_bytes) // 2])
    cv2.imwrite(str(folder / "pixel.png"), np.zeros((1, 1, 3), np.uint8))
    for name, text in {
        "schema": '{"schema": 7, "frames": []}',
        "missing": '{"schema": 1, "frames": [{"file": "a.png", "view": "frontal"}]}',
        "outside": '{"schema": 1, "frames": [{"file": "../cut.png", "view": "frontal"}]}',
        "garbled": "{",
    }.items():
        (folder / name).mkdir()
        (folder / name / "capture_set.json").write_text(text)
    absent = {"absent": folder / "absent.png"}
    return absent | {path.name: path for path in folder.iterdir()}


@pytest.mark.parametrize(
    "name", ["absent", "no_picture.png", "cut.png", "pixel.png", "schema", "missing", "outside", "garbled"]
)
@pytest.mark.parametrize("options", [(), ("--off-protocol",)])
def test_unreadable_input_is_one_sentence_and_leaves_nothing(
    name: str, options: tuple[str, ...], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    assert analyse(bad_inputs(tmp_path / "in")[name], tmp_path / "out", *options) == 1
    said = capfd.readouterr().err.strip()
    assert said.endswith(".")
    assert len(said.splitlines()) == 1
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_no_face_is_said_so_even_off_protocol(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((500, 400, 3), 120, np.uint8))
    assert analyse(tmp_path / "wall.png", tmp_path / "out", "--off-protocol") == 1
    assert "No face" in capfd.readouterr().err
    document = json.loads((tmp_path / "out" / "analysis.json").read_text())
    assert document["gate"]["frames"][0]["checks"][0]["name"] == "face_found"


def test_an_output_that_cannot_be_written_is_said_so(
    face: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    assert analyse(face, tmp_path / "taken", "--off-protocol") == 1
    assert "cannot be written" in capfd.readouterr().err


@pytest.mark.photographs
def test_a_studio_picture_is_refused_for_its_true_reasons(
    shared_data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in ("001", "042", "099"):
        out = tmp_path / number
        assert analyse(shared_data / "london" / f"{number}_neutral.jpg", out) == 1
        said = capfd.readouterr().err
        document = json.loads((out / "analysis.json").read_text())
        failed = {c["name"] for c in document["gate"]["frames"][0]["checks"] if c["passed"] is False}
        assert {"calibration", "series"} <= failed
        assert all(check_label(CheckName(name)) in said for name in failed)
