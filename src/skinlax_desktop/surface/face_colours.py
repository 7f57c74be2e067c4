"""Colours of a landmark mesh, sampled from the pictures that see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.canonical_face import MESH_POINTS, canonical_face
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh, refined_canonical

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenFace:
    """A picture with the landmarks found in it, pixels."""

    picture_bgr: npt.NDArray[np.uint8]
    points_px: Floats
    depth_px: Floats


def colour_mesh(mesh: FaceMesh, seen: Sequence[SeenFace]) -> FaceMesh:
    """Blend the pictures over the mesh, each where the surface faces its camera (fourth power of cosine)."""
    if not seen:
        return mesh
    total = np.zeros((len(mesh.vertices_in_face_mm), 3))
    weights = np.zeros((len(mesh.vertices_in_face_mm), 1))
    for face in seen:
        colours, facing = _sample(face)
        weight = np.maximum(facing, 0.02)[:, None] ** 4
        total += weight * colours
        weights += weight
    return mesh.with_colours(np.clip(np.round(total / weights), 0, 255).astype(np.uint8))


def _sample(face: SeenFace) -> tuple[Floats, Floats]:
    """RGB and facing cosine of every fine vertex in one picture."""
    refined = refined_canonical()
    points = face.points_px[:MESH_POINTS]
    fine = refined.blend(points).astype(np.float32)
    # A vertex stands for the skin around it, not for one noisy pixel.
    spacing = float(np.ptp(points[:, 0])) / 120.0
    step = max(1, round(spacing))
    size = (max(1, face.picture_bgr.shape[1] // step), max(1, face.picture_bgr.shape[0] // step))
    small = cv2.resize(face.picture_bgr, size, interpolation=cv2.INTER_AREA) if step > 1 else face.picture_bgr
    x = (fine[:, 0] + 0.5) / step - 0.5
    y = (fine[:, 1] + 0.5) / step - 0.5
    sampled = cv2.remap(small, x[:, None], y[:, None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    solid = np.column_stack((points[:, 0], -points[:, 1], -face.depth_px[:MESH_POINTS]))
    normals = vertex_normals(solid, canonical_face().triangles)
    return cast(Floats, sampled[:, 0, ::-1].astype(np.float64)), refined.blend(normals)[:, 2]
