"""The gate: one full-resolution picture against the view it should show."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.posture import Posture
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.expression import Expression, measure_expression
from skinlax_desktop.imaging.focus import Grey, Sharpness, measure_sharpness
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.pose import Pinhole, estimate_pose, pinhole_for
from skinlax_desktop.imaging.rigid_face import RIGID_INDICES
from skinlax_desktop.imaging.smear import measure_softness
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.workflows import checks
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture
from skinlax_desktop.workflows.baseline_match import match_head, with_baseline
from skinlax_desktop.workflows.face_gate import baseline_of, eye_boxes, face_checks, measure_face
from skinlax_desktop.workflows.look_checks import focus_baseline_check, sharpness_of, still_motion_check
from skinlax_desktop.workflows.look_gate import find_smear, profile_looks, still_look_checks, with_movement
from skinlax_desktop.workflows.posture import posture_check, posture_of_face, posture_of_profile
from skinlax_desktop.workflows.profile_gate import (
    FoundProfile,
    cheek_box,
    edge_boxes,
    look_for_profile,
    measure_profile,
    profile_checks,
)
from skinlax_desktop.workflows.target_checks import no_targets
from skinlax_desktop.workflows.view_reference import ViewReference

Picture = npt.NDArray[np.uint8]

# Landmarks found at more than this turn in a picture that should be a profile are guesses of the model.
_LANDMARKS_TRUSTED_TO_DEG = 62.0


def judge_picture(
    picture_bgr: Picture,
    view: View,
    finder: LandmarkFinder,
    *,
    calibration: CameraCalibration | None,
    scale: Scale | None,
    baseline: Baseline | None = None,
    calibration_expired: bool = False,
    guided: bool = False,
    reference: ViewReference | None = None,
    targets: tuple[Check, ...] | None = None,
) -> JudgedPicture:
    """The verdict on an upright (height, width, 3) BGR picture that should show `view`.

    A patient who was `guided` is held to narrower angles. `reference` is the patient's baseline of this view: pose,
    distance and place are then held against it, as far as the head is found again.

    `baseline` comes from the accepted frontal picture of the same visit and gives a profile its distance. A `scale`
    of the kind working distance says at which distance the series was taken, instead of the station's own. `targets`:
    what the station's last look at its targets says, where the picture comes from a station.
    """
    height, width = picture_bgr.shape[:2]
    camera = pinhole_for((width, height), calibration)
    ending = (
        checks.calibration_check(calibration, expired=calibration_expired),
        *(no_targets() if targets is None else targets),
    )
    sat = None if reference is None else reference.posture
    faces = find_faces(picture_bgr, finder)
    face = _trusted(faces, camera, view)
    if face is not None:
        judged = _judge_face(picture_bgr, view, faces, camera, baseline, scale, ending, guided=guided, sat=sat)
        if reference is None or view.is_lateral:
            return judged
        expression = measure_expression(face.blendshapes)
        marks = face.points_px[RIGID_INDICES]
        return _against(reference, judged, picture_bgr, marks, camera, expression)
    found = look_for_profile(picture_bgr, camera, baseline, view, full_scale=1.0) if view.is_lateral else "no_face"
    if isinstance(found, FoundProfile):
        judged = _judge_profile(picture_bgr, view, found, camera, baseline, scale, ending, guided=guided)
        if reference is None:
            return judged
        return _against(reference, judged, picture_bgr, found.marks_px, camera, None)
    none_found = checks.face_found_check(False) if found == "no_face" else checks.unjudged(CheckName.FACE_FOUND, found)
    return JudgedPicture(view=view, verdict=FrameVerdict(checks=(none_found, *ending)))


def _against(
    reference: ViewReference,
    judged: JudgedPicture,
    picture: Picture,
    marks_px: npt.NDArray[np.float64],
    camera: Pinhole,
    expression: Expression | None,
) -> JudgedPicture:
    """The verdict with the head held against the baseline."""
    match = match_head(reference, picture, marks_px, camera, pose=judged.pose, expression=expression)
    if match is None:
        return judged
    finer = picture.shape[1] / reference.size_px[0]
    made = (
        *with_baseline(judged.verdict.checks, match, reference),
        focus_baseline_check(sharpness_of(judged.verdict), reference.sharpness, finer),
    )
    return replace(judged, verdict=FrameVerdict(checks=made), match=match, pose=match.pose)


def _trusted(faces: tuple[FoundFace, ...], camera: Pinhole, view: View) -> FoundFace | None:
    if not faces:
        return None
    if view.is_lateral and abs(_yaw_deg(faces[0], camera)) > _LANDMARKS_TRUSTED_TO_DEG:
        return None
    return faces[0]


def _yaw_deg(face: FoundFace, camera: Pinhole) -> float:
    return estimate_pose(face.points_px, face.depth_px, camera).yaw_deg


def _judge_face(
    picture: Picture,
    view: View,
    faces: tuple[FoundFace, ...],
    camera: Pinhole,
    baseline: Baseline | None,
    scale: Scale | None,
    ending: tuple[Check, ...],
    *,
    guided: bool,
    sat: Posture | None,
) -> JudgedPicture:
    face = faces[0]
    size = (picture.shape[1], picture.shape[0])
    boxes = eye_boxes(face, _yaw_deg(face, camera), full_scale=1.0, full_size=size)
    eyes = [picture[top:bottom, left:right] for left, top, right, bottom in boxes]
    measured = measure_face(face, picture, camera, full_scale=1.0, eyes=eyes, baseline=baseline)
    declared = _declared_distance_mm(scale)
    posture = posture_of_face(picture, face, measured.pose, view)
    smear = find_smear(picture, face.points_px, measured.pose.yaw_deg)
    made = (
        checks.face_found_check(True),
        checks.single_face_check(len(faces)),
        *with_movement(
            face_checks(measured, view, nominal_mm=declared or checks.NOMINAL_DISTANCE_MM, guided=guided),
            measured.sharpness,
            smear,
        ),
        still_motion_check(smear),
        *((posture_check(posture, sat),) if guided else ()),
        *still_look_checks(picture, face.points_px, measured.pose.yaw_deg),
        *ending,
    )
    in_its_view = scale is not None and scale.view is view and camera.calibrated
    return JudgedPicture(
        view=view,
        verdict=FrameVerdict(checks=made),
        face=face,
        pose=measured.pose,
        distance_mm=declared if declared is not None and in_its_view else measured.distance_mm,
        baseline=baseline_of(measured) if view is View.FRONTAL else None,
        posture=posture,
    )


def _softness(edges: Sequence[Grey]) -> Sharpness | None:
    """A moved profile is a soft one; on dark skin noise made it seem sharp."""
    return measure_softness(edges) or measure_sharpness(edges)


def _judge_profile(
    picture: Picture,
    view: View,
    found: FoundProfile,
    camera: Pinhole,
    baseline: Baseline | None,
    scale: Scale | None,
    ending: tuple[Check, ...],
    *,
    guided: bool,
) -> JudgedPicture:
    size = (picture.shape[1], picture.shape[0])
    boxes = edge_boxes(found, full_scale=1.0, full_size=size)
    edges = tuple(picture[top:bottom, left:right] for left, top, right, bottom in boxes)
    measured = measure_profile(found, picture, camera, baseline, full_scale=1.0, edges=edges, blur_of=_softness)
    made = (
        checks.face_found_check(True),
        checks.unjudged(CheckName.SINGLE_FACE, "profile_view"),
        *profile_checks(
            measured, view, nominal_mm=_declared_distance_mm(scale) or checks.NOMINAL_DISTANCE_MM, guided=guided
        ),
        checks.unjudged(CheckName.MOTION, "profile_view"),
        *profile_looks(picture, cheek_box(found, full_size=size)),
        *ending,
    )
    return JudgedPicture(
        view=view,
        verdict=FrameVerdict(checks=made),
        pose=measured.pose,
        distance_mm=measured.distance_mm,
        posture=posture_of_profile(measured.pose),
    )


def _declared_distance_mm(scale: Scale | None) -> float | None:
    """The working distance that the series itself states; its pictures are held against it."""
    return scale.distance_mm if scale is not None and scale.kind is ScaleKind.WORKING_DISTANCE else None
