"""The gate of a sweep: one full-resolution frame that should show the face at rest, at a known yaw."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.gate import Advice, Check, CheckName, FrameVerdict
from skinlax_desktop.domain.sweep import SECTOR_DEG, HeadHeld, YawSource
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.focus import grey, measure_sharpness
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.pose import Pinhole, estimate_pose, pinhole_for
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.workflows import checks, quality_checks
from skinlax_desktop.workflows.face_gate import eye_boxes, measure_face
from skinlax_desktop.workflows.profile_gate import FoundProfile, edge_boxes, look_for_profile, measure_profile
from skinlax_desktop.workflows.sweep_choice import MOST_BLUR_PX
from skinlax_desktop.workflows.sweep_pitch import pitch_check
from skinlax_desktop.workflows.sweep_reading import (
    LANDMARKS_TO_DEG,
    PROFILE_FROM_DEG,
    Reading,
    joined,
    landmarks_sigma_deg,
    profile_sigma_deg,
)
from skinlax_desktop.workflows.sweep_sighting import EXPRESSION_SEEN_TO_DEG, FaceAtRest
from skinlax_desktop.workflows.sweep_stillness import BLINK_SHARE, is_changed
from skinlax_desktop.workflows.sweep_turn import Turn
from skinlax_desktop.workflows.sweep_watching import face_at_rest

Picture = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]

# A reading that far from where the turn was known to be is of something else.
_ASTRAY_DEG: Final = 15.0
_OTHER_WAY_DEG: Final = 40.0
# A picture may lie this far from the middle of its sector: half the sector, and what the reading is uncertain by.
_OFF_MIDDLE_DEG: Final = SECTOR_DEG / 2.0 + 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSweepFrame:
    """The verdict, and where the frame belongs; `yaw_deg` of the picture itself where it can be read."""

    verdict: FrameVerdict
    yaw_deg: float
    sigma_deg: float
    source: YawSource
    expression_judged: bool
    pose: Pose | None = None
    face: FoundFace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a frame is held against: the yaw that is wanted, the face as it was at the front, how the head is held."""

    yaw_deg: float
    front: FaceAtRest | None = None
    off_deg: float = _OFF_MIDDLE_DEG
    held: HeadHeld = HeadHeld.LEVEL


def judge_sweep_frame(
    picture_bgr: Picture,
    turn: Turn,
    wanted: Wanted,
    finder: LandmarkFinder,
    *,
    calibration: CameraCalibration | None,
    calibration_expired: bool = False,
) -> JudgedSweepFrame:
    """The verdict on an upright (height, width, 3) BGR picture; `turn` is what the frames around it say of its yaw."""
    height, width = picture_bgr.shape[:2]
    camera = pinhole_for((width, height), calibration)
    faces = find_faces(picture_bgr, finder)
    face, pose = faces[0] if faces else None, None
    if face is not None:
        pose = estimate_pose(face.points_px, face.depth_px, camera)
        if abs(pose.yaw_deg) > LANDMARKS_TO_DEG or not _fits(pose.yaw_deg, turn):
            face, pose = None, None
    readings: list[Reading] = []
    if pose is not None:
        readings.append((pose.yaw_deg, landmarks_sigma_deg(pose.yaw_deg), YawSource.LANDMARKS))
    found: FoundProfile | str = "no_face"
    if abs(turn.yaw_deg) > PROFILE_FROM_DEG - 4.0:
        view = View.LATERAL_RIGHT if turn.yaw_deg > 0.0 else View.LATERAL_LEFT
        found = look_for_profile(picture_bgr, camera, None, view, full_scale=1.0)
        aside = found.yaw_deg if isinstance(found, FoundProfile) else None
        if aside is not None and abs(aside) > PROFILE_FROM_DEG and _fits(aside, turn):
            readings.append((aside, profile_sigma_deg(aside), YawSource.PROFILE))
    yaw_deg, sigma_deg, source = joined(readings) or (turn.yaw_deg, turn.sigma_deg, YawSource.INFERRED)
    seen = face is not None and abs(yaw_deg) <= EXPRESSION_SEEN_TO_DEG
    if face is not None:
        made = _face_checks(face, picture_bgr, camera, wanted, yaw_deg, seen=seen)
    elif isinstance(found, FoundProfile):
        made = _profile_checks(found, picture_bgr, camera)
    else:
        made = _unread_checks(picture_bgr)
    somebody = checks.face_found_check(True) if readings else checks.unjudged(CheckName.FACE_FOUND, "no_turn_cue")
    return JudgedSweepFrame(
        verdict=FrameVerdict(
            checks=(
                somebody,
                _count_check(faces, camera, turn),
                _yaw_check(yaw_deg, wanted),
                *((pitch_check(pose.pitch_deg),) if pose is not None and wanted.held is HeadHeld.CHIN_DOWN else ()),
                *made,
                checks.calibration_check(calibration, expired=calibration_expired),
            )
        ),
        yaw_deg=yaw_deg,
        sigma_deg=sigma_deg,
        source=source,
        expression_judged=seen,
        pose=pose,
        face=face,
    )


