"""From what was measured to checks: every limit of the gate, and the advice when one is missed."""

import math
from dataclasses import replace
from typing import Final

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.gate import Advice, Check, CheckName
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, Pose, View
from skinlax_desktop.imaging.expression import Expression
from skinlax_desktop.imaging.eyes_and_mouth import EyesAndMouth

NOMINAL_DISTANCE_MM: Final = 800.0
# The distance comes from irises and pupils, which differ by some 4 % between people: two of these and a little.
DISTANCE_TOLERANCE: Final = 0.10
# A profile gives its distance by the height of the head in the frontal picture, and reads that within 5 % more.
DISTANCE_TOLERANCE_PROFILE: Final = 0.15
EYE_RATIO_MIN: Final = 0.18
# Below this lids hide part of the iris, which looks smaller and farther, by 7 % (34 people) and up to 15 % on phantoms,
# and part of the white, which says less of the light.
NARROW_EYE_RATIO: Final = 0.27
DISTANCE_TOLERANCE_NARROW: Final = 0.20
# Landmarks draw an eye on a closed lid of dark skin; between its lids are fewer tones than in any open one (3.1 stops
# in 68 photographs, 2.0 on phantoms).
EYE_TONES_STOPS_MIN: Final = 1.9
# People at rest read up to 0.023 and a jaw of up to 0.02. Between full, closed lips the landmarks alone see gaps of up
# to 0.13 where the jaw is shut, so a narrow gap counts only when the jaw says so too.
LIP_GAP_RATIO_MAX: Final = 0.06
LIP_GAP_RATIO_SURE: Final = 0.16
JAW_OPEN_MAX: Final = 0.10
# What the measured yaw, pitch and roll are uncertain by. Above all the pitch at which a head is level: it differs by
# 4 degrees (one standard deviation) between people who look straight ahead. Added to what a view allows.
UNCERTAIN_DEG: Final = (1.0, 4.0, 1.0)
UNCERTAIN_UNCALIBRATED_DEG: Final = (2.0, 6.0, 2.0)
# At the station, where the patient can still be asked to turn, what is read must be this near the standard pose.
GUIDED_DEG: Final = 3.0


def unjudged(name: CheckName, reason: str) -> Check:
    """A check that could not be made, and why."""
    return Check(name=name, passed=None, reason=reason)


def face_found_check(found: bool) -> Check:
    """Is there a face."""
    return Check(
        name=CheckName.FACE_FOUND,
        passed=found,
        value=float(found),
        advice=None if found else Advice(code="sit_facing_camera"),
    )


def single_face_check(faces: int) -> Check:
    """Is there only one."""
    passed = faces == 1
    return Check(
        name=CheckName.SINGLE_FACE,
        passed=passed,
        value=float(faces),
        unit="faces",
        limit="1",
        advice=None if passed else Advice(code="one_person_only"),
    )


def shown_view(yaw_deg: float, pitch_deg: float) -> View:
    """The standard view, or chin view, that a head in this pose is nearest to."""
    return min(
        POSE_TARGETS,
        key=lambda view: math.hypot(
            POSE_TARGETS[view].pose.yaw_deg - yaw_deg, POSE_TARGETS[view].pose.pitch_deg - pitch_deg
        ),
    )


def view_check(yaw_deg: float, pitch_deg: float, view: View) -> Check:
    """Is it the wanted view at all; `value` is the yaw that says so."""
    passed = shown_view(yaw_deg, pitch_deg) is view
    return Check(
        name=CheckName.VIEW,
        passed=passed,
        value=yaw_deg,
        unit="deg",
        limit=view.value,
        advice=None if passed else Advice(code=f"show_{view.value}"),
    )


def pose_checks(
    pose: Pose, view: View, *, calibrated: bool, guided: bool = False, spare_deg: float = 0.0
) -> tuple[Check, ...]:
    """Yaw, pitch and roll against what the view asks for.

    The limits widen by what the measurement is uncertain by, and more when the lens had to be assumed; a `guided`
    patient is held to `GUIDED_DEG` of the reading itself. `spare_deg` is taken off again by live guidance, so that a
    still that reads a little differently is not refused.
    """
    target = POSE_TARGETS[view]
    wanted = target.pose
    yaw, pitch, roll = UNCERTAIN_DEG if calibrated else UNCERTAIN_UNCALIBRATED_DEG
    widest = GUIDED_DEG if guided else math.inf
    target = replace(
        target,
        yaw_tolerance_deg=min(target.yaw_tolerance_deg + yaw, widest) - spare_deg,
        pitch_tolerance_deg=min(target.pitch_tolerance_deg + pitch, widest) - spare_deg,
        roll_tolerance_deg=min(target.roll_tolerance_deg + roll, widest) - spare_deg,
    )
    return (
        _angle(CheckName.POSE_YAW, pose.yaw_deg, wanted.yaw_deg, target.yaw_tolerance_deg, ("turn_left", "turn_right")),
        _angle(
            CheckName.POSE_PITCH, pose.pitch_deg, wanted.pitch_deg, target.pitch_tolerance_deg, ("chin_up", "chin_down")
        ),
        _angle(
            CheckName.POSE_ROLL, pose.roll_deg, wanted.roll_deg, target.roll_tolerance_deg, ("tilt_left", "tilt_right")
        ),
    )


