"""What covers the skin: where the hair of the head grows and where the shirt begins, on the average head."""

from typing import Final

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

CLOTH_THICKNESS_MM: Final = 3.0


def scalp_mask(canonical_mm: Points, sex: str) -> npt.NDArray[np.float64]:
    """Signed distance (n,), about millimetres, from the hairline: positive where hair grows."""
    x, y, z = canonical_mm.T
    angle = np.degrees(np.arctan2(np.abs(x), z + 75.0))
    # The hairline's height by the angle round the head: forehead, temple, sideburn, behind the ear, nape.
    angles = np.array([0.0, 15.0, 30.0, 42.0, 50.0, 58.0, 66.0, 73.0, 80.0, 92.0, 108.0, 128.0, 180.0])
    recess = 7.0 if sex == "M" else 0.0
    heights = np.array([57.0, 58.0, 57.0, 52.0, 44.0, 33.0, 12.0, -14.0, 2.0, 6.0, -12.0, -58.0, -68.0])
    heights = heights + recess * np.interp(angles, [0, 20, 35, 50, 60], [0.6, 1.0, 1.3, 0.8, 0.0])
    ragged = 1.8 * np.sin(x / 3.7 + 1.0) + 1.2 * np.sin(x / 1.7 + y / 5.0)
    return np.asarray(y - np.interp(angle, angles, heights) + ragged)


def cloth_mask(canonical_mm: Points) -> npt.NDArray[np.float64]:
    """Signed distance (n,), millimetres, below the neckline of a round-necked shirt: positive where it covers."""
    _, y, z = canonical_mm.T
    neckline = -158.0 + 0.42 * np.clip(-45.0 - z, -40.0, 130.0)
    return np.asarray(neckline - y)


def mouth_inside(canonical_mm: Points) -> npt.NDArray[np.bool_]:
    """Which skin vertices (n,) line the mouth, behind the closed lips."""
    x, y, z = canonical_mm.T
    behind_lips = z < 1.5 - 0.018 * x**2
    return np.asarray((np.abs(x) < 34.0) & (np.abs(y + 70.0) < 22.0) & behind_lips)
