"""`skinlax simulate`: what it leaves behind, and what it says when it cannot."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from skinlax_desktop.app.command_line import main
from skinlax_desktop.surface.ply import read_ply, write_ply
from small_face import small_face

PLAN = 'schema = 1\nweeks = {weeks}\n[[treatment]]\ndevice = "{device}"\nzones = ["{zone}"]\nintensity = {dose}\n'


def run(folder: Path, *, weeks: float = 12, device: str = "mfu", zone: str = "brow", dose: float = 1.0) -> int:
    (folder / "plan.toml").write_text(PLAN.format(weeks=weeks, device=device, zone=zone, dose=dose), encoding="utf-8")
    words = ["simulate", str(folder), "--plan", str(folder / "plan.toml"), "--out", str(folder / "out")]
    return main([*words, "--json"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_ply(small_face(), tmp_path / "mesh.ply")
    return tmp_path


def test_three_outcomes_with_meshes_pictures_and_their_sources(folder: Path) -> None:
    assert run(folder) == 0
    out = folder / "out"
    names = {path.name for path in out.iterdir()}
    kinds = ("before", "low", "median", "high")
    shown = {f"{kind}.{end}" for kind in kinds for end in ("ply", "png")}
    assert names == {"simulation.json", "comparison.png", "posture_supine.ply", "posture_chin_down.ply"} | shown
    document = json.loads((out / "simulation.json").read_text(encoding="utf-8"))
    assert [document["outcomes"][kind]["visible"] for kind in kinds[1:]] == [False, True, True]
    assert document["outcomes"]["low"]["statement"] == "no visible change"
    brow = document["zones"]["brow_L"]
    assert 0.0 < brow["displacement_mm"]["low"] < brow["displacement_mm"]["value"] < brow["displacement_mm"]["high"]
    assert brow["firmness"]["unit"] == "kPa/mm"
    assert brow["firmness"]["mdc95"] is None
    assert brow["firmness"]["mdc95_reason"]
    used = {entry["source"] for entry in document["outcomes"]["high"]["treatments"]}
    assert used <= set(document["sources"])
    before, high = read_ply(out / "before.ply"), read_ply(out / "high.ply")
    moved = np.linalg.norm(high.vertices_in_face_mm - before.vertices_in_face_mm, axis=1)
    assert moved.max() == pytest.approx(document["outcomes"]["high"]["largest_displacement_mm"], abs=2e-3)
    assert np.array_equal(before.colours_rgb, high.colours_rgb)


def test_what_is_known_of_a_device_stands_beside_it_and_what_is_not_says_so(folder: Path) -> None:
    assert run(folder) == 0
    lift = json.loads((folder / "out" / "simulation.json").read_text(encoding="utf-8"))
    (brow, _) = lift["outcomes"]["median"]["treatments"]
    assert brow["without_visible_change_pct"]["source"] in lift["sources"]
    assert brow["without_visible_change_reason"] is None
    assert brow["subjects_text"] == "16 studies"
    assert brow["amount_of"] == "this zone, where it moves most"
    known = lift["devices"]["mfu"]
    assert known["onset_weeks"] == [0.0, 4.0, 12.0, 24.0]
    assert (known["dip"]["week"], known["dip"]["subjects"]) == (4, 22)
    assert known["dip"]["source"] in lift["sources"]
    assert lift["lower_face_compliance"]["value"] is None
    assert "chin down" in lift["lower_face_compliance"]["reason"]
    assert run(folder, device="filler", zone="prejowl") == 0
    filler = json.loads((folder / "out" / "simulation.json").read_text(encoding="utf-8"))
    (gel, _) = filler["outcomes"]["median"]["treatments"]
    assert gel["without_visible_change_pct"] is None
    assert "does not tell" in gel["without_visible_change_reason"]
    assert gel["subjects"] == 157


def test_every_simulated_picture_carries_the_words_and_the_face_before_does_not(folder: Path) -> None:
    assert run(folder, dose=0.0) == 0
    pictures = {name: cv2.imread(str(folder / "out" / f"{name}.png")) for name in ("before", "low", "high")}
    foot = {name: picture[-30:].max() for name, picture in pictures.items()}
    assert foot["low"] > 200
    assert foot["high"] > 200
    assert foot["before"] < 100
    # Nothing was treated: but for the words, the simulated face is the face before.
    changed = np.abs(pictures["high"].astype(int) - pictures["before"].astype(int))[60:-60].max(axis=2) > 0
    assert 0.01 < changed.mean() < 0.3


def test_nothing_planned_is_nothing_changed_to_the_last_bit(folder: Path) -> None:
    assert run(folder, dose=0.0) == 0
    kept = {name: (folder / "out" / f"{name}.ply").read_bytes() for name in ("before", "low", "median", "high")}
    assert set(kept.values()) == {(folder / "mesh.ply").read_bytes()}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"device": "magic"}, "No treatment is called magic"),
        ({"zone": "jowl"}, "No published displacement was found for mfu at jowl_R"),
        ({"zone": "submental"}, "does not show the zone submental"),
        ({"dose": -0.5}, "-0.5 was not studied"),
        ({"weeks": 90}, "not measured at 90.0 weeks"),
    ],
)
def test_a_plan_that_cannot_be_simulated_is_refused_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, object], words: str
) -> None:
    assert run(folder, **changes) == 1
    assert words in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_a_face_without_scale_or_mesh_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path) == 1
    assert "holds no mesh.ply" in capsys.readouterr().err
    write_ply(replace(small_face(), scale_known=False), tmp_path / "mesh.ply")
    assert run(tmp_path) == 1
    assert "no known scale" in capsys.readouterr().err
