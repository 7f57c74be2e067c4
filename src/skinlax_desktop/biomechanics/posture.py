"""Which way is down for the head: gravity in the head frame, posture by posture."""

from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

GRAVITY_M_PER_S2: Final = 9.81
"""Grams times this are millinewtons."""


class BodyPosture(StrEnum):
    """How the patient holds body and head."""

    UPRIGHT = "upright"
    SUPINE = "supine"
    CHIN_DOWN = "chin_down"


CHIN_DOWN_DEG: Final = -25.0
"""The pitch of the protocol's chin-down view, taken where it was not measured (pitch up is positive)."""


def gravity_direction(posture: BodyPosture, *, pitch_deg: float | None = None) -> npt.NDArray[np.float64]:
    """The unit vector (3,) of gravity in the head frame (x to the subject's left, y up, z forward).

    `pitch_deg` is how far the head looks up from the level; 0 for upright and `CHIN_DOWN_DEG` for chin down if None.
    Lying on the back with the face to the ceiling is a pitch of 90 degrees.
    """
    usual = {BodyPosture.UPRIGHT: 0.0, BodyPosture.SUPINE: 90.0, BodyPosture.CHIN_DOWN: CHIN_DOWN_DEG}
    pitch = np.radians(usual[posture] if pitch_deg is None else pitch_deg)
    return np.array([0.0, -np.cos(pitch), -np.sin(pitch)])
