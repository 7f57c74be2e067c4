"""How the patient sits, from what the picture shows of the shoulders and of the head."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.gate import Advice, Check, CheckName
from skinlax_desktop.domain.posture import Posture
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.rigid_face import MENTON, NASION
from skinlax_desktop.imaging.shoulder_line import shoulder_tilt_deg
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.workflows.checks import unjudged

Picture = npt.NDArray[np.uint8]

# A trunk that leans is read at 0.5 to 1 of its angle up to 15 degrees, a level one within 0.5 (phantoms turned).
SHOULDERS_DEG: Final = 3.0
_FACING: Final = frozenset({View.FRONTAL, View.CHIN_DOWN, View.CHIN_UP})
_FACING_DEG: Final = 12.0


def posture_of_face(picture: Picture, face: FoundFace, pose: Pose, view: View) -> Posture:
    """From a picture with landmarks: shoulders where the face looks into the camera, flexion always."""
    if view not in _FACING or abs(pose.yaw_deg) > _FACING_DEG:
        return Posture(head_flexion_deg=pose.pitch_deg, reason="turned_face")
    tilt = shoulder_tilt_deg(picture, face.points_px[NASION], face.points_px[MENTON])
    if isinstance(tilt, str):
        return Posture(head_flexion_deg=pose.pitch_deg, reason=tilt)
    return Posture(
        shoulder_tilt_deg=tilt, head_flexion_deg=pose.pitch_deg, seated_upright=abs(tilt) <= 2.0 * SHOULDERS_DEG
    )


def posture_of_profile(pose: Pose | None) -> Posture:
    """From a profile, which shows one shoulder only."""
    return Posture(head_flexion_deg=None if pose is None else pose.pitch_deg, reason="profile_view")


def posture_check(posture: Posture, baseline: Posture | None) -> Check:
    """Shoulders level, or tilted as they were at the baseline."""
    tilt = posture.shoulder_tilt_deg
    if tilt is None:
        return unjudged(CheckName.POSTURE, posture.reason or "no_shoulders")
    wanted = 0.0 if baseline is None or baseline.shoulder_tilt_deg is None else baseline.shoulder_tilt_deg
    passed = abs(tilt - wanted) <= SHOULDERS_DEG
    code = "raise_left_shoulder" if tilt < wanted else "raise_right_shoulder"
    return Check(
        name=CheckName.POSTURE,
        passed=passed,
        value=tilt,
        unit="deg",
        limit=f"{wanted:.0f} ± {SHOULDERS_DEG:g}",
        advice=None if passed else Advice(code=code),
    )
