"""Closes the lips: the base mesh's own rest on each other only in the middle."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.dress import mouth_inside
from skinlax_desktop.phantom.rasteriser import visible_triangles
from skinlax_desktop.phantom.topology import HeadTopology, Material

Points = npt.NDArray[np.float64]

_STEP_MM: Final = 0.2
_WIDTH_MM: Final = 70.0
_HEIGHT_MM: Final = 14.0
_FAR_MM: Final = 1.0e5
_OVERLAP_MM: Final = 0.25
_SOFTNESS_MM: Final = 4.5
_BEHIND_MM: Final = 30.0
_WIDEST_GAP_MM: Final = 5.0
_LINING_BEHIND_MM: Final = 3.0


def close_lips(points_mm: Points, topology: HeadTopology, mouth_mm: Points) -> Points:
    """Displacements (n, 3) that bring both lips of a level head together where a gap shows from the front.

    `mouth_mm` is the middle of the mouth. Each lip moves by half of the gap, less and less away from its edge.
    """
    x, top, bottom = _gap(points_mm, topology, mouth_mm)
    moved = np.zeros(points_mm.shape)
    if len(x) < 5:
        return moved
    skin = slice(0, topology.skin_count)
    place = points_mm[skin]
    middle = np.interp(place[:, 0], x, (top + bottom) / 2)
    half = np.interp(place[:, 0], x, (top - bottom) / 2 + _OVERLAP_MM, left=0.0, right=0.0)
    away = np.maximum(np.abs(place[:, 1] - middle) - half, 0.0)
    near = (place[:, 2] > mouth_mm[2] - _BEHIND_MM) & (np.abs(place[:, 1] - middle) < 25.0)
    strength = np.exp(-0.5 * (away / _SOFTNESS_MM) ** 2) * near
    moved[skin, 1] = -np.sign(place[:, 1] - middle) * half * strength
    return moved


def _gap(points_mm: Points, topology: HeadTopology, mouth_mm: Points) -> tuple[Points, Points, Points]:
    """Columns across the mouth where its lining shows, and the heights of the gap's upper and lower edge."""
    columns, rows = round(_WIDTH_MM / _STEP_MM), round(_HEIGHT_MM / _STEP_MM)
    left, upper = mouth_mm[0] - _WIDTH_MM / 2, mouth_mm[1] + _HEIGHT_MM / 2
    flat = np.stack([(points_mm[:, 0] - left) / _STEP_MM, (upper - points_mm[:, 1]) / _STEP_MM], axis=1)
    outer = topology.material == Material.SKIN
    triangles = topology.triangles[outer]
    seen, _ = visible_triangles(flat, _FAR_MM - points_mm[:, 2], triangles, columns, rows)
    # What lies well behind the middle of the lips is the lining.
    depth = points_mm[triangles[np.maximum(seen, 0)], 2].mean(axis=2)
    lining = mouth_inside(topology.canonical_mm)[triangles[np.maximum(seen, 0)]].all(axis=2)
    rim = depth.max(axis=0)
    shows = lining & (seen >= 0) & (depth < rim - _LINING_BEHIND_MM)
    across, tops, bottoms = [], [], []
    for column in range(columns):
        open_rows = np.flatnonzero(shows[:, column])
        if len(open_rows) and (open_rows[-1] - open_rows[0]) * _STEP_MM < _WIDEST_GAP_MM:
            across.append(left + column * _STEP_MM)
            tops.append(upper - (open_rows[0] - 0.5) * _STEP_MM)
            bottoms.append(upper - (open_rows[-1] + 0.5) * _STEP_MM)
    return np.array(across), np.array(tops), np.array(bottoms)
