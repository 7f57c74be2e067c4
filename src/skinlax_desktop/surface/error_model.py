"""How the errors of two measured surfaces hang together from place to place.

An error along the normal has a part that neighbours share and a part of its own. `sigma_mm` of a mesh is the whole;
`SMOOTH_SHARE` of its variance is shared, with a correlation that falls with distance as a Matern function of order 3/2
(0.48 at one length, 0.14 at two). On top come two errors of the whole face: of the rigid registration (six numbers)
and of the two scales (one). A mean over a zone errs by the shared parts, however many vertices it has.
"""

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist
from scipy.special import chdtri

from skinlax_desktop.surface.column_vectors import crossed

Floats = npt.NDArray[np.float64]

SMOOTH_SHARE: Final = 0.9
TYPICAL_LENGTH_MM: Final = 11.0
_LENGTHS_MM: Final = tuple(float(length) for length in np.geomspace(7.0, 22.0, 12))
_BINS_MM: Final = (4.0, 7.0, 10.0, 13.0, 16.0, 20.0, 25.0)
_MOST_PAIRED: Final = 700
_MOST_PLACED: Final = 350
# A typical length counts as much as this many independent places of the pair at hand.
_PRIOR_WEIGHT: Final = 0.35
_MEDIAN_OF_SQUARE: Final = 0.4549
_READ_AT: Final = (0.5, 0.8)
_LEAST_SHARE: Final = 1.0 / 3.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """Places on the first surface at which the change was read: each stands for the vertices around it.

    `points` (n, 3) and unit `normals` (n, 3) in the head frame, `change` (n,) the signed distance to the second surface
    along the normal, `sigma` (n,) the two surfaces' standard errors taken together, `vertices` (n,) how many vertices
    each stands for, `area` (n,) how much skin, `zone` (n,) their zone; millimetres.
    """

    points: Floats
    normals: Floats
    change: Floats
    sigma: Floats
    vertices: Floats
    area: Floats
    zone: npt.NDArray[np.int16]

    def of(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> "Samples":
        """Some of them."""
        return Samples(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    def thinned(self, most: int) -> "Samples":
        """At most so many of them, evenly through the list."""
        return self.of(np.arange(0, len(self.points), max(1, -(-len(self.points) // most))))


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorModel:
    """`length_mm` over which errors are shared; `inflation` multiplies every sigma."""

    length_mm: float = TYPICAL_LENGTH_MM
    inflation: float = 1.0

    def shared(self, first: Samples, second: Samples) -> Floats:
        """Covariance (n, m) of the change at two sets of samples, without what each has of its own."""
        away = cdist(first.points, second.points)
        away *= np.sqrt(3.0) / self.length_mm
        alike = np.exp(-away)
        away += 1.0
        alike *= away
        alike *= SMOOTH_SHARE * self.inflation**2 * first.sigma[:, None]
        alike *= second.sigma[None, :]
        return np.asarray(alike)

    def own(self, samples: Samples) -> Floats:
        """Variance (n,) that a sample shares with nobody: it shrinks with the vertices it stands for."""
        own = (1.0 - SMOOTH_SHARE) * (self.inflation * samples.sigma) ** 2
        return np.asarray(own / np.maximum(samples.vertices, 1.0))

    def covariance(self, samples: Samples) -> Floats:
        """Covariance (n, n) of the change at the samples, from the surfaces' own errors."""
        covariance = self.shared(samples, samples)
        covariance[np.diag_indices(len(covariance))] += self.own(samples)
        return covariance


def fit_length(samples: Samples) -> float:
    """The correlation length of a pair of surfaces, from how alike neighbouring changes are.

    A variogram of medians over the whole face: a zone that really changed is a minority and does not decide. Drawn
    towards `TYPICAL_LENGTH_MM`, because one face has few independent places.
    """
    if len(samples.points) < 50:
        return TYPICAL_LENGTH_MM
    thin = samples.thinned(_MOST_PAIRED)
    standard = thin.change / thin.sigma
    spread = float(np.median((standard - np.median(standard)) ** 2)) / _MEDIAN_OF_SQUARE
    away = cdist(thin.points, thin.points)
    upper = np.triu_indices(len(away), 1)
    distance, half = away[upper], 0.5 * (standard[upper[0]] - standard[upper[1]]) ** 2
    alike, middle = [], []
    for low, high in pairwise(_BINS_MM):
        inside = (distance >= low) & (distance < high)
        if inside.sum() > 100:
            alike.append(1.0 - float(np.median(half[inside])) / _MEDIAN_OF_SQUARE / max(spread, 1e-12))
            middle.append((low + high) / 2.0)
    if len(alike) < 3:
        return TYPICAL_LENGTH_MM
    cost = []
    for length in _LENGTHS_MM:
        turn = np.sqrt(3.0) * np.array(middle) / length
        wanted = SMOOTH_SHARE * (1.0 + turn) * np.exp(-turn)
        prior = _PRIOR_WEIGHT * np.log(length / TYPICAL_LENGTH_MM) ** 2
        cost.append(float(((np.array(alike) - wanted) ** 2).sum()) + prior)
    return _LENGTHS_MM[int(np.argmin(cost))]


def spread_share(samples: Samples, model: ErrorModel) -> float:
    """By how much, at most 1, the surfaces really differ less than their stated errors say.

    `sigma` is held against the truth, and what two surfaces of one face have in common of it drops out of their
    difference. Read off the whole face by quantiles, since a zone that really changed is a minority; only as much is
    believed as one face is sure to show (the upper end of a one-sided 95 % interval of a variance, in as many
    independent places as the face has), and never less than `_LEAST_SHARE`.
    """
    if len(samples.points) < 50:
        return 1.0
    thin = samples.thinned(_MOST_PLACED)
    covariance = model.covariance(thin)
    places = max(float(np.trace(covariance) ** 2 / (covariance**2).sum()) - 6.0, 1.0)
    squares = samples.change**2 / (np.median(np.diag(covariance) / thin.sigma**2) * samples.sigma**2)
    seen = max(float(np.quantile(squares, share) / chdtri(1, 1.0 - share)) for share in _READ_AT)
    return float(np.clip(np.sqrt(seen * places / chdtri(places, 0.95)), _LEAST_SHARE, 1.0))


def motion_rows(points: Floats, normals: Floats, about: Floats) -> Floats:
    """How a small turn about `about` (radians) and a shift (mm) move points along their normals, (n, 6)."""
    return np.vstack((crossed((points - about).T, normals.T), normals.T)).T
