"""What the analysis reads off a phantom against the head's own shape."""

from dataclasses import replace

import numpy as np
import pytest

import phantom_repeats
import phantom_series
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.measurement import Confidence, Measurement, Source
from skinlax_desktop.domain.views import View
from skinlax_desktop.phantom import anatomy
from skinlax_desktop.workflows.geometry import measure_geometry
from skinlax_desktop.workflows.metric_scale import metric_scale
from skinlax_desktop.workflows.repeatability import GEOMETRY, UNSUPPORTED, Repeatability
from skinlax_desktop.workflows.series_pictures import JudgedFrame

# Millimetres, degrees or per cent that a single frontal capture may be off on these heads.
WORST_ERROR = {
    "brow_height_apex_mm": 4.0,
    "brow_height_lat_mm": 4.0,
    "mrd1_mm": 1.5,
    "mrd2_mm": 2.5,
    "fissure_height_mm": 2.5,
    "canthal_tilt_deg": 5.0,
    "jowl_descent_mm": 3.5,
    "jawline_deviation_mm": 1.2,
    "lower_face_height_pct": 4.0,
    "pupil_distance_mm": 2.0,
}


@pytest.mark.parametrize("patient", [0])
def test_metrics_are_near_the_truth_and_inside_their_interval(patient: int) -> None:
    head = phantom_series.head(patient)
    analysis = phantom_repeats.repeats(head, 1)[0]
    rows = phantom_repeats.truth_rows(analysis, phantom_repeats.true_metrics(head))
    assert {row[1] for row in rows} >= set(WORST_ERROR)
    for zone, name, truth, value, error in rows:
        if name in WORST_ERROR:
            assert abs(error) < WORST_ERROR[name], (zone, name, truth, value)
    limits = {(zone.zone, metric.name): (metric.low, metric.high) for zone in analysis.zones for metric in zone.metrics}
    covered = [
        limits[zone, name][0] <= truth <= limits[zone, name][1]
        for zone, name, truth, _, _ in rows
        if zone and name in WORST_ERROR
    ]
    assert np.mean(covered) > 0.75


def test_what_a_frontal_picture_cannot_tell_is_null_and_what_it_barely_tells_is_of_low_confidence() -> None:
    frame = JudgedFrame(
        picture=phantom_series.series((View.FRONTAL,))[0],
        view=View.FRONTAL,
        verdict=FrameVerdict(checks=()),
        face=phantom_series.finder().find(phantom_series.view_picture(View.FRONTAL))[0],
    )
    camera = phantom_series.calibration()
    known = metric_scale(camera, phantom_series.SCALE)
    zones = measure_geometry([frame], calibration=camera, known=known, refused=None, confidence=Confidence.OK)
    below = [metric for zone in ("submental", "neck") for metric in zones.pop(zone)]
    assert {metric.reason for metric in below} == {"no_lateral_view"}
    for zone in zones.values():
        for metric in zone:
            assert (metric.value is None) == (metric.name in UNSUPPORTED), metric
            assert metric.reason == UNSUPPORTED.get(metric.name)
            if metric.value is not None:
                sure = GEOMETRY[metric.name].truth_sd < GEOMETRY[metric.name].between_sd
                sure = sure and metric.name not in ("jowl_descent_mm", "jawline_deviation_mm")
                assert (metric.confidence is Confidence.OK) == sure, metric
    assert {m.source for m in zones["jowl_L"]} == {Source.IMAGE}
    assert {m.source for m in (*zones["infraorbital_R"], *zones[""])} == {Source.IMAGE}
    flat = replace(frame, picture=replace(frame.picture, picture_bgr=np.full_like(frame.picture.picture_bgr, 128)))
    blind = measure_geometry([flat], calibration=camera, known=known, refused=None, confidence=Confidence.OK)
    assert {m.reason for m in blind["jowl_L"]} == {"needs_jaw_contour"}
    assert {m.reason for m in (*blind["infraorbital_R"], *blind[""])} == {"needs_eye_edges"}
    assert blind["brow_L"][0].value == zones["brow_L"][0].value


