"""Several views of one face to one severity a zone, with its interval.

The error of a view is taken as partly its own and partly common to all views of that face (correlation `rho`, fitted on
held-out synthetic people): the views are weighed by their inverse variance, and the common part does not average away.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaxityCalibration:
    """Fitted on held-out synthetic people; rows follow the network's output zones.

    `rho` (28,): common share of the error. `quantile` (28,): half width of the 95 % interval in fused sigmas, by split
    conformal prediction (Vovk 2005). `bias` (28,): mean error, taken off. `code_mean`, `code_precision`: of the
    network's code, for the Mahalanobis distance; `code_limit` its 99th percentile.
    """

    rho: Values
    quantile: Values
    bias: Values
    code_mean: Values
    code_precision: Values
    code_limit: float


def fuse_views(severity: Values, sigma: Values, rho: Values) -> tuple[Values, Values]:
    """Views (v, 28) to the fused severity and sigma (28,)."""
    precision = 1.0 / sigma**2
    weights = precision / precision.sum(axis=0)
    fused = (weights * severity).sum(axis=0)
    own = (1.0 - rho) * (weights**2 * sigma**2).sum(axis=0)
    common = rho * (weights * sigma).sum(axis=0) ** 2
    return np.asarray(fused), np.sqrt(own + common)


def code_distance(code: Values, calibration: LaxityCalibration) -> float:
    """Mahalanobis distance of the views' mean code from the synthetic people's, over its 99th percentile."""
    away = code.mean(axis=0) - calibration.code_mean
    return float(np.sqrt(away @ calibration.code_precision @ away) / calibration.code_limit)
