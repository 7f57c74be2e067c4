"""The other hand of a face: what a mirrored export shows."""

from dataclasses import replace

import numpy as np

from skinlax_desktop.surface.face_mesh import FaceMesh


def mirrored_mesh(mesh: FaceMesh) -> FaceMesh:
    """A mesh in the head frame with left and right exchanged, its outside still outside."""
    return replace(
        mesh,
        vertices_in_face_mm=mesh.vertices_in_face_mm * np.array([-1.0, 1.0, 1.0], dtype=np.float32),
        triangles=np.ascontiguousarray(mesh.triangles[:, ::-1]),
    )
