"""Where anatomy lies on a patient's mesh: the average face, stretched along its axes to the patient's zones."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.biomechanics.membrane import Floats, sheet_geometry
from skinlax_desktop.biomechanics.tissue_table import Ligament
from skinlax_desktop.domain.zones import mirrored_zone
from skinlax_desktop.imaging.zones import JAW_ARC, zone_landmarks
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh, build_face_mesh

_FEWEST_ZONES: Final = 6
_EYES: Final = ((33, 133), (362, 263))
_LIPS: Final = (13, 14)
_EYE_REACH_MM: Final = 19.0
_MOUTH_REACH_MM: Final = 30.0
_MIRROR: Final = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement:
    """`point * scale + shift` takes the average face to the patient's, both in the head frame, millimetres."""

    scale: Floats
    shift: Floats

    def of(self, points_mm: Floats) -> Floats:
        """Points (k, 3) of the average face on the patient."""
        return points_mm * self.scale + self.shift


def place_anatomy(mesh: FaceMesh) -> Placement:
    """Fitted to the middles of the zones that the mesh knows; the average face itself where it knows too few.

    Left and right are fitted alike, so that a symmetric face is held symmetrically.
    """
    average = _average_middles()
    own = _middles(mesh)
    shared = [zone for zone in own if zone in average and mirrored_zone(zone) in own]
    if len(shared) < _FEWEST_ZONES:
        return Placement(scale=np.ones(3), shift=np.zeros(3))
    model = np.array([0.5 * (average[zone] + average[mirrored_zone(zone)] * _MIRROR) for zone in shared])
    seen = np.array([0.5 * (own[zone] + own[mirrored_zone(zone)] * _MIRROR) for zone in shared])
    centred = model - model.mean(axis=0)
    scale = (centred * seen).sum(axis=0) / (centred**2).sum(axis=0)
    scale[0] = (model[:, 0] * seen[:, 0]).sum() / (model[:, 0] ** 2).sum()
    shift = seen.mean(axis=0) - scale * model.mean(axis=0)
    shift[0] = 0.0
    return Placement(scale=scale, shift=shift)


def ligament_points_mm(ligament: Ligament, placement: Placement) -> Floats:
    """Where a ligament holds, right and left (2, 3), on the average face carried to the patient."""
    points = canonical_face().points_in_head_mm
    if ligament.landmark is not None:
        right = placement.of(points[ligament.landmark][None])[0]
    else:
        arc = placement.of(points[list(JAW_ARC[: len(JAW_ARC) // 2 + 1])])[::-1]
        steps = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(arc, axis=0), axis=1))))
        border = np.array([np.interp(ligament.lateral_mm, steps, arc[:, axis]) for axis in range(3)])
        right = border + np.array([0.0, ligament.above_border_mm, 0.0])
    return np.stack((right, right * _MIRROR))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Openings:
    """Vertices (n,) that only fill an opening: eyeballs, and the gap between the lips."""

    eyes: npt.NDArray[np.bool_]
    mouth: npt.NDArray[np.bool_]


def openings(mesh: FaceMesh, placement: Placement) -> Openings:
    """Unmeasured vertices around the eyes and between the lips."""
    vertices = mesh.vertices_in_face_mm.astype(np.float64)
    filled = mesh.measured == 0
    near_eye, near_lips = _near(vertices, placement)
    return Openings(eyes=filled & near_eye, mouth=filled & near_lips)


def near_opening(point_mm: Floats, placement: Placement) -> bool:
    """Whether a point (3,) lies at an eye or at the mouth."""
    return any(bool(near[0]) for near in _near(point_mm[None], placement))


def _near(vertices: Floats, placement: Placement) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    points = canonical_face().points_in_head_mm
    eyes = placement.of(np.array([points[list(pair)].mean(axis=0) for pair in _EYES]))
    lips = placement.of(points[list(_LIPS)].mean(axis=0)[None])
    return (
        np.asarray(cKDTree(eyes).query(vertices)[0] < _EYE_REACH_MM),
        np.asarray(np.linalg.norm(vertices - lips, axis=1) < _MOUTH_REACH_MM),
    )


def _middles(mesh: FaceMesh) -> dict[str, Floats]:
    """The area-weighted middle of every zone that the mesh has."""
    vertices = mesh.vertices_in_face_mm.astype(np.float64)
    area = sheet_geometry(vertices, mesh.triangles).vertex_area_mm2
    found = {}
    for number, zone in enumerate(mesh.zone_names):
        members = (mesh.zone_index == number) & (mesh.zone_index != NO_ZONE)
        if members.any():
            found[zone] = np.average(vertices[members], axis=0, weights=area[members])
    return found


@lru_cache(maxsize=1)
def _average_middles() -> dict[str, Floats]:
    return _middles(build_face_mesh(canonical_face().points_in_head_mm, zones=zone_landmarks()))
