"""A face reconstructed from a short sweep of a phantom, beside finding the features of its pictures alone."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from skinlax_desktop.app.bench.measure import Measure
from skinlax_desktop.app.places import find_places
from skinlax_desktop.imaging.decoding import read_picture
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.capture_set import write_capture_set
from skinlax_desktop.phantom.depth_series import SWEEP_FRAMES, SeriesFrame, sweep_frames
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.scene import VirtualCamera
from skinlax_desktop.surface.reconstruction.feature_tracks import find_features
from skinlax_desktop.surface.reconstruction.working_picture import prepare_picture
from skinlax_desktop.workflows.capture_set import read_capture_set
from skinlax_desktop.workflows.reconstruct_face import reconstruct_face

_TURN_DEG = 42.0


def measures() -> Iterator[Measure]:
    """Nine pictures of 2000 x 2731 pixels, 10 degrees apart."""
    places = find_places()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "sweep"
        camera = VirtualCamera().scaled(2.0 / 3.0)
        write_capture_set(
            DEFAULT_PATIENTS[0], folder, places.resources, seed=1, camera=camera, depth_series=_middle_of_a_sweep
        )
        captured = read_capture_set(folder)
        finder = MediaPipeLandmarkFinder(places.face_landmarker)
        began = time.perf_counter()
        found = reconstruct_face(captured, finder, on_progress=lambda *_: None)
        whole = time.perf_counter() - began
        finder.close()
        matrix = np.array(
            [[camera.focal_px, 0.0, camera.centre_px[0]], [0.0, camera.focal_px, camera.centre_px[1]], [0, 0, 1]]
        )
        began = time.perf_counter()
        for frame in captured.frames:
            find_features(prepare_picture(read_picture(frame.path).bgr, matrix, (0.0, 0.0, 0.0, 0.0, 0.0)))
        features = time.perf_counter() - began
    yield Measure(
        name="face from 9 pictures of a sweep",
        value=whole,
        unit="s",
        reference="reading them and finding their features",
        reference_value=features,
    )
    yield Measure(
        name="its sigma, median",
        value=float(np.median(found.mesh.sigma_mm)),
        unit="mm",
        reference="a landmark's depth by a model of the average face",
        reference_value=2.5,
    )


def _middle_of_a_sweep(random: np.random.Generator) -> Iterable[SeriesFrame]:
    return [frame for frame in sweep_frames(SWEEP_FRAMES, random) if abs(frame.scene.pose.yaw_deg) < _TURN_DEG]
