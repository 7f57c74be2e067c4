"""What `skinlax reconstruct` says of sets that cannot be measured: one sentence each, and no mesh."""

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from skinlax_desktop.app.command_line import main
from skinlax_desktop.app.places import find_places
from skinlax_desktop.phantom.capture_set import write_capture_set
from skinlax_desktop.phantom.depth_series import SeriesFrame, sweep_frames
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.scene import VirtualCamera

SMILES = 4

Document = dict[str, Any]
Altered = Callable[[Callable[[Path, Document], None]], Path]


def _near_the_front(random: np.random.Generator) -> Iterable[SeriesFrame]:
    return [frame for frame in sweep_frames(19, random) if abs(frame.scene.pose.yaw_deg) < 34.0]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good") / "set"
    camera = VirtualCamera().scaled(0.3)
    resources = find_places().resources
    write_capture_set(DEFAULT_PATIENTS[0], folder, resources, seed=3, camera=camera, depth_series=_near_the_front)
    return folder


@pytest.fixture
def altered(good: Path, tmp_path: Path) -> Altered:
    """The set with something spoiled in its folder or its document."""

    def spoil(change: Callable[[Path, Document], None]) -> Path:
        folder = Path(shutil.copytree(good, tmp_path / "set", ignore=shutil.ignore_patterns("truth")))
        path = folder / "capture_set.json"
        document = json.loads(path.read_text())
        change(folder, document)
        path.write_text(json.dumps(document))
        return folder

    return spoil


def _refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    out = folder.parent / "result"
    assert main(["reconstruct", str(folder), "--out", str(out)]) == 1
    assert not (out / "mesh.ply").exists()
    return capsys.readouterr().err


def test_two_pictures_are_too_few(altered: Altered, capsys: pytest.CaptureFixture[str]) -> None:
    def keep_two(_: Path, document: Document) -> None:
        del document["frames"][2:]

    assert "at least 3 pictures" in _refused(altered(keep_two), capsys)


def test_a_mirrored_picture_of_a_sweep_is_named(altered: Altered, capsys: pytest.CaptureFixture[str]) -> None:
    names = []

    def mirror_the_second(folder: Path, document: Document) -> None:
        path = folder / document["frames"][1]["file"]
        names.append(path.name)
        cv2.imwrite(str(path), cv2.flip(cv2.imread(str(path)), 1))

    said = _refused(altered(mirror_the_second), capsys)
    assert f"{names[0]} is mirrored" in said


def test_another_lens_than_the_pictures_is_told(altered: Altered, capsys: pytest.CaptureFixture[str]) -> None:
    def shorten(_: Path, document: Document) -> None:
        for row in (0, 1):
            document["camera"]["K"][row][row] *= 0.7

    assert "contradict the camera's calibration" in _refused(altered(shorten), capsys)


def test_a_second_person_is_told(altered: Altered, capsys: pytest.CaptureFixture[str]) -> None:
    names = []

    def join_two(folder: Path, document: Document) -> None:
        path = folder / document["frames"][3]["file"]
        names.append(path.name)
        picture = cv2.imread(str(path))
        height, width = picture.shape[:2]
        half = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        picture[: height // 2, : width // 2] = half
        picture[: height // 2, width - width // 2 :] = half
        picture[height // 2 :] = picture[0, 0]
        cv2.imwrite(str(path), picture)

    said = _refused(altered(join_two), capsys)
    assert f"{names[0]} shows more than one person" in said


def test_a_gap_is_named_and_without_scale_nothing_is_in_millimetres(altered: Altered) -> None:
    def leave_out(_: Path, document: Document) -> None:
        del document["scale"]
        del document["frames"][2:4]

    folder = altered(leave_out)
    out = folder.parent / "result"
    assert main(["reconstruct", str(folder), "--out", str(out)]) == 0
    said = json.loads((out / "reconstruction.json").read_text())
    codes = {row["code"] for row in said["warnings"]}
    assert "no_scale" in codes
    assert codes & {"gap", "frames_unused"}
    assert said["partial"] is True
    assert said["unit"] == "relative"


def test_a_smile_in_one_picture_is_named(good: Path, tmp_path: Path) -> None:
    def smiling_once(random: np.random.Generator) -> Iterable[SeriesFrame]:
        frames = list(_near_the_front(random))
        frames[SMILES] = replace(frames[SMILES], scene=replace(frames[SMILES].scene, expression="smile"))
        return [frames[SMILES]]

    folder, smile = Path(shutil.copytree(good, tmp_path / "set")), tmp_path / "smile"
    camera, resources = VirtualCamera().scaled(0.3), find_places().resources
    write_capture_set(DEFAULT_PATIENTS[0], smile, resources, seed=3, camera=camera, depth_series=smiling_once)
    taken = json.loads((folder / "capture_set.json").read_text())["frames"][SMILES]["file"]
    shutil.copy(smile / taken, folder / taken)
    out = tmp_path / "result"
    assert main(["reconstruct", str(folder), "--out", str(out)]) == 0
    said = json.loads((out / "reconstruction.json").read_text())["warnings"]
    assert [row["file"] for row in said if row["code"] == "expression_changed"] == [taken]
    assert any(taken in row["text"] and "face at rest" in row["text"] for row in said)
