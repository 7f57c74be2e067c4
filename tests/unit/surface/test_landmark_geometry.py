"""Metrics and meshes of a head whose shape is known."""

from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_colours import SeenFace, colour_mesh
from skinlax_desktop.surface.face_mesh import build_face_mesh
from skinlax_desktop.surface.facial_metrics import METRIC_KINDS, SIDES, measure_face
from skinlax_desktop.surface.head_frame import back_project, into_head, place_head
from skinlax_desktop.surface.ply import parse_ply, ply_bytes, read_ply, write_ply


def average_head() -> np.ndarray:
    """The canonical face with irises in the middle of its eyes."""
    points = np.zeros((478, 3))
    points[:468] = canonical_face().points_in_head_mm
    for iris, corners in ((468, (33, 133, 159, 145)), (473, (263, 362, 386, 374))):
        points[iris : iris + 5] = points[list(corners)].mean(axis=0)
    return points


def turned(points: np.ndarray, yaw: float, pitch: float, roll: float) -> np.ndarray:
    y, p, r = np.radians((yaw, pitch, roll))
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return points @ (about_y @ about_x @ about_z).T


def photograph(points: np.ndarray, distance_mm: float, focal_px: float) -> tuple[np.ndarray, np.ndarray]:
    """Slopes of the lines of sight, and depth as a model gives it: pixels of weak perspective at the nasion."""
    away = distance_mm - points[:, 2]
    slopes = np.column_stack((points[:, 0] / away, -points[:, 1] / away))
    return slopes, -points[:, 2] * focal_px / distance_mm


@pytest.mark.parametrize("pose", [(0, 0, 0), (5, -4, 3), (-30, 10, -6)])
def test_the_photographed_head_is_measured_as_it_is(pose: tuple[float, float, float]) -> None:
    head = average_head() * 1.07
    slopes, depth = photograph(turned(head, *pose), 800.0, 9600.0)
    points = back_project(slopes, depth, focal_px=9600.0, distance_mm=800.0)
    recovered = into_head(points, place_head(points))
    assert np.abs(recovered - head).max() < 0.05
    truth, found = measure_face(head), measure_face(recovered)
    assert found == pytest.approx(truth, abs=0.05)


def test_a_wrong_distance_is_a_wrong_scale_and_nothing_else() -> None:
    head = average_head()
    slopes, depth = photograph(head, 800.0, 9600.0)
    truth = measure_face(head)
    found = measure_face(into_head(p := back_project(slopes, depth, focal_px=9600.0, distance_mm=840.0), place_head(p)))
    assert found["", "pupil_distance_mm"] == pytest.approx(1.05 * truth["", "pupil_distance_mm"], rel=1e-6)
    assert found["chin", "lower_face_height_pct"] == pytest.approx(truth["chin", "lower_face_height_pct"], abs=0.01)


@pytest.mark.parametrize(
    ("landmark", "shift", "metric", "change"),
    [
        ("brow_apex", (0, 2.0, 0), ("brow_{}", "brow_height_apex_mm"), 2.0),
        ("brow_apex", (0, 2.0, 0), ("brow_{}", "brow_arch_mm"), 2.0),
        ("brow_lateral", (0, -2.0, 0), ("brow_{}", "brow_arch_mm"), 1.0),
        ("upper_lid", (0, -1.5, 0), ("upper_eyelid_{}", "mrd1_mm"), -1.5),
        ("upper_lid", (0, -1.5, 0), ("upper_eyelid_{}", "fissure_height_mm"), -1.5),
        ("lower_lid", (0, -1.0, 0), ("infraorbital_{}", "mrd2_mm"), 1.0),
    ],
)
@pytest.mark.parametrize("side", ["R", "L"])
def test_a_moved_point_moves_its_metric(
    side: str, landmark: str, shift: tuple[float, float, float], metric: tuple[str, str], change: float
) -> None:
    head = average_head()
    before = measure_face(head)
    head[getattr(SIDES[side], landmark)] += shift
    key = (metric[0].format(side), metric[1])
    after = measure_face(head)
    assert after[key] - before[key] == pytest.approx(change, abs=1e-6)
    other = (metric[0].format("L" if side == "R" else "R"), metric[1])
    assert after[other] == before[other]


