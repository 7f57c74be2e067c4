"""The patient's photographs under a simulation: moved where the skin moved, marked, and only where there are any."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from report_sample import make_analysis
from skinlax_desktop.biomechanics.outcomes import SimulatedFace
from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.biomechanics.working_mesh import WorkingMesh
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, build_face_mesh
from skinlax_desktop.workflows.analysis_file import read_analysis, write_analysis
from skinlax_desktop.workflows.simulated_photographs import simulated_photographs

SCALE = 3.0


def simulation(lift_mm: float, source: str = FROM_LANDMARKS) -> Any:
    """Every point of the average face lifted alike, in all three outcomes."""
    mesh = replace(build_face_mesh(canonical_face().points_in_head_mm, zones=zone_landmarks()), source=source)
    moved = np.tile([0.0, lift_mm, 0.0], (len(mesh.vertices_in_face_mm), 1))
    faces = {
        outcome: SimulatedFace(
            outcome=outcome, targets=(), displacement_mm=moved, strain=np.zeros((1, 2)), volume_ml=0.0
        )
        for outcome in Outcome
    }
    return SimpleNamespace(mesh=mesh, outcomes=faces, working=WorkingMesh(mesh=mesh, carry=None, holes_closed=0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An analysis with one frontal face, and its picture: a bright spot between the brows, another on the wall."""
    points = canonical_face().points_in_head_mm
    pixels = np.column_stack((300.0 + SCALE * points[:, 0], 250.0 - SCALE * points[:, 1]))
    pixels = np.vstack((pixels, pixels[:10]))
    picture = np.full((800, 600, 3), 80, dtype=np.uint8)
    cv2.circle(picture, (300, 230), 5, (255, 255, 255), -1, cv2.LINE_AA)
    analysis = make_analysis()
    frame = next(frame for frame in analysis.frames if frame.view == "frontal")
    frame = replace(
        frame,
        file="frontal.png",
        landmarks_px=tuple(map(tuple, pixels.tolist())),
        landmark_depth_px=(*(-SCALE * points[:, 2]).tolist(), *(0.0,) * 10),
        width_px=600,
        height_px=800,
    )
    write_analysis(replace(analysis, frames=(frame,)), tmp_path / "analysis.json")
    (tmp_path / "pictures").mkdir()
    cv2.imwrite(str(tmp_path / "pictures" / "frontal.png"), picture)
    return tmp_path


def height_of_spot(picture: np.ndarray) -> float:
    middle = picture.shape[1] // 2
    column = picture[60:300, middle - 3 : middle + 4].mean(axis=(1, 2)) - 80.0
    bright = np.clip(column - 60.0, 0.0, None)
    return float((bright * np.arange(len(column))).sum() / bright.sum())


def test_the_skins_pixels_move_by_the_skins_movement(folder: Path) -> None:
    pictures = simulated_photographs(simulation(2.0), folder).pictures
    assert set(pictures) == {f"photo_frontal_{name}.jpg" for name in ("before", "low", "median", "high")}
    before, after = (height_of_spot(pictures[f"photo_frontal_{name}.jpg"]) for name in ("before", "median"))
    assert before - after == pytest.approx(2.0 * SCALE, abs=1.0)


def test_without_photographs_there_are_none(folder: Path, tmp_path: Path) -> None:
    assert simulated_photographs(simulation(1.0), tmp_path / "elsewhere").pictures == {}
    (folder / "pictures" / "frontal.png").unlink()
    assert simulated_photographs(simulation(1.0), folder).pictures == {}


def test_a_measured_face_moves_the_same_pictures_and_what_stays_says_why(folder: Path) -> None:
    analysis = read_analysis(folder / "analysis.json")
    profile = replace(analysis.frames[0], view="lateral_right", file="profile.png", landmarks_px=())
    write_analysis(replace(analysis, frames=(*analysis.frames, profile)), folder / "analysis.json")
    cv2.imwrite(str(folder / "pictures" / "profile.png"), np.full((800, 600, 3), 90, dtype=np.uint8))
    drawn = simulated_photographs(simulation(2.0), folder)
    measured = simulated_photographs(simulation(2.0, "from a sweep"), folder)
    assert {view: error.code for view, error in drawn.unmoved.items()} == {View.LATERAL_RIGHT: "profile_not_measured"}
    # Nobody's outline is in that picture.
    assert {view: error.code for view, error in measured.unmoved.items()} == {View.LATERAL_RIGHT: "profile_not_placed"}
    for found in (drawn, measured):
        before, after = (height_of_spot(found.pictures[f"photo_frontal_{name}.jpg"]) for name in ("before", "median"))
        assert before - after == pytest.approx(2.0 * SCALE, abs=1.0)
