"""The skin attributes of a series: each zone on the picture that sees it best, with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.measurement import Confidence, Measurement, Source, not_measured
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.attributes import ATTRIBUTES, AttributeReading, ColourReading, measure_skin
from skinlax_desktop.imaging.attributes.measure import PROXIES
from skinlax_desktop.imaging.face_scale import assumed_mm_per_px
from skinlax_desktop.imaging.pose import pinhole_for
from skinlax_desktop.imaging.zones import MEASURABLE_COSINE, zone_cosines, zone_landmarks, zone_polygons
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.workflows.metric_scale import MetricScale
from skinlax_desktop.workflows.repeatability import ATTRIBUTES as REPEATS
from skinlax_desktop.workflows.repeatability import COLOUR, Repeatability
from skinlax_desktop.workflows.series_pictures import JudgedFrame, Progress, camera_of

# One standard deviation of adult pupil distance, as a share of it.
ASSUMED_SCALE_SHARE: Final = 0.06
OVERALL_WEIGHT_BY_AREA: Final = ("forehead", "malar_R", "malar_L", "infraorbital_R", "infraorbital_L", "chin")
_VIEWS: Final = (View.FRONTAL, View.OBLIQUE_RIGHT, View.OBLIQUE_LEFT)
# Only views that show it could tell, and those are no landmark views.
_NEVER: Final = {"submental": "needs_chin_up_view", "neck": "needs_chin_up_view"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinResult:
    """Attributes by zone, over the whole face, and colour."""

    zones: Mapping[str, tuple[Measurement, ...]]
    overall: tuple[Measurement, ...]
    colour: tuple[Measurement, ...]


def measure_skin_of_series(
    frames: Sequence[JudgedFrame],
    *,
    calibration: CameraCalibration | None,
    known: MetricScale | None,
    refused: str | None,
    confidence: Confidence,
    on_progress: Progress,
) -> SkinResult:
    """Measure every zone where it faces the camera best; frontal pictures win where they see a zone well enough."""
    everything = [*zone_landmarks(), *_NEVER]
    if refused is not None:
        return _nothing(everything, refused)
    readings: dict[tuple[str, str], list[AttributeReading]] = {}
    colours: dict[str, list[ColourReading]] = {}
    for done, (frame, face, zones) in enumerate(plan := _plan(frames)):
        on_progress(done / len(plan), "skin")
        found = measure_skin(
            frame.picture.picture_bgr,
            face.points_px,
            zone_polygons(face.points_px),
            zones=zones,
            mm_per_px=_mm_per_px(frame, face, calibration, known),
            has_colour=frame.picture.has_colour,
            correction=frame.picture.colour,
        )
        for (zone, name), reading in found.attributes.items():
            if zone:
                readings.setdefault((zone, name), []).append(reading)
        for zone, colour in found.colours.items():
            if zone:
                colours.setdefault(zone, []).append(colour)
    if known is None:
        confidence = Confidence.LOW
    share = 0.0 if known is not None else ASSUMED_SCALE_SHARE
    by_zone = {
        zone: tuple(_attribute(name, readings.get((zone, name), []), share, confidence, zone) for name in ATTRIBUTES)
        for zone in everything
    }
    overall = tuple(_overall(name, readings, share, confidence) for name in ATTRIBUTES)
    return SkinResult(zones=by_zone, overall=overall, colour=_colour(colours, confidence))


def _plan(frames: Sequence[JudgedFrame]) -> list[tuple[JudgedFrame, FoundFace, tuple[str, ...]]]:
    """Which zones to measure on which picture."""
    seen = [
        (frame, frame.face, zone_cosines(frame.face.points_px, frame.face.depth_px))
        for frame in frames
        if frame.face is not None and frame.view in _VIEWS
    ]
    view_of: dict[str, View] = {}
    for zone in zone_landmarks():
        best = {
            view: max(cosines[zone] for frame, _, cosines in seen if frame.view is view)
            for view in _VIEWS
            if any(frame.view is view for frame, _, _ in seen)
        }
        if best.get(View.FRONTAL, 0.0) >= MEASURABLE_COSINE:
            view_of[zone] = View.FRONTAL
        elif best and max(best.values()) >= MEASURABLE_COSINE:
            view_of[zone] = max(best, key=lambda view: best[view])
    plan = []
    for frame, face, cosines in seen:
        zones = tuple(z for z, view in view_of.items() if view is frame.view and cosines[z] >= MEASURABLE_COSINE)
        if zones:
            plan.append((frame, face, zones))
    return plan


def _mm_per_px(
    frame: JudgedFrame, face: FoundFace, calibration: CameraCalibration | None, known: MetricScale | None
) -> float:
    height, width = frame.picture.picture_bgr.shape[:2]
    camera = camera_of(calibration, frame.picture)
    if known is not None and camera is not None:
        return known.distance_mm / pinhole_for((width, height), camera).focal_px
    return assumed_mm_per_px(face.points_px, face.depth_px)


def _attribute(
    name: str, readings: Sequence[AttributeReading], share: float, confidence: Confidence, zone: str
) -> Measurement:
    values = [reading.value for reading in readings if reading.value is not None]
    if not values:
        reason = next((reading.reason for reading in readings if reading.reason), None)
        return _missing(name, reason or _NEVER.get(zone, "turned_away"))
    return _with_interval(name, float(np.mean(values)), len(values), share, confidence, tuple(values))


def _overall(
    name: str,
    readings: Mapping[tuple[str, str], Sequence[AttributeReading]],
    share: float,
    confidence: Confidence,
) -> Measurement:
    """The mean over the measured zones, weighted by their skin; as many captures as the least seen zone had."""
    rows = [[r for r in row if r.value is not None] for (_, attribute), row in readings.items() if attribute == name]
    rows = [row for row in rows if row]
    if not rows:
        reasons = [r.reason for (_, attribute), row in readings.items() if attribute == name for r in row if r.reason]
        return _missing(name, reasons[0] if reasons else "no_face")
    total = sum(reading.area_cm2 for row in rows for reading in row)
    value = sum((reading.value or 0.0) * reading.area_cm2 for row in rows for reading in row) / total
    least = min(len(row) for row in rows)
    return _with_interval(name, value, least, share, confidence, _means_by_repeat(rows, least))


def _means_by_repeat(rows: Sequence[Sequence[AttributeReading]], repeats: int) -> tuple[float, ...]:
    """The same weighted mean for each repeat that every zone has, in the order taken."""
    means = []
    for place in range(repeats):
        seen = [row[place] for row in rows]
        total = sum(reading.area_cm2 for reading in seen)
        means.append(sum((reading.value or 0.0) * reading.area_cm2 for reading in seen) / total)
    return tuple(means)


def _with_interval(
    name: str, value: float, captures: int, share: float, confidence: Confidence, repeated: tuple[float, ...] = ()
) -> Measurement:
    known: Repeatability = REPEATS[name].with_repeats(repeated)
    half = known.half_interval(value, captures, share)
    return Measurement(
        name=name,
        unit=ATTRIBUTES[name],
        value=value,
        low=value - half if value < 0.0 else max(value - half, 0.0),
        high=value + half,
        mdc95=known.mdc95(value, captures),
        source=Source.IMAGE,
        confidence=confidence,
        proxy=name in PROXIES,
        repeat_values=repeated if len(repeated) > 1 else (),
    )


def _missing(name: str, reason: str) -> Measurement:
    return not_measured(name, ATTRIBUTES[name], reason, proxy=name in PROXIES)


def _colour(colours: Mapping[str, Sequence[ColourReading]], confidence: Confidence) -> tuple[Measurement, ...]:
    from skimage.color import deltaE_ciede2000

    zones = [zone for zone in OVERALL_WEIGHT_BY_AREA if zone in colours]
    if not zones:
        return (not_measured("ita_deg", "deg", "no_colour"), not_measured("zone_delta_e", "dE00", "no_colour"))
    angles = [float(np.mean([reading.ita_deg for reading in colours[zone]])) for zone in zones]
    labs = np.array([np.mean([reading.lab for reading in colours[zone]], axis=0) for zone in zones])
    middle = np.broadcast_to(np.median(labs, axis=0), labs.shape)
    ita, spread = float(np.median(angles)), float(np.mean(deltaE_ciede2000(labs, middle)))
    return (
        _colour_value("ita_deg", "deg", ita, COLOUR["ita_deg"], confidence),
        _colour_value("zone_delta_e", "dE00", spread, COLOUR["zone_delta_e"], confidence),
    )


def _colour_value(name: str, unit: str, value: float, known: Repeatability, confidence: Confidence) -> Measurement:
    half = known.half_interval(value, 1)
    return Measurement(
        name=name,
        unit=unit,
        value=value,
        low=value - half,
        high=value + half,
        mdc95=known.mdc95(value, 1),
        source=Source.IMAGE,
        confidence=confidence,
    )


def _nothing(zones: Sequence[str], reason: str) -> SkinResult:
    return SkinResult(
        zones={zone: tuple(_missing(name, reason) for name in ATTRIBUTES) for zone in zones},
        overall=tuple(_missing(name, reason) for name in ATTRIBUTES),
        colour=(not_measured("ita_deg", "deg", reason), not_measured("zone_delta_e", "dE00", reason)),
    )
