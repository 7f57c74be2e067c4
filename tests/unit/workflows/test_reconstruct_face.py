"""A small real reconstruction: a phantom photographed seven times, its mesh held against the truth."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from reconstruction_truth import mesh_error
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.capture_set import write_capture_set
from skinlax_desktop.phantom.depth_series import SeriesFrame, stills_with_asides, sweep_frames
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.scene import VirtualCamera
from skinlax_desktop.surface.ply import read_ply
from skinlax_desktop.workflows.capture_set import CaptureFrame, read_capture_set
from skinlax_desktop.workflows.mirrored_pictures import mirrored_turn
from skinlax_desktop.workflows.reconstruct_face import Reconstruction, reconstruct_face
from skinlax_desktop.workflows.reconstruction_file import document, write_reconstruction
from skinlax_desktop.workflows.reconstruction_findings import findings, refuse_mirrored


def _front_of_a_sweep(random: np.random.Generator) -> Iterable[SeriesFrame]:
    return [frame for frame in sweep_frames(19, random) if abs(frame.scene.pose.yaw_deg) < 32.0]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Reconstruction]:
    folder = tmp_path_factory.mktemp("sweep") / "set"
    places = find_places()
    camera = VirtualCamera().scaled(1.0 / 3.0)
    write_capture_set(
        DEFAULT_PATIENTS[0], folder, places.resources, seed=3, camera=camera, depth_series=_front_of_a_sweep
    )
    finder = MediaPipeLandmarkFinder(places.face_landmarker)
    found = reconstruct_face(read_capture_set(folder), finder, on_progress=lambda *_: None)
    finder.close()
    return folder, found


def test_the_front_of_the_face_is_measured_to_a_fraction_of_a_millimetre(swept: tuple[Path, Reconstruction]) -> None:
    folder, found = swept
    error = mesh_error(found.mesh, folder)
    assert error.median_mm < 0.3
    assert error.inside_95 > 0.8


def test_the_mesh_is_in_millimetres_from_the_declared_distance(swept: tuple[Path, Reconstruction]) -> None:
    _, found = swept
    vertices = found.mesh.vertices_in_face_mm
    assert found.mesh.scale_known
    # The nasion is the origin, the nose comes forward, both cheeks are there.
    assert 5.0 < vertices[np.abs(vertices[:, 0]) < 10.0, 2].max() < 45.0
    assert vertices[:, 0].min() < -40.0
    assert vertices[:, 0].max() > 40.0


def test_what_is_missing_is_said_and_both_files_are_written(swept: tuple[Path, Reconstruction], tmp_path: Path) -> None:
    _, found = swept
    write_reconstruction(found, tmp_path / "result")
    said = json.loads((tmp_path / "result" / "reconstruction.json").read_text())
    assert said["partial"] is True
    assert {row["code"] for row in said["warnings"]} >= {"right_side_missing", "left_side_missing"}
    assert said["unit"] == "mm"
    assert said == document(found)
    mesh = read_ply(tmp_path / "result" / "mesh.ply")
    assert len(mesh.triangles) == said["mesh"]["triangles"]


def test_a_gap_names_its_sector() -> None:
    said = findings(
        files=("a", "b", "c", "d"),
        used=("a", "b", "d"),
        yaws_deg=(80.0, 60.0, -80.0),
        swept=True,
        motion_mm=None,
        motion_by_frame_mm=(),
        scale_known=False,
    )
    codes = {row.code: dict(row.values) for row in said}
    assert codes["gap"] == {"low": -80, "high": 60}
    assert codes["frames_unused"] == {"files": "c"}
    assert "no_scale" in codes


def test_a_view_of_the_other_side_is_refused() -> None:
    frame = CaptureFrame(file="oblique_left_1.png", path=Path(), view=View.OBLIQUE_LEFT)
    refuse_mirrored([frame], [0], [-44.0])
    with pytest.raises(SkinlaxError, match="reconstruct_mirrored"):
        refuse_mirrored([frame], [0], [45.0])


def test_a_mirrored_turn_breaks_the_order_of_a_sweep_and_a_gap_does_not() -> None:
    assert mirrored_turn([-30.0, 20.0, -10.0, 0.0, 10.0]) == 1
    assert mirrored_turn([-30.0, -20.0, 10.0, 20.0, 30.0]) is None
    assert mirrored_turn([-90.0, -60.0, -50.0, 10.0]) is None
    assert mirrored_turn([30.0, 20.0, 10.0, 0.0, -10.0]) is None


def test_second_pictures_stand_nearer_to_the_front() -> None:
    frames = list(stills_with_asides(10.0, np.random.default_rng(1)))
    assert len(frames) == 10
    for still, aside in zip(frames[2::2], frames[3::2], strict=True):
        assert abs(aside.scene.pose.yaw_deg) < abs(still.scene.pose.yaw_deg)
        assert abs(aside.aside_deg or 0.0) == 10.0


def test_a_set_without_its_nasion_is_partial_and_says_so() -> None:
    said = findings(
        files=("a", "b"),
        used=("a", "b"),
        yaws_deg=(80.0, -80.0),
        swept=False,
        motion_mm=None,
        motion_by_frame_mm=(),
        scale_known=True,
        nasion_measured=False,
    )
    assert [(row.code, row.partial) for row in said] == [("no_nasion", True)]
