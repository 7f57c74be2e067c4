"""The parts of a face that laxity does not move: landmark numbers and their place on an average face.

Positions are those of MediaPipe's canonical face (Apache-2.0; its metric metadata, landmark order), moved to our head
frame: millimetres, origin at the nasion, x to the subject's left, y up, z forward. Nose, canthi and the borders of the
ears are kept: of the sets tried they gave people who look straight ahead the least spread of pitch. Points of the
lower face are left out, so that a sagging jowl cannot turn the head.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

NASION: Final = 168
MENTON: Final = 152
IRIS_RIGHT: Final = (468, 469, 470, 471, 472)
IRIS_LEFT: Final = (473, 474, 475, 476, 477)

# Midline points and points of the subject's right half; the left half mirrors them.
_MIDLINE: Final = {
    1: (-44.0, 22.4),
    2: (-53.6, 8.2),
    4: (-37.3, 23.5),
    5: (-29.1, 20.1),
    6: (-8.0, 5.5),
    8: (7.5, 0.5),
    9: (16.1, 1.5),
    168: (0.0, 0.0),
    195: (-22.1, 15.4),
    197: (-15.4, 10.8),
}
_PAIRS: Final = {
    (33, 263): (-44.5, -6.1, -20.6),
    (133, 362): (-18.6, -6.9, -14.8),
    (129, 358): (-17.9, -42.5, -3.9),
    (98, 327): (-14.1, -49.9, 0.1),
    (234, 454): (-76.6, -26.0, -76.7),
    (127, 356): (-77.4, -9.1, -72.4),
}


def _table() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    rows = {index: (0.0, y, z) for index, (y, z) in _MIDLINE.items()}
    for (right, left), (x, y, z) in _PAIRS.items():
        rows[right] = (x, y, z)
        rows[left] = (-x, y, z)
    return np.array(list(rows), dtype=np.intp), np.array(list(rows.values()), dtype=np.float64)


RIGID_INDICES, RIGID_POINTS_IN_HEAD_MM = _table()

_TWIN: Final = dict(_PAIRS.keys()) | {left: right for right, left in _PAIRS}
RIGID_TWINS: Final = np.array([_TWIN.get(index, index) for index in RIGID_INDICES.tolist()], dtype=np.intp)
"""For each of `RIGID_INDICES` the landmark on the other side."""

_EARS: Final = ((234, 454), (127, 356))
EAR_SIDES: Final = np.array(
    [sum((index == left) - (index == right) for right, left in _EARS) for index in RIGID_INDICES.tolist()],
    dtype=np.float64,
)
"""For each of `RIGID_INDICES` 1 at the left ear, -1 at the right one, 0 elsewhere."""
