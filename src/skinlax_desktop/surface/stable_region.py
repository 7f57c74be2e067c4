"""The part of the face that neither ageing nor treatment moves much: forehead, bridge of the nose, corners of the lids.

Landmarks of the project's clinical reference, section 2.1.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.closest_surface import near_border
from skinlax_desktop.surface.face_mesh import FaceMesh

STABLE_LANDMARKS: Final = (9, 8, 168, 6, 197, 195, 33, 133, 362, 263, 151, 108, 337)
_STABLE_ZONES: Final = ("forehead", "glabella")
_REACH_MM: Final = 7.0
# The bridge of the nose in the head frame, where no landmarks are at hand: half width, lowest, highest, farthest back.
_BRIDGE_MM: Final = (8.0, -22.0, 12.0, -6.0)


def stable_vertices(mesh: FaceMesh, landmarks: npt.NDArray[np.float64] | None = None) -> npt.NDArray[np.bool_]:
    """Which measured vertices (n,) of a zoned mesh in the head frame are stable; `landmarks` (468 or more, 3)."""
    points = mesh.vertices_in_face_mm
    numbers = [number for number, name in enumerate(mesh.zone_names) if name in _STABLE_ZONES]
    stable = np.isin(mesh.zone_index, numbers)
    if landmarks is None:
        wide, low, high, back = _BRIDGE_MM
        x, y, z = points.T
        stable |= (np.abs(x) < wide) & (y > low) & (y < high) & (z > back)
    else:
        for mark in landmarks[list(STABLE_LANDMARKS)]:
            if np.isfinite(mark).all():
                away = points - mark
                stable |= np.einsum("nk,nk->n", away, away) < _REACH_MM**2
    return np.asarray(stable & (mesh.measured > 0) & ~near_border(len(points), mesh.triangles))
