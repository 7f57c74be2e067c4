"""The standard error of every vertex along its normal, from how the depth maps disagree about it."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.surface_refinement import Consensus

Points = npt.NDArray[np.float64]

# What no disagreement shows: poses, relief under a lamp at the lens, the windows' size; in millimetres.
FLOOR_MM: Final = 0.09
# Of the motion found, what is left in the surface after it was taken out.
MOTION_LEFT: Final = 0.2
_SHARED: Final = 1.5
_LONELY_MM: Final = 0.8
_LARGEST_MM: Final = 1.3
# Disagreement beyond what chance gives means hair, rims and folds: there the truth is further off than the spread says.
# Set on one phantom, see docs/reconstruction.md.
_USUAL_MM: Final = 0.06
_GROWTH: Final = 1.2
_MOST: Final = 4.0


def vertex_sigma_mm(consensus: Consensus, *, motion_mm: float = 0.0) -> Points:
    """Standard error (n,): the spread of the depth maps over the root of their number, and a floor."""
    support = np.maximum(consensus.support, 0.0)
    known = np.clip(support - 1.0, 0.0, 1.0)
    spread = known * consensus.spread + (1.0 - known) * _LONELY_MM
    # Neighbouring depth maps share pictures: their errors do not average like independent ones.
    error = _SHARED * spread / np.sqrt(np.maximum(support, 1.0))
    factor = np.clip(1.2 * (error / _USUAL_MM) ** _GROWTH, 1.0, _MOST)
    floor = np.hypot(FLOOR_MM, MOTION_LEFT * motion_mm)
    return np.asarray(np.minimum(np.hypot(floor, factor * error), _LARGEST_MM))
