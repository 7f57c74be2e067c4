"""Meshes from elsewhere: read in the unit that is named, cleaned, or refused in one sentence."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scanner_files import (
    dome,
    write_ascii_ply,
    write_glb,
    write_obj,
    write_painted_glb,
    write_painted_obj,
    write_stl,
)
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.closest_surface import ClosestSurface, border_vertices
from skinlax_desktop.surface.mesh_cleaning import cluster_vertices, drop_degenerate, overfull_edges
from skinlax_desktop.surface.scanner_file import PLAIN_GREY
from skinlax_desktop.surface.scanner_mesh import LengthUnit, read_scan
from skinlax_desktop.text.errors import sentence_of


def refusal(path: Path, unit: LengthUnit | None = LengthUnit.MILLIMETRE) -> SkinlaxError:
    with pytest.raises(SkinlaxError) as caught:
        read_scan(path, unit)
    sentence = sentence_of(caught.value)
    assert "{" not in sentence
    return caught.value


@pytest.mark.parametrize(("unit", "factor"), [("mm", 1.0), ("cm", 0.1), ("m", 0.001)])
def test_the_named_unit_gives_millimetres(tmp_path: Path, unit: str, factor: float) -> None:
    points, triangles = dome()
    mesh = read_scan(write_obj(tmp_path / "scan.obj", points * factor, triangles), LengthUnit(unit))
    assert np.ptp(mesh.vertices_in_face_mm[:, 0]) == pytest.approx(150.0, abs=0.01)
    assert len(mesh.triangles) == len(triangles)
    assert mesh.scale_known
    assert mesh.sigma_mm.min() > 0.0


@pytest.mark.parametrize("write", [write_ascii_ply, write_glb])
def test_a_file_keeps_its_colours_and_its_own_turns_and_sizes(
    tmp_path: Path, write: Callable[[Path, np.ndarray, np.ndarray, np.ndarray], Path]
) -> None:
    points, triangles = dome()
    colours = np.zeros((len(points), 3), dtype=np.uint8)
    colours[:, 0] = np.linspace(20, 220, len(points))
    kind = {write_ascii_ply: "ply", write_glb: "glb"}[write]
    mesh = read_scan(write(tmp_path / f"scan.{kind}", points, triangles, colours), LengthUnit.MILLIMETRE)
    order = np.lexsort(np.round(mesh.vertices_in_face_mm, 2).T), np.lexsort(np.round(points, 2).T)
    assert mesh.vertices_in_face_mm[order[0]] == pytest.approx(points[order[1]], abs=0.02)
    assert np.abs(mesh.colours_rgb[order[0]].astype(int) - colours[order[1]]).max() <= 1


def stripes() -> tuple[np.ndarray, np.ndarray]:
    """A picture whose red grows to the right and green upwards, and where the dome's points lie in it."""
    skin = np.zeros((200, 300, 3), dtype=np.uint8)
    skin[..., 0] = np.linspace(0, 255, 300)[None]
    skin[..., 1] = np.linspace(255, 0, 200)[:, None]
    points = dome()[0]
    return skin, (points[:, :2] - points[:, :2].min(axis=0)) / np.ptp(points[:, :2], axis=0)


@pytest.mark.parametrize("write", [write_painted_obj, write_painted_glb])
@pytest.mark.parametrize(("unit", "factor"), [("mm", 1.0), ("m", 0.001)])
def test_a_picture_of_the_skin_colours_the_mesh_and_leaves_its_shape(
    tmp_path: Path, write: Callable[..., Path], unit: str, factor: float
) -> None:
    points, triangles = dome()
    skin, uv = stripes()
    kind = {write_painted_obj: "obj", write_painted_glb: "glb"}[write]
    mesh = read_scan(write(tmp_path / f"scan.{kind}", points * factor, triangles, uv, skin), LengthUnit(unit))
    at = mesh.vertices_in_face_mm
    share = (at[:, :2] - at[:, :2].min(axis=0)) / np.ptp(at[:, :2], axis=0)
    assert np.abs(mesh.colours_rgb[:, 0] - 255.0 * share[:, 0]).max() < 3
    assert np.abs(mesh.colours_rgb[:, 1] - 255.0 * share[:, 1]).max() < 3
    assert mesh.colours_rgb[:, 2].max() == 0
    # A corner a millimetre shows the skin's pattern; they lie in the triangles that the file has.
    assert len(mesh.triangles) == 64 * len(triangles)
    surface = ClosestSurface(points, triangles.astype(np.int32))
    assert surface.closest(at).distance.max() < 1e-3
    assert not border_vertices(len(at), mesh.triangles)[(share > 0.05).all(axis=1) & (share < 0.95).all(axis=1)].any()


def test_a_picture_that_is_not_beside_its_file_leaves_the_mesh_grey(tmp_path: Path) -> None:
    points, triangles = dome()
    skin, uv = stripes()
    path = write_painted_obj(tmp_path / "scan.obj", points, triangles, uv, skin)
    path.with_suffix(".png").unlink()
    mesh = read_scan(path, LengthUnit.MILLIMETRE)
    assert (mesh.colours_rgb == PLAIN_GREY).all()
    assert len(mesh.triangles) == len(triangles)


