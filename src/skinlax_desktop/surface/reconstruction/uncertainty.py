"""The standard error of every vertex along its normal, from how the depth maps disagree about it."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.surface_refinement import Consensus

Points = npt.NDArray[np.float64]

# What no disagreement shows: poses, the bias of matching; in millimetres. See docs/reconstruction.md.
FLOOR_MM: Final = 0.06
INFLATE: Final = 1.5
_LONELY_MM: Final = 0.8


def vertex_sigma_mm(consensus: Consensus) -> Points:
    """Standard error (n,): the spread of the depth maps over the root of their number, and a floor."""
    support = np.maximum(consensus.support, 0.0)
    known = np.clip(support - 1.0, 0.0, 1.0)
    spread = known * consensus.spread + (1.0 - known) * _LONELY_MM
    # Neighbouring depth maps share pictures: their errors do not average like independent ones.
    return np.asarray(np.hypot(FLOOR_MM, INFLATE * spread / np.sqrt(np.maximum(support, 1.0))))
