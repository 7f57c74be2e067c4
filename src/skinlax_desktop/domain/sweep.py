"""The sweep: pictures taken in order while the subject turns from profile to profile.

A sector is ten degrees of yaw about its middle. Sector 1 is the subject's right profile (yaw +90), sector 10 the
front, sector 19 the left profile (yaw -90).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SECTOR_DEG: Final = 10.0
SECTORS: Final = 19
FRONTAL_SECTOR: Final = 10
_FIRST_YAW_DEG: Final = 90.0
CHIN_DOWN_SECTORS: Final = tuple(range(6, 15))
"""Of a sweep with the chin down: 40 degrees to either side, where landmarks are still read and the lower face shows."""


class HeadHeld(StrEnum):
    """How the head is held while it turns."""

    LEVEL = "level"
    CHIN_DOWN = "chin_down"


class YawSource(StrEnum):
    """What a yaw was read from; `INFERRED` from the moments before and after alone."""

    LANDMARKS = "landmarks"
    PROFILE = "profile"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepPlace:
    """Where in the sweep a picture belongs: `yaw_deg` with its standard uncertainty.

    `expression_judged`: whether the face's rest could be seen; a profile does not show it. `held`: how the head was.
    """

    sector: int
    yaw_deg: float
    sigma_deg: float
    source: YawSource
    expression_judged: bool
    held: HeadHeld = HeadHeld.LEVEL


def sector_yaw_deg(sector: int) -> float:
    """The middle of a sector."""
    return _FIRST_YAW_DEG - SECTOR_DEG * (sector - 1)


def sector_of(yaw_deg: float) -> int | None:
    """The sector that holds a yaw; None beyond the profiles."""
    sector = round((_FIRST_YAW_DEG - yaw_deg) / SECTOR_DEG) + 1
    return sector if 1 <= sector <= SECTORS else None
