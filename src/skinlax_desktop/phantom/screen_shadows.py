"""What a picture's own depth says about its light: how deep a place lies in a fold, and which beams are barred."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from numba import njit, prange

_RADII_MM: Final = (2.0, 5.0, 11.0)
_WEIGHTS: Final = (0.30, 0.40, 0.30)
_FOLD_DARKNESS: Final = 1.5
_FIRST_STEP_MM: Final = 2.5
_STEP_GROWTH: Final = 1.32
_STEPS: Final = 13
_BARRED: Final = 0.8
"""The share of a soft light that a full shadow takes; the rest comes round."""


def shelter(inverse: npt.NDArray[np.float32], focal_px: float) -> npt.NDArray[np.float32]:
    """How much light reaches each place past its near surroundings, (h, w) 0..1; 1 on flat and hollow-free skin.

    From how far pairs of opposite neighbours stand before the place, at three distances, so that a slanted plane
    counts as open. `inverse` (h, w) is 1 / mm along the axis, 0 where nothing is.
    """
    openness = np.ones(inverse.shape, dtype=np.float32)
    _shelter(inverse, focal_px, openness)
    return openness


def beam_shadows(
    inverse: npt.NDArray[np.float32],
    beams: npt.NDArray[np.float32],
    focal_px: float,
    centre_px: tuple[float, float],
) -> npt.NDArray[np.float32]:
    """How much of each far light (k, 6) arrives, (h, w, k) 0..1, by walking towards it through the depth picture."""
    arriving = np.ones((*inverse.shape, len(beams)), dtype=np.float32)
    if len(beams):
        _beam_shadows(inverse, beams, focal_px, centre_px[0], centre_px[1], arriving)
    return arriving


@njit(cache=True, parallel=True, fastmath=True)
def _shelter(inverse: Any, focal: float, openness: Any) -> None:
    height, width = inverse.shape
    for y in prange(height):
        for x in range(width):
            here = inverse[y, x]
            if here <= 0.0:
                continue
            z = 1.0 / here
            deep = 0.0
            for ring in range(3):
                radius = _RADII_MM[ring]
                reach = radius * focal * here
                for k in range(4):
                    angle = k * np.pi / 4.0 + ring * 0.26
                    ox, oy = reach * np.cos(angle), reach * np.sin(angle)
                    rise = 0.0
                    for sign in (-1.0, 1.0):
                        sx, sy = int(x + sign * ox + 0.5), int(y + sign * oy + 0.5)
                        if 0 <= sx < width and 0 <= sy < height and inverse[sy, sx] > 0.0:
                            rise += min(max(z - 1.0 / inverse[sy, sx], -1.5 * radius), 1.2 * radius)
                        else:
                            rise -= 1.5 * radius
                    deep += _WEIGHTS[ring] * 0.25 * max(0.0, rise / (2.0 * radius))
            openness[y, x] = np.exp(-_FOLD_DARKNESS * deep)


@njit(cache=True, parallel=True, fastmath=True)
def _beam_shadows(inverse: Any, beams: Any, focal: float, centre_x: float, centre_y: float, arriving: Any) -> None:
    height, width = inverse.shape
    for y in prange(height):
        for x in range(width):
            if inverse[y, x] <= 0.0:
                continue
            z = 1.0 / inverse[y, x]
            px, py = (x - centre_x) / focal * z, (y - centre_y) / focal * z
            for b in range(len(beams)):
                barred = 0.0
                step = _FIRST_STEP_MM
                for _ in range(_STEPS):
                    qx, qy, qz = px + step * beams[b, 0], py + step * beams[b, 1], z + step * beams[b, 2]
                    sx = int(qx / qz * focal + centre_x + 0.5)
                    sy = int(qy / qz * focal + centre_y + 0.5)
                    if 0 <= sx < width and 0 <= sy < height and inverse[sy, sx] > 0.0:
                        behind = qz - 1.0 / inverse[sy, sx]
                        if behind < 60.0:
                            barred = max(barred, min(max((behind - 0.8) / (0.22 * step + 0.8), 0.0), 1.0))
                    step *= _STEP_GROWTH
                arriving[y, x, b] = 1.0 - _BARRED * barred
