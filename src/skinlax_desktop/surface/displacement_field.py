"""Where each piece of skin went: displacement vectors with what is honestly known of them.

Each place moves as a small plate with its neighbours. A distance along the normal says how far the plate moved that
way. Along the skin its pattern tells, where both surfaces carry one, else only the curvature of the plate: where the
skin is flat the vector then stays near the expectation of no movement, and its uncertainty that of the expectation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from skinlax_desktop.surface.error_model import ErrorModel, Samples
from skinlax_desktop.surface.pattern_shift import PatternShift

Floats = npt.NDArray[np.float64]

PLATE_MM: Final = 6.0
EXPECTED_MM: Final = 2.0
"""Standard deviation of a movement along each axis before anything is seen; a treatment moves skin about as much."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DisplacementField:
    """At the samples' places (n,): `vector_mm` (n, 3) in the head frame.

    `normal_sd_mm` and `along_sd_mm` (n,) are its standard errors along the normal and along the skin (the larger way).
    """

    vector_mm: Floats
    normal_sd_mm: Floats
    along_sd_mm: Floats


def displacement_field(
    samples: Samples, model: ErrorModel, motion_sd_mm: Floats, slides: Sequence[PatternShift] = ()
) -> DisplacementField:
    """Vectors at every sample; `motion_sd_mm` (n,) is the registration's standard error along each normal.

    `slides` are those of the skin's pattern, patch by patch.
    """
    count = len(samples.points)
    tree = cKDTree(samples.points)
    near = tree.sparse_distance_matrix(tree, 2.2 * PLATE_MM, output_type="coo_matrix")
    # A sample is no pair with itself there.
    own = np.arange(count)
    a, b = np.concatenate((near.row, own)), np.concatenate((near.col, own))
    away = np.concatenate((near.data, np.zeros(count)))
    weight = csr_array((samples.area[b] * np.exp(-0.5 * (away / PLATE_MM) ** 2), (a, b)), shape=(count, count))
    outer = np.einsum("ni,nj->nij", samples.normals, samples.normals).reshape(count, 9)
    # Errors are shared over a plate, so that it counts as one reading of its mean error, not as many.
    variance = (model.inflation * samples.sigma) ** 2 + motion_sd_mm**2
    summed = weight @ np.column_stack((outer, samples.normals * samples.change[:, None], np.ones(count)))
    seen, pull = np.split(summed[:, :12] / summed[:, 12:], [9], axis=1)
    along_information, along_pull = _by_pattern(samples.points, slides, variance)
    precision = seen.reshape(count, 3, 3) / variance[:, None, None] + np.eye(3) / EXPECTED_MM**2 + along_information
    covariance = np.linalg.inv(precision)
    vector = np.einsum("nij,nj->ni", covariance, pull / variance[:, None] + along_pull)
    along_normal = np.einsum("ni,nij,nj->n", samples.normals, covariance, samples.normals)
    flat = np.eye(3) - outer.reshape(count, 3, 3)
    along = np.linalg.eigvalsh(flat @ covariance @ flat)[:, -1]
    return DisplacementField(vector_mm=vector, normal_sd_mm=np.sqrt(along_normal), along_sd_mm=np.sqrt(along))


def _by_pattern(points: Floats, slides: Sequence[PatternShift], variance: Floats) -> tuple[Floats, Floats]:
    """Information (n, 3, 3) and pull (n, 3) of the patches around each point; colours err along as surfaces do across.

    `variance` (n,) is that of the surfaces and the registration.
    """
    information, pull = np.zeros((len(points), 3, 3)), np.zeros((len(points), 3))
    if not slides:
        return information, pull
    middles = np.concatenate([slide.patch_points for slide in slides])
    weights = np.concatenate([_in_space(slide, slide.patch_information) for slide in slides])
    moved = np.concatenate([slide.patch_shift_mm @ slide.plane for slide in slides])
    pairs = cKDTree(points).sparse_distance_matrix(cKDTree(middles), 2.2 * PLATE_MM, output_type="coo_matrix")
    share = np.exp(-0.5 * (pairs.data / PLATE_MM) ** 2)
    near = share[:, None, None] * weights[pairs.col]
    for row in range(3):
        pull[:, row] = np.bincount(
            pairs.row, weights=(near[:, row] * moved[pairs.col]).sum(axis=1), minlength=len(points)
        )
        for column in range(3):
            information[:, row, column] = np.bincount(pairs.row, weights=near[:, row, column], minlength=len(points))
    # However sharp the pattern is, all patches of a plate share their error: (information^-1 + variance)^-1.
    shrink = np.linalg.inv(np.eye(3) + information * variance[:, None, None])
    return shrink @ information, np.einsum("nij,nj->ni", shrink, pull)


def _in_space(slide: PatternShift, information: Floats) -> Floats:
    return np.asarray(np.einsum("ia,nij,jb->nab", slide.plane, information, slide.plane))
