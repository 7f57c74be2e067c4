"""The gate: one full-resolution picture against the view it should show."""

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration, Scale
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.pose import pinhole_for
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.workflows import checks
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture
from skinlax_desktop.workflows.face_gate import face_checks, measure_face

Picture = npt.NDArray[np.uint8]


def judge_picture(
    picture_bgr: Picture,
    view: View,
    finder: LandmarkFinder,
    *,
    calibration: CameraCalibration | None,
    scale: Scale | None,
    baseline: Baseline | None = None,
) -> JudgedPicture:
    """The verdict on an upright (height, width, 3) BGR picture that should show `view`.

    `baseline` comes from the accepted frontal picture of the same visit and gives a profile its distance.
    """
    faces = find_faces(picture_bgr, finder)
    if not faces:
        verdict = FrameVerdict(
            checks=(checks.face_found_check(False), checks.calibration_check(calibration)),
        )
        return JudgedPicture(view=view, verdict=verdict)
    height, width = picture_bgr.shape[:2]
    camera = pinhole_for((width, height), calibration)
    measured = measure_face(faces[0], camera)
    made = (
        checks.face_found_check(True),
        checks.single_face_check(len(faces)),
        *face_checks(measured, view),
        checks.calibration_check(calibration),
    )
    return JudgedPicture(
        view=view,
        verdict=FrameVerdict(checks=made),
        face=faces[0],
        pose=measured.pose,
        distance_mm=measured.distance_mm,
    )
