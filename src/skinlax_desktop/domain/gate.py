"""The quality gate: named checks of one picture, and the verdict they add up to."""

from dataclasses import dataclass
from enum import StrEnum


class CheckName(StrEnum):
    """Names of the checks; fixed, more may be added."""

    FACE_FOUND = "face_found"
    SINGLE_FACE = "single_face"
    VIEW = "view"
    POSE_YAW = "pose_yaw"
    POSE_PITCH = "pose_pitch"
    POSE_ROLL = "pose_roll"
    DISTANCE = "distance"
    CENTRING = "centring"
    EXPRESSION = "expression"
    EYES_OPEN = "eyes_open"
    MOUTH_CLOSED = "mouth_closed"
    EXPOSURE = "exposure"
    CLIPPING = "clipping"
    LIGHT_BALANCE = "light_balance"
    FOCUS = "focus"
    MOTION = "motion"
    RESOLUTION = "resolution"
    OCCLUSION = "occlusion"
    CALIBRATION = "calibration"
    SERIES = "series"
    POSTURE = "posture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do about a check: a stable code that `text/` turns into a sentence, with its amount."""

    code: str
    amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one picture. `passed` is None when it cannot be judged, and `reason` then says why (a code)."""

    name: CheckName
    passed: bool | None
    value: float | None = None
    unit: str = ""
    limit: str = ""
    advice: Advice | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameVerdict:
    """All checks of one picture, most urgent first."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """True when no check is false: what could not be judged does not refuse a picture."""
        return all(check.passed is not False for check in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that refuse the picture."""
        return tuple(check for check in self.checks if check.passed is False)

    def find(self, name: CheckName) -> Check | None:
        """The check of that name, if it was made."""
        return next((check for check in self.checks if check.name is name), None)
