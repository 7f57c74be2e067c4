"""A measured face as it comes to a comparison: a result folder's mesh with what is known of its making, or a scan."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.canonical_face import MESH_POINTS
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh
from skinlax_desktop.surface.face_zones import find_zones
from skinlax_desktop.surface.ply import read_ply
from skinlax_desktop.surface.scanner_mesh import LengthUnit, read_scan, refuse_no_head, refuse_no_surface
from skinlax_desktop.workflows.mesh_landmarks import find_mesh_landmarks

Floats = npt.NDArray[np.float64]

MESH: Final = "mesh.ply"
ABOUT: Final = "reconstruction.json"
# A scanner is calibrated, and nobody tells how well: two parts in a thousand, one standard deviation.
_SCANNER_SCALE_SHARE: Final = 0.002
SCANNER_SCALE: Final = "scanner"
_UNKNOWN_SCALE_SHARE: Final = 0.01
_MOST_MILLION_TRIANGLES: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasuredFace:
    """A mesh with what is known of it; texts are "" and `landmarks` None where it is not known.

    `landmarks` (468, 3) lie in the mesh's frame. `scale_share`: relative standard error of its millimetres. `down`:
    which way was down, in the mesh's axes.
    """

    name: str
    mesh: FaceMesh
    landmarks: Floats | None = None
    scale_share: float = _UNKNOWN_SCALE_SHARE
    scale_kind: str = ""
    camera: str = ""
    posture: str = ""
    expression: str = ""
    down: tuple[float, float, float] | None = None


def read_measured_face(source: Path, unit: LengthUnit | None, read: Callable[[], None] | None = None) -> MeasuredFace:
    """A folder with `mesh.ply` (and `reconstruction.json`), or a scanner's file with its unit.

    `read` as in `read_scan`.

    Raises `SkinlaxError`: `comparison_no_mesh`, `comparison_only_landmarks`, `comparison_no_scale`,
    `mesh_file_unreadable`, `mesh_not_finite`, `mesh_without_errors`, `mesh_too_fine`, and what `read_scan` raises.
    """
    if not source.is_dir() and source.suffix:
        mesh = read_scan(source, unit, read)
        return MeasuredFace(name=source.name, mesh=mesh, scale_share=_SCANNER_SCALE_SHARE, scale_kind=SCANNER_SCALE)
    if not (source / MESH).is_file():
        raise SkinlaxError("comparison_no_mesh", folder=source.name)
    mesh = read_ply(source / MESH)
    if mesh.source == FROM_LANDMARKS:
        raise SkinlaxError("comparison_only_landmarks", folder=source.name)
    if not mesh.scale_known:
        raise SkinlaxError("comparison_no_scale", folder=source.name)
    _refuse_unfit(mesh, source.name)
    return _with_facts(MeasuredFace(name=source.name, mesh=mesh), _document(source / ABOUT))


def _refuse_unfit(mesh: FaceMesh, name: str) -> None:
    """Our own meshes are none of these; what was altered since, or only named like ours, may be."""
    million = len(mesh.triangles) / 1e6
    if million > _MOST_MILLION_TRIANGLES:
        raise SkinlaxError("mesh_too_fine", folder=name, million=f"{million:.1f}", limit=_MOST_MILLION_TRIANGLES)
    if not len(mesh.triangles) or not np.isfinite(mesh.vertices_in_face_mm).all():
        raise SkinlaxError("mesh_not_finite", folder=name)
    refuse_no_head(mesh.vertices_in_face_mm, LengthUnit.MILLIMETRE, MESH)
    refuse_no_surface(mesh.triangles, MESH)
    stated = mesh.sigma_mm[mesh.measured > 0]
    # Without its errors any two meshes differ everywhere.
    if not (np.isfinite(stated) & (stated > 0.0)).all():
        raise SkinlaxError("mesh_without_errors", folder=name)


def with_zones(face: MeasuredFace, finder: LandmarkFinder | None) -> MeasuredFace:
    """The face in its head frame with zones and landmarks on the skin; landmarks are looked for where there are none.

    Raises what `find_mesh_landmarks` raises, and `SkinlaxError("mesh_no_face")` where there is no finder.
    """
    if face.landmarks is not None and (face.mesh.zone_index >= 0).any():
        return face
    landmarks = face.landmarks
    if landmarks is None:
        if finder is None:
            raise SkinlaxError("mesh_no_face")
        landmarks = find_mesh_landmarks(face.mesh, finder)
    zoned = find_zones(face.mesh, landmarks)
    # The mesh was turned into its head frame.
    return replace(face, mesh=zoned.mesh, landmarks=zoned.landmarks, down=None)


def posture_of(folder: Path) -> str:
    """The posture that a result folder names, "" where it names none."""
    return str(_block(_document(folder / ABOUT), "subject").get("posture") or "")


def _document(path: Path) -> dict[str, Any]:
    """What was written about the mesh; nothing where nothing can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _with_facts(face: MeasuredFace, document: dict[str, Any]) -> MeasuredFace:
    scale, camera, subject = (_block(document, name) for name in ("scale", "camera", "subject"))
    share = scale.get("relative_sigma")
    marks = document.get("landmarks_mm")
    return replace(
        face,
        landmarks=_landmarks(marks),
        scale_share=float(share) if isinstance(share, int | float) and 0.0 < share < 1.0 else _UNKNOWN_SCALE_SHARE,
        scale_kind=str(scale.get("kind", "")),
        camera=" ".join(str(camera[word]) for word in ("model", "serial") if camera.get(word)),
        posture=str(subject.get("posture") or ""),
        expression=str(document.get("expression") or ""),
        down=_unit_vector(document.get("down")),
    )


def _unit_vector(ends: object) -> tuple[float, float, float] | None:
    if not isinstance(ends, list) or len(ends) != 3 or not all(isinstance(end, int | float) for end in ends):
        return None
    x, y, z = (float(end) for end in ends)
    return (x, y, z) if 0.99 < x * x + y * y + z * z < 1.01 else None


def _block(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _landmarks(marks: object) -> Floats | None:
    if not isinstance(marks, list) or len(marks) < MESH_POINTS:
        return None
    try:
        points = np.array([(np.nan,) * 3 if mark is None else mark for mark in marks[:MESH_POINTS]], dtype=np.float64)
    except (TypeError, ValueError):
        return None
    return points if points.shape == (MESH_POINTS, 3) else None
