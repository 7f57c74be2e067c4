"""The average face as a small mesh, for tests that solve something on it."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from skinlax_desktop.biomechanics.mesh_check import piece_of_vertex
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import FaceMesh, build_face_mesh


@lru_cache(maxsize=8)
def small_face(splits: int = 2, below_the_chin: bool = False) -> FaceMesh:
    """About 1,850 vertices at two splits; zones, openings and all as in the full mesh.

    `below_the_chin` calls the foot of the chin submental, which the landmark mesh itself does not have.
    """
    points = canonical_face().points_in_head_mm
    mesh = build_face_mesh(points, zones=zone_landmarks(), sigma_mm=np.full(468, 0.3), splits=splits)
    if not below_the_chin:
        return mesh
    return with_submental(mesh)


def with_submental(mesh: FaceMesh) -> FaceMesh:
    """The mesh of landmarks with the foot of its chin called submental."""
    lowest = mesh.vertices_in_face_mm[:, 1].min()
    zone = mesh.zone_index.copy()
    zone[(zone == mesh.zone_names.index("chin")) & (mesh.vertices_in_face_mm[:, 1] < lowest + 9.74)] = len(
        mesh.zone_names
    )
    return replace(mesh, zone_index=zone, zone_names=(*mesh.zone_names, "submental"))


def mirror_of(mesh: FaceMesh) -> np.ndarray:
    """For every vertex the number of its twin on the other side."""
    vertices = mesh.vertices_in_face_mm
    return np.linalg.norm(vertices[None] * (-1, 1, 1) - vertices[:, None], axis=2).argmin(axis=1)


def without(mesh: FaceMesh, gone: np.ndarray) -> FaceMesh:
    """The largest piece of the mesh less vertices and their triangles."""
    left = mesh.triangles[~gone[mesh.triangles].any(axis=1)]
    gone = gone | (piece_of_vertex(left, len(gone)) != 0)
    kept = np.flatnonzero(~gone)
    triangles = np.searchsorted(kept, mesh.triangles[~gone[mesh.triangles].any(axis=1)]).astype(np.int32)
    names = ("vertices_in_face_mm", "colours_rgb", "uv", "sigma_mm", "measured", "zone_index")
    return replace(mesh, triangles=triangles, **{name: getattr(mesh, name)[kept] for name in names})
