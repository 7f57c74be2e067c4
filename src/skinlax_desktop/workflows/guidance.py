"""Live guidance: each frame against the wanted view, and the one thing to do next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.expression import Expression
from skinlax_desktop.imaging.landmark_picture import count_faces, track_face
from skinlax_desktop.imaging.motion import measure_speed_px_s, rigid_points
from skinlax_desktop.imaging.partial_development import develop_crop, develop_quarter, upright_size
from skinlax_desktop.imaging.pose import Pinhole, estimate_pose, pinhole_for
from skinlax_desktop.imaging.rigid_face import RIGID_INDICES
from skinlax_desktop.imaging.skin_regions import FACE_OVAL
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.workflows import checks, quality_checks
from skinlax_desktop.workflows.assessment import Baseline, LiveAssessment, Overall
from skinlax_desktop.workflows.baseline_match import match_head, with_baseline
from skinlax_desktop.workflows.face_gate import eye_boxes, face_checks, measure_face
from skinlax_desktop.workflows.look_gate import light_look_checks, profile_looks, surface_look_checks
from skinlax_desktop.workflows.match_score import Match
from skinlax_desktop.workflows.posture import posture_check, posture_of_face
from skinlax_desktop.workflows.profile_gate import (
    FoundProfile,
    edge_boxes,
    look_for_profile,
    measure_profile,
    profile_checks,
)
from skinlax_desktop.workflows.slow_readings import SlowReadings
from skinlax_desktop.workflows.steady_advice import SteadyAdvice, is_turn_unread
from skinlax_desktop.workflows.view_reference import ViewReference

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
Outline = tuple[tuple[float, float], ...]

_LANDMARKS_TRUSTED_TO_DEG = 62.0
_LIVE_OUTLINE_PX = 400
# Shoulders, light and wall change slowly; the tracker follows one face, and the search for others costs most.
_POSTURE_HOLDS_S: Final = 0.5
_LOOKS_HOLD_S: Final = 0.5
_FACES_HOLD_S: Final = 1.0
_SPARE_DEG: Final = 1.0
"""How much nearer than a still the live picture must be: the two read a pose up to half a degree apart, and the head
still moves between them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Seen:
    """What was made of one frame; points are pixels of the quarter-size picture.

    `outlined`: `moving_px` are read off a coarse outline.
    """

    made: tuple[Check, ...]
    pose: Pose | None = None
    distance_mm: float | None = None
    mm_per_px: float | None = None
    outline_px: Points | None = None
    moving_px: Points | None = None
    outlined: bool = False
    match: Match | None = None


