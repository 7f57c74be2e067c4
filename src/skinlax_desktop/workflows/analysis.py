"""From the pictures of a series to everything measured in it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from skinlax_desktop import __version__
from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.measurement import Analysis, Confidence, FrameResult, Measurement, ZoneResult
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.ports.laxity import OpenedLaxity
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.text.analysis import warning_sentence
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.workflows.geometry import measure_geometry
from skinlax_desktop.workflows.landmark_mesh import mesh_of_series
from skinlax_desktop.workflows.laxity import GradedSeries, grade_series
from skinlax_desktop.workflows.metric_scale import MetricScale, scale_of_series
from skinlax_desktop.workflows.series_pictures import JudgedFrame, Progress, SeriesPicture, judge_series
from skinlax_desktop.workflows.skin import SkinResult, measure_skin_of_series

__all__ = ["AnalysedSeries", "SeriesPicture", "analyse_series"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnalysedSeries:
    """The measurements, and the face as a mesh where a frontal face was found and measured."""

    analysis: Analysis
    face_mesh: FaceMesh | None = None


def analyse_series(
    pictures: Sequence[SeriesPicture],
    finder: LandmarkFinder,
    *,
    calibration: CameraCalibration | None = None,
    scale: Scale | None = None,
    off_protocol: bool = False,
    laxity: OpenedLaxity = None,
    age_years: float | None = None,
    on_progress: Progress | None = None,
) -> AnalysedSeries:
    """Judge the series and, when it passes or `off_protocol` allows it, measure it.

    `calibration` may name the sensor as mounted; it is turned and scaled to each upright picture. A refused series
    keeps its verdicts and landmarks, and every value is null with the reason `refused_by_gate`. `off_protocol` of the
    result says that the gate refused what was measured all the same. Without a `laxity` model no grade is given, and
    below 18 `age_years` none that is trusted; a `SkinlaxError` in its place is why an installed model was not opened.
    `on_progress(fraction, step)` may raise to stop.
    Raises `SkinlaxError("capture_set_size")` when a picture is not of the calibrated camera.
    """
    progress = on_progress or _silent
    clock = _StepClock()
    frames = judge_series(
        pictures,
        finder,
        calibration=calibration,
        scale=scale,
        on_progress=lambda fraction, step: progress(0.5 * fraction, step),
    )
    clock.lap("gate")
    passed = bool(frames) and all(frame.verdict.passed for frame in frames)
    deviates = off_protocol and not passed
    refused = None if passed or off_protocol else "refused_by_gate"
    known = scale_of_series(frames, calibration, scale) if refused is None else None
    confidence = Confidence.LOW if deviates else Confidence.OK
    geometry = measure_geometry(frames, calibration=calibration, known=known, refused=refused, confidence=confidence)
    clock.lap("geometry")
    skin = measure_skin_of_series(
        frames,
        calibration=calibration,
        known=known,
        refused=refused,
        confidence=confidence,
        on_progress=lambda fraction, step: progress(0.5 + 0.4 * fraction, step),
    )
    calibrated = bool(frames) and all(frame.picture.colour is not None for frame in frames)
    clock.lap("skin")
    progress(0.9, "laxity")
    grades = grade_series(frames, laxity, refused=refused, deviates=deviates, age_years=age_years)
    clock.lap("laxity")
    progress(0.95, "mesh")
    mesh = mesh_of_series(frames, calibration, known) if refused is None else None
    clock.lap("mesh")
    analysis = Analysis(
        program=f"skinlax {__version__}",
        analysed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        models=(finder.model, *((grades.model,) if grades.model is not None else ())),
        frames=tuple(_frame_result(frame) for frame in frames),
        zones=tuple(grades.graded(zone) for zone in _zones(geometry, skin)),
        attributes=skin.overall,
        colour=skin.colour,
        face=geometry[""],
        laxity=grades.whole,
        colour_calibrated=calibrated,
        delta_e_mean=_delta_e(frames) if calibrated else None,
        off_protocol=deviates,
        warnings=_warnings(
            frames, scale, known, grades, deviates=deviates, measured=refused is None, calibrated=calibrated
        ),
        timing_ms=clock.laps,
    )
    progress(1.0, "done")
    return AnalysedSeries(analysis=analysis, face_mesh=mesh)


def _silent(_fraction: float, _step: str) -> None:
    """No progress is wanted."""


class _StepClock:
    """Milliseconds of each step."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self.laps: tuple[tuple[str, float], ...] = ()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.laps = (*self.laps, (step, round(1000.0 * (now - self._began), 1)))
        self._began = now


def _frame_result(frame: JudgedFrame) -> FrameResult:
    height, width = frame.picture.picture_bgr.shape[:2]
    result = FrameResult(
        file=frame.picture.file, view=frame.view.value, verdict=frame.verdict, width_px=width, height_px=height
    )
    if frame.face is None:
        return result
    # Hundredths of a pixel are far below what the model can tell.
    return replace(
        result,
        landmarks_px=tuple((round(float(x), 2), round(float(y), 2)) for x, y in frame.face.points_px),
        landmark_depth_px=tuple(round(float(depth), 2) for depth in frame.face.depth_px),
    )


def _delta_e(frames: Sequence[JudgedFrame]) -> float:
    """The worst calibration that any picture of the series was corrected by."""
    return max(frame.picture.colour.colour.delta_e_mean for frame in frames if frame.picture.colour is not None)


def _zones(geometry: dict[str, tuple[Measurement, ...]], skin: SkinResult) -> tuple[ZoneResult, ...]:
    names = [*zone_landmarks(), "submental", "neck"]
    return tuple(ZoneResult(zone=zone, metrics=(*geometry.get(zone, ()), *skin.zones[zone])) for zone in names)


def _warnings(
    frames: Sequence[JudgedFrame],
    scale: Scale | None,
    known: MetricScale | None,
    grades: GradedSeries,
    *,
    deviates: bool,
    measured: bool,
    calibrated: bool,
) -> tuple[str, ...]:
    codes = ["off_protocol"] if deviates else []
    if measured and scale is not None and scale.kind is ScaleKind.MARKER and known is None:
        codes.append("marker_scale")
    if scale is not None and scale.kind is ScaleKind.IRIS:
        codes.append("iris_scale")
    if measured:
        codes += ["no_scale", "assumed_pupils"] if known is None else []
        codes += ["no_scale_sigma"] if known is not None and scale is not None and scale.sigma_mm is None else []
        codes += ["landmark_shape"] if calibrated else ["colour_uncalibrated", "landmark_shape"]
    if grades.error is None:
        codes.append("no_model" if grades.model is None else "model_grade")
    sentences = [warning_sentence(code) for code in (*codes, *grades.notices)]
    sentences += [sentence_of(grades.error)] if grades.error is not None else []
    grey = [frame.picture.file for frame in frames if not frame.picture.has_colour]
    return (*sentences, *(warning_sentence("no_colour", file=file) for file in grey))
