"""What the gate and the live guidance both ask of a face with landmarks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.gate import Check
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.exposure import Exposure, measure_exposure
from skinlax_desktop.imaging.expression import Expression, measure_expression
from skinlax_desktop.imaging.eyes_and_mouth import EyesAndMouth, measure_eye_tones, measure_eyes_and_mouth
from skinlax_desktop.imaging.face_scale import (
    distance_from_eyes_mm,
    distance_from_iris_mm,
    iris_diameter_px,
    pupil_distance_px,
)
from skinlax_desktop.imaging.focus import Sharpness, grey, measure_sharpness
from skinlax_desktop.imaging.gaze import measure_gaze_aside_deg
from skinlax_desktop.imaging.occlusion import Cover, measure_cover
from skinlax_desktop.imaging.pose import Pinhole, estimate_pose
from skinlax_desktop.imaging.rigid_face import MENTON, NASION
from skinlax_desktop.imaging.skin_regions import EYE_SURROUNDINGS, box_around, visible_sides
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.workflows import checks, look_checks, quality_checks
from skinlax_desktop.workflows.assessment import Baseline

Picture = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]

_TURNED_DEG = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredFace:
    """Numbers of one face. Millimetres are None without a calibration; lengths in pixels are of the full picture.

    `eye_tones_stops`: between the lids of the plainer eye. `jaw_open`: the landmark model's own 0..1, None where it
    gives none. `gaze_aside_deg` is None on a turned face.
    """

    calibrated: bool
    pose: Pose
    distance_mm: float | None
    mm_per_px: float | None
    pupils_px: float
    offset_mm: tuple[float, float] | None
    edge_share: float
    expression: Expression | None
    eyes_and_mouth: EyesAndMouth
    eye_tones_stops: float | None
    jaw_open: float | None
    gaze_aside_deg: float | None
    exposure: Exposure | None
    sharpness: Sharpness | None
    cover: Cover
    head_height_px: float


def measure_face(
    face: FoundFace,
    picture: Picture,
    camera: Pinhole,
    *,
    full_scale: float,
    eyes: Sequence[Picture],
    baseline: Baseline | None = None,
    pose: Pose | None = None,
    live: bool = False,
) -> MeasuredFace:
    """Read a face in `picture`, whose `camera` is; `full_scale`: full-resolution pixels a pixel of `picture`.

    `pose`: as `estimate_pose` read it, where that was done. `live`: what may be read roughly is.

    `eyes`: the surroundings of the eyes at full resolution (see `eye_boxes`), for the focus. With a `baseline` a
    turned face gets its distance from its height, which turning does not change, rather than from a slanted iris.
    """
    points = face.points_px
    pose = estimate_pose(points, face.depth_px, camera) if pose is None else pose
    head_height_px = float(np.linalg.norm(points[NASION] - points[MENTON])) * full_scale
    distance = _distance_mm(points, pose, camera, head_height_px, baseline)
    return MeasuredFace(
        calibrated=camera.calibrated,
        pose=pose,
        distance_mm=distance,
        mm_per_px=None if distance is None else distance / (camera.focal_px * full_scale),
        pupils_px=pupil_distance_px(points) * full_scale,
        offset_mm=None if distance is None else _offset_mm(points[NASION], camera, distance),
        edge_share=_edge_share(points, picture.shape[:2]),
        expression=measure_expression(face.blendshapes),
        eyes_and_mouth=measure_eyes_and_mouth(np.column_stack((points, face.depth_px))),
        eye_tones_stops=measure_eye_tones(picture, points, pose.yaw_deg),
        jaw_open=face.blendshapes.get("jawOpen"),
        gaze_aside_deg=measure_gaze_aside_deg(points, pose.yaw_deg) if abs(pose.yaw_deg) <= _TURNED_DEG else None,
        exposure=measure_exposure(picture, points, pose.yaw_deg),
        sharpness=measure_sharpness([grey(eye) for eye in eyes]),
        cover=measure_cover(picture, points, pose.yaw_deg, quick=live),
        head_height_px=head_height_px,
    )


def eye_boxes(face: FoundFace, yaw_deg: float, *, full_scale: float, full_size: tuple[int, int]) -> tuple[Box, ...]:
    """Left, top, right, bottom of the eyes' surroundings in the full picture of `full_size` (width, height)."""
    boxes = (
        box_around(
            (face.points_px[list(EYE_SURROUNDINGS[side])] + 0.5) * full_scale - 0.5,
            (full_size[1], full_size[0]),
            margin=0.1,
        )
        for side in visible_sides(yaw_deg)
    )
    return tuple(box for box in boxes if box is not None)


