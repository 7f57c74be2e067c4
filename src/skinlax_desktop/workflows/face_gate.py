"""What the gate and the live guidance both ask of a face with landmarks."""

from dataclasses import dataclass

import numpy as np

from skinlax_desktop.domain.gate import Check
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.expression import Expression, measure_expression
from skinlax_desktop.imaging.eyes_and_mouth import EyesAndMouth, measure_eyes_and_mouth
from skinlax_desktop.imaging.face_scale import distance_from_iris_mm, iris_diameter_px
from skinlax_desktop.imaging.pose import Pinhole, estimate_pose
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.workflows import checks


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredFace:
    """Numbers read from the landmarks of one face; millimetres are None without a calibration."""

    pose: Pose
    distance_mm: float | None
    expression: Expression | None
    eyes_and_mouth: EyesAndMouth


def measure_face(face: FoundFace, camera: Pinhole) -> MeasuredFace:
    """Everything that the landmarks tell."""
    pose = estimate_pose(face.points_px, face.depth_px, camera)
    iris_px = iris_diameter_px(face.points_px, pose.yaw_deg)
    return MeasuredFace(
        pose=pose,
        distance_mm=distance_from_iris_mm(iris_px, camera.focal_px) if camera.calibrated else None,
        expression=measure_expression(face.blendshapes),
        eyes_and_mouth=measure_eyes_and_mouth(np.column_stack((face.points_px, face.depth_px))),
    )


def face_checks(measured: MeasuredFace, view: View) -> tuple[Check, ...]:
    """The checks of the landmarks, most urgent first."""
    return (
        *checks.pose_checks(measured.pose, view),
        checks.distance_check(measured.distance_mm),
        checks.eyes_open_check(measured.eyes_and_mouth, measured.pose.yaw_deg),
        checks.mouth_closed_check(measured.eyes_and_mouth),
        checks.expression_check(measured.expression),
    )