def judged(view: View, picture: np.ndarray | None = None) -> JudgedFrame:
    taken = phantom_series.series((view,))[0]
    if picture is not None:
        taken = replace(taken, picture_bgr=picture)
    face = phantom_series.finder().find(taken.picture_bgr)[0] if view is View.FRONTAL else None
    return JudgedFrame(picture=taken, view=view, verdict=FrameVerdict(checks=()), face=face)


def below_the_chin(frames: list[JudgedFrame], scaled: bool = True) -> tuple[Measurement, Measurement]:
    camera = phantom_series.calibration()
    known = metric_scale(camera, phantom_series.SCALE) if scaled else None
    zones = measure_geometry(frames, calibration=camera, known=known, refused=None, confidence=Confidence.OK)
    return zones["neck"][0], zones["submental"][0]


def test_chin_and_neck_are_measured_on_the_profiles() -> None:
    truth, _ = anatomy.true_metrics(phantom_series.head())
    frames = [judged(view) for view in (View.FRONTAL, View.LATERAL_LEFT, View.LATERAL_RIGHT)]
    angle, area = below_the_chin(frames)
    assert angle.value == pytest.approx(truth["neck"]["cervicomental_angle_deg"], abs=4.0)
    assert area.value == pytest.approx(truth["submental"]["submental_area_mm2"], abs=40.0)
    assert (angle.unit, area.unit, angle.source, area.source) == ("deg", "mm2", Source.IMAGE, Source.IMAGE)
    assert angle.mdc95 is not None
    one_side, _ = below_the_chin(frames[:2])
    assert one_side.mdc95 is not None
    assert one_side.mdc95 > angle.mdc95
    unscaled, no_area = below_the_chin(frames, scaled=False)
    assert unscaled.value == angle.value
    assert no_area.reason == "no_scale"


def test_a_hidden_neck_is_not_measured() -> None:
    frontal, side = judged(View.FRONTAL), phantom_series.view_picture(View.LATERAL_LEFT)
    face = frontal.face
    assert face is not None
    # A grey scarf from just below the chin; and a profile of which nothing stands out.
    scarf = side.copy()
    scarf[int(face.points_px[152, 1]) + 25 :] = (90, 85, 80)
    assert {m.reason for m in below_the_chin([frontal, judged(View.LATERAL_LEFT, scarf)])} == {"neck_hidden"}
    noise = np.random.default_rng(5).integers(0, 255, side.shape).astype(np.uint8)
    assert {m.reason for m in below_the_chin([frontal, judged(View.LATERAL_LEFT, noise)])} == {"no_silhouette"}


def test_the_truth_file_of_a_capture_set_is_understood() -> None:
    document = {
        "zones": {"jowl_L": {"severity": 3, "displacement_mm": 2.0, "metrics": {"jowl_descent_mm": 4.0}}},
        "metrics": {"pupil_distance_mm": 63.0},
    }
    truth = phantom_repeats.truth_of_document(document)
    assert truth == {("jowl_L", "jowl_descent_mm"): 4.0, ("", "pupil_distance_mm"): 63.0}


def test_more_captures_narrow_the_interval_but_never_below_the_scale() -> None:
    known = Repeatability(0.5, 0.2)
    assert known.half_interval(10.0, 4) < known.half_interval(10.0, 1)
    assert known.half_interval(10.0, 10_000, 0.05) > 1.96 * 0.5
    assert known.mdc95(10.0, 4) == pytest.approx(known.mdc95(10.0, 1) / 2)
    assert known.mdc95(10.0, 1) == pytest.approx(2.77 * 0.5, rel=1e-3)
    assert all(entry.sem > 0 for entry in GEOMETRY.values())
