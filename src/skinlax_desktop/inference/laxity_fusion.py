"""Several views of one face to one severity a zone, with its spread.

The error of a view is taken as partly its own and partly common to all views of that face (correlation `rho`, fitted on
held-out synthetic people). The weights are those of the best linear unbiased estimate under that covariance (Aitken
1936), none below zero: a view that is less sure and errs with the others adds nothing, where weights by inverse
variance alone would let it spoil the surer one.
"""

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

_MOST_COMMON = 0.999
"""Errors that are wholly common leave nothing to weigh views by."""


def fuse_views(severity: Values, sigma: Values, rho: Values) -> tuple[Values, Values]:
    """Severity and sigma of views (v, 28), with `rho` (28,) in 0..1, to the fused severity and sigma (28,)."""
    views, rho = len(severity), np.minimum(rho, _MOST_COMMON)
    own, common = (1.0 - rho) * sigma**2, np.sqrt(rho) * sigma
    # Zones first: (28, v, v).
    covariance = common.T[:, :, None] * common.T[:, None, :] + own.T[:, :, None] * np.eye(views)
    weights = np.linalg.solve(covariance, np.ones((len(rho), views, 1)))[:, :, 0]
    weights = np.maximum(weights, 0.0)
    weights /= weights.sum(axis=1, keepdims=True)
    fused = (weights * severity.T).sum(axis=1)
    variance = np.einsum("zi,zij,zj->z", weights, covariance, weights)
    return np.asarray(fused), np.sqrt(variance)
