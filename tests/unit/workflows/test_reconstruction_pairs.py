"""Stills with a second picture aside: every view finds its place, on dark skin too; whose lens is doubted."""

import contextlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.capture_set import write_capture_set
from skinlax_desktop.phantom.depth_series import stills_with_asides
from skinlax_desktop.phantom.patients import patient_from_options
from skinlax_desktop.phantom.scene import VirtualCamera, head_rotation
from skinlax_desktop.surface.reconstruction.bundle_adjustment import AdjustOptions, Bundle, adjust
from skinlax_desktop.surface.reconstruction.feature_tracks import find_features
from skinlax_desktop.workflows import reconstruction_findings
from skinlax_desktop.workflows.capture_set import CaptureFrame, read_capture_set
from skinlax_desktop.workflows.reconstruct_face import _read, read_frame
from skinlax_desktop.workflows.reconstruction_findings import refuse_wrong_camera
from skinlax_desktop.workflows.reconstruction_pairs import has_asides, pose_pairs

SEED = 43
SIDES = (View.FRONTAL, View.OBLIQUE_LEFT, View.LATERAL_LEFT)


def _one_side(random: np.random.Generator):
    return [frame for frame in stills_with_asides(10.0, random) if frame.view in SIDES]


def test_three_views_of_dark_skin_are_joined_up_to_the_profile(tmp_path: Path) -> None:
    places, folder = find_places(), tmp_path / "stills"
    write_capture_set(
        patient_from_options(seed=SEED, tone=10),
        folder,
        places.resources,
        seed=SEED,
        camera=VirtualCamera().scaled(2.0 / 3.0),
        depth_series=_one_side,
    )
    captured = read_capture_set(folder)
    finder = MediaPipeLandmarkFinder(places.face_landmarker)
    read = _read(captured, finder, read_frame, lambda *_: None)
    finder.close()
    assert has_asides(captured.frames)
    head = pose_pairs(captured.frames, [find_features(picture) for picture in read.pictures], read)
    assert head.solved == list(range(len(captured.frames)))
    truth = json.loads((folder / "truth" / "truth.json").read_text())["frames"]
    turns = [head_rotation(Pose(**frame["pose"])) for frame in truth]
    for number, turn in enumerate(turns):
        found = head.bundle.rotations[0].T @ head.bundle.rotations[number]
        # How far it turned does not depend on where the average face has its axes.
        assert _turned_deg(found) == pytest.approx(_turned_deg(turns[0].T @ turn), abs=2.5)


def _turned_deg(rotation: np.ndarray) -> float:
    return float(np.degrees(Rotation.from_matrix(rotation).magnitude()))


def test_only_named_views_with_a_second_picture_are_joined_by_pairs() -> None:
    def frame(view: View, aside_deg: float | None = None) -> CaptureFrame:
        return CaptureFrame(file=f"{view.value}.png", path=Path(), view=view, aside_deg=aside_deg)

    assert has_asides([frame(View.FRONTAL), frame(View.FRONTAL, 10.0), frame(View.OBLIQUE_LEFT)])
    assert not has_asides([frame(View.FRONTAL), frame(View.OBLIQUE_LEFT)])
    assert not has_asides([frame(View.FRONTAL), frame(View.FRONTAL, 10.0), frame(View.SWEEP)])


def test_a_wrong_lens_is_told_from_a_still_face_and_not_from_one_that_moved() -> None:
    still = _turn(noise_px=0.2)
    refuse_wrong_camera(still, range(13))
    wrong = adjust(replace(still, focal_px=still.focal_px * 1.06), AdjustOptions(iterations=20))
    with pytest.raises(SkinlaxError, match="reconstruct_wrong_camera"):
        refuse_wrong_camera(wrong, range(13))
    moved = _turn(noise_px=0.6)
    refuse_wrong_camera(adjust(replace(moved, focal_px=moved.focal_px * 1.06), AdjustOptions(iterations=20)), range(13))


@pytest.mark.parametrize(("worse", "is_refused"), [(1.009, False), (1.015, True)])
def test_a_lens_that_fits_hardly_worse_is_not_called_wrong(
    monkeypatch: pytest.MonkeyPatch, worse: float, is_refused: bool
) -> None:
    """Hair and shine bend the focal length that pictures tell."""
    monkeypatch.setattr(reconstruction_findings, "focal_from_pictures", lambda _bundle, _solved: (1.05, worse))
    expected = pytest.raises(SkinlaxError, match="wrong_camera") if is_refused else contextlib.nullcontext()
    with expected:
        refuse_wrong_camera(_turn(noise_px=0.2), range(13))


def _turn(noise_px: float) -> Bundle:
    """A head seen from profile to profile."""
    random = np.random.default_rng(7)
    points = random.normal(0.0, (50.0, 60.0, 25.0), (300, 3))
    turns = Rotation.from_euler("y", np.linspace(-90, 90, 13)[:, None], degrees=True).as_matrix()
    bundle = Bundle(
        rotations=np.diag([1.0, -1.0, -1.0]) @ turns,
        translations=np.tile([0.0, 0.0, 800.0], (13, 1)),
        points=points,
        point=np.tile(np.arange(300), 13),
        frame=np.repeat(np.arange(13), 300),
        at_px=np.zeros((3900, 2)),
        focal_px=np.full((13, 2), 3800.0),
        centre_px=np.full((13, 2), 600.0),
        basis=np.zeros((300, 0)),
        motion=np.zeros((13, 0, 3)),
    )
    return replace(bundle, at_px=bundle.residuals_px() + random.normal(0.0, noise_px, (3900, 2)))
