"""A surface from outside into a visit: a scanner's file or a reconstruction's folder, with zones, as a PLY of ours."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.face_surface import ZoneMeasures
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.ply import ply_bytes
from skinlax_desktop.surface.scanner_mesh import LengthUnit
from skinlax_desktop.workflows.measured_face import MESH, read_measured_face, with_zones
from skinlax_desktop.workflows.mesh_measures import measurements, read_measures
from skinlax_desktop.workflows.series_pictures import Progress

Floats = npt.NDArray[np.float64]

PLY_MEDIA_TYPE: Final = "model/ply"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSurface:
    """The file to keep, and what is known of it; `landmarks_mm`, `measures` and `down` as in `FaceSurface`."""

    ply: bytes
    source: str
    scale_share: float
    landmarks_mm: tuple[tuple[float, float, float], ...] = ()
    measures: tuple[ZoneMeasures, ...] = ()
    down: tuple[float, float, float] | None = None


def imported(
    mesh: FaceMesh, landmarks: Floats | None, scale_share: float, down: tuple[float, float, float] | None = None
) -> ImportedSurface:
    """A zoned mesh in the head frame with `landmarks` (468, 3) on it, measured; without a scale nothing is measured."""
    measures: tuple[ZoneMeasures, ...] = ()
    if landmarks is not None and mesh.scale_known:
        found = measurements(read_measures(mesh, landmarks), scale_share)
        measures = tuple(ZoneMeasures(zone=zone, metrics=metrics) for zone, metrics in found.items())
    marks = [] if landmarks is None else np.round(landmarks, 3).tolist()
    return ImportedSurface(
        ply=ply_bytes(mesh),
        source=mesh.source,
        scale_share=scale_share,
        landmarks_mm=tuple((x, y, z) for x, y, z in marks),
        measures=measures,
        down=down,
    )


def needs_unit(path: Path) -> bool:
    """Whether a person has to say in which unit a file is: all but a reconstruction's own mesh."""
    return path.name != MESH


def import_surface(
    path: Path, unit: LengthUnit | None, open_finder: Callable[[], LandmarkFinder], tell: Progress
) -> ImportedSurface:
    """Read a file, find the face in it and its zones, and measure.

    `tell` hears the code of each step and is called often enough to end the work. A finder is opened, and closed again,
    where the landmarks are not known. Raises `SkinlaxError`: what `read_measured_face` and `with_zones` raise.
    """
    tell(0.0, "read_scan")
    source = path if needs_unit(path) else path.parent
    measured = read_measured_face(source, unit, lambda: tell(0.3, "clean_scan"))
    tell(0.5, "find_face")
    finder = open_finder() if measured.landmarks is None else None
    try:
        zoned = with_zones(measured, finder)
    finally:
        if finder is not None:
            finder.close()
    tell(0.8, "measure_scan")
    return imported(zoned.mesh, zoned.landmarks, zoned.scale_share, zoned.down)
