"""Volumes on surfaces where they are known: a lid's bulge over its border, and what lies between two rough surfaces."""

from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.surface.bag_volume import bag_volume
from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.rigid_motion import STILL
from skinlax_desktop.surface.skin_patches import skin_patches
from skinlax_desktop.surface.surface_change import read_change
from unit.surface.solids import half_cylinder

ZONE = "infraorbital_R"
# Half sizes of the zone, millimetres.
WIDE, HIGH = 20.0, 9.0


def lid(bulge_ml: float = 0.0, long: float = 4.0, high: float = 1.8) -> FaceMesh:
    """A round piece of skin with a zone; the bulge, a bell of these widths, sits in the zone's middle."""
    skin = half_cylinder(70.0, rows=150, columns=260, zone_names=(ZONE,))
    around, up = 70.0 * np.arctan2(*skin.vertices_in_face_mm[:, [0, 2]].T), skin.vertices_in_face_mm[:, 1]
    zone = np.where((np.abs(around) < WIDE) & (np.abs(up) < HIGH), 0, -1).astype(np.int16)
    shape = np.exp(-0.5 * ((around / long) ** 2 + (up / high) ** 2))
    height = bulge_ml * 1000.0 / (2.0 * np.pi * long * high) * shape
    outward = np.column_stack((np.sin(around / 70.0), np.zeros(len(up)), np.cos(around / 70.0)))
    points = skin.vertices_in_face_mm + height[:, None] * outward
    return replace(skin, vertices_in_face_mm=points.astype(np.float32), zone_index=zone)


def turned(mesh: FaceMesh, degrees: tuple[float, float, float]) -> FaceMesh:
    x, y, z = np.radians(degrees)
    about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    points = mesh.vertices_in_face_mm @ (about_z @ about_y @ about_x).T
    return replace(mesh, vertices_in_face_mm=points.astype(np.float32))


def test_a_bulge_of_a_lid_is_measured_and_a_smooth_lid_has_none() -> None:
    flat, full = bag_volume(lid(), ZONE), bag_volume(lid(0.15), ZONE)
    assert flat.value == pytest.approx(0.0, abs=0.02)
    assert full.value is not None
    assert full.value - flat.value == pytest.approx(0.15, rel=0.1)


def test_a_lid_has_the_same_bulge_however_the_head_is_turned() -> None:
    mesh = lid(0.15)
    random = np.random.default_rng(1)
    values = [bag_volume(turned(mesh, tuple(random.normal(0.0, 3.0, 3))), ZONE).value for _ in range(6)]
    assert np.ptp(values) < 0.015


def test_white_noise_on_the_second_surface_takes_nothing_from_a_bulge() -> None:
    first, soft = lid(), lid(0.3, 6.0, 3.0)
    normals = skin_patches(first).normals
    random = np.random.default_rng(2)

    def between(second: FaceMesh) -> float:
        surface = ClosestSurface(second.vertices_in_face_mm, second.triangles)
        return float(read_change(first, normals, second, surface, STILL).volume_ml[first.zone_index == 0].sum())

    def rough(mesh: FaceMesh) -> FaceMesh:
        noise = 0.08 * random.standard_normal((len(normals), 1)) * normals
        return replace(mesh, vertices_in_face_mm=(mesh.vertices_in_face_mm + noise).astype(np.float32))

    # The nearest places of the rough surface would give 6 % less.
    found = np.mean([between(rough(soft)) for _ in range(6)])
    assert found == pytest.approx(0.3, rel=0.02)
    assert between(soft) == pytest.approx(0.3, rel=0.02)
