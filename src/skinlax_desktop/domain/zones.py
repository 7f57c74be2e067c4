"""The zones of the face, by the names used in every file and on every screen's data."""

from enum import StrEnum
from typing import Final


class Side(StrEnum):
    """The subject's own side."""

    LEFT = "L"
    RIGHT = "R"
    MIDLINE = ""


PAIRED_ZONES: Final = (
    "temple",
    "brow",
    "upper_eyelid",
    "infraorbital",
    "lateral_canthal",
    "malar",
    "nasolabial",
    "buccal",
    "marionette",
    "jowl",
    "prejowl",
)
MIDLINE_ZONES: Final = ("forehead", "glabella", "chin", "perioral_upper", "submental", "neck")
ZONES: Final = (*MIDLINE_ZONES, *(f"{zone}_{side}" for zone in PAIRED_ZONES for side in ("R", "L")))


def side_of_zone(zone: str) -> Side:
    """Which of the subject's sides a zone lies on."""
    return Side(zone[-1]) if zone.endswith(("_L", "_R")) else Side.MIDLINE


def kind_of_zone(zone: str) -> str:
    """The zone without its side: 'jowl_L' is a jowl."""
    return zone if side_of_zone(zone) is Side.MIDLINE else zone[:-2]


def mirrored_zone(zone: str) -> str:
    """The same zone on the other side; midline zones mirror to themselves."""
    swap = {Side.LEFT: "R", Side.RIGHT: "L"}
    side = side_of_zone(zone)
    return zone if side is Side.MIDLINE else f"{zone[:-1]}{swap[side]}"
