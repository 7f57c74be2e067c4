"""Where each piece of skin went: displacement vectors with what is honestly known of them.

Each place moves as a small plate with its neighbours. A distance along the normal says how far the plate moved that
way; along the skin only the curvature of the plate tells, so where the skin is flat the vector stays near the
expectation of no movement and its uncertainty stays that of the expectation.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.surface.error_model import ErrorModel, Samples

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


def displacement_field(samples: Samples, model: ErrorModel, motion_sd_mm: Floats) -> DisplacementField:
    """Vectors at every sample; `motion_sd_mm` (n,) is the registration's standard error along each normal."""
    count = len(samples.points)
    pairs = cKDTree(samples.points).query_pairs(2.2 * PLATE_MM, output_type="ndarray")
    a = np.concatenate((pairs[:, 0], pairs[:, 1], np.arange(count)))
    b = np.concatenate((pairs[:, 1], pairs[:, 0], np.arange(count)))
    away = np.linalg.norm(samples.points[a] - samples.points[b], axis=1)
    weight = samples.area[b] * np.exp(-0.5 * (away / PLATE_MM) ** 2)
    total = np.bincount(a, weights=weight, minlength=count)
    weight = weight / total[a]
    outer = np.einsum("ni,nj->nij", samples.normals, samples.normals).reshape(count, 9)
    # Errors are shared over a plate, so that it counts as one reading of its mean error, not as many.
    variance = (model.inflation * samples.sigma) ** 2 + motion_sd_mm**2
    seen = np.column_stack([np.bincount(a, weights=weight * outer[b, k], minlength=count) for k in range(9)])
    pulled = samples.normals * samples.change[:, None]
    pull = np.column_stack([np.bincount(a, weights=weight * pulled[b, k], minlength=count) for k in range(3)])
    precision = seen.reshape(count, 3, 3) / variance[:, None, None] + np.eye(3) / EXPECTED_MM**2
    covariance = np.linalg.inv(precision)
    vector = np.einsum("nij,nj->ni", covariance, pull / variance[:, None])
    along_normal = np.einsum("ni,nij,nj->n", samples.normals, covariance, samples.normals)
    flat = np.eye(3) - outer.reshape(count, 3, 3)
    along = np.linalg.eigvalsh(flat @ covariance @ flat)[:, -1]
    return DisplacementField(vector_mm=vector, normal_sd_mm=np.sqrt(along_normal), along_sd_mm=np.sqrt(along))