def _angle(name: CheckName, value: float, wanted: float, tolerance: float, codes: tuple[str, str]) -> Check:
    """`codes`: what to do when the angle must grow, and when it must shrink."""
    missing = wanted - value
    passed = abs(missing) <= tolerance
    return Check(
        name=name,
        passed=passed,
        value=value,
        unit="deg",
        limit=f"{wanted:g} ± {tolerance:g}",
        advice=None if passed else Advice(code=codes[0] if missing > 0 else codes[1], amount=abs(missing)),
    )


def distance_check(
    distance_mm: float | None,
    *,
    nominal_mm: float = NOMINAL_DISTANCE_MM,
    tolerance: float = DISTANCE_TOLERANCE,
    unknown: str = "no_calibration",
) -> Check:
    """Camera to face against the working distance of the station or of the series."""
    if distance_mm is None:
        return unjudged(CheckName.DISTANCE, unknown)
    low, high = (nominal_mm * (1 + sign * tolerance) for sign in (-1, 1))
    passed = low <= distance_mm <= high
    code = "move_closer" if distance_mm > nominal_mm else "move_back"
    return Check(
        name=CheckName.DISTANCE,
        passed=passed,
        value=distance_mm,
        unit="mm",
        limit=f"{low:.0f} to {high:.0f}",
        advice=None if passed else Advice(code=code, amount=abs(distance_mm - nominal_mm) / 10.0),
    )


def narrow_eyes(eyes: EyesAndMouth, yaw_deg: float) -> bool:
    """Whether lids cover so much of a seen eye that less can be read from it."""
    return _least_eye_ratio(eyes, yaw_deg) < NARROW_EYE_RATIO


def eyes_open_check(eyes: EyesAndMouth, yaw_deg: float, tones_stops: float | None = None) -> Check:
    """Are the eyes that the camera sees open: by their landmarks, and a narrow one by what is seen between its lids."""
    value = _least_eye_ratio(eyes, yaw_deg)
    lid = value < NARROW_EYE_RATIO and tones_stops is not None and tones_stops < EYE_TONES_STOPS_MIN
    passed = value >= EYE_RATIO_MIN and not lid
    return Check(
        name=CheckName.EYES_OPEN,
        passed=passed,
        value=value,
        unit="ratio",
        limit=f">= {EYE_RATIO_MIN:g}",
        advice=None if passed else Advice(code="open_eyes"),
    )


def _least_eye_ratio(eyes: EyesAndMouth, yaw_deg: float) -> float:
    if yaw_deg > 15.0:
        return eyes.right_eye_ratio
    if yaw_deg < -15.0:
        return eyes.left_eye_ratio
    return min(eyes.right_eye_ratio, eyes.left_eye_ratio)


def mouth_closed_check(mouth: EyesAndMouth, jaw_open: float | None) -> Check:
    """Are the lips together: a wide gap, or a narrow one under an open jaw, says no. Without a jaw the gap decides."""
    shut = jaw_open is not None and jaw_open <= JAW_OPEN_MAX
    passed = mouth.lip_gap_ratio <= (LIP_GAP_RATIO_SURE if shut else LIP_GAP_RATIO_MAX)
    return Check(
        name=CheckName.MOUTH_CLOSED,
        passed=passed,
        value=mouth.lip_gap_ratio,
        unit="ratio",
        limit=f"<= {LIP_GAP_RATIO_SURE if shut else LIP_GAP_RATIO_MAX:g}",
        advice=None if passed else Advice(code="close_lips"),
    )


def expression_check(expression: Expression | None) -> Check:
    """Is the face at rest: the strongest movement over its limit."""
    if expression is None:
        return unjudged(CheckName.EXPRESSION, "no_expression_model")
    passed = expression.strength <= 1.0
    return Check(
        name=CheckName.EXPRESSION,
        passed=passed,
        value=expression.strength,
        unit="of limit",
        limit="<= 1",
        advice=None if passed else Advice(code=f"relax_{expression.movement}"),
    )


def calibration_check(calibration: CameraCalibration | None, *, expired: bool = False) -> Check:
    """Is the camera's geometry known, and not too long ago."""
    known = calibration is not None
    passed = known and not expired
    return Check(
        name=CheckName.CALIBRATION,
        passed=passed,
        value=float(passed),
        advice=None if passed else Advice(code="calibrate_again" if known else "calibrate_camera"),
    )


def series_check(views: frozenset[View]) -> Check:
    """Are all the standard views there; for whole series only."""
    there = sum(view in views for view in STANDARD_SERIES)
    passed = there == len(STANDARD_SERIES)
    return Check(
        name=CheckName.SERIES,
        passed=passed,
        value=float(there),
        unit="views",
        limit=str(len(STANDARD_SERIES)),
        advice=None if passed else Advice(code="take_series"),
    )
