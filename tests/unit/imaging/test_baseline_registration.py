"""The head found again in the baseline's picture: exact near it, blind to laxity, and never on another person."""

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

import phantom_series
from skinlax_desktop.domain.views import POSE_TARGETS, Pose, View
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.imaging.baseline_registration import LearntView, find_movement, learn_face, learn_profile
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.pose import pinhole_for, pose_from_rotation, rotation_from_pose
from skinlax_desktop.imaging.rigid_face import RIGID_INDICES
from skinlax_desktop.imaging.silhouette import Silhouette, cut_out_head
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, seated
from skinlax_desktop.workflows.profile_gate import FoundProfile, look_for_profile

CAMERA = VirtualCamera().scaled(0.25)
PINHOLE = pinhole_for((CAMERA.width_px, CAMERA.height_px), CAMERA.calibration)
FLIP = np.diag([1.0, -1.0, -1.0])


class Sitting:
    """One phantom's baseline of a view, and pictures against it."""

    def __init__(self, view: View, head: PhantomHead) -> None:
        self.view, self.head = view, head
        self.scene = seated(POSE_TARGETS[view].pose)
        self.learnt = self._learn(self.picture(self.scene))

    def picture(self, scene: Scene, head: PhantomHead | None = None) -> np.ndarray:
        return render(head or self.head, scene, CAMERA, noise_seed=5)

    def marks(self, picture: np.ndarray) -> np.ndarray:
        if self.view.is_lateral:
            found = look_for_profile(picture, PINHOLE, None, self.view, full_scale=1.0)
            assert isinstance(found, FoundProfile)
            return found.marks_px
        return find_faces(picture, phantom_series.finder())[0].points_px[RIGID_INDICES]

    def _learn(self, picture: np.ndarray) -> LearntView:
        if self.view.is_lateral:
            cut = cut_out_head(picture)
            assert isinstance(cut, Silhouette)
            right = self.view is View.LATERAL_RIGHT
            made = learn_profile(picture, cut.mask, self.marks(picture), PINHOLE, 800.0, looks_right=right)
        else:
            face = find_faces(picture, phantom_series.finder())[0]
            made = learn_face(picture, face.points_px, face.depth_px, PINHOLE, self.scene.distance_mm)
        assert made is not None
        return made

    def read(self, picture: np.ndarray) -> tuple[Pose, float] | None:
        """Pose away from the baseline's, and how much larger the head is, per cent."""
        moved = find_movement(self.learnt, picture, self.marks(picture), PINHOLE)
        if moved is None:
            return None
        pose = pose_from_rotation(FLIP @ moved.rotation @ FLIP @ rotation_from_pose(self.scene.pose))
        return pose, 100.0 * float(self.learnt.nasion_mm[2] / moved.nasion_mm[2] - 1.0)


@pytest.fixture(scope="module", params=[View.FRONTAL, View.OBLIQUE_LEFT, View.LATERAL_RIGHT])
def sitting(request: pytest.FixtureRequest) -> Sitting:
    return Sitting(request.param, phantom_series.head())


@lru_cache(maxsize=1)
def saggy_head() -> PhantomHead:
    patient = DEFAULT_PATIENTS[0]
    sags = replace(patient, laxity={zone: min(4.0, patient.severity(zone) + 1.0) for zone in ZONES})
    return build_head(sags, phantom_series.RESOURCES)


def away(pose: Pose, scene: Scene) -> float:
    then = scene.pose
    return max(
        abs(pose.yaw_deg - then.yaw_deg), abs(pose.pitch_deg - then.pitch_deg), abs(pose.roll_deg - then.roll_deg)
    )


def test_a_turned_head_and_a_nearer_one_are_read_to_the_degree_and_the_half_per_cent(sitting: Sitting) -> None:
    then = sitting.scene.pose
    turned = Pose(yaw_deg=then.yaw_deg + 2.5, pitch_deg=then.pitch_deg - 2.0, roll_deg=1.0)
    scene = replace(sitting.scene, pose=turned, distance_mm=sitting.scene.distance_mm * 0.98)
    read = sitting.read(sitting.picture(scene))
    assert read is not None
    assert away(read[0], scene) < 1.0
    assert read[1] == pytest.approx(100.0 * (1.0 / 0.98 - 1.0), abs=0.5)


def test_the_same_pose_in_other_light_is_no_movement(sitting: Sitting) -> None:
    picture = sitting.picture(sitting.scene).astype(np.float64)
    across = np.linspace(0.6, 1.0, picture.shape[1])[None, :, None]
    dimmed = np.clip(picture * across * np.array([0.8, 0.9, 0.95]), 0, 255).astype(np.uint8)
    read = sitting.read(dimmed)
    assert read is not None
    assert away(read[0], sitting.scene) < 0.4
    assert abs(read[1]) < 0.3


def test_a_face_that_sags_more_is_not_read_as_a_turned_one(sitting: Sitting) -> None:
    head = saggy_head()
    moved = np.linalg.norm(head.vertices_mm - sitting.head.vertices_mm, axis=1)
    assert moved.max() > 2.0, "the laxity that was planted moves the face"
    read = sitting.read(sitting.picture(sitting.scene, head))
    assert read is not None
    assert away(read[0], sitting.scene) < 1.2
    assert abs(read[1]) < 0.5


def test_another_person_is_never_laid_on_the_baseline(sitting: Sitting) -> None:
    stranger = phantom_series.head(1)
    assert sitting.read(sitting.picture(sitting.scene, stranger)) is None


def test_marks_in_the_wrong_place_find_nothing_rather_than_something(sitting: Sitting) -> None:
    picture = sitting.picture(sitting.scene)
    astray = sitting.marks(picture) + np.array([math.copysign(160.0, 1.0), 120.0])
    assert find_movement(sitting.learnt, picture, astray, PINHOLE) is None
