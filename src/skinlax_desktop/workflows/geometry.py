"""The geometric metrics of a series, with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.measurement import Confidence, Measurement, Source, not_measured
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.eye_edges import EyeEdges, find_eye_edges
from skinlax_desktop.imaging.jaw_contour import trace_jaw
from skinlax_desktop.imaging.pose import lines_of_sight, pinhole_for
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.surface.facial_metrics import (
    MENTON,
    METRIC_KINDS,
    NASION,
    SIDES,
    UPPER_LIP_MIDLINE,
    Kind,
    jaw_line,
    measure_face,
)
from skinlax_desktop.surface.head_frame import back_project, flat_points, into_head, place_head
from skinlax_desktop.workflows.metric_scale import MetricScale
from skinlax_desktop.workflows.profile_geometry import (
    BELOW_THE_CHIN,
    PROFILE_KINDS,
    FrontalFace,
    frontal_length_px,
    measure_profiles,
)
from skinlax_desktop.workflows.repeatability import GEOMETRY, UNSUPPORTED
from skinlax_desktop.workflows.series_pictures import JudgedFrame, camera_of

Points = npt.NDArray[np.float64]
_KINDS = {**METRIC_KINDS, **PROFILE_KINDS}
_SCALE_POWER = {Kind.LENGTH: 1, Kind.AREA: 2}
Reading = dict[tuple[str, str], float]

# Read off the traced edge of the jaw, which was never compared with a known jaw of a person: low confidence.
_TRACED = ("jowl_descent_mm", "jawline_deviation_mm", "prejowl_depth_mm")
# Read off the edges of iris and lids, which were compared with points that people placed by hand.
_EYE_EDGES = ("mrd1_mm", "mrd2_mm", "fissure_height_mm", "pupil_distance_mm")


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
    below = {"submental": ("submental_area_mm2",), "neck": ("cervicomental_angle_deg",)}
    return {**names, **below, "chin": ("lower_face_height_pct",), "": ("pupil_distance_mm",)}


def measure_geometry(
    frames: Sequence[JudgedFrame],
    *,
    calibration: CameraCalibration | None,
    known: MetricScale | None,
    refused: str | None,
    confidence: Confidence,
) -> dict[str, tuple[Measurement, ...]]:
    """Metrics by zone, as the mean over the frontal pictures, or over the profiles for chin and neck.

    `refused` is a reason that bars every value. A metric that the pictures cannot carry is null with its reason; one
    whose error exceeds what heads differ by, or that was only ever compared with phantoms' outlines, is of low
    confidence.
    """
    frontal = [frame for frame in frames if frame.view is View.FRONTAL and frame.face is not None]
    reason = refused or (None if frontal else "no_frontal_view")
    readings: list[Reading] = []
    if reason is None:
        readings = [_read(frame, frame.face, calibration, known) for frame in frontal if frame.face is not None]
    profiles, hidden = ([], refused) if refused else _read_profiles(frames, frontal, calibration, known)
    sides = [] if refused else _profiles_by_repeat(frames, frontal, calibration, known)
    measured = {}
    for zone, names in metric_names().items():
        of_profile = zone in BELOW_THE_CHIN
        measured[zone] = tuple(
            _measurement(
                zone,
                name,
                profiles if of_profile else readings,
                sides if of_profile else readings,
                known,
                hidden if of_profile else reason,
                confidence,
            )
            for name in names
        )
    return measured


def _profiles_by_repeat(
    frames: Sequence[JudgedFrame],
    frontal: Sequence[JudgedFrame],
    calibration: CameraCalibration | None,
    known: MetricScale | None,
) -> list[Reading]:
    """One reading a repeat, both sides averaged; nothing where the profiles were taken once."""
    numbers = sorted({frame.picture.repeat for frame in frames if frame.view.is_lateral})
    if len(numbers) < 2:
        return []
    found: list[Reading] = []
    for number in numbers:
        lateral = [frame for frame in frames if frame.view.is_lateral and frame.picture.repeat == number]
        sides, _ = _read_profiles(lateral, frontal, calibration, known)
        keys = {key for side in sides for key in side}
        found.append({key: float(np.mean([side[key] for side in sides if key in side])) for key in keys})
    return found


def _read_profiles(
    frames: Sequence[JudgedFrame],
    frontal: Sequence[JudgedFrame],
    calibration: CameraCalibration | None,
    known: MetricScale | None,
) -> tuple[list[Reading], str | None]:
    face = None
    if frontal and frontal[0].face is not None:
        height, width = frontal[0].picture.picture_bgr.shape[:2]
        camera = camera_of(calibration, frontal[0].picture)
        points, in_mm = points_in_head(frontal[0].face, (width, height), camera, known)
        length = float(np.linalg.norm(points[NASION, 1:] - points[MENTON, 1:]))
        face = FrontalFace(length_px=frontal_length_px(frontal[0]), length_mm=length if in_mm else None)
    found, hidden = measure_profiles(frames, face)
    readings: list[Reading] = []
    for profile in found:
        reading = {("neck", "cervicomental_angle_deg"): profile.angle_deg}
        if profile.area_mm2 is not None:
            reading["submental", "submental_area_mm2"] = profile.area_mm2
        readings.append(reading)
    return readings, hidden


def _read(
    frame: JudgedFrame, face: FoundFace, calibration: CameraCalibration | None, known: MetricScale | None
) -> Reading:
    """The metrics of one picture; those of a jaw whose edge is unclear are left out."""
    height, width = frame.picture.picture_bgr.shape[:2]
    camera = camera_of(calibration, frame.picture)
    eyes = find_eye_edges(frame.picture.picture_bgr, face.points_px)
    points, _ = points_in_head(_with_eyes(face, eyes), (width, height), camera, known)
    jaws = {} if camera is None or known is None else _jaws(frame, face, camera, known)
    landmark_jaws = {side: jaw_line(points[:, :2], numbers) for side, numbers in SIDES.items()}
    found = measure_face(points, landmark_jaws | jaws)
    unseen = {zone for side in SIDES if side not in jaws for zone in (f"jowl_{side}", f"prejowl_{side}")}
    blind = {
        zone for side in SIDES if side not in eyes for zone in (f"upper_eyelid_{side}", f"infraorbital_{side}", "")
    }
    return {
        (zone, name): value
        for (zone, name), value in found.items()
        if zone not in unseen and not (zone in blind and name in _EYE_EDGES)
    }


def _with_eyes(face: FoundFace, eyes: Mapping[str, EyeEdges]) -> FoundFace:
    """The landmarks with iris centres and lid margins where the picture shows them; depths stay the model's."""
    points = face.points_px.copy()
    for side, edges in eyes.items():
        numbers = SIDES[side]
        points[numbers.iris], points[numbers.upper_lid], points[numbers.lower_lid] = (
            edges.iris,
            edges.upper,
            edges.lower,
        )
    return replace(face, points_px=points)


