"""The nasion on a surface: read in the pictures about the front, and less sure the steeper it is there."""

import numpy as np
import pytest

from skinlax_desktop.surface.canonical_face import MESH_POINTS, NASION
from skinlax_desktop.surface.reconstruction.nasion import find_nasion
from skinlax_desktop.surface.reconstruction.ray_tracing import raycaster
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView

Mesh = tuple[np.ndarray, np.ndarray]
AWAY_MM = 800.0


def plate(*, hole_mm: float = 0.0, slope: float = 0.0, ridge_mm: float = np.inf) -> Mesh:
    """A sheet through the origin, as steep as `slope` (mm forward for one upward), a ridge of this radius upright."""
    side = np.arange(-30.0, 31.0, 1.0)
    x, y = (part.ravel() for part in np.meshgrid(side, side))
    vertices = np.column_stack([x, y, slope * y - x**2 / (2.0 * ridge_mm)])
    number = np.arange(len(side) ** 2).reshape(len(side), len(side))
    corners = [number[:-1, :-1], number[:-1, 1:], number[1:, :-1], number[1:, 1:]]
    a, b, c, d = (corner.ravel() for corner in corners)
    triangles = np.concatenate([np.column_stack([a, b, c]), np.column_stack([b, d, c])])
    middle = np.abs(vertices[triangles].mean(axis=1)[:, :2]).max(axis=1)
    return vertices, triangles[middle >= hole_mm]


def camera(yaw_deg: float) -> StereoView:
    """800 mm before the head (x to its left, y up, z towards the camera), which is turned by `yaw_deg`."""
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0.0, np.sin(yaw)], [0.0, 1.0, 0.0], [-np.sin(yaw), 0.0, np.cos(yaw)]])
    return StereoView(
        picture=np.zeros((400, 300, 3), np.uint8),
        subject=np.zeros((400, 300), np.uint8),
        camera_matrix=np.array([[1000.0, 0.0, 150.0], [0.0, 1000.0, 200.0], [0.0, 0.0, 1.0]]),
        rotation=np.diag([1.0, -1.0, -1.0]) @ turn,
        translation=np.array([0.0, 0.0, AWAY_MM]),
    )


def seen(view: StereoView, place: tuple[float, float, float]) -> np.ndarray:
    """Landmarks of a picture in which the nasion lies at that place; the others do not matter."""
    at = view.rotation @ np.array(place) + view.translation
    points = np.full((MESH_POINTS, 2), 10.0)
    points[NASION] = (view.camera_matrix @ at)[:2] / at[2]
    return points


def triangulated(place: tuple[float, float, float]) -> np.ndarray:
    points = np.tile([40.0, 30.0, 0.0], (MESH_POINTS, 1))
    points[NASION] = place
    return points


def test_a_hole_at_the_root_of_the_nose_has_no_place_there() -> None:
    views = [camera(0.0)]
    landmarks_px = {0: seen(views[0], (1.0, -2.0, 4.0))}
    found = find_nasion(raycaster(*plate()), landmarks_px, triangulated((1.0, -2.0, 4.0)), views, 0)
    assert found is not None
    assert found.place[2] == pytest.approx(0.0, abs=0.05)
    assert find_nasion(raycaster(*plate(hole_mm=12.0)), landmarks_px, triangulated((1.0, -2.0, 4.0)), views, 0) is None


def test_on_the_ridge_of_the_bridge_it_does_not_lie_behind_the_skin() -> None:
    views = [camera(0.0)]
    found = find_nasion(
        raycaster(*plate(ridge_mm=8.0, slope=-0.4)),
        {0: seen(views[0], (0.0, 0.0, 0.0))},
        triangulated((0.0, 0.0, 0.0)),
        views,
        0,
    )
    assert found is not None
    # A plane through 6 mm of it lies .2 mm too far.
    assert found.place[2] == pytest.approx(0.0, abs=0.05)


def test_turned_pictures_whose_landmark_slides_up_do_not_move_it() -> None:
    slope = -0.8
    views = [camera(yaw) for yaw in (-60.0, -50.0, -40.0, -10.0, 0.0, 10.0, 40.0, 50.0, 60.0)]
    places = [(0.0, 4.0 if abs(yaw) > 25.0 else 0.0, 0.0) for yaw in (-60, -50, -40, -10, 0, 10, 40, 50, 60)]
    places = [(x, y, slope * y) for x, y, _ in places]
    landmarks_px = {number: seen(view, place) for number, (view, place) in enumerate(zip(views, places, strict=True))}
    found = find_nasion(raycaster(*plate(slope=slope)), landmarks_px, triangulated((0.0, 3.0, -2.4)), views, 4)
    assert found is not None
    assert np.linalg.norm(found.place) < 0.1


def test_without_a_face_in_the_pictures_about_the_front_the_triangulated_point_serves() -> None:
    views = [camera(0.0), camera(60.0)]
    landmarks_px = {1: seen(views[1], (0.0, 20.0, 0.0))}
    found = find_nasion(raycaster(*plate()), landmarks_px, triangulated((2.0, 5.0, 3.0)), views, 0)
    assert found is not None
    assert found.place == pytest.approx([2.0, 5.0, 0.0], abs=0.05)


def test_on_a_steep_root_of_the_nose_the_distance_is_less_sure() -> None:
    views = [camera(0.0)]
    landmarks_px = {0: seen(views[0], (0.0, 0.0, 0.0))}
    sigmas = []
    for slope in (0.0, -0.3, -0.8):
        found = find_nasion(raycaster(*plate(slope=slope)), landmarks_px, triangulated((0.0, 0.0, 0.0)), views, 0)
        assert found is not None
        sigmas.append(found.distance_sigma)
    # .8 mm of the poses, and 1.6 mm of the landmark along the slope.
    assert sigmas == pytest.approx([0.8, np.hypot(0.8, 0.48), np.hypot(0.8, 1.28)], rel=0.01)
