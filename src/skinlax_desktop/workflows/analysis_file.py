"""`analysis.json`: the written form of an analysis, and back."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.analytics.repeat_spread import spread_of
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import STANDARD_NAMES, Advice, Check, CheckName, FrameVerdict
from skinlax_desktop.domain.measurement import (
    NO_MODEL,
    Analysis,
    Confidence,
    FrameResult,
    LaxityGrade,
    LaxityResult,
    Measurement,
    ModelUse,
    Source,
    ZoneResult,
)
from skinlax_desktop.text.advice import advice_sentence
from skinlax_desktop.workflows.files_whole import write_results

SCHEMA: Final = 1
_NO_MODEL_WORDS: Final = "no model installed"
# What only a probe can tell; a photograph never fills these in.
PROBE_ATTRIBUTES: Final = ("hydration", "sensitivity", "elasticity")


def analysis_document(analysis: Analysis) -> dict[str, Any]:
    """The JSON document of an analysis, as in the contract. A missing value is null beside its reason."""
    flagged = analysis.off_protocol
    zones = {
        zone.zone: {
            **_grade("laxity", zone.laxity, zone.laxity_reason, flagged),
            "metrics": {metric.name: _value(metric, flagged) for metric in zone.metrics},
        }
        for zone in analysis.zones
    }
    attributes = {metric.name: _value(metric, flagged) | {"percentile": None} for metric in analysis.attributes}
    colour: dict[str, Any] = {metric.name: _value(metric, flagged) for metric in analysis.colour}
    return {
        "schema": SCHEMA,
        "program": analysis.program,
        "analysed_at": analysis.analysed_at,
        "models": [
            {"name": model.name, "version": model.version, "sha256": model.sha256, "device": model.device}
            for model in analysis.models
        ],
        "gate": {"passed": analysis.gate_passed, "frames": [_frame(frame) for frame in analysis.frames]},
        "zones": zones,
        "overall": {
            **_grade("laxity", analysis.laxity.overall, analysis.laxity.reason, flagged),
            **_grade("youthfulness_index", analysis.laxity.youthfulness_index, analysis.laxity.reason, flagged),
            "out_of_distribution": _short(analysis.laxity.out_of_distribution),
        },
        "face": {"metrics": {metric.name: _value(metric, flagged) for metric in analysis.face}},
        "landmarks": {frame.file: [list(point) for point in frame.landmarks_px] for frame in analysis.frames},
        "landmark_depth_px": {frame.file: list(frame.landmark_depth_px) for frame in analysis.frames},
        "attributes": attributes | {name: _probe() for name in PROBE_ATTRIBUTES},
        "colour": colour | _calibrated(analysis),
        "off_protocol": analysis.off_protocol,
        "warnings": list(analysis.warnings),
        "timing_ms": dict(analysis.timing_ms),
    }


def analysis_bytes(analysis: Analysis) -> bytes:
    """The file's bytes."""
    text = json.dumps(analysis_document(analysis), ensure_ascii=False, allow_nan=False, indent=1)
    return (text + "\n").encode("utf-8")


def write_analysis(analysis: Analysis, path: Path) -> None:
    """Write the document whole or not at all. Raises `output_not_writable`."""
    write_results({path.name: analysis_bytes(analysis)}, path.parent)