class LiveGuide:
    """Assesses live frames, one after the other, on one worker thread.

    `baseline`, from the session's accepted frontal picture, may be set at any time; profiles get their distance by it.
    So may `references`, the pictures of the patient's baseline visit: a view that has one is matched to it.
    `of_station`: checks of the station itself; one that refuses every picture is said before the first is taken.
    """

    def __init__(
        self,
        finder: LandmarkFinder,
        calibration: CameraCalibration | None,
        *,
        of_station: Callable[[], tuple[Check, ...]] = tuple,
    ) -> None:
        self._finder = finder
        self._calibration = calibration
        self._of_station = of_station
        self._advice = SteadyAdvice()
        self._moving: tuple[float, Points] | None = None
        self._slow = SlowReadings()
        self.baseline: Baseline | None = None
        self.references: Mapping[View, ViewReference] = {}

    def use_calibration(self, calibration: CameraCalibration | None) -> None:
        """From the next frame on."""
        self._calibration = calibration

    def assess(self, frame: Frame, view: View) -> LiveAssessment:
        """One frame against the wanted view."""
        small = develop_quarter(frame)
        height, width = small.shape[:2]
        full_size = upright_size(frame)
        full_scale = full_size[0] / width
        camera = pinhole_for((width, height), self._calibration)
        face = track_face(small, self._finder, round(frame.captured_at_s * 1000.0))
        pose = None if face is None else estimate_pose(face.points_px, face.depth_px, camera)
        trusted = pose is not None and abs(pose.yaw_deg) <= _LANDMARKS_TRUSTED_TO_DEG
        if face is not None and pose is not None and (trusted or not view.is_lateral):
            seen = self._see_face(frame, small, face, pose, camera, view, full_scale)
        else:
            seen = self._see_profile(frame, small, camera, view, full_scale)
        motion = self._motion_check(seen, frame.captured_at_s, width, calibrated=camera.calibrated)
        refusing = tuple(check for check in self._of_station() if check.passed is False)
        moving = (motion,) if seen.moving_px is not None else ()
        verdict = FrameVerdict(checks=(*refusing, *seen.made, *moving))
        return self._assessment(frame, view, verdict, seen, (width, height))

    def _see_face(
        self, frame: Frame, small: Picture, face: FoundFace, pose: Pose, camera: Pinhole, view: View, full_scale: float
    ) -> _Seen:
        boxes = eye_boxes(face, pose.yaw_deg, full_scale=full_scale, full_size=upright_size(frame))
        eyes = [develop_crop(frame, box) for box in boxes]
        measured = measure_face(
            face, small, camera, full_scale=full_scale, eyes=eyes, baseline=self.baseline, pose=pose, live=True
        )
        reference = None if view.is_lateral else self.references.get(view)
        at_s, slow, points = frame.captured_at_s, self._slow.reading, face.points_px
        faces = slow("faces", at_s, _FACES_HOLD_S, lambda: max(count_faces(small, self._finder), 1))
        posture = slow("posture", at_s, _POSTURE_HOLDS_S, lambda: posture_of_face(small, face, pose, view))
        none_yet: tuple[Check, ...] = ()
        light = slow("light", at_s, _LOOKS_HOLD_S, lambda: light_look_checks(small, points, pose.yaw_deg), none_yet)
        surface = slow(
            "surface", at_s, _LOOKS_HOLD_S, lambda: surface_look_checks(small, points, pose.yaw_deg), none_yet
        )
        seen = _Seen(
            made=(
                checks.face_found_check(True),
                checks.single_face_check(faces),
                *face_checks(measured, view, guided=True, spare_deg=_SPARE_DEG),
                posture_check(posture, None if reference is None else reference.posture),
                *light,
                *surface,
            ),
            pose=measured.pose,
            distance_mm=measured.distance_mm,
            mm_per_px=None if measured.mm_per_px is None else measured.mm_per_px * full_scale,
            outline_px=points[list(FACE_OVAL)],
            moving_px=rigid_points(points),
        )
        return _against(reference, seen, small, points[RIGID_INDICES], camera, measured.expression)

    def _see_profile(self, frame: Frame, small: Picture, camera: Pinhole, view: View, full_scale: float) -> _Seen:
        found = look_for_profile(small, camera, self.baseline, view, full_scale=full_scale, outline_px=_LIVE_OUTLINE_PX)
        if found == "no_face":
            return _Seen(made=(checks.face_found_check(False),))
        if not isinstance(found, FoundProfile):
            return _Seen(made=(checks.unjudged(CheckName.FACE_FOUND, found),))
        boxes = edge_boxes(found, full_scale=full_scale, full_size=upright_size(frame))
        edges = tuple(develop_crop(frame, box) for box in boxes)
        measured = measure_profile(found, small, camera, self.baseline, full_scale=full_scale, edges=edges)
        profile = found.profile
        moving = np.array([profile.nasion, profile.nose_tip, profile.subnasale, profile.chin_front])
        self._slow.forget()
        seen = _Seen(
            made=(
                checks.face_found_check(True),
                *profile_checks(measured, view, guided=True, spare_deg=_SPARE_DEG),
                *profile_looks(),
            ),
            pose=measured.pose,
            distance_mm=measured.distance_mm,
            mm_per_px=found.mm_per_px if camera.calibrated else None,
            outline_px=(np.array(profile.outline) + 0.5) * found.scale - 0.5,
            moving_px=(moving + 0.5) * found.scale - 0.5,
            outlined=True,
        )
        reference = self.references.get(view) if view.is_lateral else None
        return _against(reference, seen, small, found.marks_px, camera, None)

    def _motion_check(self, seen: _Seen, at_s: float, width: int, *, calibrated: bool) -> Check:
        before, self._moving = self._moving, None if seen.moving_px is None else (at_s, seen.moving_px)
        speed = None
        if before is not None and seen.moving_px is not None:
            speed = measure_speed_px_s(before[1], seen.moving_px, at_s - before[0], may_jump=seen.outlined)
        if speed is not None:
            speed *= seen.mm_per_px if seen.mm_per_px is not None else 1.0 / width
        return quality_checks.motion_check(speed, in_mm=seen.mm_per_px is not None, unknown="first_frame")

    def _assessment(
        self, frame: Frame, view: View, verdict: FrameVerdict, seen: _Seen, size: tuple[int, int]
    ) -> LiveAssessment:
        overall = _overall(verdict)
        outline = _normalised(seen.outline_px, size)
        box = None
        if outline:
            across, down = zip(*outline, strict=True)
            box = (min(across), min(down), max(across), max(down))
        judged = [check for check in verdict.checks if check.passed is not None]
        return LiveAssessment(
            view=view,
            verdict=verdict,
            overall=overall,
            at_s=frame.captured_at_s,
            sequence=frame.sequence,
            pose=seen.pose,
            distance_mm=seen.distance_mm,
            face_box=box,
            outline=outline,
            advice=self._advice.choose(verdict, at_s=frame.captured_at_s),
            ready_fraction=sum(check.passed is True for check in judged) / len(judged) if judged else 0.0,
            match=seen.match,
        )


def _against(
    reference: ViewReference | None,
    seen: _Seen,
    picture: Picture,
    marks_px: Points,
    camera: Pinhole,
    expression: Expression | None,
) -> _Seen:
    """What was seen, with the head held against the baseline where it can be."""
    if reference is None:
        return seen
    match = match_head(reference, picture, marks_px, camera, pose=seen.pose, expression=expression)
    if match is None:
        return seen
    made = with_baseline(seen.made, match, reference, live=True)
    return replace(seen, made=made, match=match, pose=match.pose, distance_mm=match.distance_mm)


def _overall(verdict: FrameVerdict) -> Overall:
    found = verdict.find(CheckName.FACE_FOUND)
    if found is None or found.passed is not True:
        return Overall.NO_FACE
    failed = {check.name for check in verdict.failed}
    motion = verdict.find(CheckName.MOTION)
    # A turn that nobody can read may still be taken by hand; it is no pose to take by itself.
    if failed - {CheckName.MOTION} or is_turn_unread(verdict):
        return Overall.ADJUST
    if failed or motion is None or motion.passed is None:
        return Overall.HOLD
    return Overall.READY


def _normalised(points_px: Points | None, size: tuple[int, int]) -> Outline:
    if points_px is None:
        return ()
    shares = np.clip((points_px + 0.5) / np.array(size), 0.0, 1.0)
    return tuple((float(x), float(y)) for x, y in shares)
