"""A measured face found in a photograph of its profile: where its skin truly lies, not a stranger's, never guessed."""

import numpy as np
import pytest

from phantom_lift import sample_head
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.scene import Scene, seated
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh
from skinlax_desktop.workflows.profile_placing import place_in_profile
from skinlax_desktop.workflows.simulated_photographs import FacePhotograph
from small_face import small_face
from unit.workflows.conftest import CAMERA, Shoot

PX_PER_MM = CAMERA.focal_px / 800.0


def profile(shoot: Shoot, yaw_deg: float = 87.0) -> tuple[np.ndarray, Scene]:
    scene = seated(Pose(yaw_deg=yaw_deg, pitch_deg=4.0, roll_deg=0.0))
    return shoot(pose=scene.pose, offset_mm=scene.offset_mm, distance_mm=scene.distance_mm), scene


def face() -> FaceMesh:
    return sample_head(DEFAULT_PATIENTS[0].name, 72).mesh


@pytest.mark.parametrize("yaw_deg", [87.0, -92.0])
def test_the_skin_lies_where_it_is_seen(shoot: Shoot, yaw_deg: float) -> None:
    mesh = face()
    picture, scene = profile(shoot, yaw_deg)
    view = View.LATERAL_RIGHT if yaw_deg > 0 else View.LATERAL_LEFT
    placed = place_in_profile(mesh, picture, view, CAMERA.calibration)
    assert not isinstance(placed, str), placed
    points = mesh.vertices_in_face_mm.astype(np.float64)
    truly = CAMERA.project(pose_points(points, scene))
    away_mm = np.linalg.norm(placed.at_px - truly, axis=1) / PX_PER_MM
    # The midline makes the outline; towards the cheek a turn misread by a degree or two shows.
    front = (points[:, 1] > -110.0) & (points[:, 2] > -60.0)
    midline = front & (np.abs(points[:, 0]) < 4.0)
    near = front & (points[:, 0] * np.sign(-yaw_deg) > 10.0)
    assert np.sqrt((away_mm[midline] ** 2).mean()) < 1.0
    assert np.sqrt((away_mm[near] ** 2).mean()) < 3.0


def test_the_other_profile_and_a_picture_without_a_head_are_told(shoot: Shoot) -> None:
    mesh = face()
    picture, _ = profile(shoot)
    assert place_in_profile(mesh, picture, View.LATERAL_LEFT, CAMERA.calibration) == "profile_other_side"
    empty = np.full_like(picture, 128)
    assert isinstance(place_in_profile(mesh, empty, View.LATERAL_RIGHT, CAMERA.calibration), str)


def test_a_surface_that_is_not_this_head_is_not_laid_on_it(shoot: Shoot) -> None:
    points = face()
    squashed = points.laid_on(
        points.vertices_in_face_mm.astype(np.float64) * (1.0, 0.8, 1.3),
        points.triangles,
        np.arange(len(points.vertices_in_face_mm)),
        points.measured,
    )
    picture, _ = profile(shoot)
    assert place_in_profile(squashed, picture, View.LATERAL_RIGHT, CAMERA.calibration) == "profile_unlike_surface"


def test_what_moves_under_the_chin_moves_in_the_picture_and_the_rest_stays(shoot: Shoot) -> None:
    mesh = face()
    picture, _ = profile(shoot)
    photograph = FacePhotograph.of_profile(View.LATERAL_RIGHT, picture, mesh=mesh, calibration=CAMERA.calibration)
    assert np.array_equal(photograph.moved(np.zeros(mesh.vertices_in_face_mm.shape)), photograph.picture_bgr)
    points = mesh.vertices_in_face_mm.astype(np.float64)
    moved = np.zeros_like(points)
    moved[:, 1] = 4.0 * np.exp(-(((points - (0.0, -118.0, -25.0)) / 14.0) ** 2).sum(axis=1))
    after = photograph.moved(moved)
    changed = np.abs(after.astype(int) - photograph.picture_bgr).max(axis=2) > 12
    rows = np.flatnonzero(changed.any(axis=1))
    assert changed.any()
    assert rows.min() > 0.5 * len(changed), "the brow of a face whose chin is lifted stays"


def test_a_face_from_landmarks_is_told_to_be_too_rough(shoot: Shoot) -> None:
    mesh = small_face(1)
    assert mesh.source == FROM_LANDMARKS
    picture, _ = profile(shoot)
    with pytest.raises(SkinlaxError, match="profile_not_measured"):
        FacePhotograph.of_profile(View.LATERAL_RIGHT, picture, mesh=mesh, calibration=CAMERA.calibration)
