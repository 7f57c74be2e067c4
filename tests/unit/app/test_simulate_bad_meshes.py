"""`skinlax simulate` on a damaged surface: one clear sentence, and nothing written."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.app.command_line import main
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh
from skinlax_desktop.surface.ply import write_ply
from small_face import small_face

PLAN = 'schema = 1\nweeks = 12\n[[treatment]]\ndevice = "{device}"\nzones = ["brow"]\n'


CHEEK_MM, BROW_MM = (40.0, -60.0, -20.0), (32.0, 16.0, -4.0)


def with_hole(mesh: FaceMesh, place_mm: tuple[float, float, float]) -> FaceMesh:
    """A hole that no fan should close."""
    away = np.linalg.norm(mesh.vertices_in_face_mm - place_mm, axis=1)
    return replace(mesh, triangles=mesh.triangles[~(away < 12.0)[mesh.triangles].any(axis=1)])


def with_a_turned_triangle(mesh: FaceMesh) -> FaceMesh:
    triangles = mesh.triangles.copy()
    triangles[100] = triangles[100][::-1]
    return replace(mesh, triangles=triangles)


def inside_out(mesh: FaceMesh) -> FaceMesh:
    return replace(mesh, triangles=mesh.triangles[:, ::-1].copy())


def with_a_point_of_a_triangle(mesh: FaceMesh) -> FaceMesh:
    vertices = mesh.vertices_in_face_mm.copy()
    vertices[mesh.triangles[50, 0]] = vertices[mesh.triangles[50, 1]]
    return replace(mesh, vertices_in_face_mm=vertices)


def without_a_place(mesh: FaceMesh) -> FaceMesh:
    vertices = mesh.vertices_in_face_mm.copy()
    vertices[7, 1] = np.nan
    return replace(mesh, vertices_in_face_mm=vertices)


def without_the_brows(mesh: FaceMesh) -> FaceMesh:
    zone = mesh.zone_index.copy()
    zone[np.isin(zone, [mesh.zone_names.index("brow_R"), mesh.zone_names.index("brow_L")])] = -1
    return replace(mesh, zone_index=zone)


def of_another_size(factor: float) -> Callable[[FaceMesh], FaceMesh]:
    return lambda mesh: replace(mesh, vertices_in_face_mm=mesh.vertices_in_face_mm * np.float32(factor))


def without_triangles(mesh: FaceMesh) -> FaceMesh:
    return replace(mesh, triangles=mesh.triangles[:0])


def twice(mesh: FaceMesh) -> FaceMesh:
    """Two faces side by side in one file."""
    aside = mesh.vertices_in_face_mm + np.float32(300.0)
    return replace(
        mesh,
        vertices_in_face_mm=np.concatenate((mesh.vertices_in_face_mm, aside)),
        triangles=np.concatenate((mesh.triangles, mesh.triangles + len(aside))).astype(np.int32),
        colours_rgb=np.tile(mesh.colours_rgb, (2, 1)),
        uv=np.tile(mesh.uv, (2, 1)),
        sigma_mm=np.tile(mesh.sigma_mm, 2),
        measured=np.tile(mesh.measured, 2),
        zone_index=np.tile(mesh.zone_index, 2),
    )


def run(folder: Path, mesh: FaceMesh, device: str = "mfu") -> int:
    write_ply(mesh, folder / "mesh.ply")
    (folder / "plan.toml").write_text(PLAN.format(device=device), encoding="utf-8")
    return main(["simulate", str(folder), "--plan", str(folder / "plan.toml"), "--out", str(folder / "out"), "--json"])


@pytest.mark.parametrize(
    ("source", "place_mm", "words"),
    [
        (FROM_LANDMARKS, CHEEK_MM, "The surface has holes: 1."),
        ("sweep", BROW_MM, "hole in the zone brow_L"),
        ("sweep", CHEEK_MM, ""),
    ],
)
def test_a_hole_is_refused_where_it_matters(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    source: str,
    place_mm: tuple[float, float, float],
    words: str,
) -> None:
    """A measured surface may have holes, but none where it is treated."""
    code = run(tmp_path, with_hole(replace(small_face(), source=source), place_mm))
    assert code == (1 if words else 0)
    assert words in capsys.readouterr().err
    assert (tmp_path / "out").exists() is not bool(words)


@pytest.mark.parametrize("source", [FROM_LANDMARKS, "sweep"])
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (with_a_turned_triangle, "turned the wrong way"),
        (inside_out, "turned the wrong way"),
        (with_a_point_of_a_triangle, "without an area"),
        (without_a_place, "points without a place"),
        (lambda mesh: replace(mesh, scale_known=False), "no known scale"),
        (without_the_brows, "does not show the zone brow_R"),
        (of_another_size(0.001), "mm large; a head is 60 to 1000. Check the unit"),
        (of_another_size(10.0), "mm large; a head is 60 to 1000. Check the unit"),
        (without_triangles, "has no triangles"),
        (twice, "falls into 2 pieces"),
    ],
)
def test_a_damaged_surface_is_refused_in_a_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[FaceMesh], FaceMesh],
    words: str,
    source: str,
) -> None:
    assert run(tmp_path, damage(replace(small_face(), source=source))) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_an_unknown_device_is_named_with_the_known_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, small_face(), device="thread_lift") == 1
    said = capsys.readouterr().err
    assert "No treatment is called thread_lift" in said
    assert "mfu" in said


def test_a_file_that_is_no_mesh_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_ply(small_face(), tmp_path / "whole.ply")
    whole = (tmp_path / "whole.ply").read_bytes()
    (tmp_path / "plan.toml").write_text(PLAN.format(device="mfu"), encoding="utf-8")
    for damaged in (b"", b"no mesh at all", whole[: len(whole) // 2]):
        (tmp_path / "mesh.ply").write_bytes(damaged)
        words = ["simulate", str(tmp_path), "--plan", str(tmp_path / "plan.toml"), "--out", str(tmp_path / "out")]
        assert main([*words, "--json"]) == 1
        said = capsys.readouterr().err
        assert "mesh.ply" in said
        assert "Traceback" not in said
