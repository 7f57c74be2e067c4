"""Single stills 45 degrees apart: posed by way of landmarks, measured in part, and marked so."""

from pathlib import Path

import numpy as np
import pytest

from reconstruction_truth import mesh_error
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.capture_set import write_capture_set
from skinlax_desktop.phantom.depth_series import stills_with_asides
from skinlax_desktop.phantom.patients import patient_from_options
from skinlax_desktop.phantom.scene import VirtualCamera
from skinlax_desktop.workflows.capture_set import CaptureFrame, read_capture_set
from skinlax_desktop.workflows.reconstruct_face import reconstruct_face
from skinlax_desktop.workflows.reconstruction_file import document
from skinlax_desktop.workflows.reconstruction_pictures import ReadPictures
from skinlax_desktop.workflows.reconstruction_stills import are_single_stills, pose_stills

SEED = 1


def _frontal_and_obliques(random: np.random.Generator):
    return [frame for frame in stills_with_asides(0.0, random) if abs(frame.scene.pose.yaw_deg) < 60.0]


def test_three_stills_give_a_part_of_the_face_in_millimetres_and_say_so(tmp_path: Path) -> None:
    places, folder = find_places(), tmp_path / "stills"
    camera = VirtualCamera()
    write_capture_set(
        patient_from_options(seed=SEED),
        folder,
        places.resources,
        seed=SEED,
        camera=camera.scaled(1400 / camera.width_px),
        depth_series=_frontal_and_obliques,
    )
    finder = MediaPipeLandmarkFinder(places.face_landmarker)
    found = reconstruct_face(read_capture_set(folder), finder, on_progress=lambda *_: None)
    finder.close()
    error = mesh_error(found.mesh, folder)
    assert error.median_mm < 0.4
    assert error.inside_95 > 0.9
    assert len(found.used) == 3
    # The rest of the face is filled in, coarser, and nothing of it counts as measured.
    assert error.complete_by["face"][1] < 0.8
    assert np.median(error.face_off_mm) < 0.9
    assert error.filled_inside.mean() > 0.85
    said = document(found)
    assert said["mesh"]["filled_vertices"] == int((found.mesh.measured == 0).sum()) > 1000
    assert said["unit"] == "mm"
    assert said["partial"] is True
    assert "single_stills" in {row["code"] for row in said["warnings"]}


def test_only_different_views_without_seconds_are_single_stills() -> None:
    def frame(view: View, aside_deg: float | None = None) -> CaptureFrame:
        return CaptureFrame(file=f"{view.value}.png", path=Path(), view=view, aside_deg=aside_deg)

    stills = [frame(View.FRONTAL), frame(View.OBLIQUE_LEFT), frame(View.OBLIQUE_RIGHT)]
    assert are_single_stills(stills)
    assert not are_single_stills([*stills, frame(View.FRONTAL, 10.0)])
    assert not are_single_stills([*stills, frame(View.FRONTAL)])
    assert not are_single_stills([*stills, frame(View.SWEEP)])


def test_stills_that_show_no_face_from_three_sides_are_refused() -> None:
    frames = [
        CaptureFrame(file=f"{view.value}.png", path=Path(), view=view)
        for view in (View.FRONTAL, View.LATERAL_LEFT, View.LATERAL_RIGHT)
    ]
    landmarks = {number: np.zeros((478, 2)) for number in range(3)}
    with pytest.raises(SkinlaxError, match="reconstruct_no_asides"):
        pose_stills(frames, ReadPictures(pictures=[], landmarks=landmarks))
