"""What a scanner's file holds, as it is written: corners, triangles, and the colour of each corner."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError

Floats = npt.NDArray[np.float64]
Triangles = npt.NDArray[np.int32]
Picture = npt.NDArray[np.uint8]

PLAIN_GREY: Final = 190
"""Of a corner that no picture and no colour of the file says anything about."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Skin:
    """Pictures (h, w, 3), one a material, None where it has none, and where the triangles lie in them.

    The first row of a picture is its lowest, as the reader turns them. `uv` (m, 3, 2) of each triangle's corners in
    0..1, (0, 0) at the picture's lower left; `material` (m,).
    """

    pictures: tuple[Picture | None, ...]
    uv: npt.NDArray[np.float32]
    material: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScannerFile:
    """`points` (n, 3) in the file's unit, `triangles` (m, 3), `colours` (n, 3); `skin` where the file has pictures."""

    points: Floats
    triangles: Triangles
    colours: Picture
    skin: Skin | None = None


def read_scanner_file(path: Path) -> ScannerFile:
    """Read OBJ, PLY, STL or GLB with the pictures that it names or holds. Raises `SkinlaxError("scan_unreadable")`."""
    import open3d as o3d

    with o3d.utility.VerbosityContextManager(o3d.utility.VerbosityLevel.Error):
        try:
            mesh = o3d.io.read_triangle_mesh(path)
        except RuntimeError as error:
            raise SkinlaxError("scan_unreadable", file=path.name) from error
    points = np.asarray(mesh.vertices, dtype=np.float64)
    triangles = np.asarray(mesh.triangles, dtype=np.int32)
    if not len(points):
        raise SkinlaxError("scan_unreadable", file=path.name)
    if len(triangles) and not 0 <= int(triangles.min()) <= int(triangles.max()) < len(points):
        raise SkinlaxError("scan_unreadable", file=path.name)
    if mesh.has_vertex_colors():
        colours = np.clip(np.round(255.0 * np.asarray(mesh.vertex_colors)), 0, 255).astype(np.uint8)
    else:
        colours = np.full((len(points), 3), PLAIN_GREY, dtype=np.uint8)
    return ScannerFile(points=points, triangles=triangles, colours=colours, skin=_skin(mesh, len(triangles)))


def _skin(mesh: Any, count: int) -> Skin | None:
    pictures = tuple(_as_rgb(np.asarray(picture)) for picture in mesh.textures)
    if not mesh.has_triangle_uvs() or all(picture is None for picture in pictures):
        return None
    uv = np.asarray(mesh.triangle_uvs, dtype=np.float32)
    material = np.asarray(mesh.triangle_material_ids, dtype=np.int32)
    if uv.shape != (3 * count, 2):
        return None
    if material.shape != (count,) or not 0 <= material.min() <= material.max() < len(pictures):
        material = np.full(count, next(k for k, picture in enumerate(pictures) if picture is not None), dtype=np.int32)
    return Skin(pictures=pictures, uv=np.nan_to_num(uv.reshape(count, 3, 2)), material=material)


def _as_rgb(picture: npt.NDArray[np.generic]) -> Picture | None:
    """An 8-bit picture in three colours; None for none."""
    if picture.ndim not in (2, 3) or not picture.size:
        return None
    plain = picture
    if plain.dtype == np.uint16:
        plain = plain // 257
    elif plain.dtype != np.uint8:
        plain = np.clip(np.round(255.0 * plain.astype(np.float64)), 0, 255)
    if plain.ndim == 2 or plain.shape[2] < 3:
        plain = np.repeat(plain.reshape(*plain.shape[:2], -1)[..., :1], 3, axis=2)
    return np.ascontiguousarray(plain[..., :3], dtype=np.uint8)
