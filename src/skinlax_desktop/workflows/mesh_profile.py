"""Angle of chin and neck, and fullness under the chin, on the outline of a measured face seen exactly from the side."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.chin_neck_outline import walk_down_from_chin
from skinlax_desktop.imaging.profile import find_profiles
from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.orthographic_view import see_surface, turned_view
from skinlax_desktop.surface.submental_metrics import SubmentalShape, measure_submental

Floats = npt.NDArray[np.float64]

_STEP_MM: Final = 0.3
_SIZE_MM: Final = (240.0, 360.0)
_MIDDLE_MM: Final = np.array([0.0, -70.0, -70.0])
_TYPICAL_MM: Final = 115.0


def submental_of_mesh(mesh: FaceMesh) -> SubmentalShape | None:
    """As seen from the subject's right, without perspective; None when chin or neck is not on the mesh."""
    surface = ClosestSurface(mesh.vertices_in_face_mm, mesh.triangles)
    size = (round(_SIZE_MM[0] / _STEP_MM), round(_SIZE_MM[1] / _STEP_MM))
    seen = see_surface(surface, turned_view(90.0), _MIDDLE_MM, size, _STEP_MM)
    mask = (seen.triangle >= 0).astype(np.uint8)
    profile = next(iter(find_profiles(mask, expected_nasion_to_chin=_TYPICAL_MM / _STEP_MM)), None)
    if profile is None:
        return None
    outline = walk_down_from_chin(mask, profile, step=1.0 / _STEP_MM)
    if outline is None:
        return None
    level = outline * np.array([1.0, -1.0]) * _STEP_MM
    # The lower end of the mesh is a cut, not an outline.
    level = level[: max(int(np.argmin(level[:, 1])) - 3, 2)]
    return measure_submental(level, profile.nasion_to_chin * _STEP_MM)
