"""What the network sees of a mirrored face is what it sees of the face, sides swapped."""

import numpy as np

from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.imaging.normalised_face import HEIGHT_PX, MM_PER_PX, NASION_ROW, WIDTH_PX
from skinlax_desktop.inference.laxity_input import (
    KINDS,
    OUTPUT_ZONES,
    shape_pair,
    view_pair,
    zone_patches,
)
from skinlax_desktop.surface.canonical_face import MESH_POINTS, canonical_face, mirror_points


def a_face() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A picture without meaning, landmarks of a lopsided face in it, and their shape."""
    random = np.random.default_rng(3)
    shape = canonical_face().points_in_head_mm + random.normal(0.0, 1.5, (468, 3))
    flat = shape[:, :2] * (1.0, -1.0) / MM_PER_PX + ((WIDTH_PX - 1) / 2, NASION_ROW)
    points = np.concatenate([flat, np.repeat(flat[[33, 263]], 5, axis=0)])
    picture = random.integers(0, 256, (HEIGHT_PX, WIDTH_PX, 3), dtype=np.uint8)
    return picture, points, shape.astype(np.float32)


def test_mirror_points_are_pairs() -> None:
    twin = mirror_points()
    assert (twin[twin] == np.arange(478)).all()
    assert twin[33] == 263
    assert twin[152] == 152


def test_a_mirrored_picture_swaps_the_pair() -> None:
    picture, points, shape = a_face()
    mirrored_points = points[mirror_points()] * (-1.0, 1.0) + (WIDTH_PX - 1, 0.0)
    patches = zone_patches(picture, points)
    swapped = zone_patches(np.ascontiguousarray(picture[:, ::-1]), mirrored_points)
    np.testing.assert_allclose(patches[::-1], swapped, atol=2e-3)
    mirrored_shape = shape[mirror_points()[:MESH_POINTS]] * np.array([-1, 1, 1], dtype=np.float32)
    np.testing.assert_allclose(shape_pair(shape)[::-1], shape_pair(mirrored_shape))
    np.testing.assert_allclose(view_pair(30.0, 4.0)[::-1], view_pair(-30.0, 4.0))


def test_every_zone_is_an_output_once() -> None:
    assert sorted(OUTPUT_ZONES) == sorted(ZONES)
    assert len(KINDS) == 17
