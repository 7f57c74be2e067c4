"""The coarse copy of a face: fewer points in the same places, with the same skin."""

import numpy as np
import pytest

from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.light_copy import LIGHT_POINTS, LightCopy, light_copy
from small_face import small_face

DARK, LIGHT = (90, 60, 50), (220, 180, 160)


@pytest.fixture(scope="module")
def dense() -> FaceMesh:
    """More points than a copy has, one half of the face darker than the other."""
    mesh = small_face(5)
    assert len(mesh.vertices_in_face_mm) > 1.5 * LIGHT_POINTS
    dark = mesh.vertices_in_face_mm[:, 0] > 0.0
    return mesh.with_colours(np.where(dark[:, None], DARK, LIGHT).astype(np.uint8))


@pytest.fixture(scope="module")
def copy(dense: FaceMesh) -> LightCopy:
    return light_copy(dense)


def test_it_has_fewer_points_that_lie_on_the_face(dense: FaceMesh, copy: LightCopy) -> None:
    assert len(copy.points_mm) < 1.1 * LIGHT_POINTS
    on_face = copy.on_dense @ dense.vertices_in_face_mm.astype(np.float64)
    assert np.linalg.norm(on_face - copy.points_mm, axis=1).max() < 0.5


def test_a_movement_of_the_face_is_a_movement_of_the_copy(dense: FaceMesh, copy: LightCopy) -> None:
    y = dense.vertices_in_face_mm[:, 1].astype(np.float64)
    moved = copy.on_dense @ np.column_stack((0 * y, 0.02 * y, 0 * y))
    assert np.abs(moved[:, 1] - 0.02 * copy.points_mm[:, 1]).max() < 0.01


def test_its_skin_has_the_faces_colours(copy: LightCopy) -> None:
    size = copy.texture_rgb.shape[0]
    at = np.clip((copy.uv * size).astype(int), 0, size - 1)
    brightness = copy.texture_rgb[at[:, 1], at[:, 0]].mean(axis=1)
    right, left = copy.points_mm[:, 0] < -3.0, copy.points_mm[:, 0] > 3.0
    assert abs(np.median(brightness[right]) - np.mean(LIGHT)) < 8.0
    assert abs(np.median(brightness[left]) - np.mean(DARK)) < 8.0
    assert np.percentile(brightness[left], 99) < np.percentile(brightness[right], 1)


def test_skin_that_no_picture_showed_is_hatched(dense: FaceMesh) -> None:
    unseen = dense.vertices_in_face_mm[:, 1] < -60.0
    copy = light_copy(dense, unseen=unseen)
    size = copy.texture_rgb.shape[0]
    at = np.clip((copy.uv * size).astype(int), 0, size - 1)[copy.points_mm[:, 1] < -65.0]
    levels = copy.texture_rgb[at[:, 1], at[:, 0]]
    assert (levels.max(axis=1) == levels.min(axis=1)).mean() > 0.95, "grey"
    assert len(np.unique(levels)) == 2


def test_a_photograph_is_its_skin_where_there_is_one(dense: FaceMesh) -> None:
    photo = np.full((8, 8, 3), 77, np.uint8)
    assert light_copy(dense, photo).texture_rgb is photo


def test_it_turns_its_skin_as_the_points_move(dense: FaceMesh, copy: LightCopy) -> None:
    assert np.abs(copy.normals_moved(copy.points_mm) - copy.normals).max() < 1e-6
    bulged = copy.points_mm.copy()
    bulged[:, 2] += 0.3 * np.abs(bulged[:, 0])
    turned = copy.normals_moved(bulged)
    truth = dense.vertices_in_face_mm.astype(np.float64)
    truth[:, 2] += 0.3 * np.abs(truth[:, 0])
    expected = copy.on_dense @ vertex_normals(truth, dense.triangles)
    assert np.degrees(np.arccos(np.clip((turned * expected).sum(axis=1), -1, 1))).mean() < 8.0
