"""What makes millimetres possible in a series: a working distance that was declared, or a marker in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.imaging.marker import FoundMarker, find_markers, is_known_family
from skinlax_desktop.imaging.pose import lines_of_sight, pinhole_for
from skinlax_desktop.surface.facial_metrics import NASION
from skinlax_desktop.workflows.series_pictures import JudgedFrame, camera_of

# A scale that names no uncertainty is not taken for exact.
UNKNOWN_SCALE_SHARE: Final = 0.01
# A marker is stuck on or held beside the face; how far before or behind the nasion it is, nobody measured.
_MARKER_OUT_OF_PLANE_MM: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricScale:
    """The camera-to-nasion distance of the frontal picture, millimetres, and its relative standard uncertainty."""

    distance_mm: float
    share: float


def metric_scale(calibration: CameraCalibration | None, scale: Scale | None) -> MetricScale | None:
    """The scale that a calibrated camera's declared working distance in the frontal view gives."""
    if calibration is None or scale is None or scale.kind is not ScaleKind.WORKING_DISTANCE:
        return None
    if scale.distance_mm is None or scale.view not in (None, View.FRONTAL):
        return None
    share = UNKNOWN_SCALE_SHARE if scale.sigma_mm is None else scale.sigma_mm / scale.distance_mm
    return MetricScale(distance_mm=scale.distance_mm, share=share)


def scale_share_of(visit: Visit) -> float:
    """The relative standard error of the millimetres of a visit's surface."""
    surface = visit.face_surface
    if surface is not None and surface.scale_share is not None:
        return surface.scale_share
    known = metric_scale(visit.calibration, visit.scale)
    return known.share if known is not None else UNKNOWN_SCALE_SHARE


def scale_of_series(
    frames: Sequence[JudgedFrame], calibration: CameraCalibration | None, scale: Scale | None
) -> MetricScale | None:
    """As `metric_scale`, or read off a marker in the first frontal picture that shows a face.

    The marker is taken to stand in the plane of the nasion; that it need not is part of the uncertainty. Raises
    `marker_family` for a family that nobody knows and `marker_not_found` when no such marker is seen.
    """
    if scale is None or scale.kind is not ScaleKind.MARKER:
        return metric_scale(calibration, scale)
    if not is_known_family(scale.family):
        raise SkinlaxError("marker_family", family=str(scale.family)[:30])
    if calibration is None or scale.size_mm is None:
        return None
    frontal = next((f for f in frames if f.view is View.FRONTAL and f.face is not None), None)
    if frontal is None or frontal.face is None:
        return None
    picture = frontal.picture.picture_bgr
    pinhole = pinhole_for((picture.shape[1], picture.shape[0]), camera_of(calibration, frontal.picture))
    markers = find_markers(picture, pinhole, family=scale.family, marker_id=scale.marker_id, size_mm=scale.size_mm)
    if not markers:
        raise SkinlaxError("marker_not_found", file=frontal.picture.file)
    depth = float(np.average([m.centre_mm[2] for m in markers], weights=[m.share**-2 for m in markers]))
    slope = lines_of_sight(frontal.face.points_px[[NASION]], pinhole)[0]
    return MetricScale(distance_mm=depth * float(np.sqrt(1.0 + slope @ slope)), share=_share(markers, scale, depth))


def _share(markers: Sequence[FoundMarker], scale: Scale, depth: float) -> float:
    """Corners, printed size, and the plane; the size of all markers is wrong together."""
    corners = float(np.sum([m.share**-2 for m in markers])) ** -0.5
    size = UNKNOWN_SCALE_SHARE if scale.sigma_mm is None or not scale.size_mm else scale.sigma_mm / scale.size_mm
    return float((corners**2 + size**2 + (_MARKER_OUT_OF_PLANE_MM / depth) ** 2) ** 0.5)
