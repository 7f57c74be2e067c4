"""How soft a lower face is, from two reconstructions of one patient: the head level, and bent forward."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from skinlax_desktop.biomechanics.compliance import LowerFaceCompliance, fit_lower_face_compliance
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh, build_face_mesh
from skinlax_desktop.surface.ply import read_ply
from skinlax_desktop.workflows.capture_set import FEWEST_FOR_SHAPE, FILE_NAME, read_capture_set
from skinlax_desktop.workflows.measured_face import MESH, MeasuredFace, posture_of, read_measured_face, with_zones
from skinlax_desktop.workflows.reconstruct_face import reconstruct_face
from skinlax_desktop.workflows.series_pictures import Progress
from skinlax_desktop.workflows.surface_import import ImportedSurface, imported

POSTURE: Final = "chin_down"
_LANDMARK_SIGMA_MM: Final = 0.4
"""Of a landmark on the skin, without re-posing (own measurement, a lower bound); it only weighs points here."""
_TOUCHING_MM: Final = 0.3
_MOST_MISSING: Final = 0.1
_SPLITS: Final = 1


def _silent(_share: float, _step: str) -> None:
    """Nobody asked how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCompliance:
    """`fitted` is None where the two heads do not tell it; `reason` is then the error's code."""

    fitted: LowerFaceCompliance | None
    reason: str | None = None


def compliance_of_folders(
    level: Path, chin_down: Path, finder: LandmarkFinder | None, *, sex: str | None = None
) -> ToldCompliance:
    """Fit it from the result folders of two reconstructions, which must say their postures.

    `chin_down` may be a capture set instead, whose pictures with the chin down are reconstructed first (a minute). The
    skin is followed by its landmarks on both surfaces; between them nothing is known. Raises `SkinlaxError`:
    `compliance_landmarks_only`, `compliance_posture_unknown`, `compliance_posture_wrong`, `compliance_few_landmarks`,
    and what `read_measured_face`, `with_zones` and `measure_chin_down` raise; `mesh_no_face` where landmarks have to be
    looked for and there is no `finder`.
    """
    for folder in (level, chin_down):
        if (folder / MESH).is_file() and read_ply(folder / MESH).source == FROM_LANDMARKS:
            raise SkinlaxError("compliance_landmarks_only", folder=folder.name)
    straight = read_measured_face(level, None)
    if is_capture_set(chin_down):
        if finder is None:
            raise SkinlaxError("mesh_no_face")
        bent = measure_chin_down(chin_down, finder)
    else:
        bent = read_measured_face(chin_down, None)
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


def is_capture_set(source: Path) -> bool:
    """Whether a folder holds pictures that are not reconstructed yet."""
    return not (source / MESH).is_file() and (source / FILE_NAME).is_file()


def measure_chin_down(source: Path, finder: LandmarkFinder, on_progress: Progress = _silent) -> MeasuredFace:
    """Reconstruct the face from the pictures of a capture set that were taken with the chin down.

    Those are all where the set names the posture `chin_down`, else its frames of that view. Raises `SkinlaxError`:
    `compliance_few_pictures`, and what `read_capture_set` and `reconstruct_face` raise.
    """
    captured = read_capture_set(source)
    frames = captured.frames
    if dict(captured.subject).get("posture") != POSTURE:
        frames = tuple(frame for frame in frames if frame.view is View.CHIN_DOWN)
    if len(frames) < FEWEST_FOR_SHAPE:
        raise SkinlaxError("compliance_few_pictures", folder=source.name, found=len(frames), fewest=FEWEST_FOR_SHAPE)
    found = reconstruct_face(replace(captured, frames=frames), finder, on_progress=on_progress)
    if not found.mesh.scale_known:
        raise SkinlaxError("comparison_no_scale", folder=source.name)
    face = MeasuredFace(name=source.name, mesh=found.mesh, landmarks=found.landmarks_in_face_mm, posture=POSTURE)
    return face if found.scale.share is None else replace(face, scale_share=found.scale.share)


def read_chin_down(file: Path, finder: LandmarkFinder) -> ImportedSurface:
    """A head bent forward, to be kept with a visit: from a reconstruction's mesh, or from a capture set's document.

    Raises `SkinlaxError`: as `compliance_of_folders`; a file that does not say its posture is not taken.
    """
    folder = file.parent
    if file.name == FILE_NAME:
        taken = measure_chin_down(folder, finder)
        return imported(taken.mesh, taken.landmarks, taken.scale_share)
    posture = posture_of(folder)
    if not posture:
        raise SkinlaxError("compliance_posture_unknown", folder=folder.name)
    if posture != POSTURE:
        raise SkinlaxError("compliance_posture_wrong", level="upright", bent=posture)
    if read_ply(file).source == FROM_LANDMARKS:
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
