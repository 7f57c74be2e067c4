"""The average face as a small mesh, for tests that solve something on it."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.curved_triangles import refine_triangles, vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh, build_face_mesh


@lru_cache(maxsize=8)
def small_face(splits: int = 2, below_the_chin: bool = False) -> FaceMesh:
    """About 1,850 vertices at two splits; zones, openings and all as in the full mesh.

    `below_the_chin` calls part of the chin's zone submental, which the landmark mesh itself does not have.
    """
    points = canonical_face().points_in_head_mm
    full = build_face_mesh(points, zones=zone_landmarks())
    refined = refine_triangles(canonical_face().triangles, splits)
    vertices = refined.place(points, vertex_normals(points, canonical_face().triangles)).astype(np.float32)
    gaps = np.linalg.norm(full.vertices_in_face_mm[None, ::7] - vertices[:, None], axis=2)
    near = np.arange(0, len(full.vertices_in_face_mm), 7)[gaps.argmin(axis=1)]
    # The nearest of the full mesh decides, alike on both sides.
    mirror = np.linalg.norm(vertices[None] * (-1, 1, 1) - vertices[:, None], axis=2).argmin(axis=1)
    right = np.where(vertices[:, 0] <= 0, np.arange(len(vertices)), mirror)
    zone, names = full.zone_index[near][right], full.zone_names
    twin = np.array([names.index(n[:-1] + "L") if n.endswith("_R") else k for k, n in enumerate(names)])
    zone = np.where((vertices[:, 0] > 0) & (zone >= 0), twin[zone], zone).astype(np.int16)
    if below_the_chin:
        names = (*names, "submental")
        zone[(zone == names.index("chin")) & (vertices[:, 1] < -117.0)] = len(names) - 1
    count = len(vertices)
    return replace(
        full,
        vertices_in_face_mm=vertices,
        triangles=refined.triangles,
        colours_rgb=np.full((count, 3), 170, dtype=np.uint8),
        uv=np.zeros((count, 2), dtype=np.float32),
        sigma_mm=np.full(count, 0.3, dtype=np.float32),
        measured=full.measured[near][right],
        zone_index=zone,
        zone_names=names,
    )


def mirror_of(mesh: FaceMesh) -> np.ndarray:
    """For every vertex the number of its twin on the other side."""
    vertices = mesh.vertices_in_face_mm
    return np.linalg.norm(vertices[None] * (-1, 1, 1) - vertices[:, None], axis=2).argmin(axis=1)
