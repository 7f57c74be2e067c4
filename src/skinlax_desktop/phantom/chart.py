"""The flat chart of the skin: a cylinder around the average head, in millimetres of arc and height.

Texture follows the skin because every head uses the chart of the average one.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

AXIS_Z_MM: Final = -75.0
RADIUS_MM: Final = 95.0
LEFT_MM, RIGHT_MM = -175.0, 175.0
TOP_MM, BOTTOM_MM = 120.0, -160.0
TEXEL_MM: Final = 0.0855

Points = npt.NDArray[np.float64]


def to_chart(canonical_mm: Points) -> Points:
    """Canonical head points (n, 3) to chart (n, 2): arc to the subject's left, height."""
    # The neck stands further back than the face, so the axis leans back below the jaw.
    axis = AXIS_Z_MM - 0.5 * np.clip(-60.0 - canonical_mm[:, 1], 0.0, 90.0)
    angle = np.arctan2(canonical_mm[:, 0], canonical_mm[:, 2] - axis)
    return np.stack([RADIUS_MM * angle, canonical_mm[:, 1]], axis=1)


def chart_size(texel_mm: float = TEXEL_MM) -> tuple[int, int]:
    """(height, width) of a chart with that texel."""
    return round((TOP_MM - BOTTOM_MM) / texel_mm), round((RIGHT_MM - LEFT_MM) / texel_mm)


def to_texels(chart_mm: Points, texel_mm: float) -> Points:
    """Chart (n, 2) to texel coordinates (column, row); the centre of the first texel is (0, 0)."""
    column = (chart_mm[:, 0] - LEFT_MM) / texel_mm - 0.5
    row = (TOP_MM - chart_mm[:, 1]) / texel_mm - 0.5
    return np.stack([column, row], axis=1)
