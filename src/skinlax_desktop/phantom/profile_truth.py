"""The true angle of chin and neck of a phantom, on the outline of its own mesh seen exactly from the side."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.chin_neck_outline import walk_down_from_chin
from skinlax_desktop.imaging.profile import find_profiles
from skinlax_desktop.phantom.dress import cloth_mask
from skinlax_desktop.phantom.head import HeadShape
from skinlax_desktop.phantom.rasteriser import visible_triangles
from skinlax_desktop.surface.submental_metrics import measure_submental

Points = npt.NDArray[np.float64]

_STEP_MM: Final = 0.2
_BEHIND_MM, _AHEAD_MM, _ABOVE_MM, _BELOW_MM = 190.0, 50.0, 110.0, 250.0
_FAR_MM: Final = 1.0e5
_TYPICAL_MM: Final = 115.0


def true_submental(head: HeadShape) -> dict[str, float]:
    """`cervicomental_angle_deg` and `submental_area_mm2`, without perspective; empty when the neck is too short."""
    shape = head.vertices_mm
    columns, rows = round((_BEHIND_MM + _AHEAD_MM) / _STEP_MM), round((_ABOVE_MM + _BELOW_MM) / _STEP_MM)
    flat = np.stack([(shape[:, 2] + _BEHIND_MM) / _STEP_MM, (_ABOVE_MM - shape[:, 1]) / _STEP_MM], axis=1)
    surface = head.topology.surface_count
    skin = head.triangles[(head.triangles < surface).all(axis=1)]
    # Bare skin alone: below the neckline the outline is a shirt's.
    bare = cloth_mask(head.topology.canonical_mm) < 0.0
    skin = skin[bare[skin].all(axis=1)]
    seen, _ = visible_triangles(flat, _FAR_MM - shape[:, 0], skin, columns, rows)
    mask = (seen >= 0).astype(np.uint8)
    profile = next(iter(find_profiles(mask, expected_nasion_to_chin=_TYPICAL_MM / _STEP_MM)), None)
    if profile is None:
        return {}
    outline = walk_down_from_chin(mask, profile, step=1.0 / _STEP_MM)
    if outline is None:
        return {}
    # The bottom of the bare neck is a cut, not an outline: it runs back level.
    level = outline * np.array([1.0, -1.0]) * _STEP_MM
    level = level[: _end_of_neck(level)]
    found = measure_submental(level, profile.nasion_to_chin * _STEP_MM)
    if found is None:
        return {}
    return {"cervicomental_angle_deg": found.angle_deg, "submental_area_mm2": found.area}


def _end_of_neck(outline: Points) -> int:
    """Where the outline reaches the neckline: its lowest place."""
    return max(int(np.argmin(outline[:, 1])) - 3, 2)