def _jaws(frame: JudgedFrame, face: FoundFace, camera: CameraCalibration, known: MetricScale) -> dict[str, Points]:
    """The jaw's traced edges in the head frame (x, y), at the depths of the landmarks beside them."""
    picture = frame.picture.picture_bgr
    height, width = picture.shape[:2]
    contours = {}
    for side, numbers in SIDES.items():
        line = jaw_line(np.column_stack((face.points_px, face.depth_px)), numbers)
        edge = trace_jaw(picture, line[:, :2], face.points_px[UPPER_LIP_MIDLINE], camera.focal_x_px / known.distance_mm)
        if edge is None:
            continue
        more = replace(
            face,
            points_px=np.vstack((face.points_px, edge)),
            depth_px=np.concatenate((face.depth_px, line[:, 2])),
        )
        points, _ = points_in_head(more, (width, height), camera, known)
        contours[side] = points[-len(edge) :, :2]
    return contours


def _measurement(
    zone: str,
    name: str,
    readings: Sequence[Reading],
    by_repeat: Sequence[Reading],
    known: MetricScale | None,
    reason: str | None,
    confidence: Confidence,
) -> Measurement:
    kind = _KINDS[name]
    if reason is None and kind in (Kind.LENGTH, Kind.AREA) and known is None:
        reason = "no_scale"
    reason = reason or UNSUPPORTED.get(name)
    values = [reading[zone, name] for reading in readings if (zone, name) in reading]
    if reason is None and not values:
        reason = "needs_eye_edges" if name in _EYE_EDGES else "needs_jaw_contour"
    if reason is not None:
        return not_measured(name, kind.value, reason)
    value = float(np.mean(values))
    # An area is wrong by twice what a length is.
    share = 0.0 if known is None else known.share * _SCALE_POWER.get(kind, 0)
    repeated = tuple(reading[zone, name] for reading in by_repeat if (zone, name) in reading)
    known_error = GEOMETRY[name].with_repeats(repeated)
    half = known_error.half_interval(value, len(values), share)
    return Measurement(
        name=name,
        unit=kind.value,
        value=value,
        low=max(value - half, 0.0) if name in _TRACED else value - half,  # a depth is never negative
        high=value + half,
        mdc95=known_error.mdc95(value, len(values)),
        source=Source.IMAGE if name in (*_TRACED, *_EYE_EDGES, *PROFILE_KINDS) else Source.LANDMARKS,
        confidence=confidence
        if known_error.tells_heads_apart and name not in (*_TRACED, *PROFILE_KINDS)
        else Confidence.LOW,
        repeat_values=repeated if len(repeated) > 1 else (),
    )
