import numpy as np
import pytest

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.head import build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import VirtualCamera, seated
from skinlax_desktop.phantom.truth import landmarks_px


@pytest.fixture(scope="module")
def finder(third_party):
    found = MediaPipeLandmarkFinder(third_party / "mediapipe" / "face_landmarker.task")
    yield found
    found.close()


@pytest.mark.parametrize("patient", DEFAULT_PATIENTS, ids=lambda patient: patient.name.split()[0])
def test_one_face_with_its_features_where_they_are(finder, resources, patient):
    camera = VirtualCamera().scaled(0.2)
    head = build_head(patient, resources)
    features = [33, 133, 362, 263, 4, 61, 291, 152]
    for yaw in (0.0, 45.0, -45.0):
        scene = seated(Pose(yaw_deg=yaw, pitch_deg=0.0, roll_deg=0.0))
        faces = finder.find(render(head, scene, camera, noise_seed=3))
        assert len(faces) == 1
        away = faces[0].points_px[features] - landmarks_px(head, scene, camera)[features]
        away_mm = np.linalg.norm(away, axis=1) * scene.distance_mm / camera.focal_px
        assert np.median(away_mm) < 5.0
