"""The volume that a surface sweeps while each of its vertices goes its way."""

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.column_vectors import crossed, lengths, summed_at

Floats = npt.NDArray[np.float64]


def swept_by(points: Floats, way: Floats, triangles: npt.NDArray[np.int32]) -> tuple[Floats, Floats]:
    """Area (n,) of the triangles between `points` (n, 3), and what they sweep as each corner goes its `way` (n, 3).

    Square millimetres and millilitres (n,), a third of each triangle to each of its corners. The volume is exact,
    however steep or curved the surfaces: the way's mean is constant and the vector of the area a square of the time.
    Distance times area leaves out the slopes and the widening.
    """
    corners = np.ascontiguousarray(triangles.T)
    start, end = np.ascontiguousarray(points.T), np.ascontiguousarray((points + way).T)
    begun, done = (place[:, corners] for place in (start, end))
    sides = [(at[:, 1] - at[:, 0], at[:, 2] - at[:, 0]) for at in (begun, 0.5 * (begun + done), done)]
    flat, half, last = (crossed(*pair) for pair in sides)
    # Simpson's rule, which is exact for squares.
    turning = (flat + 4.0 * half + last) / 6.0
    mean_way = (done - begun).sum(axis=1) / 3.0
    swept = np.einsum("kn,kn->n", mean_way, turning) / 6.0
    area, volume = summed_at(corners, np.stack((lengths(flat) / 6.0, swept)), len(points))
    return area, volume / 1000.0
