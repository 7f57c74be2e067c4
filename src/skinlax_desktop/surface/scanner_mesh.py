"""A mesh from a scanner's file, cleaned and in millimetres; its unit is told, never guessed."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FROM_SCANNER, NO_ZONE, FaceMesh
from skinlax_desktop.surface.mesh_cleaning import (
    cells_of,
    components,
    drop_degenerate,
    keep_triangles,
    means_by_cell,
    overfull_edges,
)
from skinlax_desktop.surface.scan_painting import painted
from skinlax_desktop.surface.scanner_file import read_scanner_file

Floats = npt.NDArray[np.float64]
Triangles = npt.NDArray[np.int32]


class LengthUnit(StrEnum):
    """What one unit of a file is."""

    MILLIMETRE = "mm"
    CENTIMETRE = "cm"
    METRE = "m"


_MM: Final = {LengthUnit.MILLIMETRE: 1.0, LengthUnit.CENTIMETRE: 10.0, LengthUnit.METRE: 1000.0}
_KINDS: Final = (".obj", ".ply", ".stl", ".glb")
_MOST_MEGABYTES: Final = 2000
_SMALLEST_MM, _LARGEST_MM = 60.0, 2500.0
# More triangles than this are merged to about this spacing: a face has no shape finer than that worth the time.
_MOST_TRIANGLES: Final = 400_000
_CELL_MM: Final = 1.0
_WELD_MM: Final = 1e-3
_MOST_OVERFULL_SHARE: Final = 0.05
# A triangle that spans this share of the whole is none of its surface.
_SPANS: Final = 0.15
_MOST_SPANNING_SHARE: Final = 0.02
_LEAST_PART_SHARE: Final = 0.02

SIGMA_SCANNER_MM: Final = 0.2
"""Standard error that is taken for granted of a scanner that names none: half of the 0.40 mm bound that clinical
stereo systems state for 95 %."""


def read_scan(path: Path, unit: LengthUnit | None, read: Callable[[], None] | None = None) -> FaceMesh:
    """Read OBJ, PLY, STL or GLB in the file's own axes, in millimetres, with the scanner's usual error.

    Points that no triangle uses, doubled and collapsed triangles and small loose parts are dropped; very dense meshes
    are merged; a picture of the skin gives the vertices' colours. `read` is called between reading and cleaning.
    Raises `SkinlaxError`: `scan_missing`, `scan_kind`, `scan_unit_missing`, `scan_too_large`, `scan_unreadable`,
    `scan_empty`, `scan_not_finite`, `scan_size`, `scan_tangled`, `scan_not_a_surface`.
    """
    if not path.is_file():
        raise SkinlaxError("scan_missing", file=path.name)
    if path.suffix.lower() not in _KINDS:
        raise SkinlaxError("scan_kind", file=path.name)
    if unit is None:
        raise SkinlaxError("scan_unit_missing")
    megabytes = round(path.stat().st_size / 1e6)
    if megabytes > _MOST_MEGABYTES:
        raise SkinlaxError("scan_too_large", file=path.name, megabytes=megabytes, limit=_MOST_MEGABYTES)
    scan = read_scanner_file(path)
    if read is not None:
        read()
    if not len(scan.triangles):
        raise SkinlaxError("scan_empty", file=path.name)
    if not np.isfinite(scan.points).all():
        raise SkinlaxError("scan_not_finite", file=path.name)
    scan = replace(scan, points=scan.points * _MM[unit])
    size = refuse_no_head(scan.points, unit, path.name)
    spanning = _spanning_share(scan.points, scan.triangles, size)
    if spanning > _MOST_SPANNING_SHARE:
        raise SkinlaxError("scan_tangled", file=path.name, share=round(100.0 * spanning))
    scan = painted(scan)
    points, triangles, colours = _cleaned(scan.points, scan.triangles, scan.colours)
    if not len(triangles):
        raise SkinlaxError("scan_empty", file=path.name)
    refuse_no_surface(triangles, path.name)
    count = len(points)
    return FaceMesh(
        vertices_in_face_mm=points.astype(np.float32),
        triangles=triangles,
        colours_rgb=colours,
        uv=np.zeros((count, 2), dtype=np.float32),
        sigma_mm=np.full(count, SIGMA_SCANNER_MM, dtype=np.float32),
        measured=np.ones(count, dtype=np.uint8),
        zone_index=np.full(count, NO_ZONE, dtype=np.int16),
        source=FROM_SCANNER,
    )


def refuse_no_head(points_mm: npt.NDArray[np.floating], unit: LengthUnit, file: str) -> float:
    """The largest extent in millimetres of points (n, 3); raises `SkinlaxError("scan_size")` where it is no head's."""
    size = float(np.ptp(points_mm, axis=0).max())
    if not _SMALLEST_MM <= size <= _LARGEST_MM:
        raise SkinlaxError(
            "scan_size", file=file, unit=unit.value, size=f"{size:.0f}" if size >= 10.0 else f"{size:.2g}"
        )
    return size


def refuse_no_surface(triangles: Triangles, file: str) -> None:
    """Raises `SkinlaxError("scan_not_a_surface")` where many edges join more than two triangles."""
    overfull = overfull_edges(triangles) / (1.5 * len(triangles))
    if overfull > _MOST_OVERFULL_SHARE:
        raise SkinlaxError("scan_not_a_surface", file=file, share=round(100.0 * overfull))


def _spanning_share(points: Floats, triangles: Triangles, size: float) -> float:
    a, b, c = (points[triangles[:, k]] for k in range(3))
    longest = np.maximum.reduce([((b - a) ** 2).sum(axis=1), ((c - b) ** 2).sum(axis=1), ((a - c) ** 2).sum(axis=1)])
    return float((longest > (_SPANS * size) ** 2).mean())


def _cleaned(
    points: Floats, triangles: Triangles, colours: npt.NDArray[np.uint8]
) -> tuple[Floats, Triangles, npt.NDArray[np.uint8]]:
    # STL repeats every corner and GLB splits seams: the same place is one vertex.
    cell, count = cells_of(points, _CELL_MM if len(triangles) > _MOST_TRIANGLES else _WELD_MM)
    faces = _without_specks(count, drop_degenerate(cell[triangles]))
    used, faces = keep_triangles(count, faces, np.ones(len(faces), dtype=bool))
    skin = np.round(means_by_cell(colours, cell, count)[used]).astype(np.uint8)
    return means_by_cell(points, cell, count)[used], faces, skin


def _without_specks(count: int, triangles: Triangles) -> Triangles:
    """Without connected parts that hold less than 2 % of the triangles."""
    if not len(triangles):
        return triangles
    part = components(count, triangles)[triangles[:, 0]]
    return triangles[(np.bincount(part) >= _LEAST_PART_SHARE * len(triangles))[part]]
