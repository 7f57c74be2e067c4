"""`skinlax simulate --chin-down`: the softness of the lower face, from two reconstructions of one patient."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bent_face import bent_forward, landmarks_of, level_face
from skinlax_desktop.app.command_line import main
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.posture import BodyPosture, gravity_direction
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh
from skinlax_desktop.surface.ply import read_ply, write_ply
from small_face import small_face

PLAN = 'schema = 1\nweeks = 12\n[[treatment]]\ndevice = "mfu"\nzones = ["brow"]\n'


def result_folder(home: Path, mesh: FaceMesh, posture: str | None, source: str = "sweep") -> Path:
    """As `skinlax reconstruct` writes it, as far as a simulation reads it."""
    home.mkdir()
    write_ply(replace(mesh, source=source), home / "mesh.ply")
    marks = landmarks_of(mesh).tolist()
    # As on every reconstruction of a closed mouth: landmarks of its corner fall together.
    marks[191] = marks[95] = marks[78]
    down = gravity_direction(BodyPosture(posture) if posture == "chin_down" else BodyPosture.UPRIGHT).tolist()
    about = {
        "subject": {"posture": posture},
        "landmarks_mm": marks,
        "scale": {"relative_sigma": 0.001},
        "down": down,
    }
    (home / "reconstruction.json").write_text(json.dumps(about), encoding="utf-8")
    return home


def run(tmp_path: Path, level: Path, bent: Path) -> int:
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    words = ["simulate", str(level), "--plan", str(tmp_path / "plan.toml"), "--out", str(tmp_path / "out")]
    return main([*words, "--chin-down", str(bent)])


def told(tmp_path: Path) -> dict:
    return json.loads((tmp_path / "out" / "simulation.json").read_text(encoding="utf-8"))


def test_a_planted_softness_is_told_with_its_error_and_softens_the_readings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mesh = level_face()
    level = result_folder(tmp_path / "level", mesh, "upright")
    bent = result_folder(tmp_path / "bent", bent_forward(mesh, 4.0), "chin_down")
    assert run(tmp_path, level, bent) == 0
    document = told(tmp_path)
    softness = document["lower_face_compliance"]
    assert softness["low"] < 4.0 < softness["high"]
    assert softness["value"] == pytest.approx(4.0, rel=0.35)
    assert softness["unit"] == "1"
    assert softness["mdc95"] is None
    assert softness["mdc95_reason"]
    assert "times as soft" in "".join(capsys.readouterr())
    jowl = document["zones"]["jowl_L"]["firmness"]
    assert jowl["low"] < jowl["value"] < jowl["high"]
    # Other postures are told as faces and as numbers, and a softer jowl falls further.
    fallen = read_ply(tmp_path / "out" / "posture_chin_down.ply").vertices_in_face_mm - mesh.vertices_in_face_mm
    inside = mesh.zone_index == mesh.zone_names.index("jowl_L")
    assert np.linalg.norm(fallen[inside], axis=1).mean() == pytest.approx(
        document["zones"]["jowl_L"]["posture_mm"]["chin_down"], rel=0.05
    )
    sheet = build_face_sheet(mesh)
    turn = gravity_direction(BodyPosture.CHIN_DOWN) - gravity_direction(BodyPosture.UPRIGHT)
    by_table = sheet.solve(sheet.weight_mn(turn))
    assert np.linalg.norm(fallen[inside], axis=1).mean() > 1.5 * np.linalg.norm(by_table[inside], axis=1).mean()


def test_a_fall_within_the_error_leaves_the_tables_softness_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mesh = level_face()
    level = result_folder(tmp_path / "level", mesh, "upright")
    bent = result_folder(tmp_path / "bent", bent_forward(mesh, 0.0, noise_mm=0.1), "chin_down")
    assert run(tmp_path, level, bent) == 0
    softness = told(tmp_path)["lower_face_compliance"]
    assert softness["value"] is None
    assert "no more than the error" in softness["reason"]
    assert "no more than the error" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("posture", "source", "words"),
    [
        (None, "sweep", "does not say how the head was held"),
        ("supine", "sweep", "one with the chin down are needed"),
        ("chin_down", FROM_LANDMARKS, "drawn from landmarks"),
    ],
)
def test_a_second_face_that_tells_nothing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], posture: str | None, source: str, words: str
) -> None:
    mesh = small_face(splits=1)
    level = result_folder(tmp_path / "level", mesh, "upright")
    bent = result_folder(tmp_path / "bent", mesh, posture, source)
    assert run(tmp_path, level, bent) == 1
    assert words in "".join(capsys.readouterr())
    assert not (tmp_path / "out").exists()
