"""A dense surface is computed on a coarser copy; its openings are closed, its wounds are not."""

from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.treatment_response import Handle, TreatmentResponse
from skinlax_desktop.biomechanics.treatments import Movement
from skinlax_desktop.biomechanics.working_mesh import working_mesh
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh
from small_face import small_face, without


def dense() -> FaceMesh:
    """36,000 points, the eyes and the mouth open as a reconstruction leaves them."""
    mesh = replace(small_face(splits=9), source="from stills")
    return without(mesh, mesh.measured == 0)


def test_a_small_mesh_is_computed_as_it_is() -> None:
    mesh = small_face()
    working = working_mesh(mesh)
    assert working.mesh is mesh
    assert working.carry is None


def test_a_dense_mesh_with_open_eyes_moves_as_its_coarse_copy_does() -> None:
    mesh = dense()
    working = working_mesh(mesh)
    assert len(working.mesh.vertices_in_face_mm) < 22_000 < len(mesh.vertices_in_face_mm)
    assert 3 <= working.holes_closed < 20
    assert (working.mesh.measured == 0).sum() == working.holes_closed
    response = TreatmentResponse(build_face_sheet(working.mesh), working.mesh)
    moved = working.carried(response.displacement_mm({Handle("brow_L", Movement.LIFT): 1.0}))
    brow = mesh.zone_index == mesh.zone_names.index("brow_L")
    chin = mesh.zone_index == mesh.zone_names.index("chin")
    assert moved[brow, 1].mean() == pytest.approx(1.0, abs=0.05)
    assert np.abs(moved[chin]).max() < 0.01


def test_a_needle_among_ten_thousands_is_dropped() -> None:
    mesh = dense()
    triangles = mesh.triangles.copy()
    triangles[5000, 2] = triangles[5000, 1]
    assert len(triangles) > 10_000
    working = working_mesh(replace(mesh, triangles=triangles))
    assert len(working.mesh.triangles) > 10_000


def test_a_wound_in_a_dense_mesh_stays_open_and_its_zone_is_not_treated() -> None:
    mesh = dense()
    away = np.linalg.norm(mesh.vertices_in_face_mm - (50.0, -60.0, -30.0), axis=1)
    zone = mesh.zone_names[mesh.zone_index[away.argmin()]]
    working = working_mesh(without(mesh, away < 12.0))
    response = TreatmentResponse(build_face_sheet(working.mesh), working.mesh)
    moved = response.displacement_mm({Handle("brow_L", Movement.LIFT): 1.0})
    assert np.isfinite(moved).all()
    with pytest.raises(SkinlaxError, match="simulation_zone_hole"):
        response.members(zone)


def test_a_measured_mesh_of_few_points_has_its_openings_closed_and_one_from_landmarks_is_refused() -> None:
    mesh = replace(small_face(splits=3), source="from stills")
    opened = without(mesh, mesh.measured == 0)
    working = working_mesh(opened)
    assert working.holes_closed >= 3
    still = working.carried(np.ones((len(working.mesh.vertices_in_face_mm), 3)))
    assert still == pytest.approx(np.ones_like(still))
    with pytest.raises(SkinlaxError, match="simulation_mesh_holes"):
        working_mesh(replace(opened, source="from landmarks"))
