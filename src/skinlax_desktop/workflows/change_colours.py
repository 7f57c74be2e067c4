"""The colours of a change: blue inwards, orange outwards, grey where none was shown; told apart by the colour-blind.

Blue and orange lie on the axis that red-green blindness leaves, and their lightness falls alike to both ends.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.compared_surfaces import distances_everywhere
from skinlax_desktop.workflows.face_comparison import FaceComparison

Floats = npt.NDArray[np.float64]

NO_CHANGE_RGB: Final = (186, 186, 186)
NOT_MEASURED_RGB: Final = (236, 236, 233)
_STOPS: Final = np.array([-1.0, -0.6, -0.25, 0.25, 0.6, 1.0])
_RGB: Final = np.array(
    [(18, 64, 140), (62, 124, 196), (158, 194, 228), (247, 196, 140), (228, 128, 42), (158, 72, 4)], dtype=np.float64
)


def diverging_rgb(share: Floats) -> Floats:
    """RGB 0..255 (..., 3) of shares of the largest change shown, -1 (inwards) to 1 (outwards)."""
    inside = np.clip(share, -1.0, 1.0)
    return np.stack([np.interp(inside, _STOPS, _RGB[:, channel]) for channel in range(3)], axis=-1)


def largest_shown_mm(found: FaceComparison) -> float:
    """The end of the colour bar: the largest change, its extremes cut off, in halves of a millimetre, at least 1 mm."""
    known = np.abs(found.surfaces.samples.change)
    return float(max(1.0, np.ceil(2.0 * np.percentile(known, 99.0)) / 2.0))


def change_colours(found: FaceComparison, *, every: bool = False) -> npt.NDArray[np.uint8]:
    """RGB (n, 3) of each vertex of the earlier face.

    Grey in zones without a detectable change, pale where none was judged; `every`: all distances, noise included.
    """
    mesh = found.before.mesh
    distance, _ = distances_everywhere(found.surfaces, mesh, found.after.mesh)
    measured = np.isfinite(distance)
    colours = np.empty((len(distance), 3))
    colours[:] = NO_CHANGE_RGB
    names = {name: number for number, name in enumerate(mesh.zone_names)}
    judged = [names[outcome.zone] for outcome in found.zones if outcome.shift is not None]
    colours[~measured | ~np.isin(mesh.zone_index, judged)] = NOT_MEASURED_RGB
    changed = [names[outcome.zone] for outcome in found.zones if outcome.changed]
    shown = measured & (every | np.isin(mesh.zone_index, changed))
    colours[shown] = diverging_rgb(distance[shown] / largest_shown_mm(found))
    return np.round(colours).astype(np.uint8)
