"""Meshes from elsewhere: read in the unit that is named, cleaned, or refused in one sentence."""

from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.closest_surface import border_vertices
from skinlax_desktop.surface.mesh_cleaning import cluster_vertices, drop_degenerate, overfull_edges
from skinlax_desktop.surface.scanner_mesh import LengthUnit, read_scan
from skinlax_desktop.text.errors import sentence_of


def dome(side: int = 40, width: float = 150.0) -> tuple[np.ndarray, np.ndarray]:
    """A shell like a face's: points and triangles that turn outwards."""
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, side), np.linspace(-0.6, 0.6, side), indexing="ij")
    z = 0.5 - 0.9 * x**2 - 0.5 * y**2
    number = np.arange(side * side).reshape(side, side)
    a, b, c, d = (part.reshape(-1) for part in (number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]))
    triangles = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    return width * np.stack([x, y, z], axis=2).reshape(-1, 3), triangles


def write_obj(path: Path, points: np.ndarray, triangles: np.ndarray) -> Path:
    lines = [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in points] + [f"f {a} {b} {c}" for a, b, c in triangles + 1]
    path.write_text("\n".join(lines) + "\n")
    return path


def write_stl(path: Path, points: np.ndarray, triangles: np.ndarray) -> Path:
    record = np.zeros(len(triangles), dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("spare", "<u2")])
    record["corners"] = points[triangles]
    path.write_bytes(b"\0" * 80 + np.uint32(len(triangles)).tobytes() + record.tobytes())
    return path


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
    fins = np.stack([triangles[:, 0], triangles[:, 1], np.roll(triangles[:, 2], 7)], axis=1)
    path = write_obj(tmp_path / "scan.obj", points, np.concatenate([triangles, fins, fins[:, [0, 1, 2]]]))
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
