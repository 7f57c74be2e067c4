"""The quality gate: named checks of one picture, and the verdict they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


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
    GAZE = "gaze"
    MOUTH_CLOSED = "mouth_closed"
    EXPOSURE = "exposure"
    CLIPPING = "clipping"
    LIGHT_BALANCE = "light_balance"
    SHADOWS = "shadows"
    GLARE = "glare"
    DYNAMIC_RANGE = "dynamic_range"
    FOCUS = "focus"
    FOCUS_BASELINE = "focus_baseline"
    FOCUS_TARGET = "focus_target"
    MOTION = "motion"
    NOISE = "noise"
    RESOLUTION = "resolution"
    OCCLUSION = "occlusion"
    MAKE_UP = "make_up"
    BACKGROUND = "background"
    CALIBRATION = "calibration"
    COLOUR_TARGET = "colour_target"
    SERIES = "series"
    POSTURE = "posture"


STANDARD_NAMES: Final[Mapping[CheckName, tuple[str, ...]]] = MappingProxyType(
    {
        CheckName.SINGLE_FACE: ("SingleFacePresent",),
        CheckName.POSE_YAW: ("HeadPoseYaw",),
        CheckName.POSE_PITCH: ("HeadPosePitch",),
        CheckName.POSE_ROLL: ("HeadPoseRoll",),
        CheckName.DISTANCE: ("HeadSize",),
        CheckName.CENTRING: (
            "LeftwardCropOfTheFaceImage",
            "RightwardCropOfTheFaceImage",
            "MarginAboveOfTheFaceImage",
            "MarginBelowOfTheFaceImage",
        ),
        CheckName.EXPRESSION: ("ExpressionNeutrality",),
        CheckName.EYES_OPEN: ("EyesOpen",),
        CheckName.MOUTH_CLOSED: ("MouthClosed",),
        CheckName.EXPOSURE: ("LuminanceMean",),
        CheckName.CLIPPING: ("OverExposurePrevention", "UnderExposurePrevention"),
        CheckName.LIGHT_BALANCE: ("IlluminationUniformity",),
        CheckName.DYNAMIC_RANGE: ("DynamicRange",),
        CheckName.FOCUS: ("Sharpness",),
        CheckName.RESOLUTION: ("InterEyeDistance",),
        CheckName.OCCLUSION: ("FaceOcclusionPrevention", "EyesVisible", "MouthOcclusionPrevention", "NoHeadCoverings"),
        CheckName.BACKGROUND: ("BackgroundUniformity",),
    }
)
"""Components of ISO/IEC 29794-5, as OFIQ names them, that ask the same; ours have other units and do not conform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do about a check: a stable code that `text/` turns into a sentence, with its amount."""

    code: str
    amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one picture. `passed` is None when it cannot be judged, and `reason` then says why (a code).

    `warned`: past its limit all the same, but evidence is too weak to refuse a picture for it; it has passed then, and
    `advice` says what would be better.
    """

    name: CheckName
    passed: bool | None
    value: float | None = None
    unit: str = ""
    limit: str = ""
    advice: Advice | None = None
    reason: str | None = None
    warned: bool = False


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

    @property
    def warned(self) -> tuple[Check, ...]:
        """The checks that the picture passed with a warning."""
        return tuple(check for check in self.checks if check.warned)

    def find(self, name: CheckName) -> Check | None:
        """The check of that name, if it was made."""
        return next((check for check in self.checks if check.name is name), None)
