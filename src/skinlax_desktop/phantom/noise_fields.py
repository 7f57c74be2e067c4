"""Seeded random fields for skin: soft noise, cells, scattered dots."""

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]


def soft_noise(shape: tuple[int, int], scale_texels: float, random: np.random.Generator) -> Field:
    """Smooth noise of unit standard deviation whose blobs are about `scale_texels` wide."""
    rows, columns = (max(4, int(side / scale_texels) + 3) for side in shape)
    coarse = random.standard_normal((rows, columns), dtype=np.float32)
    field = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return cast(Field, field / np.float32(field.std() + 1e-6))


def cells(side: int, count: int, random: np.random.Generator) -> tuple[Field, Field]:
    """A seamless tile of irregular cells: distance to the nearest and to the second nearest centre, in texels.

    The difference is 0 on the furrows between cells.
    """
    from scipy.spatial import cKDTree

    centres = random.uniform(0.0, side, (count, 2))
    tree = cKDTree(centres, boxsize=np.full(2, float(side)))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), axis=2).reshape(-1, 2)
    distances = np.asarray(tree.query(grid.astype(np.float64), k=2)[0])
    near, second = (distances[:, k].reshape(side, side).astype(np.float32) for k in (0, 1))
    return near, second


def dots(
    shape: tuple[int, int],
    places: npt.NDArray[np.float64],
    radii: npt.NDArray[np.float64],
    strengths: npt.NDArray[np.float64],
    softness: float,
) -> Field:
    """Soft round dots at (column, row) with radii in texels; overlapping dots take the stronger."""
    canvas = np.zeros(shape, dtype=np.float32)
    for (column, row), radius, strength in zip(places, radii, strengths, strict=True):
        centre = (round(column * 8), round(row * 8))
        cv2.circle(canvas, centre, max(4, round(radius * 8)), float(strength), -1, cv2.LINE_AA, 3)
    return cast(Field, cv2.GaussianBlur(canvas, (0, 0), softness))
