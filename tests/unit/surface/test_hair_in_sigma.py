"""Brows and lashes: where a camera sees hair, sigma is no smaller than the hair is thick."""

from dataclasses import replace

import numpy as np

from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
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


def test_short_hair_may_stand_at_the_temple_and_beside_the_eye() -> None:
    mesh = replace(
        _mesh([(70, 8, -30), (50, 0, 0), (40, -30, 10)], [0, 1, 2], 0.15),
        zone_names=("temple_L", "lateral_canthal_L", "malar_L"),
    )
    temple, beside_eye, cheek = with_hair(mesh, [np.full((4, 3), 200.0)]).sigma_mm
    assert temple > beside_eye > 0.4
    assert cheek == np.float32(0.15)


def test_what_is_unsure_already_stays_so() -> None:
    mesh = _mesh([(0, 5, 0), (0, 20, 0), (5, 5, 0)], [0, 1, 2], 5.0)
    assert (with_hair(mesh, [np.zeros((4, 3))]).sigma_mm == 5.0).all()


def test_hair_beyond_the_zones_is_unsure_and_skin_there_is_not() -> None:
    mesh = _mesh([(0, 0, 0), (50, 90, 0), (60, 0, -40), (0, 1, 0), (1, 0, 0)], [2, NO_ZONE, NO_ZONE, 2, 2], 0.15)
    colours = np.array([[180, 130, 110], [40, 38, 36], [90, 65, 55], [70, 68, 66], [170, 125, 105]], dtype=np.uint8)
    skin, hair, shaded_skin, mole, _ = with_hair(replace(mesh, colours_rgb=colours), [np.full((4, 3), 200.0)]).sigma_mm
    assert hair > 1.0
    assert shaded_skin == skin == mole == np.float32(0.15)
