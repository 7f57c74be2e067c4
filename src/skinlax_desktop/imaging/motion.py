"""How fast the head moves between two live frames."""

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.rigid_face import RIGID_INDICES

Points = npt.NDArray[np.float64]

# Frames farther apart than this tell nothing about blur.
LONGEST_STEP_S = 0.5


def measure_speed_px_s(before_px: Points, after_px: Points, elapsed_s: float) -> float | None:
    """Root mean square speed of matching (n, 2) points, pixels a second; None when the frames are not neighbours."""
    if not 0.0 < elapsed_s <= LONGEST_STEP_S or before_px.shape != after_px.shape:
        return None
    moved = after_px - before_px
    return float(np.sqrt((moved**2).sum(axis=1).mean()) / elapsed_s)


def rigid_points(points_px: Points) -> Points:
    """The points of a face by which its motion is judged."""
    return points_px[RIGID_INDICES]
