"""Several views of one face to one severity a zone, with its spread.

The error of a view is taken as partly its own and partly common to all views of that face (correlation `rho`, fitted on
held-out synthetic people): the views are weighed by their inverse variance, and the common part does not average away.
"""

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


def fuse_views(severity: Values, sigma: Values, rho: Values) -> tuple[Values, Values]:
    """Severity and sigma of views (v, 28), with `rho` (28,), to the fused severity and sigma (28,)."""
    precision = 1.0 / sigma**2
    weights = precision / precision.sum(axis=0)
    fused = (weights * severity).sum(axis=0)
    own = (1.0 - rho) * (weights**2 * sigma**2).sum(axis=0)
    common = rho * (weights * sigma).sum(axis=0) ** 2
    return np.asarray(fused), np.sqrt(own + common)
