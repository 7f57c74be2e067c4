"""An invented visit for the tests of the report: a drawn face, landmarks of the average head, numbers of no one."""

import functools
import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind, Judgement, ProbeQuantity, ProbeReading
from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.gate import Advice, Check, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import AnnotationId, CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.measurement import (
    Analysis,
    FrameResult,
    Measurement,
    ModelUse,
    Source,
    ZoneResult,
    not_measured,
)
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.domain.zones import ZONES

WIDTH_PX, HEIGHT_PX = 900, 1229
AUTHOR = UserName("dr.invented")
MOMENT = "2026-11-23T20:15:00+00:00"
_HEAD = Path(__file__).parents[1] / "resources" / "canonical_face.json"


def make_patient(**changes: str) -> Patient:
    names = {"family_name": "Quillfeather", "given_name": "Amberline", "record_number": "SX-000123"} | changes
    return Patient(id=PatientId("p-1"), birth_date="1964-05-02", fitzpatrick="III", monk=4, **names)


@functools.cache
def landmarks() -> tuple[tuple[tuple[float, float], ...], tuple[float, ...]]:
    """Points of the average head seen from the front, pixels and depth."""
    points = np.array(json.loads(_HEAD.read_text(encoding="utf-8"))["points_in_head_mm"])
    irises = np.repeat(points[[33, 263]], 5, axis=0)
    whole = np.vstack((points[:468], irises))
    scale = 3.2
    x, y = WIDTH_PX / 2 + scale * whole[:, 0], 0.42 * HEIGHT_PX - scale * whole[:, 1]
    return tuple(zip(x.tolist(), y.tolist(), strict=True)), tuple((-scale * whole[:, 2]).tolist())