def test_a_fine_mesh_keeps_its_triangles_and_takes_its_pictures_colours(tmp_path: Path) -> None:
    points, triangles = dome(200)
    skin = np.zeros((50, 50, 3), dtype=np.uint8)
    skin[:, 25:] = 200
    uv = (points[:, :2] - points[:, :2].min(axis=0)) / np.ptp(points[:, :2], axis=0)
    mesh = read_scan(write_painted_glb(tmp_path / "s.glb", points, triangles, uv, skin), LengthUnit.MILLIMETRE)
    assert len(mesh.triangles) == len(triangles)
    right = mesh.vertices_in_face_mm[:, 0] > 1.0
    assert (mesh.colours_rgb[right] == 200).all()
    assert (mesh.colours_rgb[mesh.vertices_in_face_mm[:, 0] < -1.0] == 0).all()


def test_corners_that_a_file_repeats_are_one_vertex(tmp_path: Path) -> None:
    points, triangles = dome()
    mesh = read_scan(write_stl(tmp_path / "scan.stl", points, triangles), LengthUnit.MILLIMETRE)
    assert len(mesh.vertices_in_face_mm) == len(points)


def test_a_unit_is_asked_and_never_guessed(tmp_path: Path) -> None:
    path = write_obj(tmp_path / "scan.obj", *dome())
    assert refusal(path, None).code == "scan_unit_missing"


def test_a_mesh_in_metres_is_no_head_in_millimetres(tmp_path: Path) -> None:
    points, triangles = dome()
    assert refusal(write_obj(tmp_path / "scan.obj", points / 1000.0, triangles)).code == "scan_size"


def test_corners_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    points, triangles = dome()
    points[7] = np.nan
    assert refusal(write_stl(tmp_path / "scan.stl", points, triangles)).code == "scan_not_finite"


def test_empty_foreign_and_absent_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.obj").write_text("")
    (tmp_path / "points.obj").write_text("v 0 0 0\nv 100 0 0\nv 0 100 0\n")
    (tmp_path / "noise.ply").write_bytes(b"ply\nnot a mesh at all")
    (tmp_path / "scan.fbx").write_bytes(b"x")
    codes = [refusal(tmp_path / name).code for name in ("empty.obj", "points.obj", "noise.ply", "scan.fbx", "no.obj")]
    assert codes == ["scan_unreadable", "scan_unreadable", "scan_unreadable", "scan_kind", "scan_missing"]


def test_points_without_triangles_are_empty(tmp_path: Path) -> None:
    header = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
    faces = "element face 0\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n100 0 0\n0 100 0\n"
    (tmp_path / "points.ply").write_text(header + faces)
    assert refusal(tmp_path / "points.ply").code == "scan_empty"


def test_a_tangle_of_triangles_is_no_surface(tmp_path: Path) -> None:
    points, triangles = dome(20)
    apex = points[triangles].mean(axis=1) * 1.02
    at = len(points) + np.arange(len(triangles))
    fins = [np.stack([triangles[:, k], triangles[:, (k + 1) % 3], at], axis=1) for k in range(3)]
    path = write_obj(tmp_path / "scan.obj", np.concatenate([points, apex]), np.concatenate([triangles, *fins]))
    assert refusal(path).code == "scan_not_a_surface"


def test_loose_specks_are_dropped_and_very_dense_meshes_merged(tmp_path: Path) -> None:
    points, triangles = dome(480)
    speck = np.array([[200.0, 0.0, 0.0], [201.0, 0.0, 0.0], [200.0, 1.0, 0.0]])
    path = write_stl(
        tmp_path / "scan.stl",
        np.concatenate([points, speck]),
        np.concatenate([triangles, np.arange(3)[None] + len(points)]),
    )
    mesh = read_scan(path, LengthUnit.MILLIMETRE)
    assert mesh.vertices_in_face_mm[:, 0].max() < 100.0
    assert len(mesh.triangles) < 0.5 * len(triangles)
    fit = 75.0 - 0.9 / 150.0 * mesh.vertices_in_face_mm[:, 0] ** 2 - 0.5 / 150.0 * mesh.vertices_in_face_mm[:, 1] ** 2
    assert np.abs(fit - mesh.vertices_in_face_mm[:, 2]).max() < 0.02


def test_merging_leaves_a_surface() -> None:
    points, triangles = dome()
    merged, faces = cluster_vertices(points, triangles.astype(np.int32), 9.0)
    assert 0 < len(faces) < len(triangles)
    assert len(merged) == faces.max() + 1
    assert overfull_edges(faces) <= 0.02 * len(faces)


def test_a_collapsed_fold_leaves_no_rim() -> None:
    copies = np.array([[0, 1, 1], [0, 1, 2], [2, 0, 1]], dtype=np.int32)
    assert len(drop_degenerate(copies)) == 1
    back_to_back = np.array([[0, 1, 2], [1, 0, 2], [3, 4, 5]], dtype=np.int32)
    assert drop_degenerate(back_to_back).tolist() == [[3, 4, 5]]
    points, triangles = dome()
    merged, faces = cluster_vertices(points, triangles.astype(np.int32), 9.0)
    inside = (np.abs(merged[:, 0]) < 60.0) & (np.abs(merged[:, 1]) < 75.0)
    assert not border_vertices(len(merged), faces)[inside].any()


def test_triangles_across_the_whole_face_are_no_surface(tmp_path: Path) -> None:
    points, triangles = dome(20)
    across = np.random.default_rng(0).integers(0, len(points), (len(triangles) // 4, 3))
    path = write_obj(tmp_path / "scan.obj", points, np.concatenate([triangles, across]))
    assert refusal(path).code == "scan_tangled"
