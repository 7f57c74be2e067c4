"""A movement of the skin in a photograph: what faces the camera shifts by what it moved, nothing else does."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.imaging.photo_warp import warp_photograph
from skinlax_desktop.surface.picture_field import PictureFieldMaker, picture_field
from small_face import small_face

PX_PER_MM = 4.0
SIZE = (900, 1000)


def photographed() -> tuple[np.ndarray, np.ndarray]:
    """Where the small face's points lie in a picture, and a picture with a grid of dots."""
    vertices = small_face().vertices_in_face_mm.astype(np.float64)
    pixels = np.column_stack((450.0 + PX_PER_MM * vertices[:, 0], 350.0 - PX_PER_MM * vertices[:, 1]))
    picture = np.full((SIZE[1], SIZE[0], 3), 90, dtype=np.uint8)
    for y in range(50, SIZE[1], 50):
        for x in range(50, SIZE[0], 50):
            cv2.circle(picture, (x, y), 6, (220, 220, 220), -1, cv2.LINE_AA)
    return pixels, picture


def centre_of_dot(picture: np.ndarray, x: int, y: int) -> np.ndarray:
    patch = picture[y - 20 : y + 21, x - 20 : x + 21, 0].astype(float) - 90.0
    rows, columns = np.mgrid[-20:21, -20:21]
    return np.array([(patch * columns).sum(), (patch * rows).sum()]) / patch.sum()


def test_skin_shifts_by_what_it_moved_and_the_wall_does_not() -> None:
    pixels, picture = photographed()
    mesh = small_face()
    moved = np.zeros((len(pixels), 3))
    moved[:, 1] = 1.5 * np.exp(-(((mesh.vertices_in_face_mm - (0.0, 30.0, 0.0))[:, :2] / 40.0) ** 2).sum(axis=1))
    field = picture_field(mesh, pixels, moved, SIZE)
    after = warp_photograph(picture, field.shift_px, field.step_px)
    for x, y in ((450, 250), (400, 200), (500, 350)):
        head = np.array([(x - 450.0) / PX_PER_MM, (350.0 - y) / PX_PER_MM])
        told = -PX_PER_MM * 1.5 * np.exp(-(((head - (0.0, 30.0)) / 40.0) ** 2).sum())
        assert centre_of_dot(after, x, y)[1] - centre_of_dot(picture, x, y)[1] == pytest.approx(told, abs=0.25)
        assert abs(centre_of_dot(after, x, y)[0] - centre_of_dot(picture, x, y)[0]) < 0.1
    assert np.array_equal(after[:60], picture[:60])
    assert np.array_equal(after[:, :60], picture[:, :60])


def test_movement_along_the_line_of_sight_and_none_leave_the_picture() -> None:
    pixels, picture = photographed()
    still = picture_field(small_face(), pixels, np.zeros((len(pixels), 3)), SIZE)
    assert np.array_equal(warp_photograph(picture, still.shift_px, still.step_px), picture)
    forward = picture_field(small_face(), pixels, np.tile([0.0, 0.0, 2.0], (len(pixels), 1)), SIZE)
    assert np.abs(forward.shift_px).max() < 1e-3


def test_colours_are_moved_not_made() -> None:
    pixels, picture = photographed()
    lift = np.tile([0.0, 2.0, 0.0], (len(pixels), 1))
    field = picture_field(small_face(), pixels, lift, SIZE)
    after = warp_photograph(picture, field.shift_px, field.step_px)
    assert after.mean() == pytest.approx(picture.mean(), rel=0.01)
    assert after.max() <= picture.max() + 12


def test_one_maker_serves_every_displacement_and_none_moves_nothing() -> None:
    pixels, _ = photographed()
    mesh = small_face()
    maker = PictureFieldMaker(mesh, pixels, SIZE)
    assert not maker.field(np.zeros((len(pixels), 3))).shift_px.any()
    lift = np.zeros((len(pixels), 3))
    lift[:, 1] = 1.0
    once, twice = maker.field(lift).shift_px, maker.field(2.0 * lift).shift_px
    inside = (slice(40, 60), slice(50, 62))
    assert twice[inside][..., 1] == pytest.approx(2.0 * once[inside][..., 1], rel=0.02)
    assert once[inside][..., 1].mean() == pytest.approx(-PX_PER_MM, rel=0.02)


def test_what_is_seen_at_a_place_came_from_where_the_skin_went_there() -> None:
    """A steep movement: the field belongs to the new place, not to the old one."""
    pixels, _ = photographed()
    mesh = small_face()
    moved = np.zeros((len(pixels), 3))
    moved[:, 1] = 4.0 * np.exp(-(((mesh.vertices_in_face_mm - (0.0, 30.0, 0.0))[:, :2] / 14.0) ** 2).sum(axis=1))
    field = PictureFieldMaker(mesh, pixels, SIZE).field(moved)
    peak = np.unravel_index(np.argmin(field.shift_px[..., 1]), field.shift_px.shape[:2])
    top = np.array([450.0, 350.0 - PX_PER_MM * (30.0 + moved[:, 1].max())])
    assert np.abs(np.array([peak[1], peak[0]]) * field.step_px - top) == pytest.approx(0.0, abs=12.0)
