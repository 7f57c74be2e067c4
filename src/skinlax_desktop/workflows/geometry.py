"""The geometric metrics of a series, with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.measurement import Confidence, Measurement, Source, not_measured
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.pose import lines_of_sight, pinhole_for
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.surface.facial_metrics import METRIC_KINDS, SIDES, Kind, measure_face
from skinlax_desktop.surface.head_frame import back_project, flat_points, into_head, place_head
from skinlax_desktop.workflows.repeatability import GEOMETRY, UNSUPPORTED
from skinlax_desktop.workflows.series_pictures import JudgedFrame, camera_of

Points = npt.NDArray[np.float64]

# A scale that names no uncertainty is not taken for exact.
UNKNOWN_SCALE_SHARE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricScale:
    """The camera-to-nasion distance of the frontal picture, millimetres, and its relative standard uncertainty."""

    distance_mm: float
    share: float


def metric_scale(calibration: CameraCalibration | None, scale: Scale | None) -> MetricScale | None:
    """What makes millimetres possible: a calibrated camera and its working distance in the frontal view."""
    if calibration is None or scale is None or scale.kind is not ScaleKind.WORKING_DISTANCE:
        return None
    if scale.distance_mm is None or scale.view not in (None, View.FRONTAL):
        return None
    share = UNKNOWN_SCALE_SHARE if scale.sigma_mm is None else scale.sigma_mm / scale.distance_mm
    return MetricScale(distance_mm=scale.distance_mm, share=share)


def points_in_head(
    face: FoundFace, size: tuple[int, int], camera: CameraCalibration | None, known: MetricScale | None
) -> tuple[Points, bool]:
    """The 478 landmarks in the head frame: millimetres and True, or units of an average face and False."""
    if camera is not None and known is not None:
        pinhole = pinhole_for(size, camera)
        slopes = lines_of_sight(face.points_px, pinhole)
        points = back_project(slopes, face.depth_px, focal_px=pinhole.focal_px, distance_mm=known.distance_mm)
        return into_head(points, place_head(points)), True
    points = flat_points(face.points_px, face.depth_px)
    placement = place_head(points)
    return into_head(points, placement) / placement.scale, False


def metric_names() -> dict[str, tuple[str, ...]]:
    """Which metrics each zone has; the zone "" is the face as a whole."""
    paired = {
        "brow": ("brow_height_med_mm", "brow_height_apex_mm", "brow_height_lat_mm", "brow_arch_mm"),
        "upper_eyelid": ("mrd1_mm", "fissure_height_mm", "fissure_width_mm", "canthal_tilt_deg"),
        "infraorbital": ("mrd2_mm",),
        "marionette": ("commissure_angle_deg",),
        "jowl": ("jowl_descent_mm", "jawline_deviation_mm"),
        "prejowl": ("prejowl_depth_mm",),
        "malar": ("malar_convexity_mm",),
    }
    names = {f"{zone}_{side}": metrics for zone, metrics in paired.items() for side in SIDES}
    return {**names, "chin": ("lower_face_height_pct",), "": ("pupil_distance_mm",)}


def measure_geometry(
    frames: Sequence[JudgedFrame],
    *,
    calibration: CameraCalibration | None,
    known: MetricScale | None,
    refused: str | None,
    confidence: Confidence,
) -> dict[str, tuple[Measurement, ...]]:
    """Metrics by zone, as the mean over the frontal pictures. `refused` is a reason that bars every value.

    A metric that landmarks cannot carry is null with its reason; one whose error exceeds what heads differ by is of
    low confidence.
    """
    frontal = [frame for frame in frames if frame.view is View.FRONTAL and frame.face is not None]
    reason = refused or (None if frontal else "no_frontal_view")
    readings: list[dict[tuple[str, str], float]] = []
    if reason is None:
        for frame in frontal:
            assert frame.face is not None  # noqa: S101  # narrowed above
            height, width = frame.picture.picture_bgr.shape[:2]
            points, _ = points_in_head(frame.face, (width, height), camera_of(calibration, frame.picture), known)
            readings.append(measure_face(points))
    return {
        zone: tuple(_measurement(zone, name, readings, known, reason, confidence) for name in names)
        for zone, names in metric_names().items()
    }


def _measurement(
    zone: str,
    name: str,
    readings: Sequence[dict[tuple[str, str], float]],
    known: MetricScale | None,
    reason: str | None,
    confidence: Confidence,
) -> Measurement:
    kind = METRIC_KINDS[name]
    if reason is None and kind is Kind.LENGTH and known is None:
        reason = "no_scale"
    reason = reason or UNSUPPORTED.get(name)
    if reason is not None:
        return not_measured(name, kind.value, reason)
    value = float(np.mean([reading[zone, name] for reading in readings]))
    share = known.share if known is not None and kind is Kind.LENGTH else 0.0
    known_error = GEOMETRY[name]
    half = known_error.half_interval(value, len(readings), share)
    return Measurement(
        name=name,
        unit=kind.value,
        value=value,
        low=value - half,
        high=value + half,
        mdc95=known_error.mdc95(value, len(readings)),
        source=Source.LANDMARKS,
        confidence=confidence if known_error.tells_heads_apart else Confidence.LOW,
    )
