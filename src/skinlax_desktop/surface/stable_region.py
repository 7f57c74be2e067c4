"""The part of the face that neither ageing nor treatment moves much: forehead, bridge of the nose, corners of the lids.

Landmarks of the project's clinical reference, section 2.1.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.surface.face_mesh import FaceMesh

STABLE_LANDMARKS: Final = (9, 8, 168, 6, 197, 195, 33, 133, 362, 263, 151, 108, 337)
_STABLE_ZONES: Final = ("forehead", "glabella")
_REACH_MM: Final = 7.0
# The bridge of the nose in the head frame, where no landmarks are at hand: half width, lowest, highest, farthest back.
_BRIDGE_MM: Final = (8.0, -22.0, 12.0, -6.0)


def stable_skin(mesh: FaceMesh, landmarks: npt.NDArray[np.float64] | None = None) -> npt.NDArray[np.bool_]:
    """Which vertices (n,) of a zoned mesh in the head frame lie in the stable region; `landmarks` (468 or more, 3)."""
    points = mesh.vertices_in_face_mm
    numbers = [number for number, name in enumerate(mesh.zone_names) if name in _STABLE_ZONES]
    stable = np.isin(mesh.zone_index, numbers)
    if landmarks is None:
        wide, lowest, highest, back = _BRIDGE_MM
        x, y, z = points.T
        stable |= (np.abs(x) < wide) & (y > lowest) & (y < highest) & (z > back)
    else:
        marks = landmarks[list(STABLE_LANDMARKS)]
        marks = marks[np.isfinite(marks).all(axis=1)]
        if len(marks):
            low, high = marks.min(axis=0) - _REACH_MM, marks.max(axis=0) + _REACH_MM
            about = np.flatnonzero(((points > low) & (points < high)).all(axis=1))
            stable[about[cKDTree(marks).query(points[about])[0] < _REACH_MM]] = True
    return np.asarray(stable)