@functools.cache
def picture(width: int = WIDTH_PX, height: int = HEIGHT_PX) -> bytes:
    """A grey backdrop with a skin-coloured oval and noise."""
    drawn: npt.NDArray[np.uint8] = np.full((height, width, 3), 120, dtype=np.uint8)
    centre, axes = (width // 2, int(height * 0.45)), (int(width * 0.33), int(height * 0.33))
    cv2.ellipse(drawn, centre, axes, 0, 0, 360, (120, 150, 195), -1)
    noise = np.random.default_rng(1).integers(-9, 10, drawn.shape, dtype=np.int16)
    noisy = np.clip(drawn.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", noisy)[1].tobytes()


def images(*views: View) -> dict[View, bytes]:
    return {view: picture() for view in views or STANDARD_SERIES}


def verdict(*, turned: bool = False) -> FrameVerdict:
    return FrameVerdict(
        checks=(
            Check(
                name=CheckName.POSE_YAW,
                passed=not turned,
                value=9.4 if turned else 0.4,
                unit="deg",
                limit="0 ± 5",
                advice=Advice(code="turn_left", amount=4.0) if turned else None,
            ),
            Check(name=CheckName.DISTANCE, passed=True, value=801.0, unit="mm", limit="750 to 850"),
            Check(name=CheckName.EXPRESSION, passed=None, reason="no_expression_model"),
        )
    )


def metric(name: str, unit: str, value: float, half: float = 0.7) -> Measurement:
    return Measurement(
        name=name,
        unit=unit,
        value=value,
        low=value - half,
        high=value + half,
        mdc95=1.1,
        source=Source.LANDMARKS,
    )


def make_analysis(*, off_protocol: bool = False, refused: bool = False) -> Analysis:
    points, depth = landmarks()
    zones = []
    for number, zone in enumerate(ZONES):
        metrics = [metric("wrinkles", "mm/cm2", 2.0 + 0.5 * number), not_measured("pores", "1/cm2", "too_little_skin")]
        if zone.startswith("jowl"):
            metrics.append(metric("jowl_descent_mm", "mm", 6.7 if zone.endswith("L") else 3.1))
        if zone.startswith("marionette"):
            metrics.append(metric("commissure_angle_deg", "deg", 2.2))
        if zone.startswith("malar"):
            metrics.append(not_measured("malar_convexity_mm", "mm", "no_scale"))
        zones.append(ZoneResult(zone=zone, metrics=tuple(metrics)))
    return Analysis(
        program="skinlax 0.1.0",
        analysed_at=MOMENT,
        models=(ModelUse(name="face_landmarker", version="1", sha256="ab" * 32, device="CPU"),),
        frames=tuple(
            FrameResult(
                file=f"{view}_1.png",
                view=view.value,
                verdict=verdict(turned=refused and view is View.FRONTAL),
                landmarks_px=() if view.is_lateral else points,
                landmark_depth_px=() if view.is_lateral else depth,
                width_px=WIDTH_PX,
                height_px=HEIGHT_PX,
            )
            for view in STANDARD_SERIES
        ),
        zones=tuple(zones),
        attributes=(metric("wrinkles", "mm/cm2", 4.2), not_measured("pores", "1/cm2", "resolution_too_low")),
        colour=(metric("ita_deg", "deg", 31.7),),
        face=(metric("pupil_distance_mm", "mm", 62.4),),
        off_protocol=off_protocol,
        warnings=("No laxity model is installed, so no grade is given.",),
    )


def make_annotations(count: int) -> tuple[Annotation, ...]:
    kinds = tuple(AnnotationKind)
    made = []
    for number in range(count):
        x, y = 120.0 + 16 * (number % 40), 200.0 + 20 * (number % 40)
        kind = kinds[number % len(kinds)]
        ring = ((x, y), (x + 60, y + 10), (x + 50, y + 60))
        made.append(
            Annotation(
                id=AnnotationId(f"a-{number}"),
                capture_id=CaptureId(f"c-{STANDARD_SERIES[number % 5]}"),
                kind=kind,
                points_px=ring[:1]
                if kind is AnnotationKind.NOTE
                else ring[:2]
                if kind is AnnotationKind.ARROW
                else ring,
                text=f"Remark number {number + 1}",
                author=AUTHOR,
                created_at=MOMENT,
            )
        )
    return tuple(made)


def make_visit(
    *,
    analysis: Analysis | None = None,
    views: tuple[View, ...] = STANDARD_SERIES,
    annotations: int = 4,
    next_step: str = "Come back in twelve weeks for the same five pictures.",
) -> Visit:
    captures = tuple(
        Capture(
            id=CaptureId(f"c-{view}"),
            view=view,
            image=ImageRef(sha256="0" * 64, width=WIDTH_PX, height=HEIGHT_PX),
            captured_at=MOMENT,
            verdict=verdict(),
            camera=CameraSettings(exposure_us=7300.0, gain_db=1.5),
            light=LightSettings(level=0.55, colour_temperature_k=5200),
            pose=POSE_TARGETS[view].pose,
        )
        for view in views
    )
    return Visit(
        id=VisitId("v-1"),
        patient_id=PatientId("p-1"),
        started_at=MOMENT,
        operator=UserName("t.invented"),
        captures=captures,
        annotations=make_annotations(annotations) if captures else (),
        judgements=(
            Judgement(zone="jowl_L", agrees=True, author=AUTHOR, judged_at=MOMENT),
            Judgement(zone="malar_R", agrees=False, reason="Swollen today.", author=AUTHOR, judged_at=MOMENT),
        ),
        probe_readings=(
            ProbeReading(
                quantity=ProbeQuantity.HYDRATION,
                value=46.5,
                unit="AU",
                instrument="Corneometer",
                zone="malar_L",
                author=AUTHOR,
                entered_at=MOMENT,
            ),
        ),
        calibration=CameraCalibration(
            model="Invented 12M",
            serial="000042",
            width_px=WIDTH_PX,
            height_px=HEIGHT_PX,
            focal_x_px=9600,
            focal_y_px=9600,
            centre_x_px=450,
            centre_y_px=614,
            calibrated_at=MOMENT,
        ),
        scale=Scale(kind=ScaleKind.WORKING_DISTANCE, view=View.FRONTAL, distance_mm=800.0, sigma_mm=1.0),
        analysis=analysis,
        next_step=next_step,
    )
