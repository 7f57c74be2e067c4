"""A movement of the skin as it looks in one photograph: how far every place of the picture shifts."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.interpolate import LinearNDInterpolator
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh

Floats = npt.NDArray[np.float64]

_FACING: Final = 0.1
_FADE_SHARE: Final = 0.1
"""Of the face's width: over this distance the movement fades out beyond the surface, so that no edge tears."""
_SOFT_CELLS: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureField:
    """`shift_px` (rows, columns, 2), x and y, at every `step_px` pixels from the middle of the top left pixel.

    What is seen at a place of the new picture was `shift_px` before it in the old one.
    """

    shift_px: npt.NDArray[np.float32]
    step_px: int


def picture_field(
    mesh: FaceMesh, pixels: Floats, displacement_mm: Floats, size: tuple[int, int], *, step_px: int = 8
) -> PictureField:
    """The field of a displacement (n, 3), head frame, in a picture of `size` (width, height).

    `pixels` (n, 2) is where each vertex lies in it. One affine camera is fitted to them, which is within a tenth of the
    shift at a portrait's distance; only vertices that face it take part.
    """
    vertices = mesh.vertices_in_face_mm.astype(np.float64)
    camera = _affine_camera(vertices, pixels)
    toward = -np.cross(camera[:, 0], camera[:, 1])
    normals = vertex_normals(vertices, mesh.triangles)
    seen = normals @ (toward / np.linalg.norm(toward)) > _FACING
    shift = displacement_mm[seen] @ camera
    places = pixels[seen] + shift
    columns, rows = np.meshgrid(np.arange(0, size[0] + step_px, step_px), np.arange(0, size[1] + step_px, step_px))
    grid = np.column_stack((columns.reshape(-1), rows.reshape(-1))).astype(np.float64)
    found = cKDTree(places).query(grid)
    away, nearest = np.asarray(found[0]), np.asarray(found[1])
    reach = _FADE_SHARE * float(np.ptp(places[:, 0]))
    left = np.clip(1.0 - away / reach, 0.0, 1.0)
    field = shift[nearest] * (left * left * (3.0 - 2.0 * left))[:, None]
    close = away < reach
    inside = np.asarray(LinearNDInterpolator(places, shift)(grid[close]), dtype=np.float64)
    known = np.isfinite(inside).all(axis=1)
    field[np.flatnonzero(close)[known]] = inside[known]
    field = field.reshape(*columns.shape, 2)
    soft = gaussian_filter(field, sigma=(_SOFT_CELLS, _SOFT_CELLS, 0.0))
    return PictureField(shift_px=soft.astype(np.float32), step_px=step_px)


def _affine_camera(vertices: Floats, pixels: Floats) -> Floats:
    """The matrix (3, 2) that takes movements in millimetres to pixels, by least squares."""
    centred = vertices - vertices.mean(axis=0)
    solution: Floats = np.linalg.lstsq(centred, pixels - pixels.mean(axis=0), rcond=None)[0]
    return solution
