"""What the header says, as a frozen record that a presenter makes."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a status stands; every level has its own shape."""

    OK = "ok"
    BUSY = "busy"
    WARNING = "warning"
    ERROR = "error"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A word or two, how it stands, and the sentence shown on hover and read to a screen reader."""

    text: str
    level: Level
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderContent:
    """The header. `patient` is initials and id; `patient_name` appears on hover or by key only."""

    patient: str = ""
    patient_name: str = ""
    visit: str = ""
    user: str = ""
    saving: Status | None = None
    camera: Status | None = None
    ring: Status | None = None
    device: Status | None = None