def test_more_laxity_reads_higher() -> None:
    head = average_head()
    before = measure_face(head)
    head[61] += (0, -3, 0)  # the corner droops
    head[[150, 149, 136]] += (0, -4, 0)  # a jowl hangs
    after = measure_face(head)
    assert after["marionette_R", "commissure_angle_deg"] > before["marionette_R", "commissure_angle_deg"] + 3.0
    assert after["jowl_R", "jowl_descent_mm"] > before["jowl_R", "jowl_descent_mm"] + 2.0
    assert after["jowl_L", "jowl_descent_mm"] == before["jowl_L", "jowl_descent_mm"]


def test_both_sides_of_a_mirrored_head_agree() -> None:
    found = measure_face(average_head())
    for (zone, name), value in found.items():
        if zone.endswith("_R"):
            assert found[f"{zone[:-1]}L", name] == pytest.approx(value, abs=0.35), (zone, name)
    assert {name for _, name in found} == set(METRIC_KINDS)


def test_the_mesh_passes_through_its_landmarks_and_knows_its_zones() -> None:
    head = average_head()
    mesh = build_face_mesh(head, zones=zone_landmarks())
    vertices = mesh.vertices_in_face_mm
    nearest = np.linalg.norm(vertices[None, :, :] - head[:468:7, None, :], axis=2).min(axis=1)
    assert nearest.max() < 1e-3
    assert set(mesh.zone_names) == set(zone_landmarks())
    left = vertices[mesh.zone_index == mesh.zone_names.index("malar_L")]
    assert (left[:, 0] > 0).all()
    assert 0.005 < float((mesh.measured == 0).mean()) < 0.06
    assert (mesh.sigma_mm > 0.5).all()
    corners = vertices[mesh.triangles].astype(np.float64)
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (normals[:, 2] > 0).mean() > 0.95


def test_colours_come_from_the_picture_that_faces_the_skin() -> None:
    head = average_head()
    pictures = []
    for yaw, colour in ((45, (0, 0, 200)), (-45, (200, 0, 0))):
        points = turned(head, yaw, 0, 0)
        pictures.append(
            SeenFace(
                picture_bgr=np.full((400, 400, 3), colour, np.uint8),
                points_px=np.column_stack((200 + points[:, 0], 200 - points[:, 1])),
                depth_px=-points[:, 2],
            )
        )
    mesh = colour_mesh(build_face_mesh(head, zones=zone_landmarks()), pictures)
    right = mesh.zone_index == mesh.zone_names.index("buccal_R")
    left = mesh.zone_index == mesh.zone_names.index("buccal_L")
    assert mesh.colours_rgb[right, 0].mean() > 150 > 50 > mesh.colours_rgb[right, 2].mean()
    assert mesh.colours_rgb[left, 2].mean() > 150 > 50 > mesh.colours_rgb[left, 0].mean()


def test_a_mesh_file_comes_back_exactly(tmp_path: Path) -> None:
    mesh = build_face_mesh(average_head(), zones=zone_landmarks(), picture_uv=np.full((478, 2), 0.25))
    write_ply(mesh, tmp_path / "mesh.ply")
    back = read_ply(tmp_path / "mesh.ply")
    assert list(tmp_path.iterdir()) == [tmp_path / "mesh.ply"]
    for name in ("vertices_in_face_mm", "triangles", "colours_rgb", "uv", "sigma_mm", "measured", "zone_index"):
        assert np.array_equal(getattr(back, name), getattr(mesh, name)), name
    assert (back.zone_names, back.scale_known, back.source) == (mesh.zone_names, True, "from landmarks")
    assert ply_bytes(parse_ply(ply_bytes(mesh))) == ply_bytes(mesh)


@pytest.mark.parametrize("data", [b"", b"ply\nend_header\n", b"no mesh"])
def test_another_file_is_no_mesh(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "other.ply").write_bytes(data)
    with pytest.raises(SkinlaxError, match="mesh_file_unreadable"):
        read_ply(tmp_path / "other.ply")


def test_a_cut_mesh_is_no_mesh(tmp_path: Path) -> None:
    data = ply_bytes(build_face_mesh(average_head(), zones=zone_landmarks()))
    (tmp_path / "cut.ply").write_bytes(data[: len(data) // 2])
    with pytest.raises(SkinlaxError, match="mesh_file_unreadable"):
        read_ply(tmp_path / "cut.ply")
