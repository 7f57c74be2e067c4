"""How much a lower lid bulges: the volume between the skin and a smooth surface spanned over the zone's border."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.interpolate import RBFInterpolator
from scipy.spatial import cKDTree

from skinlax_desktop.surface.error_model import ErrorModel, Samples
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_metrics import MeshReading
from skinlax_desktop.surface.skin_patches import skin_patches
from skinlax_desktop.surface.surface_change import gather

Floats = npt.NDArray[np.float64]

_BORDER_MM: Final = 3.0
_LEAST: Final = 25
_LEAST_FACING: Final = 0.1
_STIFFNESS: Final = 1.0
# Where the zone ends is known to half a millimetre or so; what that does to the volume was seen on phantoms.
_BORDER_SD_ML: Final = 0.03


def bag_volume(mesh: FaceMesh, zone: str) -> MeshReading:
    """Signed volume (mL) of a zone over a thin-plate surface through its border; bag positive, hollow negative."""
    if zone not in mesh.zone_names:
        return MeshReading(reason="surface_not_measured")
    inside = (mesh.zone_index == mesh.zone_names.index(zone)) & (mesh.measured > 0)
    here = gather(mesh, skin_patches(mesh), inside)
    if len(here.points) < _LEAST or np.linalg.norm(here.normals.mean(axis=0)) < _LEAST_FACING:
        return MeshReading(reason="surface_not_measured")
    middle = here.points.mean(axis=0)
    across, up, outward = _axes(here)
    flat = np.column_stack(((here.points - middle) @ across, (here.points - middle) @ up))
    height = (here.points - middle) @ outward
    border = _near_border(mesh, inside, here)
    if border.sum() < 12:
        return MeshReading(reason="surface_not_measured")
    share = here.area * np.clip(here.normals @ outward, 0.0, 1.0) / 1000.0
    spanned = RBFInterpolator(flat[border], np.eye(int(border.sum())), smoothing=_STIFFNESS, kernel="thin_plate_spline")
    weights = share.copy()
    weights[border] -= share @ spanned(flat)
    sd = float(np.sqrt(max(weights @ ErrorModel().covariance(here) @ weights, 0.0)))
    return MeshReading(value=float(weights @ height), repeat_sd=float(np.hypot(sd, _BORDER_SD_ML)))


def _axes(here: Samples) -> Floats:
    outward = here.normals.mean(axis=0)
    outward /= np.linalg.norm(outward)
    across = np.cross([0.0, 1.0, 0.0], outward)
    across /= np.linalg.norm(across)
    return np.stack((across, np.cross(outward, across), outward))


def _near_border(mesh: FaceMesh, inside: npt.NDArray[np.bool_], here: Samples) -> npt.NDArray[np.bool_]:
    """Samples near the zone's end, whether skin or an opening lies beyond."""
    corners = inside[mesh.triangles]
    mixed = corners.any(axis=1) & ~corners.all(axis=1)
    edge = np.zeros(len(inside), dtype=bool)
    edge[mesh.triangles[mixed]] = True
    edge &= inside
    if not edge.any():
        return np.zeros(len(here.points), dtype=bool)
    away = cKDTree(mesh.vertices_in_face_mm[edge]).query(here.points)[0]
    return np.asarray(away < _BORDER_MM)
