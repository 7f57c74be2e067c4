"""One outline laid on another in the plane: turned, sized and shifted until they run along each other."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]

_ROUNDS: Final = 40
_FINE: Final = 8
"""Points put between two neighbours of an outline."""
_FAR: Final = 2.5
"""In robust spreads: farther pairs are hair, a collar or a cut, and count little (Huber)."""
_SETTLED: Final = 1e-4
_FEWEST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlaneSimilarity:
    """`points @ matrix + shift`: a turn and a size, `matrix` (2, 2), then a shift (2,)."""

    matrix: Floats
    shift: Floats

    @property
    def scale(self) -> float:
        """Lengths after, for each before."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix))))

    def apply(self, points: Floats) -> Floats:
        """Points (n, 2) laid over."""
        return np.asarray(points @ self.matrix + self.shift)


def plane_similarity(model: Floats, seen: Floats, weight: Floats | None = None) -> PlaneSimilarity:
    """The one that brings `model` (n, 2) nearest to `seen` (n, 2), least squares; it never mirrors."""
    share = np.ones(len(model)) if weight is None else weight
    share = share / share.sum()
    middle, aim = share @ model, share @ seen
    a, b = model - middle, seen - aim
    along = float(share @ (a * b).sum(axis=1))
    across = float(share @ (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]))
    size = max(float(share @ (a**2).sum(axis=1)), 1e-12)
    matrix = np.array([[along, across], [-across, along]]) / size
    return PlaneSimilarity(matrix=matrix, shift=aim - middle @ matrix)


def lay_outline(outline: Floats, aim: Floats, start: PlaneSimilarity) -> tuple[PlaneSimilarity, float]:
    """Lay `outline` (n, 2) on the line through `aim` (m, 2) from a start right within a tenth.

    Iterated closest points both ways, so that a line does not shrink into the other; far pairs weigh little, those at a
    line's end nothing. Returns the similarity and the median distance that is left, in the unit of `aim`.
    """
    model, line = _finer(outline), _finer(aim)
    tree, found, left = cKDTree(line), start, np.inf
    for _ in range(_ROUNDS):
        laid = found.apply(model)
        away, near = (np.asarray(part) for part in tree.query(laid))
        back, nearest = (np.asarray(part) for part in cKDTree(laid).query(line))
        inner = [(near > 0) & (near < len(line) - 1), (nearest > 0) & (nearest < len(model) - 1)]
        if min(np.count_nonzero(part) for part in inner) < _FEWEST:
            return found, np.inf
        from_model = np.concatenate((model[inner[0]], model[nearest[inner[1]]]))
        to_line = np.concatenate((line[near[inner[0]]], line[inner[1]]))
        apart = np.concatenate((away[inner[0]], back[inner[1]]))
        left = float(np.median(apart))
        weight = np.minimum(1.0, _FAR * 1.4826 * max(left, 1e-6) / np.maximum(apart, 1e-9))
        again = plane_similarity(from_model, to_line, weight)
        moved = float(np.abs(again.apply(model) - laid).max())
        found = again
        if moved < _SETTLED * float(np.ptp(aim, axis=0).max()):
            break
    return found, left


def _finer(line: Floats) -> Floats:
    at = np.arange(len(line), dtype=np.float64)
    fine = np.linspace(0.0, len(line) - 1.0, (len(line) - 1) * _FINE + 1)
    return np.column_stack([np.interp(fine, at, line[:, axis]) for axis in (0, 1)])
