"""Grades in an analysis: null with a reason where there is none, doubted where they are not to be trusted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import phantom_series as phantom
from laxity_stand_in import MODEL, StandInEstimator
from sample_records import empty_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.measurement import Analysis, Confidence
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.laxity import OpenedLaxity
from skinlax_desktop.vault.documents import decode_visit, encode_visit
from skinlax_desktop.workflows.analyse_visit import years_between
from skinlax_desktop.workflows.analysis import analyse_series
from skinlax_desktop.workflows.analysis_file import analysis_document, read_analysis, write_analysis
from skinlax_desktop.workflows.laxity import grade_series
from skinlax_desktop.workflows.review import list_findings, mappable_metrics, zone_values
from skinlax_desktop.workflows.series_pictures import JudgedFrame


def frames() -> list[JudgedFrame]:
    (picture,) = phantom.series((View.FRONTAL,))
    (face,) = phantom.finder().find(picture.picture_bgr)
    seen = JudgedFrame(picture=picture, view=View.FRONTAL, verdict=FrameVerdict(checks=()), face=face)
    return [seen, JudgedFrame(picture=picture, view=View.LATERAL_LEFT, verdict=FrameVerdict(checks=()), face=None)]


@pytest.fixture(scope="module")
def judged() -> list[JudgedFrame]:
    return frames()


def analysed(laxity: OpenedLaxity, *, off_protocol: bool = True) -> Analysis:
    return analyse_series(
        phantom.series((View.FRONTAL,)), phantom.finder(), off_protocol=off_protocol, laxity=laxity
    ).analysis


def test_grades_travel_into_the_analysis_its_file_and_the_record(tmp_path: Path) -> None:
    estimator = StandInEstimator(notices=("gpu_out_of_memory",))
    analysis = analysed(estimator)
    assert [view.view for view in estimator.shown[0]] == [View.FRONTAL]
    document = json.loads(json.dumps(analysis_document(analysis), allow_nan=False))
    jowl = document["zones"]["jowl_L"]["laxity"]
    assert (jowl["value"], jowl["low"], jowl["high"]) == (2.1, 1.7, 2.5)
    # One frontal picture without calibration is off the protocol.
    assert (jowl["confidence"], jowl["reasons"], jowl["scale"]) == (
        "low",
        ["off_protocol", "age_unknown"],
        "0-4 model grade",
    )
    assert document["zones"]["neck"]["laxity"]["exploratory"] is True
    assert document["zones"]["chin"]["laxity"] is None
    assert document["zones"]["chin"]["laxity_reason"] == "zone_not_covered"
    assert document["zones"]["submental"]["laxity_reason"] == "needs_chin_up_view"
    overall = document["overall"]
    assert overall["laxity"]["low"] <= overall["laxity"]["value"] <= overall["laxity"]["high"]
    assert overall["youthfulness_index"]["value"] == pytest.approx(100 * (1 - overall["laxity"]["value"] / 4), abs=1e-3)
    assert document["models"][-1] == {"name": "laxity", "version": "0.0.1", "sha256": "cd" * 32, "device": "CPU"}
    assert any("synthetic heads" in warning for warning in document["warnings"])
    assert any("graphics card" in warning for warning in document["warnings"])
    write_analysis(analysis, tmp_path / "analysis.json")
    back = read_analysis(tmp_path / "analysis.json")
    assert back.zone("neck") == analysis.zone("neck")
    assert back.laxity.reason is None
    visit = replace(empty_visit(), analysis=analysis)
    assert decode_visit(encode_visit(visit)) == visit


def test_no_model_is_null_with_the_contracts_words() -> None:
    document = analysis_document(analysed(None))
    assert document["zones"]["jowl_L"]["laxity"] is None
    assert document["zones"]["jowl_L"]["laxity_reason"] == "no model installed"
    assert document["overall"]["youthfulness_index_reason"] == "no model installed"
    assert len(document["models"]) == 1


def test_a_refused_series_asks_no_model() -> None:
    estimator = StandInEstimator()
    document = analysis_document(analysed(estimator, off_protocol=False))
    assert estimator.shown == []
    assert document["overall"]["laxity"] is None
    assert document["overall"]["laxity_reason"] == document["zones"]["jowl_L"]["laxity_reason"] == "refused_by_gate"


def test_an_installed_model_that_was_refused_is_named() -> None:
    analysis = analysed(SkinlaxError("model_changed", file="laxity.onnx"))
    assert analysis_document(analysis)["overall"]["laxity_reason"] == "model_changed"
    assert any("laxity.onnx" in warning for warning in analysis.warnings)
    assert len(analysis.models) == 1


def test_what_the_model_refuses_is_a_reason_and_no_failure(judged: list[JudgedFrame]) -> None:
    graded = grade_series(judged, StandInEstimator(refusal="laxity_not_a_person"), refused=None, deviates=False)
    assert (graded.zones, graded.whole.reason, graded.model) == ({}, "laxity_not_a_person", MODEL)


def test_profiles_alone_have_no_usable_view(judged: list[JudgedFrame]) -> None:
    estimator = StandInEstimator()
    graded = grade_series(judged[1:], estimator, refused=None, deviates=False)
    assert (estimator.shown, graded.whole.reason) == ([], "laxity_no_usable_view")


@pytest.mark.parametrize("score", [1.01, 40.0, float("nan")])
def test_a_face_unlike_the_learned_ones_gets_no_confident_grade(judged: list[JudgedFrame], score: float) -> None:
    graded = grade_series(judged, StandInEstimator(out_of_distribution=score), refused=None, deviates=False)
    assert all(grade.confidence is Confidence.LOW for grade in graded.zones.values())
    assert all("out_of_distribution" in grade.reasons for grade in graded.zones.values())
    assert graded.whole.overall is not None
    assert graded.whole.overall.confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("age_years", "reasons"), [(7.0, ("not_adult",)), (17.9, ("not_adult",)), (18.0, ()), (None, ("age_unknown",))]
)
def test_only_a_known_adult_gets_a_confident_grade(
    judged: list[JudgedFrame], age_years: float | None, reasons: tuple[str, ...]
) -> None:
    graded = grade_series(judged, StandInEstimator(), refused=None, deviates=False, age_years=age_years)
    assert all(grade.reasons == reasons for grade in graded.zones.values())
    assert all((grade.confidence is Confidence.LOW) is bool(reasons) for grade in graded.zones.values())


def test_age_is_that_of_the_day_of_the_visit() -> None:
    assert years_between("2008-11-27", "2026-11-26T10:00:00+00:00") == pytest.approx(18.0, abs=0.01)
    assert (years_between("2008-11-27", "2026-11-26T10:00:00+00:00") or 0.0) < 18.0
    assert (years_between("2008-11-25", "2026-11-26T10:00:00+00:00") or 0.0) >= 18.0
    assert years_between(None, "2026-11-26T10:00:00+00:00") is None


def test_a_good_series_is_of_confidence(judged: list[JudgedFrame]) -> None:
    graded = grade_series(judged, StandInEstimator(), refused=None, deviates=False, age_years=50.0)
    assert all(grade.confidence is Confidence.OK for grade in graded.zones.values())


def test_grades_stand_first_in_the_review_and_on_the_map() -> None:
    analysis = analysed(StandInEstimator())
    jowl = next(finding for finding in list_findings(analysis) if finding.zone == "jowl_L")
    assert jowl.metrics[0].name == "laxity"
    chin = next(finding for finding in list_findings(analysis) if finding.zone == "chin")
    assert any(metric.name == "laxity" and metric.reason == "zone_not_covered" for metric in chin.metrics)
    assert "laxity" in {metric.name for metric in mappable_metrics(analysis)}
    assert zone_values(analysis, "laxity")["jowl_L"] == 2.1
