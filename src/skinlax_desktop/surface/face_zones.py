"""The zones of a measured face: mesh regions carried over from the template, so that a zone is the same skin."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
from skinlax_desktop.surface.face_template import face_template
from skinlax_desktop.surface.head_frame import place_head
from skinlax_desktop.surface.rigid_motion import Motion
from skinlax_desktop.surface.template_fit import FittedTemplate, fit_template

Floats = npt.NDArray[np.float64]

# Skin farther from the fitted template than this is none of its zones (hair, an ear, a collar).
_FARTHEST_MM: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZonedFace:
    """A mesh in the head frame with its zones, and `landmarks` (468, 3) on its surface."""

    mesh: FaceMesh
    landmarks: Floats


def find_zones(mesh: FaceMesh, landmarks: Floats) -> ZonedFace:
    """Bring a mesh into the head frame and give every vertex its zone.

    `landmarks` (468 or more, 3) lie in the mesh's frame; those that were not found are NaN.
    """
    fitted = fit_template(mesh, landmarks)
    to_head = head_motion(fitted)
    moved = to_head.apply(mesh.vertices_in_face_mm)
    return ZonedFace(
        mesh=replace(
            mesh,
            vertices_in_face_mm=moved.astype(np.float32),
            zone_index=zones_by_template(mesh, fitted),
            zone_names=ZONES,
        ),
        landmarks=to_head.apply(fitted.landmarks),
    )


def head_motion(fitted: FittedTemplate) -> Motion:
    """From the mesh's frame to the head frame: origin at the nasion, x to the subject's left, y up, z forward."""
    padded = np.zeros((478, 3))
    padded[:468] = fitted.landmarks
    placement = place_head(padded)
    return Motion(rotation=placement.rotation.T, shift=-placement.rotation.T @ placement.origin)


def zones_by_template(mesh: FaceMesh, fitted: FittedTemplate) -> npt.NDArray[np.int16]:
    """Number in `ZONES` of every vertex (n,), by the nearest place on the fitted template."""
    template = face_template()
    near = ClosestSurface(fitted.vertices, template.triangles).closest(mesh.vertices_in_face_mm)
    zone = template.zones_at(near.triangle, near.weights)
    return np.where(near.distance > _FARTHEST_MM, NO_ZONE, zone).astype(np.int16)


def zones_of_earlier(earlier: FaceMesh, later: FaceMesh, motion: Motion) -> FaceMesh:
    """A later visit's mesh with the earlier one's zones: the same skin, as far as the registered surfaces tell.

    `motion` brings the earlier surface onto the later one. Skin without an earlier counterpart has no zone.
    """
    near = ClosestSurface(earlier.vertices_in_face_mm, earlier.triangles).closest(
        motion.inverse().apply(later.vertices_in_face_mm)
    )
    corners = earlier.triangles[near.triangle]
    nearest = np.take_along_axis(corners, near.weights.argmax(axis=1)[:, None], axis=1)[:, 0]
    zone = np.where(near.distance > _FARTHEST_MM, NO_ZONE, earlier.zone_index[nearest])
    return replace(later, zone_index=zone.astype(np.int16), zone_names=earlier.zone_names)
