"""Angle of chin and neck, and fullness under the chin, from the outline of a profile.

Construction (named, because there are several; clinical.md 1.2): Me' is the lowest point of the chin, where the outline
runs level; C is the point of the outline behind it that lies deepest behind the chord from Me' to the lowest bare neck.
The angle is the one at C between the line C to Me' and the tangent of the neck below C (least squares), so it is a
submental-cervical angle: 180 degrees is a straight line from chin to chest.
The area lies between the outline and the chord from Me' to C, tissue below the chord positive, hollows negative.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

# Shares of the length nasion to menton.
_SHORTEST_SUBMENTAL: Final = 0.18
_NECK_FROM: Final = 0.05
_NECK_TO: Final = 0.30
_LEAST_NECK: Final = 0.18
_LEVEL_SLOPE: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmentalShape:
    """`angle_deg`; `area` in squared units of the outline; places of Me' and C, and the neck's tangent point."""

    angle_deg: float
    area: float
    menton: tuple[float, float]
    cervical: tuple[float, float]
    neck_end: tuple[float, float]


def measure_submental(outline: Points, length: float) -> SubmentalShape | None:
    """Of an outline (n, 2), x forward, y up, from the front of the chin down the neck; None when the neck is too short.

    `length` is nasion to menton in the same unit.
    """
    menton = _menton(outline, length)
    if menton is None:
        return None
    rest = outline[menton:]
    along = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(rest, axis=0), axis=1))))
    chord = rest[-1] - rest[0]
    chord = chord / max(float(np.linalg.norm(chord)), 1e-9)
    # Positive behind the chord: towards the spine and up.
    deep = -(rest - rest[0]) @ np.array([-chord[1], chord[0]])
    cervical = int(np.argmax(deep))
    neck = (along > along[cervical] + _NECK_FROM * length) & (along < along[cervical] + _NECK_TO * length)
    if along[cervical] < _SHORTEST_SUBMENTAL * length or along[-1] - along[cervical] < _LEAST_NECK * length:
        return None
    below = rest[neck]
    _, _, directions = np.linalg.svd(below - below.mean(axis=0), full_matrices=False)
    down = directions[0] if directions[0] @ (below[-1] - below[0]) > 0 else -directions[0]
    to_chin = rest[0] - rest[cervical]
    to_chin = to_chin / np.linalg.norm(to_chin)
    angle = float(np.degrees(np.arccos(np.clip(to_chin @ down, -1.0, 1.0))))
    return SubmentalShape(
        angle_deg=angle,
        area=_area_below(rest[: cervical + 1]),
        menton=(float(rest[0, 0]), float(rest[0, 1])),
        cervical=(float(rest[cervical, 0]), float(rest[cervical, 1])),
        neck_end=(float(below[-1, 0]), float(below[-1, 1])),
    )


def _menton(outline: Points, length: float) -> int | None:
    """Where the outline, going round the chin, first runs back more than `_LEVEL_SLOPE` times as fast as down."""
    step = max(2, round(0.03 * length / max(float(np.linalg.norm(outline[1] - outline[0])), 1e-9)))
    if len(outline) < 4 * step:
        return None
    move = outline[step:] - outline[:-step]
    back, down = -move[:, 0], -move[:, 1]
    level = back > down / _LEVEL_SLOPE
    if not level.any():
        return None
    return int(np.argmax(level)) + step // 2


def _area_below(arc: Points) -> float:
    """Signed area between an arc and its chord; tissue below the chord counts positive."""
    closed = np.vstack((arc, arc[:1]))
    x, y = closed.T
    # Going from the chin back along the lower border and home along the chord runs clockwise seen from the left.
    return float((x[1:] * y[:-1] - x[:-1] * y[1:]).sum() / 2.0)
