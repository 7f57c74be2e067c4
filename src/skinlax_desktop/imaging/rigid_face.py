"""The parts of a face that laxity does not move: landmark numbers and their place on an average face.

Positions are those of MediaPipe's canonical face (Apache-2.0; its metric metadata, landmark order), moved to our head
frame: millimetres, origin at the nasion, x to the subject's left, y up, z forward. Lower-face points of MediaPipe's
own basis are left out, so that a sagging jowl cannot turn the head.
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
    4: (-37.3, 23.5),
    5: (-29.1, 20.1),
    6: (-8.0, 5.5),
    8: (7.5, 0.5),
    9: (16.1, 1.5),
    10: (49.9, -7.5),
    151: (32.7, -2.1),
    168: (0.0, 0.0),
    195: (-22.1, 15.4),
    197: (-15.4, 10.8),
}
_PAIRS: Final = {
    (33, 263): (-44.5, -6.1, -20.6),
    (54, 284): (-62.8, 33.4, -38.1),
    (67, 297): (-35.2, 47.3, -15.1),
    (108, 337): (-16.2, 33.3, -3.1),
    (117, 346): (-52.6, -23.3, -22.6),
    (119, 348): (-33.0, -24.1, -13.6),
    (121, 350): (-18.2, -18.0, -10.1),
    (127, 356): (-77.4, -9.1, -72.4),
    (129, 358): (-17.9, -42.5, -3.9),
    (133, 362): (-18.6, -6.9, -14.8),
    (143, 372): (-64.1, -10.4, -36.8),
    (198, 420): (-12.5, -30.4, 4.5),
}


def _table() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    rows = {index: (0.0, y, z) for index, (y, z) in _MIDLINE.items()}
    for (right, left), (x, y, z) in _PAIRS.items():
        rows[right] = (x, y, z)
        rows[left] = (-x, y, z)
    return np.array(list(rows), dtype=np.intp), np.array(list(rows.values()), dtype=np.float64)


RIGID_INDICES, RIGID_POINTS_IN_HEAD_MM = _table()
