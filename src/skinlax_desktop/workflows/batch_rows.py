"""One row of `results.parquet`: a picture or a capture set, measured, refused or unreadable."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import Analysis, Measurement
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.imaging.attributes import ATTRIBUTES
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.workflows.capture_set import FILE_NAME, PICTURE_SUFFIXES
from skinlax_desktop.workflows.geometry import metric_names

Cell = str | float | bool | list[str] | None
Row = dict[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSource:
    """What becomes one row. `name` is relative to the folder, with forward slashes."""

    name: str
    path: Path


def find_sources(folder: Path) -> tuple[BatchSource, ...]:
    """Every capture set and every loose picture below a folder, by name; a set's own pictures are not loose.

    Raises `SkinlaxError`: `source_missing` where there is no folder, `source_empty` where there is nothing to measure.
    """
    if not folder.is_dir():
        raise SkinlaxError("source_missing")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    sets = {path.parent for path in files if path.name == FILE_NAME}
    loose = [
        path
        for path in files
        if path.suffix.lower() in PICTURE_SUFFIXES and not any(parent in sets for parent in path.parents)
    ]
    found = tuple(BatchSource(name=path.relative_to(folder).as_posix(), path=path) for path in sorted((*sets, *loose)))
    if not found:
        raise SkinlaxError("source_empty")
    return found


def column_types() -> dict[str, type]:
    """Every column with the type of its cells, in the order of the file; the same for every batch."""
    columns: dict[str, type] = {
        "source": str,
        "gate_passed": bool,
        "reasons": list,
        "off_protocol": bool,
        "overall.laxity": float,
        "overall.laxity_low": float,
        "overall.laxity_high": float,
        "overall.youthfulness_index": float,
        "overall.laxity_reason": str,
        "overall.out_of_distribution": float,
        "confidence": str,
    }
    metrics = metric_names()
    for zone in ZONES:
        columns[f"zone.{zone}.laxity"] = float
        columns |= {f"zone.{zone}.{name}": float for name in (*metrics.get(zone, ()), *ATTRIBUTES)}
    columns |= {f"face.{name}": float for name in metrics[""]}
    columns |= {f"attribute.{name}": float for name in ATTRIBUTES}
    columns |= {f"model.{name}.{field}": str for name in MODELS for field in ("version", "sha256")}
    return columns | {"program": str, "error": str, "error_code": str}


MODELS: Final = ("face_landmarker", "laxity")


def row_of(source: str, analysis: Analysis) -> Row:
    """The row of an analysed source; what was not measured stays empty. `reasons`: the checks that refused it."""
    failed = dict.fromkeys(check.name.value for frame in analysis.frames for check in frame.verdict.failed)
    overall, index = analysis.laxity.overall, analysis.laxity.youthfulness_index
    row: Row = {
        "source": source,
        "gate_passed": analysis.gate_passed,
        "reasons": list(failed),
        "off_protocol": analysis.off_protocol,
        "overall.laxity": None if overall is None else overall.value,
        "overall.laxity_low": None if overall is None else overall.low,
        "overall.laxity_high": None if overall is None else overall.high,
        "overall.youthfulness_index": None if index is None else index.value,
        "overall.laxity_reason": analysis.laxity.reason,
        "overall.out_of_distribution": analysis.laxity.out_of_distribution,
        "confidence": None if overall is None else overall.confidence.value,
        "program": analysis.program,
        "error": "",
        "error_code": "",
    }
    for zone in analysis.zones:
        row[f"zone.{zone.zone}.laxity"] = None if zone.laxity is None else zone.laxity.value
        row |= _cells(f"zone.{zone.zone}", zone.metrics)
    row |= _cells("face", analysis.face)
    row |= _cells("attribute", analysis.attributes)
    for model in analysis.models:
        row |= {f"model.{model.name}.version": model.version, f"model.{model.name}.sha256": model.sha256}
    return _complete(row)


def error_row(source: str, error: SkinlaxError) -> Row:
    """The row of a source that could not be read or measured."""
    return _complete(
        {"source": source, "reasons": [], "off_protocol": False, "error": sentence_of(error), "error_code": error.code}
    )


def _cells(prefix: str, metrics: tuple[Measurement, ...]) -> Mapping[str, Cell]:
    return {f"{prefix}.{metric.name}": metric.value for metric in metrics}


def _complete(row: Row) -> Row:
    """All columns in order, and no other."""
    return {name: row.get(name) for name in column_types()}
