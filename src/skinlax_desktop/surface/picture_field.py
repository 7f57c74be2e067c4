"""A movement of the skin as it looks in one photograph: how far every place of the picture shifts."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.ndimage import gaussian_filter, map_coordinates
from scipy.spatial import Delaunay, cKDTree

from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh

Floats = npt.NDArray[np.float64]

_FACING: Final = 0.1
_FADE_SHARE: Final = 0.1
"""Of the face's width: over this distance the movement fades out beyond the surface, so that no edge tears."""
_SOFT_CELLS: Final = 0.7
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureField:
    """`shift_px` (rows, columns, 2), x and y, at every `step_px` pixels from the middle of the top left pixel.

    What is seen at a place of the new picture was `shift_px` before it in the old one.
    """

    shift_px: npt.NDArray[np.float32]
    step_px: int


class PictureFieldMaker:
    """Takes displacements of one mesh to one picture of `size` (width, height); what is costly is done once.

    `pixels` (n, 2) is where each vertex lies in it. One affine camera is fitted to them, which is within a tenth of the
    shift at a portrait's distance; only vertices that face it take part.
    """

    def __init__(self, mesh: FaceMesh, pixels: Floats, size: tuple[int, int], *, step_px: int = 8) -> None:
        vertices = mesh.vertices_in_face_mm.astype(np.float64)
        self.step_px = step_px
        self._camera = _affine_camera(vertices, pixels)
        toward = -np.cross(self._camera[:, 0], self._camera[:, 1])
        normals = vertex_normals(vertices, mesh.triangles)
        self._seen = np.asarray(normals @ (toward / np.linalg.norm(toward)) > _FACING)
        columns, rows = np.meshgrid(np.arange(0, size[0] + step_px, step_px), np.arange(0, size[1] + step_px, step_px))
        self._shape = columns.shape
        grid = np.column_stack((columns.reshape(-1), rows.reshape(-1))).astype(np.float64)
        self._spread = _spread(pixels[self._seen], grid)

    def field(self, displacement_mm: Floats) -> PictureField:
        """The field of a displacement (n, 3), head frame."""
        shift = displacement_mm[self._seen] @ self._camera
        if not shift.any():
            return PictureField(shift_px=np.zeros((*self._shape, 2), dtype=np.float32), step_px=self.step_px)
        forward = np.asarray(self._spread @ shift).reshape(*self._shape, 2)
        soft = gaussian_filter(forward, sigma=(_SOFT_CELLS, _SOFT_CELLS, 0.0))
        return PictureField(shift_px=_seen_from_the_new_place(soft, self.step_px), step_px=self.step_px)


def picture_field(
    mesh: FaceMesh, pixels: Floats, displacement_mm: Floats, size: tuple[int, int], *, step_px: int = 8
) -> PictureField:
    """The field of one displacement; see `PictureFieldMaker`."""
    return PictureFieldMaker(mesh, pixels, size, step_px=step_px).field(displacement_mm)


def _affine_camera(vertices: Floats, pixels: Floats) -> Floats:
    """The matrix (3, 2) that takes movements in millimetres to pixels, by least squares."""
    centred = vertices - vertices.mean(axis=0)
    solution: Floats = np.linalg.lstsq(centred, pixels - pixels.mean(axis=0), rcond=None)[0]
    return solution


def _spread(places: Floats, grid: Floats) -> sparse.csr_array:
    """The matrix (g, n) from values at places to values on a grid: linear between them, faded out beyond."""
    found = cKDTree(places).query(grid)
    away, nearest = np.asarray(found[0]), np.asarray(found[1])
    reach = _FADE_SHARE * float(np.ptp(places[:, 0]))
    left = np.clip(1.0 - away / reach, 0.0, 1.0)
    fading = left * left * (3.0 - 2.0 * left)
    net = Delaunay(places)
    close = np.flatnonzero(away < reach)
    triangle = net.find_simplex(grid[close])
    inside = triangle >= 0
    at, triangle = close[inside], triangle[inside]
    turn = net.transform[triangle]
    first = np.einsum("kij,kj->ki", turn[:, :2], grid[at] - turn[:, 2])
    shares = np.column_stack((first, 1.0 - first.sum(axis=1)))
    alone = np.ones(len(grid), dtype=bool)
    alone[at] = False
    rest = np.flatnonzero(alone & (fading > 0.0))
    rows = np.concatenate((np.repeat(at, 3), rest))
    columns = np.concatenate((net.simplices[triangle].reshape(-1), nearest[rest])).astype(np.int64)
    weights = np.concatenate((shares.reshape(-1), fading[rest]))
    return sparse.csr_array(sparse.coo_array((weights, (rows, columns)), shape=(len(grid), len(places))))


def _seen_from_the_new_place(forward: Floats, step_px: int) -> npt.NDArray[np.float32]:
    """From how far each old place goes to how far each new one came: b(x) = f(x - b(x)), by repetition."""
    rows, columns = np.mgrid[0 : forward.shape[0], 0 : forward.shape[1]].astype(np.float64)
    came = forward
    for _ in range(_ROUNDS):
        at = (rows - came[..., 1] / step_px, columns - came[..., 0] / step_px)
        came = np.stack([map_coordinates(forward[..., axis], at, order=1, mode="nearest") for axis in (0, 1)], axis=-1)
    return came.astype(np.float32)
