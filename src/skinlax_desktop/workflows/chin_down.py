"""How soft a lower face is, from two reconstructions of one patient: the head level, and bent forward."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from skinlax_desktop.biomechanics.compliance import LowerFaceCompliance, fit_lower_face_compliance
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS
from skinlax_desktop.surface.ply import read_ply
from skinlax_desktop.workflows.capture_set import FEWEST_FOR_SHAPE, FILE_NAME, read_capture_set
from skinlax_desktop.workflows.face_comparison import compare_shapes
from skinlax_desktop.workflows.measured_face import MESH, MeasuredFace, posture_of, read_measured_face, with_zones
from skinlax_desktop.workflows.reconstruct_face import reconstruct_face
from skinlax_desktop.workflows.series_pictures import Progress
from skinlax_desktop.workflows.surface_import import ImportedSurface, imported

POSTURE: Final = "chin_down"


def _silent(_share: float, _step: str) -> None:
    """Nobody asked how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCompliance:
    """`fitted` is None where the two heads do not tell it; `reason` then says what they do tell."""

    fitted: LowerFaceCompliance | None
    reason: SkinlaxError | None = None


def compliance_of_folders(
    level: Path, chin_down: Path, finder: LandmarkFinder | None, *, sex: str | None = None
) -> ToldCompliance:
    """Fit it from the result folders of two reconstructions, which must say their postures.

    `chin_down` may be a capture set instead, whose pictures with the chin down are reconstructed first (a minute).
    Raises `SkinlaxError`: `compliance_landmarks_only`, `compliance_posture_unknown`, `compliance_posture_wrong`, and
    what `read_measured_face`, `with_zones`, `measure_chin_down` and `compliance_of_faces` raise; `mesh_no_face` where
    landmarks have to be looked for and there is no `finder`.
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
    """Fit it from two measured faces, the first one zoned.

    Skin is followed by its distance along the normal and by its own pattern, once both surfaces lie on each other by
    what stays, as visits are compared. Raises what `compare_shapes` and `fit_lower_face_compliance` raise.
    """
    surfaces, _ = compare_shapes(straight, bent)
    share = float(np.hypot(straight.scale_share, bent.scale_share))
    # As the first head lies: the registration brings its points onto the second.
    turn = surfaces.registration.motion.rotation
    told = fit_lower_face_compliance(
        straight.mesh,
        surfaces,
        scale_share=share,
        sex=sex,
        level_down=None if straight.down is None else np.array(straight.down),
        bent_down=None if bent.down is None else turn.T @ np.array(bent.down),
    )
    if told.fitted is not None:
        return ToldCompliance(fitted=told.fitted)
    if told.at_most is not None:
        return ToldCompliance(fitted=None, reason=SkinlaxError("compliance_at_most", most=f"{told.at_most:.1f}"))
    if told.at_least is not None:
        return ToldCompliance(fitted=None, reason=SkinlaxError("compliance_at_least", least=f"{told.at_least:.1f}"))
    return ToldCompliance(fitted=None, reason=SkinlaxError("compliance_not_told"))


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
    face = MeasuredFace(
        name=source.name, mesh=found.mesh, landmarks=found.landmarks_in_face_mm, posture=POSTURE, down=found.down
    )
    return face if found.scale.share is None else replace(face, scale_share=found.scale.share)


def read_chin_down(file: Path, finder: LandmarkFinder) -> ImportedSurface:
    """A head bent forward, to be kept with a visit: from a reconstruction's mesh, or from a capture set's document.

    Raises `SkinlaxError`: as `compliance_of_folders`; a file that does not say its posture is not taken.
    """
    folder = file.parent
    if file.name == FILE_NAME:
        taken = measure_chin_down(folder, finder)
        return imported(taken.mesh, taken.landmarks, taken.scale_share, taken.down)
    posture = posture_of(folder)
    if not posture:
        raise SkinlaxError("compliance_posture_unknown", folder=folder.name)
    if posture != POSTURE:
        raise SkinlaxError("compliance_posture_wrong", level="upright", bent=posture)
    if read_ply(file).source == FROM_LANDMARKS:
        raise SkinlaxError("compliance_landmarks_only", folder=folder.name)
    face = with_zones(read_measured_face(folder, None), finder)
    return imported(face.mesh, face.landmarks, face.scale_share, face.down)
