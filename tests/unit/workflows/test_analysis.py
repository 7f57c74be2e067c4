"""A series, measured: what is refused stays unmeasured, what is measured carries its interval."""

import math
from dataclasses import replace

import numpy as np
import pytest

import phantom_series as phantom
from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.measurement import Analysis, Confidence, Measurement
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.workflows.analysis import SeriesPicture, analyse_series
from skinlax_desktop.workflows.landmark_mesh import mesh_of_analysis
from skinlax_desktop.workflows.series_pictures import camera_of, turned_camera

LANDMARK_VIEWS = (View.FRONTAL, View.OBLIQUE_LEFT, View.OBLIQUE_RIGHT)


def every_value(analysis: Analysis) -> list[Measurement]:
    zones = [metric for zone in analysis.zones for metric in zone.metrics]
    return [*zones, *analysis.attributes, *analysis.colour, *analysis.face]


def metric(analysis: Analysis, zone: str, name: str) -> Measurement:
    found = analysis.zone(zone)
    assert found is not None
    return next(value for value in found.metrics if value.name == name)


@pytest.fixture(scope="module")
def measured() -> Analysis:
    steps: list[float] = []
    result = analyse_series(
        phantom.series(LANDMARK_VIEWS),
        phantom.finder(),
        calibration=phantom.calibration(),
        scale=phantom.SCALE,
        off_protocol=True,
        on_progress=lambda fraction, _step: steps.append(fraction),
    )
    assert steps == sorted(steps)
    assert steps[-1] == 1.0
    assert result.face_mesh is not None
    assert result.face_mesh.scale_known
    return result.analysis


def test_every_zone_is_there_and_every_value_is_honest(measured: Analysis) -> None:
    assert {zone.zone for zone in measured.zones} == set(ZONES)
    for value in every_value(measured):
        if value.value is None:
            assert value.reason
            continue
        assert value.low is not None
        assert value.high is not None
        assert value.low < value.high or value.value == 0.0
        assert value.mdc95 is not None
        assert math.isfinite(value.value)
        assert value.source is not None


def test_millimetres_come_from_the_scale(measured: Analysis) -> None:
    pupils = measured.face[0]
    assert pupils.name == "pupil_distance_mm"
    assert pupils.value is not None
    # The two eyeballs are the last vertices of a phantom head.
    eyes = phantom.head().vertices_mm[phantom.head().topology.surface_count :]
    right, left = (half.mean(axis=0) for half in np.split(eyes, 2))
    assert pupils.value == pytest.approx(float(np.linalg.norm(left - right)), rel=0.07)


def test_without_calibration_lengths_are_null_and_angles_are_not() -> None:
    result = analyse_series(phantom.series((View.FRONTAL,)), phantom.finder(), off_protocol=True)
    analysis = result.analysis
    assert analysis.off_protocol
    assert metric(analysis, "jowl_L", "jowl_descent_mm").reason == "no_scale"
    assert metric(analysis, "upper_eyelid_R", "canthal_tilt_deg").value is not None
    assert metric(analysis, "chin", "lower_face_height_pct").value is not None
    assert all(v.confidence is Confidence.LOW for v in every_value(analysis) if v.value is not None)
    assert result.face_mesh is not None
    assert not result.face_mesh.scale_known
    assert any("63 mm" in warning for warning in analysis.warnings)


def test_a_refused_series_keeps_verdict_and_landmarks_and_measures_nothing() -> None:
    result = analyse_series(phantom.series((View.FRONTAL,)), phantom.finder())
    analysis = result.analysis
    assert not analysis.gate_passed
    assert not analysis.off_protocol
    failed = {check.name for frame in analysis.frames for check in frame.verdict.failed}
    assert {CheckName.CALIBRATION, CheckName.SERIES} <= failed
    assert len(analysis.frames[0].landmarks_px) == 478
    assert {value.reason for value in every_value(analysis)} == {"refused_by_gate"}
    assert result.face_mesh is None


def test_no_face_is_a_verdict_and_no_crash() -> None:
    wall = np.full((900, 700, 3), 120, np.uint8)
    picture = SeriesPicture(file="wall.png", view=None, picture_bgr=wall)
    analysis = analyse_series([picture], phantom.finder(), off_protocol=True).analysis
    found = analysis.frames[0].verdict.find(CheckName.FACE_FOUND)
    assert found is not None
    assert found.passed is False
    assert all(value.value is None for value in every_value(analysis))


def test_two_faces_are_refused() -> None:
    face = phantom.view_picture(View.FRONTAL)
    pair = SeriesPicture(file="pair.png", view=View.FRONTAL, picture_bgr=np.hstack((face, face)))
    analysis = analyse_series([pair], phantom.finder()).analysis
    single = analysis.frames[0].verdict.find(CheckName.SINGLE_FACE)
    assert single is not None
    assert single.passed is False


def test_a_view_that_nobody_named_is_read_off_the_pose() -> None:
    pictures = [replace_view(picture) for picture in phantom.series(LANDMARK_VIEWS)]
    analysis = analyse_series(pictures, phantom.finder()).analysis
    assert [frame.view for frame in analysis.frames] == [view.value for view in LANDMARK_VIEWS]


def replace_view(picture: SeriesPicture) -> SeriesPicture:
    return SeriesPicture(file=picture.file, view=None, picture_bgr=picture.picture_bgr)


def test_the_mesh_comes_back_from_the_stored_landmarks(measured: Analysis) -> None:
    mesh = mesh_of_analysis(measured, calibration=phantom.calibration(), scale=phantom.SCALE)
    assert mesh is not None
    # Pupils are 63 mm apart or so: a face in millimetres is about as wide as it is.
    assert 110 < float(np.ptp(mesh.vertices_in_face_mm[:, 0])) < 190
    assert 0.0 < mesh.uv.min() < mesh.uv.max() < 1.0
    assert mesh_of_analysis(replace(measured, frames=())) is None


def test_a_sensor_on_its_side_is_turned_upright() -> None:
    sensor = CameraCalibration(
        model="",
        serial="",
        width_px=4096,
        height_px=3000,
        focal_x_px=9600.0,
        focal_y_px=9500.0,
        centre_x_px=2100.0,
        centre_y_px=1400.0,
    )
    upright = turned_camera(sensor, (3000, 4096), "picture")
    assert upright is not None
    assert (upright.width_px, upright.height_px) == (3000, 4096)
    assert (upright.focal_x_px, upright.focal_y_px) == (9500.0, 9600.0)
    # Sensor pixel (u, v) lies at (v, 4095 - u) of the picture turned a quarter counter-clockwise.
    assert (upright.centre_x_px, upright.centre_y_px) == (1400.0, 4095.0 - 2100.0)
    half = turned_camera(sensor, (1500, 2048), "picture")
    assert half is not None
    assert half.focal_y_px == pytest.approx(4800.0)
    assert half.centre_x_px == pytest.approx((1400.0 + 0.5) / 2 - 0.5)
    assert turned_camera(None, (10, 10), "picture") is None


def test_a_picture_of_another_shape_is_not_of_this_camera() -> None:
    picture = SeriesPicture(file="square.png", view=None, picture_bgr=np.zeros((500, 500, 3), np.uint8))
    with pytest.raises(SkinlaxError, match="capture_set_size"):
        camera_of(phantom.calibration(), picture)
