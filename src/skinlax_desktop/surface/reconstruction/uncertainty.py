"""The standard error of every vertex along its normal, from how the depth maps disagree about it."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.depth_agreement import Agreement

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

# What no disagreement shows: poses, the bias of matching; in millimetres. See docs/reconstruction.md.
FLOOR_MM: Final = 0.10
INFLATE: Final = 1.6
_LONELY_MM: Final = 0.6


def vertex_sigma_mm(agreement: Agreement, *, floor_mm: float = FLOOR_MM) -> npt.NDArray[np.float64]:
    """Standard error (n,): the spread of the depth maps over the root of their number, and a floor."""
    count = agreement.count
    with np.errstate(invalid="ignore"):
        squares = np.nansum(agreement.off**2, axis=0)
    spread = np.sqrt(squares / np.maximum(count, 1))
    spread = np.where(count >= 2, spread, _LONELY_MM)
    # Neighbouring depth maps share pictures: their errors do not average like independent ones.
    effective = np.maximum(np.sqrt(count), 1.0)
    return np.asarray(np.hypot(floor_mm, INFLATE * spread / np.sqrt(effective)))
