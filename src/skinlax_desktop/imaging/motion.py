"""How fast the head moves between two live frames."""

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.rigid_face import RIGID_INDICES

Points = npt.NDArray[np.float64]

# Farther apart, a head may have gone and come back: how far it is from where it was then counts as moved within this.
LONGEST_STEP_S = 0.5
# Frames farther apart than this are no neighbours, however slow the machine.
FARTHEST_S = 4.0


def measure_speed_px_s(before_px: Points, after_px: Points, elapsed_s: float) -> float | None:
    """Root mean square speed of matching (n, 2) points, pixels a second; None when the frames are not neighbours.

    On a busy machine frames are seconds apart. What moved between them is then read as faster than it was on average,
    never as slower, so that a head which holds still is still seen to.
    """
    if not 0.0 < elapsed_s <= FARTHEST_S or before_px.shape != after_px.shape:
        return None
    moved = after_px - before_px
    return float(np.sqrt((moved**2).sum(axis=1).mean()) / min(elapsed_s, LONGEST_STEP_S))


def rigid_points(points_px: Points) -> Points:
    """The points of a face by which its motion is judged."""
    return points_px[RIGID_INDICES]
