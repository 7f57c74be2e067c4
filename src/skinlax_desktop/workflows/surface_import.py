"""A surface from outside into a visit: a scanner's file or a reconstruction's folder, with zones, as a PLY of ours."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.ply import ply_bytes
from skinlax_desktop.surface.scanner_mesh import LengthUnit
from skinlax_desktop.workflows.measured_face import MESH, read_measured_face, with_zones

PLY_MEDIA_TYPE: Final = "model/ply"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSurface:
    """The file to keep, and what is known of it."""

    ply: bytes
    source: str
    scale_share: float


def needs_unit(path: Path) -> bool:
    """Whether a person has to say in which unit a file is: all but a reconstruction's own mesh."""
    return path.name != MESH


def import_surface(path: Path, unit: LengthUnit | None, finder: LandmarkFinder) -> ImportedSurface:
    """Read a file, find the face in it and its zones. Called in lane INFERENCE, which owns the finder.

    Raises `SkinlaxError`: what `read_measured_face` and `with_zones` raise.
    """
    measured = read_measured_face(path if needs_unit(path) else path.parent, unit)
    zoned = with_zones(measured, finder)
    return ImportedSurface(ply=ply_bytes(zoned.mesh), source=zoned.mesh.source, scale_share=zoned.scale_share)
