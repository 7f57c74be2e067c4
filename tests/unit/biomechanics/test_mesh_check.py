"""A surface that cannot be computed with is refused, with its own reason."""

from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.biomechanics.mesh_check import check_mesh
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh
from small_face import small_face


def holed(mesh: FaceMesh) -> FaceMesh:
    middle = np.linalg.norm(mesh.vertices_in_face_mm - (40.0, -60.0, -20.0), axis=1).argmin()
    return replace(mesh, triangles=mesh.triangles[~(mesh.triangles == middle).any(axis=1)])


def flipped(mesh: FaceMesh) -> FaceMesh:
    triangles = mesh.triangles.copy()
    triangles[100] = triangles[100][::-1]
    return replace(mesh, triangles=triangles)


def degenerate(mesh: FaceMesh) -> FaceMesh:
    vertices = mesh.vertices_in_face_mm.copy()
    a, b, _ = mesh.triangles[50]
    vertices[a] = vertices[b]
    return replace(mesh, vertices_in_face_mm=vertices)


def in_two_pieces(mesh: FaceMesh) -> FaceMesh:
    count = len(mesh.vertices_in_face_mm)
    twice = {
        name: np.concatenate((getattr(mesh, name),) * 2)
        for name in ("vertices_in_face_mm", "colours_rgb", "uv", "sigma_mm", "measured", "zone_index")
    }
    twice["vertices_in_face_mm"][count:, 0] += 300.0
    return replace(mesh, triangles=np.concatenate((mesh.triangles, mesh.triangles + count)), **twice)


def forked(mesh: FaceMesh) -> FaceMesh:
    a, b, _ = mesh.triangles[100]
    far = len(mesh.vertices_in_face_mm) - 1
    return replace(mesh, triangles=np.concatenate((mesh.triangles, [[a, b, far]])).astype(np.int32))


def not_finite(mesh: FaceMesh) -> FaceMesh:
    vertices = mesh.vertices_in_face_mm.copy()
    vertices[7, 1] = np.nan
    return replace(mesh, vertices_in_face_mm=vertices)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (holed, "simulation_mesh_holes"),
        (flipped, "simulation_mesh_flipped"),
        (lambda mesh: replace(mesh, triangles=mesh.triangles[:, ::-1].copy()), "simulation_mesh_flipped"),
        (degenerate, "simulation_mesh_degenerate"),
        (in_two_pieces, "simulation_mesh_pieces"),
        (forked, "simulation_mesh_forked"),
        (
            lambda mesh: replace(mesh, vertices_in_face_mm=np.vstack((mesh.vertices_in_face_mm, [[0, 0, 99]]))),
            "simulation_mesh_loose",
        ),
        (not_finite, "simulation_mesh_not_finite"),
        (lambda mesh: replace(mesh, scale_known=False), "simulation_no_scale"),
        (lambda mesh: replace(mesh, triangles=mesh.triangles[:0]), "simulation_mesh_size"),
    ],
)
def test_a_damaged_mesh_is_refused(damage, code: str) -> None:
    with pytest.raises(SkinlaxError) as refused:
        check_mesh(damage(small_face()))
    assert refused.value.code == code


def test_a_whole_mesh_has_one_border() -> None:
    border = check_mesh(small_face())
    assert np.array_equal(np.sort(border.edges[:, 0]), np.sort(border.edges[:, 1]))
