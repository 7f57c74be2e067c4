"""The best smooth way through a table of gains, one place a row (dynamic programming)."""

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]


def smooth_way(gain: Points, offsets: Points, *, bend_cost: float, away_cost: float) -> npt.NDArray[np.int64]:
    """The offset number of each row (n,) that gains most, less the costs of bends and of distance.

    `gain` is (n, m), `offsets` (m,); both costs are per square of an offset's unit.
    """
    cost = away_cost * offsets[None] ** 2 - gain
    bend = bend_cost * (offsets[:, None] - offsets[None]) ** 2
    total = cost[0]
    came_from = np.zeros(gain.shape, dtype=np.int64)
    for row in range(1, len(gain)):
        ways = total[:, None] + bend
        came_from[row] = ways.argmin(axis=0)
        total = ways.min(axis=0) + cost[row]
    way = [int(total.argmin())]
    for row in range(len(gain) - 1, 0, -1):
        way.append(int(came_from[row, way[-1]]))
    return np.array(way[::-1])
