"""A capture set is read whole or refused with what is wrong in it."""

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from skinlax_desktop.domain.calibration import ScaleKind
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.encoding import encode_tiff
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.workflows.capture_set import read_capture_set

DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "camera": {
        "model": "camera",
        "serial": "1",
        "width_px": 4096,
        "height_px": 3000,
        "K": [[9600, 0, 2047.5], [0, 9600, 1499.5], [0, 0, 1]],
        "distortion": [0.01, 0, 0, 0, 0],
    },
    "light": {"model": "ring", "cct_k": 5500, "level": 0.6, "polarisation": "none"},
    "subject": {"age_years": 54, "sex": "F"},
    "scale": {"kind": "working_distance", "view": "frontal", "distance_mm": 800.0, "sigma_mm": 1.0},
    "frames": [
        {"file": "frontal_1.tif", "view": "frontal", "repeat": 1, "exposure_us": 8000},
        {"file": "frontal_2.tif", "view": "frontal", "repeat": 2},
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for frame in DOCUMENT["frames"]:
        (tmp_path / frame["file"]).write_bytes(encode_tiff(np.zeros((80, 80, 3), np.uint8)))
    return tmp_path


def write(folder: Path, change: dict[str, Any] | None = None) -> Path:
    document = copy.deepcopy(DOCUMENT)
    for dotted, value in (change or {}).items():
        *path, last = dotted.split(".")
        target: Any = document
        for key in path:
            target = target[int(key) if key.isdigit() else key]
        target[last] = value
    (folder / "capture_set.json").write_text(json.dumps(document))
    return folder


def refusal_of(path: Path) -> SkinlaxError:
    with pytest.raises(SkinlaxError) as refusal:
        read_capture_set(path)
    assert sentence_of(refusal.value).endswith(".")
    return refusal.value


def test_everything_the_file_says_is_read(folder: Path) -> None:
    captured = read_capture_set(write(folder))
    assert [(frame.file, frame.view, frame.repeat) for frame in captured.frames] == [
        ("frontal_1.tif", View.FRONTAL, 1),
        ("frontal_2.tif", View.FRONTAL, 2),
    ]
    assert captured.frames[0].exposure_us == 8000
    assert captured.frames[1].exposure_us is None
    assert captured.calibration is not None
    assert captured.calibration.centre_x_px == 2047.5
    assert captured.calibration.distortion[0] == 0.01
    assert captured.scale is not None
    assert (captured.scale.kind, captured.scale.distance_mm) == (ScaleKind.WORKING_DISTANCE, 800.0)
    assert ("age_years", 54) in captured.subject


def test_what_is_missing_stays_unknown(folder: Path) -> None:
    captured = read_capture_set(write(folder, {"camera": {}, "scale": None, "light": {}, "subject": {}}))
    assert captured.calibration is None
    assert captured.scale is None
    assert captured.light_model is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"schema": 2}, "capture_set_schema"),
        ({"schema": "one"}, "capture_set_schema"),
        ({"frames": []}, "capture_set_field"),
        ({"frames": {}}, "capture_set_field"),
        ({"frames.0.view": "from above"}, "capture_set_field"),
        ({"frames.0.view": None}, "capture_set_field"),
        ({"frames.0.repeat": 0}, "capture_set_field"),
        ({"frames.1.file": "frontal_1.tif"}, "capture_set_field"),
        ({"frames.0.exposure_us": -5}, "capture_set_field"),
        ({"frames.0.file": "absent.tif"}, "picture_missing"),
        ({"frames.0.file": "../secret.tif"}, "capture_set_outside"),
        ({"frames.0.file": "/etc/hostname"}, "capture_set_outside"),
        ({"frames.0.file": "C:\\secret.tif"}, "capture_set_outside"),
        ({"frames.0.file": "inner/../../secret.tif"}, "capture_set_outside"),
        ({"camera": []}, "capture_set_field"),
        ({"camera.width_px": None}, "capture_set_field"),
        ({"camera.K": [[9600, 0, 2047.5], [0, 9600, 1499.5]]}, "capture_set_intrinsics"),
        ({"camera.K": [[0, 0, 2047.5], [0, 9600, 1499.5], [0, 0, 1]]}, "capture_set_intrinsics"),
        ({"camera.K": [[-9600, 0, 2047.5], [0, -9600, 1499.5], [0, 0, 1]]}, "capture_set_intrinsics"),
        ({"camera.K": [[9e9, 0, 2047.5], [0, 9e9, 1499.5], [0, 0, 1]]}, "capture_set_intrinsics"),
        ({"camera.K": [[9600, 0, 9e4], [0, 9600, 1499.5], [0, 0, 1]]}, "capture_set_intrinsics"),
        ({"camera.K": [[9600, 0, 2047.5], [0, 9600, 1499.5], [0, 0, 2]]}, "capture_set_intrinsics"),
        ({"camera.K": "unknown"}, "capture_set_intrinsics"),
        ({"camera.distortion": [0, 0]}, "capture_set_intrinsics"),
        ({"camera.distortion": [1e6, 0, 0, 0, 0]}, "capture_set_intrinsics"),
        ({"scale.kind": "guess"}, "capture_set_field"),
        ({"scale.distance_mm": -1.0}, "capture_set_scale"),
        ({"scale.distance_mm": None}, "capture_set_scale"),
        ({"scale.distance_mm": 1e9}, "capture_set_scale"),
        ({"scale.sigma_mm": -1.0}, "capture_set_scale"),
    ],
)
def test_what_cannot_be_true_is_refused(folder: Path, change: dict[str, Any], code: str) -> None:
    assert refusal_of(write(folder, change)).code == code


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": NaN}', "\xff\xfe", "[" * 5000])
def test_what_is_no_json_is_said_so(folder: Path, text: str) -> None:
    (folder / "capture_set.json").write_text(text, encoding="latin-1")
    assert refusal_of(folder).code == "capture_set_not_json"


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.tif"
    outside.write_bytes(b"secret")
    (folder / "link.tif").symlink_to(outside)
    assert refusal_of(write(folder, {"frames.0.file": "link.tif"})).code == "capture_set_outside"


def test_one_picture_and_a_folder_of_pictures_are_sets_too(folder: Path) -> None:
    alone = read_capture_set(folder / "frontal_1.tif")
    assert [frame.view for frame in alone.frames] == [View.FRONTAL]
    (folder / "holiday.tif").write_bytes(b"")
    (folder / "notes.txt").write_text("no picture")
    several = read_capture_set(folder)
    assert [(frame.file, frame.view) for frame in several.frames] == [
        ("frontal_1.tif", View.FRONTAL),
        ("frontal_2.tif", View.FRONTAL),
        ("holiday.tif", None),
    ]
    assert several.calibration is None


def test_nothing_there_is_said_so(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "absent").code == "source_missing"
    assert refusal_of(tmp_path).code == "source_empty"


def test_pictures_in_another_mode_of_light_are_set_aside(folder: Path) -> None:
    captured = read_capture_set(write(folder, {"frames.1.light": "cross"}))
    assert [frame.file for frame in captured.frames] == ["frontal_1.tif"]
    assert [(frame.file, frame.light) for frame in captured.other_light] == [("frontal_2.tif", "cross")]
    every = read_capture_set(write(folder, {"frames.0.light": "plain", "frames.1.light": "window"}))
    assert len(every.frames) == 2, "a light that is no mode of the ring says nothing against it"


def test_a_set_without_a_picture_in_plain_light_is_refused(folder: Path) -> None:
    refused = refusal_of(write(folder, {"frames.0.light": "uv", "frames.1.light": "parallel"}))
    assert refused.code == "capture_set_no_plain_light"
