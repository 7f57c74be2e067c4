"""The records keep their promises."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind, Judgement, ProbeQuantity, ProbeReading
from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import AnnotationId, CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import Analysis, FrameResult, Measurement, not_measured
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.domain.zones import ZONES, Side, mirrored_zone, side_of_zone

PASSED = FrameVerdict(checks=(Check(name=CheckName.FOCUS, passed=True),))


def make_capture(name: str, view: View = View.FRONTAL) -> Capture:
    image = ImageRef(sha256=name, width=3000, height=4096)
    return Capture(id=CaptureId(name), view=view, image=image, captured_at="2026-11-23T10:00:00Z", verdict=PASSED)


def make_visit(*captures: Capture) -> Visit:
    return Visit(
        id=VisitId("v"),
        patient_id=PatientId("p"),
        started_at="2026-11-23T10:00:00Z",
        operator=UserName("technician"),
        captures=captures,
    )


def make_analysis() -> Analysis:
    return Analysis(program="skinlax 0", analysed_at="", models=(), frames=(), zones=(), attributes=(), colour=())


def test_what_cannot_be_judged_does_not_refuse() -> None:
    unknown = Check(name=CheckName.DISTANCE, passed=None, reason="no_calibration")
    assert FrameVerdict(checks=(unknown,)).passed
    refused = FrameVerdict(checks=(unknown, Check(name=CheckName.FOCUS, passed=False)))
    assert not refused.passed
    assert [check.name for check in refused.failed] == [CheckName.FOCUS]


def test_a_series_without_pictures_has_not_passed() -> None:
    assert not make_analysis().gate_passed
    passed = FrameResult(file="a.png", view="frontal", verdict=PASSED)
    assert replace(make_analysis(), frames=(passed,)).gate_passed


@given(value=st.floats(-1e6, 1e6), below=st.floats(0, 1e3), above=st.floats(0, 1e3))
def test_a_value_lies_in_its_interval(value: float, below: float, above: float) -> None:
    measured = Measurement(name="m", unit="mm", value=value, low=value - below, high=value + above)
    assert measured.low is not None
    assert measured.high is not None
    with pytest.raises(ValueError, match="interval"):
        replace(measured, value=value + above + 1.0)


def test_a_missing_value_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Measurement(name="hydration", unit="AU")
    assert not_measured("hydration", "AU", "needs_probe").value is None


def test_a_disagreement_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Judgement(zone="jowl_L", agrees=False, reason=" ", author=UserName("c"), judged_at="")


def test_a_retake_replaces_and_the_earlier_picture_stays() -> None:
    visit = make_visit(make_capture("first")).with_capture(make_capture("second"))
    newest = visit.capture_of(View.FRONTAL)
    assert newest is not None
    assert newest.id == "second"
    assert len(visit.captures) == 2


def test_a_new_picture_ends_the_analysis_of_the_old_ones() -> None:
    analysed = make_visit(make_capture("first")).with_analysis(make_analysis())
    assert analysed.analysis is not None
    assert analysed.with_capture(make_capture("second")).analysis is None


def test_an_annotation_is_replaced_by_its_id_and_can_go() -> None:
    mark = Annotation(
        id=AnnotationId("a"),
        capture_id=CaptureId("c"),
        kind=AnnotationKind.NOTE,
        points_px=((1.0, 2.0),),
        text="early fold",
        author=UserName("c"),
        created_at="",
    )
    visit = make_visit().with_annotation(mark).with_annotation(replace(mark, text="fold"))
    assert [note.text for note in visit.annotations] == ["fold"]
    assert visit.without_annotation(mark.id).annotations == ()


def test_a_probe_reading_is_kept_once_for_each_quantity_and_zone() -> None:
    reading = ProbeReading(
        quantity=ProbeQuantity.HYDRATION, value=52.0, unit="AU", instrument="probe", author=UserName("c"), entered_at=""
    )
    visit = make_visit().with_probe_reading(reading).with_probe_reading(replace(reading, value=54.0))
    visit = visit.with_probe_reading(replace(reading, zone="malar_L"))
    assert [known.value for known in visit.probe_readings] == [54.0, 52.0]


def test_every_standard_view_has_a_target() -> None:
    assert len(STANDARD_SERIES) == 5
    assert all(view in POSE_TARGETS for view in STANDARD_SERIES)


def test_left_views_turn_to_the_right() -> None:
    assert POSE_TARGETS[View.OBLIQUE_LEFT].pose.yaw_deg == -45
    assert POSE_TARGETS[View.LATERAL_RIGHT].pose.yaw_deg == 90
    assert [view for view in View if view.is_lateral] == [View.LATERAL_LEFT, View.LATERAL_RIGHT]


@given(zone=st.sampled_from(ZONES))
def test_mirroring_twice_is_the_same_zone(zone: str) -> None:
    assert mirrored_zone(mirrored_zone(zone)) == zone
    assert (mirrored_zone(zone) == zone) == (side_of_zone(zone) is Side.MIDLINE)
