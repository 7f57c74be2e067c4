"""How soft a lower face is, from two reconstructions of one patient: the head level, and bent forward."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from skinlax_desktop.biomechanics.compliance import LowerFaceCompliance, fit_lower_face_compliance
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh, build_face_mesh
from skinlax_desktop.surface.ply import read_ply
from skinlax_desktop.workflows.measured_face import MESH, MeasuredFace, posture_of, read_measured_face, with_zones
from skinlax_desktop.workflows.surface_import import ImportedSurface, imported

POSTURE: Final = "chin_down"
_LANDMARK_SIGMA_MM: Final = 0.4
"""Of a landmark on the skin, without re-posing (own measurement, a lower bound); it only weighs points here."""
_TOUCHING_MM: Final = 0.3
_MOST_MISSING: Final = 0.1
_SPLITS: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCompliance:
    """`fitted` is None where the two heads do not tell it; `reason` is then the error's code."""

    fitted: LowerFaceCompliance | None
    reason: str | None = None


def compliance_of_folders(
    level: Path, chin_down: Path, finder: LandmarkFinder | None, *, sex: str | None = None
) -> ToldCompliance:
    """Fit it from the result folders of two reconstructions, which must say their postures.

    The skin is followed by its landmarks on both surfaces; between them nothing is known. Raises `SkinlaxError`:
    `compliance_landmarks_only`, `compliance_posture_unknown`, `compliance_posture_wrong`, `compliance_few_landmarks`,
    and what `read_measured_face` and `with_zones` raise.
    """
    for folder in (level, chin_down):
        if (folder / MESH).is_file() and read_ply(folder / MESH).source == FROM_LANDMARKS:
            raise SkinlaxError("compliance_landmarks_only", folder=folder.name)
    straight, bent = (read_measured_face(folder, None) for folder in (level, chin_down))
    if not bent.posture:
        raise SkinlaxError("compliance_posture_unknown", folder=bent.name)
    if bent.posture != POSTURE or straight.posture == POSTURE:
        raise SkinlaxError("compliance_posture_wrong", level=straight.posture or "upright", bent=bent.posture)
    return compliance_of_faces(with_zones(straight, finder), with_zones(bent, finder), sex=sex)


def compliance_of_faces(straight: MeasuredFace, bent: MeasuredFace, *, sex: str | None = None) -> ToldCompliance:
    """Fit it from two measured faces with landmarks. Raises `compliance_few_landmarks` and `mesh_no_face`."""
    faces = [_landmark_face(face) for face in (straight, bent)]
    try:
        return ToldCompliance(fitted=fit_lower_face_compliance(faces[0], faces[1], sex=sex))
    except SkinlaxError as error:
        if error.code != "compliance_not_told":
            raise
        return ToldCompliance(fitted=None, reason=error.code)


def read_chin_down(mesh_file: Path, finder: LandmarkFinder) -> ImportedSurface:
    """The reconstruction of a head bent forward, to be kept with a visit.

    Raises `SkinlaxError`: as `compliance_of_folders`; a file that does not say its posture is not taken.
    """
    folder = mesh_file.parent
    posture = posture_of(folder)
    if not posture:
        raise SkinlaxError("compliance_posture_unknown", folder=folder.name)
    if posture != POSTURE:
        raise SkinlaxError("compliance_posture_wrong", level="upright", bent=posture)
    if read_ply(mesh_file).source == FROM_LANDMARKS:
        raise SkinlaxError("compliance_landmarks_only", folder=folder.name)
    face = with_zones(read_measured_face(folder, None), finder)
    return imported(face.mesh, face.landmarks, face.scale_share)


def _landmark_face(face: MeasuredFace) -> FaceMesh:
    """The face as the mesh of its landmarks, so that every vertex is the same point of the skin on both heads."""
    marks = face.landmarks
    if marks is None:
        raise SkinlaxError("mesh_no_face")
    known = np.asarray(np.isfinite(marks).all(axis=1))
    if np.count_nonzero(~known) > _MOST_MISSING * len(marks):
        raise SkinlaxError("compliance_few_landmarks", folder=face.name, found=int(known.sum()))
    surface = face.mesh.vertices_in_face_mm.astype(np.float64)
    points = _with_lips_apart(_filled(marks, known))
    away, nearest = cKDTree(surface).query(points)
    sigma = np.hypot(face.mesh.sigma_mm[nearest], _LANDMARK_SIGMA_MM)
    # A landmark that was not found, or that lies off the measured skin, weighs next to nothing.
    sigma[~known | (np.asarray(away) > 3.0) | (face.mesh.measured[nearest] == 0)] = 100.0
    return build_face_mesh(points, zones=zone_landmarks(), sigma_mm=sigma.astype(np.float64), splits=_SPLITS)


def _with_lips_apart(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Landmarks that fall together, as those of closed lips do, as far apart as the average face has them.

    What lies between them is the mouth, which takes no part in the fit; but its triangles need an area.
    """
    pairs = cKDTree(points).query_pairs(_TOUCHING_MM, output_type="ndarray")
    count = len(points)
    touching = sparse.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, group = connected_components(touching, directed=False)
    average, apart = canonical_face().points_in_head_mm[:count], points.copy()
    for number in np.unique(group[pairs]):
        together = group == number
        apart[together] = points[together].mean(axis=0) + average[together] - average[together].mean(axis=0)
    return apart


def _filled(marks: npt.NDArray[np.float64], known: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Missing landmarks where the average face, laid over the known ones, has them."""
    average = np.column_stack((canonical_face().points_in_head_mm, np.ones(len(marks))))
    laid = average @ np.linalg.lstsq(average[known], marks[known], rcond=None)[0]
    return np.where(known[:, None], marks, laid)