def face_checks(
    measured: MeasuredFace,
    view: View,
    *,
    nominal_mm: float = checks.NOMINAL_DISTANCE_MM,
    guided: bool = False,
    spare_deg: float = 0.0,
) -> tuple[Check, ...]:
    """The checks of a face with landmarks, most urgent first.

    Mouth and expression come before the nod: a smile reads as 3 degrees of pitch, and the head has not moved. What
    covers the face comes before either: landmarks beneath a hand are guesses, which read as 5 degrees.
    """
    pose = measured.pose
    yaw, *nod_and_tilt = checks.pose_checks(
        pose, view, calibrated=measured.calibrated, guided=guided, spare_deg=spare_deg
    )
    narrow = checks.narrow_eyes(measured.eyes_and_mouth, pose.yaw_deg)
    return (
        checks.view_check(pose.yaw_deg, pose.pitch_deg, view),
        checks.distance_check(
            measured.distance_mm,
            nominal_mm=nominal_mm,
            tolerance=checks.DISTANCE_TOLERANCE_NARROW if narrow else checks.DISTANCE_TOLERANCE,
        ),
        quality_checks.centring_check(measured.offset_mm, view=view, edge_share=measured.edge_share),
        quality_checks.occlusion_check(measured.cover),
        yaw,
        checks.mouth_closed_check(measured.eyes_and_mouth, measured.jaw_open),
        checks.expression_check(measured.expression),
        *nod_and_tilt,
        checks.eyes_open_check(measured.eyes_and_mouth, pose.yaw_deg, measured.eye_tones_stops),
        look_checks.gaze_check(measured.gaze_aside_deg),
        quality_checks.exposure_check(measured.exposure, narrow_eyes=narrow),
        quality_checks.clipping_check(measured.exposure),
        quality_checks.light_balance_check(measured.exposure),
        quality_checks.resolution_check(measured.mm_per_px, measured.pupils_px),
        quality_checks.focus_check(measured.sharpness),
    )


def baseline_of(measured: MeasuredFace) -> Baseline:
    """What a frontal face teaches about the profiles to come."""
    return Baseline(
        head_height_px=measured.head_height_px,
        distance_mm=measured.distance_mm,
        sharpness=None if measured.sharpness is None else measured.sharpness.blur_px,
    )


def _distance_mm(
    points_px: npt.NDArray[np.float64], pose: Pose, camera: Pinhole, head_height_px: float, baseline: Baseline | None
) -> float | None:
    if not camera.calibrated:
        return None
    if baseline is not None and baseline.distance_mm is not None and abs(pose.yaw_deg) > _TURNED_DEG:
        return baseline.distance_mm * baseline.head_height_px / head_height_px
    iris_px = iris_diameter_px(points_px, pose.yaw_deg)
    if abs(pose.yaw_deg) > _TURNED_DEG:
        return distance_from_iris_mm(iris_px, camera.focal_px)
    pupils_px = pupil_distance_px(points_px) / math.cos(math.radians(pose.yaw_deg))
    return distance_from_eyes_mm(iris_px, pupils_px, camera.focal_px)


def _offset_mm(nasion_px: npt.NDArray[np.float64], camera: Pinhole, distance_mm: float) -> tuple[float, float]:
    across, down = (nasion_px - np.array(camera.centre_px)) / camera.focal_px * distance_mm
    return (float(across), float(-down))


def _edge_share(points_px: npt.NDArray[np.float64], shape: tuple[int, int]) -> float:
    height, width = shape
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    return float(min(low[0], low[1], width - 1 - high[0], height - 1 - high[1])) / width
