"""Outlines of the strong places of an effect map, so that it can be read without colour."""

import cv2
import numpy as np
import numpy.typing as npt

Line = tuple[tuple[float, float], ...]
_FINER = 4


def strong_outlines(effects: npt.NDArray[np.float32], level: float) -> tuple[Line, ...]:
    """Closed lines, in (column, row) of the map, around where it is above `level`."""
    height, width = effects.shape
    fine = cv2.resize(effects, (width * _FINER, height * _FINER), interpolation=cv2.INTER_CUBIC)
    found, _ = cv2.findContours((fine > level).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    rings = [np.asarray(ring, dtype=np.float64).reshape(-1, 2) for ring in found if len(ring) > 2]
    return tuple(tuple((float(x), float(y)) for x, y in (ring + 0.5) / _FINER - 0.5) for ring in rings)
