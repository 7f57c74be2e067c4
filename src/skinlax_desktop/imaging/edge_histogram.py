"""Edges by place and direction: what the small learnt judges of the gate look at."""

import math

import numpy as np
import numpy.typing as npt


def edge_histogram(
    strength: npt.ArrayLike, angle: npt.ArrayLike, *, cells: int, orientations: int
) -> npt.NDArray[np.float64]:
    """Sum of `strength` of a square picture (s, s) in `cells` x `cells` places by direction, flat.

    `angle` is in radians, 0 to 2 pi; opposite directions count as one, and an edge between two of the `orientations`
    is shared by both in proportion (Dalal and Triggs 2005).
    """
    weight = np.asarray(strength)
    side = len(weight)
    part = np.asarray(angle, dtype=np.float32) * np.float32(orientations / math.pi)
    lower = np.floor(part)
    beyond = part - lower
    first = lower.astype(np.intp) % orientations
    cell = np.arange(side) * cells // side
    where = (cell[:, None] * cells + cell[None, :]) * orientations
    size = cells * cells * orientations
    binned = np.bincount((where + first).ravel(), (weight * (1.0 - beyond)).ravel(), size)
    binned += np.bincount((where + (first + 1) % orientations).ravel(), (weight * beyond).ravel(), size)
    return np.asarray(binned, dtype=np.float64)
