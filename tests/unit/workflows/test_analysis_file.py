"""analysis.json: the contract's shape, and every record back from it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Advice, Check, CheckName, FrameVerdict
from skinlax_desktop.domain.measurement import (
    Analysis,
    Confidence,
    FrameResult,
    Measurement,
    ModelUse,
    Source,
    ZoneResult,
    not_measured,
)
from skinlax_desktop.workflows.analysis_file import analysis_document, read_analysis, write_analysis


def jowl() -> Measurement:
    return Measurement(
        name="jowl_descent_mm", unit="mm", value=3.1, low=2.4, high=3.8, mdc95=1.0, source=Source.LANDMARKS
    )


def analysis() -> Analysis:
    checks = (
        Check(name=CheckName.POSE_YAW, passed=True, value=1.5, unit="deg", limit="-5 to 5"),
        Check(name=CheckName.CALIBRATION, passed=False, advice=Advice(code="calibrate_camera", amount=None)),
        Check(name=CheckName.MOTION, passed=None, reason="single_picture"),
    )
    return Analysis(
        program="skinlax 0",
        analysed_at="2026-01-02T03:04:05+00:00",
        models=(ModelUse(name="face_landmarker", version="1", sha256="ab" * 32, device="CPU"),),
        frames=(
            FrameResult(
                file="frontal_1.png",
                view="frontal",
                verdict=FrameVerdict(checks=checks),
                landmarks_px=tuple((float(k), k + 0.25) for k in range(478)),
                landmark_depth_px=tuple(float(-k) for k in range(478)),
                width_px=3000,
                height_px=4096,
            ),
            FrameResult(file="side.png", view="lateral_left", verdict=FrameVerdict(checks=())),
        ),
        zones=(
            ZoneResult(zone="jowl_L", metrics=(jowl(), not_measured("wrinkles", "mm/cm2", "turned_away"))),
            ZoneResult(zone="chin", metrics=()),
        ),
        attributes=(not_measured("uv_damage", "AU", "no_colour", proxy=True),),
        colour=(Measurement(name="ita_deg", unit="deg", value=-12.0, low=-14.0, high=-10.0),),
        face=(Measurement(name="pupil_distance_mm", unit="mm", value=63.0, low=62.0, high=64.0),),
        warnings=("One warning.",),
        timing_ms=(("gate", 12.5),),
    )


@pytest.mark.parametrize("off_protocol", [False, True])
def test_what_is_written_is_read_back(tmp_path: Path, off_protocol: bool) -> None:
    written = replace(analysis(), off_protocol=off_protocol)
    write_analysis(written, tmp_path / "analysis.json")
    back = read_analysis(tmp_path / "analysis.json")
    assert back == written
    assert back.timing_ms == written.timing_ms
    assert [path.name for path in tmp_path.iterdir()] == ["analysis.json"]


def test_the_document_has_the_contracts_shape() -> None:
    document = json.loads(json.dumps(analysis_document(analysis()), allow_nan=False))
    assert document["schema"] == 1
    assert document["gate"]["passed"] is False
    assert {check["name"] for check in document["gate"]["frames"][0]["checks"]} == {"pose_yaw", "calibration", "motion"}
    value = document["zones"]["jowl_L"]["metrics"]["jowl_descent_mm"]
    assert (value["value"], value["low"], value["high"], value["mdc95"]) == (3.1, 2.4, 3.8, 1.0)
    assert value["source"] == "landmarks"
    assert document["zones"]["jowl_L"]["laxity"] is None
    assert document["zones"]["jowl_L"]["laxity_reason"] == "no model installed"
    assert document["overall"]["laxity"] is None
    assert document["overall"]["youthfulness_index"] is None
    assert len(document["landmarks"]["frontal_1.png"]) == 478
    assert document["landmarks"]["frontal_1.png"][3] == [3.0, 3.25]
    assert document["landmarks"]["side.png"] == []
    assert document["attributes"]["uv_damage"]["percentile"] is None
    assert document["attributes"]["uv_damage"]["proxy"] is True
    for probe in ("hydration", "sensitivity", "elasticity"):
        assert document["attributes"][probe]["value"] is None
        assert document["attributes"][probe]["reason"] == "needs_probe"
    assert document["colour"]["calibrated"] is False
    assert "off_protocol" not in value


def test_every_value_off_protocol_is_flagged() -> None:
    flagged = replace(analysis(), off_protocol=True, zones=(ZoneResult(zone="jowl_L", metrics=(jowl(),)),))
    document = analysis_document(flagged)
    assert document["zones"]["jowl_L"]["metrics"]["jowl_descent_mm"]["off_protocol"] is True
    assert document["colour"]["ita_deg"]["off_protocol"] is True


def test_confidence_survives() -> None:
    low = replace(jowl(), confidence=Confidence.LOW)
    document = analysis_document(replace(analysis(), zones=(ZoneResult(zone="jowl_L", metrics=(low,)),)))
    assert document["zones"]["jowl_L"]["metrics"]["jowl_descent_mm"]["confidence"] == "low"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": 9}', '{"schema": 1, "zones": 3}'])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "analysis.json").write_text(text)
    with pytest.raises(SkinlaxError, match="analysis_file_unreadable"):
        read_analysis(tmp_path / "analysis.json")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "analysis.json"
    write_analysis(analysis(), path)
    before = path.read_bytes()
    broken = replace(analysis(), timing_ms=(("gate", float("nan")),))
    with pytest.raises(ValueError, match=r"not JSON compliant|Out of range"):
        write_analysis(broken, path)
    assert path.read_bytes() == before
    assert read_analysis(path) == analysis()


def test_a_calibrated_colour_says_what_it_errs_by(tmp_path: Path) -> None:
    corrected = replace(analysis(), colour_calibrated=True, delta_e_mean=0.72)
    write_analysis(corrected, tmp_path / "analysis.json")
    assert json.loads((tmp_path / "analysis.json").read_text(encoding="utf-8"))["colour"]["delta_e_mean"] == 0.72
    assert read_analysis(tmp_path / "analysis.json") == corrected
