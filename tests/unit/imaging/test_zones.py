"""Zones in the picture: on the right side, facing the right way, drawn without harm."""

import numpy as np
import pytest

from skinlax_desktop.domain.zones import ZONES, side_of_zone
from skinlax_desktop.imaging.neck import clip_to_skin
from skinlax_desktop.imaging.overlay import draw_zones
from skinlax_desktop.imaging.zones import box_around, polygon_mask, zone_cosines, zone_landmarks, zone_polygons
from skinlax_desktop.surface.canonical_face import canonical_face


def face(yaw_deg: float = 0.0, scale: float = 4.0) -> tuple[np.ndarray, np.ndarray]:
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    points = np.zeros((478, 3))
    points[:468] = canonical_face().points_in_head_mm @ turn.T * scale
    return points[:, :2] * (1, -1) + (400, 450), -points[:, 2]


def test_every_zone_has_a_polygon_on_its_own_side() -> None:
    points, _ = face()
    polygons = zone_polygons(points)
    assert set(polygons) == set(ZONES)
    for zone, ring in polygons.items():
        across = ring[:, 0].mean() - 400
        # The subject's left is on the right of the picture.
        wanted = {"L": across > 5, "R": across < -5, "": abs(across) < 5}[side_of_zone(zone).value]
        assert wanted, zone


def test_neck_and_submental_hang_below_the_chin() -> None:
    points, _ = face()
    polygons = zone_polygons(points)
    chin = points[152, 1]
    assert polygons["submental"][:, 1].max() > chin
    assert polygons["neck"][:, 1].min() >= polygons["submental"][:, 1].max() - 1


def test_a_turned_head_hides_one_side() -> None:
    points, depth = face(45.0)
    cosines = zone_cosines(points, depth)
    assert cosines["malar_R"] > 0.8
    assert cosines["buccal_R"] > 0.8
    assert cosines["buccal_L"] < 0.1
    straight = zone_cosines(*face())
    assert set(straight) == set(zone_landmarks())
    assert min(straight.values()) > 0.0
    assert straight["glabella"] > 0.9


def test_masks_have_the_area_of_their_polygon() -> None:
    ring = np.array([[10.0, 10.0], [60.0, 10.0], [60.0, 30.0], [10.0, 30.0]])
    mask = polygon_mask(ring, (5, 5, 105, 55))
    assert mask.shape == (50, 100)
    assert np.count_nonzero(mask) == pytest.approx(51 * 21, rel=0.01)
    assert box_around(ring, (25, 40, 3)) == (10, 10, 40, 25)


def test_the_neck_ends_at_the_collar() -> None:
    points, _ = face()
    picture = np.full((1300, 800, 3), (150, 170, 205), np.uint8)
    whole = zone_polygons(points)
    collar = int(whole["neck"][:, 1].mean())
    picture[collar:] = (235, 235, 235)
    clipped = clip_to_skin(picture, whole)
    assert clipped["neck"][:, 1].max() == pytest.approx(collar, abs=12)
    picture[int(whole["neck"][:, 1].min()) - 10 :] = (235, 235, 235)
    assert "neck" not in clip_to_skin(picture, whole)


def test_drawing_leaves_the_picture_alone_and_shows_the_zones() -> None:
    points, _ = face()
    picture = np.full((1300, 800, 3), (150, 170, 205), np.uint8)
    before = picture.copy()
    drawn = draw_zones(picture, points, labels=False)
    assert np.array_equal(picture, before)
    changed = np.abs(drawn.astype(int) - picture).max(axis=2) > 30
    assert 0.002 < changed.mean() < 0.1
    coloured = draw_zones(picture, points, {"chin": 1.0, "forehead": 3.0, "glabella": None}, labels=False)
    middle = coloured[int(points[200, 1]), int(points[200, 0])].astype(int)
    assert np.abs(middle - picture[0, 0]).max() > 20
