"""A scanner's file, read in a process of its own: it may be huge, take half a minute, or crash a reader of meshes."""

from pathlib import Path

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.jobs.apart import ProcessDiedError, Tell, run_apart
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.scanner_mesh import LengthUnit
from skinlax_desktop.workflows.surface_import import ImportedSurface


def read_surface_apart(path: Path, unit: LengthUnit | None, tell: Tell) -> ImportedSurface:
    """As `import_surface`; a process that dies is a file that cannot be read."""
    try:
        return run_apart(_read, (path, unit), tell)
    except ProcessDiedError as error:
        raise SkinlaxError("scan_unreadable", file=path.name) from error


def _read(asked: tuple[Path, LengthUnit | None], tell: Tell) -> ImportedSurface:
    from skinlax_desktop.workflows.surface_import import import_surface

    return import_surface(*asked, _open_finder, tell)


def _open_finder() -> LandmarkFinder:
    from skinlax_desktop.app.places import find_places
    from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder

    return MediaPipeLandmarkFinder(find_places().face_landmarker)
