"""A movement of the skin as it looks in one photograph: how far every place of the picture shifts."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.ndimage import gaussian_filter
from scipy.spatial import Delaunay, cKDTree

from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh

Floats = npt.NDArray[np.float64]

_FACING: Final = 0.1
_FADE_SHARE: Final = 0.1
"""Of the face's width: over this distance the movement fades out beyond the surface, so that no edge tears."""
_SOFT_CELLS: Final = 1.2
_ROUNDS: Final = 16
_AROUND: Final = 8


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
        gather, places = _gathered(pixels[self._seen], step_px)
        self._spread = sparse.csr_array(_spread(places, grid) @ gather)

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


def _gathered(places: Floats, cell_px: float) -> tuple[sparse.csr_array, Floats]:
    """The matrix (k, n) that averages what lies in one cell, and the middles (k, 2) of the cells' places.

    Near an outline many points lie over each other and move differently: taken one by one they would make it jagged.
    """
    _, cell = np.unique(np.floor(places / cell_px).astype(np.int64), axis=0, return_inverse=True)
    cell = cell.reshape(-1)
    share = 1.0 / np.bincount(cell)
    gather = sparse.csr_array(
        sparse.coo_array((share[cell], (cell, np.arange(len(cell)))), shape=(len(share), len(cell)))
    )
    return gather, np.asarray(gather @ places)


def _spread(places: Floats, grid: Floats) -> sparse.csr_array:
    """The matrix (g, n) from values at places to values on a grid: linear between them, faded out beyond.

    Beyond them a place takes the mean of the nearest, nearer ones more, so that no step runs through an outline.
    """
    found = cKDTree(places).query(grid, k=min(_AROUND, len(places)))
    around, nearest = (np.asarray(part).reshape(len(grid), -1) for part in found)
    away = around[:, 0]
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
    near = 1.0 / np.maximum(around[rest], 1e-3)
    near *= fading[rest, None] / near.sum(axis=1, keepdims=True)
    rows = np.concatenate((np.repeat(at, 3), np.repeat(rest, around.shape[1])))
    columns = np.concatenate((net.simplices[triangle].reshape(-1), nearest[rest].reshape(-1))).astype(np.int64)
    weights = np.concatenate((shares.reshape(-1), near.reshape(-1)))
    return sparse.csr_array(sparse.coo_array((weights, (rows, columns)), shape=(len(grid), len(places))))


def _seen_from_the_new_place(forward: Floats, step_px: int) -> npt.NDArray[np.float32]:
    """From how far each old place goes to how far each new one came: b(x) = f(x - b(x)), by repetition.

    Half a step a round from no movement, so that where skin slides behind other skin (under the chin behind the jaw,
    seen from the side) the one that moves less, which is the nearer, is what is seen.
    """
    rows, columns = np.mgrid[0 : forward.shape[0], 0 : forward.shape[1]].astype(np.float32)
    shift = forward.astype(np.float32)
    came = np.zeros_like(shift)
    for _ in range(_ROUNDS):
        x, y = columns - came[..., 0] / step_px, rows - came[..., 1] / step_px
        there = cv2.remap(shift, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        came += 0.5 * (there - came)
    return gaussian_filter(came, sigma=(_SOFT_CELLS, _SOFT_CELLS, 0.0)).astype(np.float32)