def read_analysis(path: Path) -> Analysis:
    """Read an analysis back. Raises `SkinlaxError("analysis_file_unreadable")` for anything else."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] != SCHEMA:
            raise ValueError("another schema")
        return _analysis(document)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise SkinlaxError("analysis_file_unreadable", file=path.name) from error


def _calibrated(analysis: Analysis) -> dict[str, Any]:
    if analysis.delta_e_mean is None:
        return {"delta_e_mean": None, "delta_e_mean_reason": "no_colour_target", "calibrated": False}
    return {"delta_e_mean": _short(analysis.delta_e_mean), "calibrated": analysis.colour_calibrated}


def _value(metric: Measurement, flagged: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "value": _short(metric.value),
        "low": _short(metric.low),
        "high": _short(metric.high),
        "unit": metric.unit,
        "mdc95": _short(metric.mdc95),
        "source": metric.source.value if metric.source else None,
        "confidence": metric.confidence.value,
        "proxy": metric.proxy,
    }
    if metric.reason is not None:
        document["reason"] = metric.reason
    if (spread := spread_of(metric.repeat_values)) is not None:
        document["repeats"] = {
            "values": [_short(value) for value in metric.repeat_values],
            "sw": _short(spread.sw),
            "sw_low": _short(spread.sw_low),
            "sw_high": _short(spread.sw_high),
            "mdc95": _short(spread.mdc95),
            "mdc95_low": _short(spread.mdc95_low),
            "mdc95_high": _short(spread.mdc95_high),
        }
    if flagged and metric.value is not None:
        document["off_protocol"] = True
    return document


def _grade(name: str, grade: LaxityGrade | None, reason: str | None, flagged: bool) -> dict[str, Any]:
    """A model grade under its name, or null beside its reason."""
    if grade is None:
        return {name: None, f"{name}_reason": _NO_MODEL_WORDS if reason == NO_MODEL else reason}
    document: dict[str, Any] = {
        "value": _short(grade.value),
        "low": _short(grade.low),
        "high": _short(grade.high),
        "mdc95": _short(grade.mdc95),
        "confidence": grade.confidence.value,
        "scale": grade.scale,
        "source": Source.IMAGE.value,
        "exploratory": grade.exploratory,
    }
    if grade.reasons:
        document["reasons"] = list(grade.reasons)
    if flagged:
        document["off_protocol"] = True
    return {name: document}


def _short(value: float | None) -> float | None:
    """Six figures: more than any of these values has."""
    return None if value is None else float(f"{value:.6g}")


def _probe() -> dict[str, Any]:
    return {
        "value": None,
        "low": None,
        "high": None,
        "unit": "",
        "percentile": None,
        "proxy": False,
        "reason": "needs_probe",
    }


def _frame(frame: FrameResult) -> dict[str, Any]:
    return {
        "file": frame.file,
        "view": frame.view,
        "passed": frame.verdict.passed,
        "width_px": frame.width_px,
        "height_px": frame.height_px,
        "checks": [_check(check) for check in frame.verdict.checks],
    }


def _check(check: Check) -> dict[str, Any]:
    advice = check.advice
    return {
        "name": check.name.value,
        "value": check.value,
        "unit": check.unit,
        "limit": check.limit,
        "passed": check.passed,
        "advice": None if advice is None else advice_sentence(advice),
        "advice_code": None if advice is None else advice.code,
        "advice_amount": None if advice is None else advice.amount,
        "reason": check.reason,
        "warned": check.warned,
        "standard_names": list(STANDARD_NAMES.get(check.name, ())),
    }


def _analysis(document: Mapping[str, Any]) -> Analysis:
    landmarks, depths = document["landmarks"], document.get("landmark_depth_px", {})
    colour = dict(document["colour"])
    calibrated, delta_e = bool(colour.pop("calibrated", False)), colour.pop("delta_e_mean", None)
    attributes = {name: value for name, value in document["attributes"].items() if name not in PROBE_ATTRIBUTES}
    return Analysis(
        program=document["program"],
        analysed_at=document.get("analysed_at", ""),
        models=tuple(
            ModelUse(name=row["name"], version=row["version"], sha256=row["sha256"], device=row["device"])
            for row in document["models"]
        ),
        frames=tuple(
            FrameResult(
                file=row["file"],
                view=row["view"],
                verdict=FrameVerdict(checks=tuple(_read_check(check) for check in row["checks"])),
                landmarks_px=tuple((float(x), float(y)) for x, y in landmarks.get(row["file"], ())),
                landmark_depth_px=tuple(float(depth) for depth in depths.get(row["file"], ())),
                width_px=int(row.get("width_px", 0)),
                height_px=int(row.get("height_px", 0)),
            )
            for row in document["gate"]["frames"]
        ),
        zones=tuple(
            ZoneResult(
                zone=zone,
                metrics=_measurements(block["metrics"].items()),
                laxity=_read_grade(block.get("laxity")),
                laxity_reason=_read_reason(block, "laxity"),
            )
            for zone, block in document["zones"].items()
        ),
        attributes=_measurements(attributes.items()),
        colour=_measurements((name, value) for name, value in colour.items() if isinstance(value, dict)),
        face=_measurements(document.get("face", {}).get("metrics", {}).items()),
        laxity=_read_laxity(document["overall"]),
        colour_calibrated=calibrated,
        delta_e_mean=None if delta_e is None else float(delta_e),
        off_protocol=bool(document["off_protocol"]),
        warnings=tuple(document["warnings"]),
        timing_ms=tuple((str(step), float(spent)) for step, spent in document["timing_ms"].items()),
    )


def _read_laxity(block: Mapping[str, Any]) -> LaxityResult:
    return LaxityResult(
        overall=_read_grade(block.get("laxity")),
        youthfulness_index=_read_grade(block.get("youthfulness_index")),
        out_of_distribution=block.get("out_of_distribution"),
        reason=_read_reason(block, "laxity"),
    )


def _read_grade(row: Mapping[str, Any] | None) -> LaxityGrade | None:
    if row is None:
        return None
    return LaxityGrade(
        value=row["value"],
        low=row["low"],
        high=row["high"],
        confidence=Confidence(row["confidence"]),
        reasons=tuple(row.get("reasons", ())),
        exploratory=bool(row.get("exploratory", False)),
        scale=row["scale"],
        mdc95=row.get("mdc95"),
    )


def _read_reason(block: Mapping[str, Any], name: str) -> str | None:
    if block.get(name) is not None:
        return None
    reason = block.get(f"{name}_reason", NO_MODEL)
    return NO_MODEL if reason == _NO_MODEL_WORDS else str(reason)


def _measurements(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[Measurement, ...]:
    return tuple(
        Measurement(
            name=name,
            unit=row.get("unit", ""),
            value=row["value"],
            low=row["low"],
            high=row["high"],
            mdc95=row.get("mdc95"),
            source=Source(row["source"]) if row.get("source") else None,
            confidence=Confidence(row.get("confidence", "ok")),
            reason=row.get("reason"),
            proxy=bool(row.get("proxy", False)),
            repeat_values=tuple(float(value) for value in row.get("repeats", {}).get("values", ())),
        )
        for name, row in rows
    )


def _read_check(row: Mapping[str, Any]) -> Check:
    code = row.get("advice_code")
    return Check(
        name=CheckName(row["name"]),
        passed=row["passed"],
        value=row["value"],
        unit=row["unit"],
        limit=row["limit"],
        advice=Advice(code=code, amount=row.get("advice_amount")) if code else None,
        reason=row.get("reason"),
        warned=bool(row.get("warned", False)),
    )
