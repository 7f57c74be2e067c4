"""`change.json` and `change.ply`: the outcome of a comparison of two measured faces, for programs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.spatial import cKDTree

from skinlax_desktop import __version__
from skinlax_desktop.domain.measure_change import SIGNIFICANT, MeasureChange
from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.surface.compared_surfaces import distances_everywhere
from skinlax_desktop.surface.error_model import SMOOTH_SHARE
from skinlax_desktop.surface.ply import ply_bytes
from skinlax_desktop.surface.zone_change import Z95
from skinlax_desktop.workflows.change_colours import change_colours
from skinlax_desktop.workflows.face_comparison import FaceComparison, ZoneOutcome, interval
from skinlax_desktop.workflows.files_whole import write_results

SCHEMA: Final = 1
_NUMBERS: Final = ("value", "low", "high", "mdc95")


def change_document(found: FaceComparison, measures: Sequence[MeasureChange] = ()) -> dict[str, Any]:
    """The content of `change.json`: every zone with value, interval, mdc95, p and verdict; what became of measures."""
    surfaces = found.surfaces
    registration, model = surfaces.registration, surfaces.model
    return {
        "schema": SCHEMA,
        "program": f"skinlax {__version__}",
        "before": found.before.name,
        "after": found.after.name,
        "warnings": list(found.warnings),
        "unknown": list(found.unknown),
        "registration": {
            "region": "forehead, bridge of the nose, canthi",
            "residual_mm": round(registration.residual_mm, 4),
            "residual_to_expected": round(registration.inflation, 3),
            "samples": registration.samples,
            "used_share": round(registration.used, 3),
            "helped_by_the_whole_face": registration.refined,
            "regions_held_by_pattern": registration.held_by_pattern,
            "size_ratio": round(surfaces.size_ratio, 5),
            "pattern_found_share": None if surfaces.pattern_share is None else round(surfaces.pattern_share, 3),
        },
        "errors": {
            "correlation_length_mm": round(model.length_mm, 2),
            "shared_share_of_variance": SMOOTH_SHARE,
            "inflation": round(model.inflation, 3),
            "scale_share": round(float(np.hypot(found.before.scale_share, found.after.scale_share)), 6),
        },
        "significance": {"level": SIGNIFICANT, "correction": "Holm over all measured zones"},
        "changed": [outcome.zone for outcome in found.zones if outcome.changed],
        "zones": {outcome.zone: _zone(outcome, surfaces.covered[outcome.zone]) for outcome in found.zones},
        "measures": _measures(measures),
    }


def _measures(measures: Sequence[MeasureChange]) -> dict[str, Any]:
    zones: dict[str, Any] = {}
    for measure in measures:
        zones.setdefault(measure.zone, {})[measure.change.name] = {
            "before": _measurement(measure.before),
            "after": _measurement(measure.after),
            "change": _measurement(measure.change) | {"p": measure.p, "verdict": measure.verdict},
        }
    return zones


def _measurement(found: Measurement) -> dict[str, Any]:
    if found.value is None:
        return {"value": None, "reason": found.reason, "unit": found.unit}
    numbers = {name: round(value, 4) for name in _NUMBERS if (value := getattr(found, name)) is not None}
    doubts = {"doubts": list(found.doubts)} if found.doubts else {}
    return {**numbers, "unit": found.unit, "source": found.source.value if found.source else None, **doubts}


def _zone(outcome: ZoneOutcome, covered: float) -> dict[str, Any]:
    if outcome.shift is None:
        return {
            "value": None,
            "reason": outcome.reason,
            "verdict": outcome.verdict.value,
            "covered_share": round(covered, 3),
        }
    shift = outcome.shift
    sd = np.sqrt(np.diag(shift.shift_covariance))
    return {
        **_value(shift.mean_mm, shift.mean_sd_mm, "mm"),
        "p": outcome.p,
        "verdict": outcome.verdict.value,
        "displacement_mm": {
            axis: _value(float(value), float(error), "mm")
            for axis, value, error in zip("xyz", shift.shift_mm, sd, strict=True)
        },
        "volume_ml": _value(shift.volume_ml, shift.volume_sd_ml, "mL"),
        "by_skin_pattern": shift.by_pattern,
        "area_mm2": round(shift.area_mm2, 1),
        "covered_share": round(covered, 3),
    }


def _value(value: float, sd: float, unit: str) -> dict[str, Any]:
    low, high = interval(value, sd)
    return {
        "value": round(value, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "unit": unit,
        "mdc95": round(Z95 * sd, 4),
        "source": "mesh",
    }


def change_ply(found: FaceComparison) -> bytes:
    """The earlier face coloured by its change, with `change_mm` (NaN where not measured), its error, vectors.

    Further properties of each vertex: `change_mm`, `change_sigma_mm`, `dx_mm`, `dy_mm`, `dz_mm`, `along_sigma_mm` (the
    vector's error along the skin).
    """
    mesh = found.before.mesh
    distance, sigma = distances_everywhere(found.surfaces, mesh, found.after.mesh)
    nearest = cKDTree(found.surfaces.samples.points).query(mesh.vertices_in_face_mm)[1]
    field = found.surfaces.field
    moved = np.where(np.isfinite(distance)[:, None], field.vector_mm[nearest], np.nan)
    extra = {
        "change_mm": distance,
        "change_sigma_mm": found.surfaces.model.inflation * sigma,
        "dx_mm": moved[:, 0],
        "dy_mm": moved[:, 1],
        "dz_mm": moved[:, 2],
        "along_sigma_mm": field.along_sd_mm[nearest],
    }
    return ply_bytes(mesh.with_colours(change_colours(found)), extra)


def write_change(found: FaceComparison, measures: Sequence[MeasureChange], picture_png: bytes, out: Path) -> None:
    """Write `change.json`, `change.ply` and `change.png`, each whole or not at all; raises `output_not_writable`."""
    text = json.dumps(change_document(found, measures), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    files = {"change.ply": change_ply(found), "change.png": picture_png, "change.json": text.encode("utf-8")}
    write_results(files, out)
