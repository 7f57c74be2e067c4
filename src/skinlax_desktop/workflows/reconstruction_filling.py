"""What single stills do not measure of a face, filled from its own landmarks and what they measure: never measured."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.surface.closed_face import close_face, patched
from skinlax_desktop.surface.face_mesh import FaceMesh

Points = npt.NDArray[np.float64]

# Of the filling on two phantoms (5, 6): error against the distance from measured skin.
_AT_RIM_MM: Final = 0.5
_PER_MM: Final = 0.18
_LARGEST_MM: Final = 4.0


def filled(mesh: FaceMesh, landmarks_in_face_mm: Points) -> FaceMesh:
    """The mesh with its gaps between chin and hairline filled by the average face laid over it; `measured` is 0 there.

    `landmarks_in_face_mm` (468, 3) lie on it. Its own vertices come first, as they were. Sigma of the filling grows
    with the distance from measured skin. Raises `zones_missing`.
    """
    whole = patched(mesh, close_face(mesh, landmarks_in_face_mm))
    added = whole.patch
    away, _ = cKDTree(mesh.vertices_in_face_mm).query(whole.mesh.vertices_in_face_mm[added])
    sigma = whole.mesh.sigma_mm.copy()
    sigma[added] = np.minimum(_AT_RIM_MM + _PER_MM * away, _LARGEST_MM)
    return replace(whole.mesh, sigma_mm=sigma)
