"""Landmarks found evenly swap sides exactly when the picture is mirrored, however uneven the finder is."""

from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.inference.even_landmarks import even_face, find_evenly, mirrored_face
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.surface.canonical_face import canonical_face, mirror_points

WIDTH, HEIGHT = 901, 1200


class UnevenFinder:
    """Finds the face where bright pixels lie, and always a little further right than it is."""

    def __init__(self, *, seen_mirrored: bool = True) -> None:
        self._seen_mirrored = seen_mirrored
        self.asked = 0

    def find(self, picture: np.ndarray) -> tuple[FoundFace, ...]:
        self.asked += 1
        if self.asked % 2 == 0 and not self._seen_mirrored:
            return ()
        rows, columns = np.nonzero(picture[:, :, 0] > 128)
        middle, size = (columns.mean(), rows.mean()), np.ptp(rows) / 160.0
        return (a_face(middle, size, push=0.01 * float(np.ptp(columns))),)


def a_face(middle: tuple[float, float], size: float, push: float = 0.0) -> FoundFace:
    shape = canonical_face().points_in_head_mm
    shape = np.concatenate([shape, np.repeat(shape[[33, 263]], 5, axis=0)])
    return FoundFace(
        points_px=shape[:, :2] * (size, -size) + middle + (push, 0.0),
        depth_px=-size * shape[:, 2] + push,
        blendshapes={},
        head_from_canonical=np.eye(4),
    )


def a_picture() -> np.ndarray:
    picture = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    picture[300:700, 200:500] = 255
    return picture


def test_both_sides_are_treated_alike() -> None:
    picture = a_picture()
    mirrored = np.ascontiguousarray(picture[:, ::-1])
    (plain,), (turned,) = UnevenFinder().find(picture), UnevenFinder().find(mirrored)
    assert np.abs(mirrored_face(plain, WIDTH).points_px - turned.points_px).max() > 2.0
    (one,), (other,) = find_evenly(UnevenFinder(), picture), find_evenly(UnevenFinder(), mirrored)
    np.testing.assert_allclose(mirrored_face(one, WIDTH).points_px, other.points_px, atol=1e-9)
    np.testing.assert_allclose(one.depth_px[mirror_points()], other.depth_px, atol=1e-9)


def test_the_one_fixed_way_of_presenting_is_even_too() -> None:
    picture = a_picture()
    mirrored = np.ascontiguousarray(picture[:, ::-1])
    one = even_face(picture, UnevenFinder(), UnevenFinder().find(picture)[0])
    other = even_face(mirrored, UnevenFinder(), UnevenFinder().find(mirrored)[0])
    # Two squares of grey levels that rounding may tell apart.
    np.testing.assert_allclose(mirrored_face(one, WIDTH).points_px, other.points_px, atol=0.3)


def test_a_face_that_the_mirror_image_does_not_show_stays() -> None:
    picture = a_picture()
    (kept,) = find_evenly(UnevenFinder(seen_mirrored=False), picture)
    np.testing.assert_array_equal(kept.points_px, UnevenFinder().find(picture)[0].points_px)


def test_another_face_is_not_averaged_in() -> None:
    face = a_face((350.0, 500.0), 2.0)

    class TwoFaces(UnevenFinder):
        def find(self, picture: np.ndarray) -> tuple[FoundFace, ...]:
            far = replace(face, points_px=face.points_px + np.array((500.0, 0.0)))
            return (face,) if self.asked else (face, far)

    (first, second) = find_evenly(TwoFaces(), a_picture())
    assert second.points_px[0, 0] == pytest.approx(face.points_px[0, 0] + 500.0)
    assert first is not second


def test_mirroring_twice_gives_the_face_back() -> None:
    face = a_face((300.0, 400.0), 1.7, push=3.0)
    twice = mirrored_face(mirrored_face(face, WIDTH), WIDTH)
    np.testing.assert_allclose(twice.points_px, face.points_px)
    np.testing.assert_array_equal(twice.depth_px, face.depth_px)


def test_a_second_finder_looks_at_the_mirror_image_and_changes_nothing() -> None:
    picture = a_picture()
    first, second = UnevenFinder(), UnevenFinder()
    (alone,), (together,) = find_evenly(UnevenFinder(), picture), find_evenly(first, picture, second)
    np.testing.assert_array_equal(alone.points_px, together.points_px)
    assert (first.asked, second.asked) == (1, 1)
