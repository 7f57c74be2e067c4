"""Looks at live frames of a sweep, one after the other, on one worker thread."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.sweep import YawSource
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.expression import measure_expression
from skinlax_desktop.imaging.eyes_and_mouth import measure_eyes_and_mouth
from skinlax_desktop.imaging.focus import grey, measure_sharpness
from skinlax_desktop.imaging.landmark_picture import present_whole, track_face
from skinlax_desktop.imaging.partial_development import develop_crop, develop_quarter, upright_size
from skinlax_desktop.imaging.pose import Pinhole, estimate_pose, pinhole_for
from skinlax_desktop.imaging.turn_flow import flow_picture, turn_rate_deg_s
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.workflows import checks
from skinlax_desktop.workflows.face_gate import eye_boxes
from skinlax_desktop.workflows.profile_gate import FoundProfile, edge_boxes, look_for_profile
from skinlax_desktop.workflows.sweep_reading import (
    LANDMARKS_TO_DEG,
    LOOK_ASIDE_FROM_DEG,
    PROFILE_FROM_DEG,
    Reading,
    joined,
    landmarks_sigma_deg,
    profile_sigma_deg,
)
from skinlax_desktop.workflows.sweep_sighting import EXPRESSION_SEEN_TO_DEG, FaceAtRest, SweepSighting
from skinlax_desktop.workflows.sweep_turn import YawReading

Picture = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]

_OUTLINE_PX: Final = 400
_COUNT_EVERY_S: Final = 0.6
# A face that is nowhere near where the head was a moment ago is somebody else's.
_FARTHEST_JUMP: Final = 0.75
_HEAD_KNOWN_FOR_S: Final = 2.0
# A rate from the flow of the skin is a third off, and never better than this.
_FLOW_SHARE: Final = 0.35
_FLOW_LEAST_DEG_S: Final = 3.0
_LONGEST_FLOW_S: Final = 1.0
_LOWER_FACE: Final = ("mouth", "jaw", "cheek")


class SweepWatcher:
    """Reads yaw, rest of the face and sharpness; knows the frame before, so frames come in order.

    `tempo` is that of the plan, and may be set between two frames.
    """

    def __init__(self, finder: LandmarkFinder, calibration: CameraCalibration | None) -> None:
        self._finder = finder
        self._calibration = calibration
        self.tempo = 1.0
        self._before: tuple[float, npt.NDArray[np.uint8]] | None = None
        self._head: tuple[float, Box] | None = None
        self._side = 1.0
        self._counted: tuple[float, int] = (float("-inf"), 1)

    def use_calibration(self, calibration: CameraCalibration | None) -> None:
        """From the next frame on."""
        self._calibration = calibration

    def look(self, frame: Frame) -> SweepSighting:
        """One frame; takes as long as the live guidance of a still."""
        small = develop_quarter(frame)
        height, width = small.shape[:2]
        at_s, full_scale = frame.captured_at_s, upright_size(frame)[0] / width
        camera = pinhole_for((width, height), self._calibration)
        face = track_face(small, self._finder, round(at_s * 1000.0))
        faces = self._count(small, at_s)
        if face is not None and self._is_somebody_else(_box(face.points_px, (width, height)), at_s):
            face, faces = None, max(faces, 2)
        readings: list[Reading] = []
        pose = None if face is None else estimate_pose(face.points_px, face.depth_px, camera)
        yaw = None if pose is None else pose.yaw_deg
        if yaw is not None and abs(yaw) <= LANDMARKS_TO_DEG:
            readings.append((yaw, landmarks_sigma_deg(yaw), YawSource.LANDMARKS))
        found: FoundProfile | str | None = None
        if yaw is None or abs(yaw) > LOOK_ASIDE_FROM_DEG:
            found = self._profile(small, camera, yaw, full_scale)
            if isinstance(found, FoundProfile) and found.yaw_deg is not None and abs(found.yaw_deg) > PROFILE_FROM_DEG:
                readings.append((found.yaw_deg, profile_sigma_deg(found.yaw_deg), YawSource.PROFILE))
        read = joined(readings)
        trusted = face if readings and readings[0][2] is YawSource.LANDMARKS else None
        head = self._place(trusted, found, (width, height), at_s)
        return SweepSighting(
            at_s=at_s,
            sequence=frame.sequence,
            reading=self._reading(read, small, camera, at_s),
            person=True if read is not None else _somebody(face, found),
            faces=faces,
            face=_at_rest(trusted, yaw),
            blur_px=self._blur(frame, trusted, found, yaw, full_scale),
            head=head,
            pitch_deg=pose.pitch_deg if pose is not None and trusted is not None else None,
        )

    def _reading(self, read: Reading | None, small: Picture, camera: Pinhole, at_s: float) -> YawReading:
        picture = flow_picture(small)
        before, self._before = self._before, (at_s, picture)
        if read is not None:
            yaw, sigma, source = read
            self._side = 1.0 if yaw >= 0.0 else -1.0
            return YawReading(at_s=at_s, yaw_deg=yaw, sigma_deg=sigma, source=source)
        rate = None
        if before is not None and self._head is not None and camera.calibrated:
            elapsed = at_s - before[0]
            if 0.0 < elapsed <= _LONGEST_FLOW_S * self.tempo:
                mm_per_width = checks.NOMINAL_DISTANCE_MM * small.shape[1] / camera.focal_px
                rate = turn_rate_deg_s(before[1], picture, self._head[1], elapsed, mm_per_width)
        if rate is None:
            return YawReading(at_s=at_s)
        spread = max(_FLOW_SHARE * abs(rate), _FLOW_LEAST_DEG_S / self.tempo)
        return YawReading(at_s=at_s, rate_deg_s=rate, rate_sigma_deg_s=spread)

    def _count(self, small: Picture, at_s: float) -> int:
        """People in the picture, looked for now and then."""
        if at_s - self._counted[0] >= _COUNT_EVERY_S * self.tempo or at_s < self._counted[0]:
            self._counted = (at_s, max(len(self._finder.find(present_whole(small).picture)), 1))
        return self._counted[1]

    def _is_somebody_else(self, box: Box, at_s: float) -> bool:
        if self._head is None or at_s - self._head[0] > _HEAD_KNOWN_FOR_S * self.tempo:
            return False
        before = self._head[1]
        size = max(before[3] - before[1], 1e-6)
        away = (abs(box[axis] + box[axis + 2] - before[axis] - before[axis + 2]) / 2.0 for axis in (0, 1))
        return max(away) > _FARTHEST_JUMP * size

    def _profile(self, small: Picture, camera: Pinhole, yaw: float | None, full_scale: float) -> FoundProfile | str:
        side = self._side if yaw is None else yaw
        view = View.LATERAL_RIGHT if side >= 0.0 else View.LATERAL_LEFT
        return look_for_profile(small, camera, None, view, full_scale=full_scale, outline_px=_OUTLINE_PX)

    def _place(
        self, face: FoundFace | None, found: FoundProfile | str | None, size: tuple[int, int], at_s: float
    ) -> Box | None:
        box = None
        if face is not None:
            box = _box(face.points_px, size)
        elif isinstance(found, FoundProfile):
            marks = found.marks_px
            # A head is about as deep as it is high from nasion to chin.
            behind = (-1.0 if found.profile.looks_right else 1.0) * found.length_px
            box = _box(np.vstack((marks, marks + np.array([behind, 0.0]))), size)
        if box is not None:
            self._head = (at_s, box)
        return box

    def _blur(
        self,
        frame: Frame,
        face: FoundFace | None,
        found: FoundProfile | str | None,
        yaw: float | None,
        full_scale: float,
    ) -> float | None:
        size = upright_size(frame)
        if face is not None and yaw is not None:
            boxes = eye_boxes(face, yaw, full_scale=full_scale, full_size=size)
        elif isinstance(found, FoundProfile):
            boxes = edge_boxes(found, full_scale=full_scale, full_size=size)
        else:
            return None
        sharpness = measure_sharpness([grey(develop_crop(frame, box)) for box in boxes], across=True)
        return None if sharpness is None else sharpness.blur_px


def face_at_rest(face: FoundFace, yaw_deg: float) -> FaceAtRest:
    """What of this face can change during a sweep."""
    eyes = measure_eyes_and_mouth(np.column_stack((face.points_px, face.depth_px)))
    expression = measure_expression(face.blendshapes)
    seen = {"right": eyes.right_eye_ratio, "left": eyes.left_eye_ratio}
    ratio = seen["right"] if yaw_deg > 15.0 else seen["left"] if yaw_deg < -15.0 else min(seen.values())
    lower = {name: value for name, value in face.blendshapes.items() if name.startswith(_LOWER_FACE)}
    return FaceAtRest(
        eye_ratio=ratio,
        strength=None if expression is None else expression.strength,
        movement="" if expression is None else expression.movement,
        lower_face=lower,
    )


def _at_rest(face: FoundFace | None, yaw: float | None) -> FaceAtRest | None:
    if face is None or yaw is None or abs(yaw) > EXPRESSION_SEEN_TO_DEG:
        return None
    return face_at_rest(face, yaw)


def _somebody(face: FoundFace | None, found: FoundProfile | str | None) -> bool | None:
    """Whether there is a head without a yaw; an untidy background leaves that open."""
    if face is not None or isinstance(found, FoundProfile):
        return True
    return False if found == "no_face" else None


def _box(points_px: npt.NDArray[np.float64], size: tuple[int, int]) -> Box:
    (left, top), (right, bottom) = points_px.min(axis=0) / size, points_px.max(axis=0) / size
    return float(left), float(top), float(right), float(bottom)