def _yaw_of(face: FoundFace, camera: Pinhole) -> float:
    return estimate_pose(face.points_px, face.depth_px, camera).yaw_deg


def _fits(yaw_deg: float, turn: Turn) -> bool:
    """Whether a reading can be of the head that turned."""
    return abs(yaw_deg - turn.yaw_deg) <= max(_ASTRAY_DEG, 3.0 * turn.sigma_deg)


def _count_check(faces: tuple[FoundFace, ...], camera: Pinhole, turn: Turn) -> Check:
    """A face that looks quite another way than the patient is somebody else's."""
    if not faces:
        return checks.unjudged(CheckName.SINGLE_FACE, "profile_view")
    own = any(abs(_yaw_of(face, camera) - turn.yaw_deg) <= _OTHER_WAY_DEG for face in faces)
    return checks.single_face_check(len(faces) if own else len(faces) + 1)


def _yaw_check(yaw_deg: float, wanted: Wanted) -> Check:
    missing = wanted.yaw_deg - yaw_deg
    passed = abs(missing) <= wanted.off_deg
    code = "turn_left" if missing > 0 else "turn_right"
    return Check(
        name=CheckName.POSE_YAW,
        passed=passed,
        value=yaw_deg,
        unit="deg",
        limit=f"{wanted.yaw_deg:g} ± {wanted.off_deg:g}",
        advice=None if passed else Advice(code=code, amount=abs(missing)),
    )


def _face_checks(
    face: FoundFace, picture: Picture, camera: Pinhole, wanted: Wanted, yaw_deg: float, *, seen: bool
) -> tuple[Check, ...]:
    size = (picture.shape[1], picture.shape[0])
    boxes = eye_boxes(face, yaw_deg, full_scale=1.0, full_size=size)
    eyes = [picture[top:bottom, left:right] for left, top, right, bottom in boxes]
    measured = measure_face(face, picture, camera, full_scale=1.0, eyes=eyes)
    rest: tuple[Check, ...] = (
        checks.unjudged(CheckName.EYES_OPEN, "turned_face"),
        checks.unjudged(CheckName.EXPRESSION, "turned_face"),
    )
    if seen:
        rest = _rest_checks(face_at_rest(face, yaw_deg), wanted.front)
    return (
        *rest,
        quality_checks.exposure_check(measured.exposure),
        quality_checks.clipping_check(measured.exposure),
        _smear_check(eyes),
    )


def _rest_checks(face: FaceAtRest, front: FaceAtRest | None) -> tuple[Check, ...]:
    least = checks.EYE_RATIO_MIN if front is None else BLINK_SHARE * front.eye_ratio
    is_open = face.eye_ratio >= least
    eyes = Check(
        name=CheckName.EYES_OPEN,
        passed=is_open,
        value=face.eye_ratio,
        unit="ratio",
        limit=f">= {least:.3g}",
        advice=None if is_open else Advice(code="open_eyes"),
    )
    if face.strength is None:
        return (eyes, checks.unjudged(CheckName.EXPRESSION, "no_expression_model"))
    changed = is_changed(face, front)
    expression = Check(
        name=CheckName.EXPRESSION,
        passed=not changed,
        value=face.strength,
        unit="of limit",
        limit="as at the front" if front is not None else "<= 1",
        advice=Advice(code=f"relax_{face.movement}") if changed else None,
    )
    return (eyes, expression)


def _profile_checks(found: FoundProfile, picture: Picture, camera: Pinhole) -> tuple[Check, ...]:
    boxes = edge_boxes(found, full_scale=1.0, full_size=(picture.shape[1], picture.shape[0]))
    edges = tuple(picture[top:bottom, left:right] for left, top, right, bottom in boxes)
    measured = measure_profile(found, picture, camera, None, full_scale=1.0, edges=edges)
    return (
        checks.unjudged(CheckName.EYES_OPEN, "profile_view"),
        checks.unjudged(CheckName.EXPRESSION, "profile_view"),
        quality_checks.exposure_check(measured.exposure),
        quality_checks.clipping_check(measured.exposure),
        _smear_check(list(edges)),
    )


def _unread_checks(picture: Picture) -> tuple[Check, ...]:
    """Neither landmarks nor a profile: the middle of the picture holds the head, and sharpness can still be seen."""
    height, width = picture.shape[:2]
    middle = picture[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4]
    names = (CheckName.EYES_OPEN, CheckName.EXPRESSION, CheckName.EXPOSURE, CheckName.CLIPPING)
    return (*(checks.unjudged(name, "no_turn_cue") for name in names), _smear_check([middle]))


def _smear_check(parts: list[Picture]) -> Check:
    sharpness = measure_sharpness([grey(part) for part in parts if part.size], across=True)
    if sharpness is None:
        return checks.unjudged(CheckName.FOCUS, "no_edges")
    passed = sharpness.blur_px <= MOST_BLUR_PX
    return Check(
        name=CheckName.FOCUS,
        passed=passed,
        value=sharpness.blur_px,
        unit="px",
        limit=f"<= {MOST_BLUR_PX:g}",
        advice=None if passed else Advice(code="turn_slowly"),
    )
