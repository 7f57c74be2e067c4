"""Brows and lashes: where a camera sees hair, sigma is no smaller than the hair is thick."""

import numpy as np

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.reconstruction.uncertainty import with_hair

ZONES = ("upper_eyelid_R", "brow_R", "malar_R")


def _mesh(places: list[tuple[float, float, float]], zones: list[int], sigma_mm: float) -> FaceMesh:
    count = len(places)
    return FaceMesh(
        vertices_in_face_mm=np.array(places, dtype=np.float32),
        triangles=np.array([[0, 1, 2]], dtype=np.int32),
        colours_rgb=np.zeros((count, 3), dtype=np.uint8),
        uv=np.zeros((count, 2), dtype=np.float32),
        sigma_mm=np.full(count, sigma_mm, dtype=np.float32),
        measured=np.ones(count, dtype=np.uint8),
        zone_index=np.array(zones, dtype=np.int16),
        zone_names=ZONES,
        source="test",
    )


def test_lids_near_the_lashes_and_brows_are_less_sure_and_the_cheek_is_not() -> None:
    outline = np.array([[-10.0, 0.0, 0.0], [0.0, 4.0, 0.0], [10.0, 0.0, 0.0], [0.0, -4.0, 0.0]])
    mesh = _mesh([(0, 8, 0), (0, 15, 0), (0, 20, 0), (0, 5, 0), (0, 23, 0)], [0, 0, 1, 2, 2], 0.15)
    near_lid, far_lid, brow, cheek, beside_brow = with_hair(mesh, [outline]).sigma_mm
    assert near_lid > 1.0
    assert far_lid == np.float32(0.15)
    assert brow > far_lid
    assert beside_brow == brow
    assert cheek == far_lid


def test_what_is_unsure_already_stays_so() -> None:
    mesh = _mesh([(0, 5, 0), (0, 20, 0), (5, 5, 0)], [0, 1, 2], 5.0)
    assert (with_hair(mesh, [np.zeros((4, 3))]).sigma_mm == 5.0).all()
