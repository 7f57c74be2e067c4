"""`simulation.json`: the written form of a simulation."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from skinlax_desktop import __version__
from skinlax_desktop.biomechanics.compliance import LowerFaceCompliance
from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.outcomes import SimulatedFace, ZoneTarget
from skinlax_desktop.biomechanics.plan import Plan
from skinlax_desktop.biomechanics.readings import Ranged, ZoneReading
from skinlax_desktop.biomechanics.tissue_table import tissue_table
from skinlax_desktop.biomechanics.treatments import Effect, Outcome, Treatment, treatment_library
from skinlax_desktop.text.simulation import (
    COMPLIANCE_MDC95,
    LIMITS,
    NO_CHIN_DOWN,
    NO_SHARE,
    NO_VISIBLE_CHANGE,
    READING_REASON,
    SEX_UNKNOWN,
    WATERMARK,
)
from skinlax_desktop.workflows.simulate import Simulation

SCHEMA: Final = 1


def simulation_document(simulation: Simulation, *, compliance_reason: str = NO_CHIN_DOWN) -> dict[str, Any]:
    """The JSON document. Every value has its unit and its range; a missing one is null beside its reason.

    `compliance_reason`: why the lower face's softness was not fitted.
    """
    members = _members(simulation)
    library = treatment_library()
    devices = {planned.device: library[planned.device] for planned in simulation.plan.treatments}
    return {
        "schema": SCHEMA,
        "program": f"skinlax {__version__}",
        "notice": WATERMARK,
        "limits": list(LIMITS),
        "mesh": {
            "vertices": len(simulation.mesh.vertices_in_face_mm),
            "triangles": len(simulation.mesh.triangles),
            "source": simulation.mesh.source,
            "computed_on_vertices": len(simulation.working.mesh.vertices_in_face_mm),
            "holes_closed": simulation.working.holes_closed,
        },
        "posture": simulation.posture.value,
        "sex": simulation.sex,
        "lower_face_compliance": _compliance(simulation.compliance, compliance_reason),
        "sex_reason": None if simulation.sex else SEX_UNKNOWN,
        "plan": {
            "weeks": simulation.plan.weeks,
            "treatments": [
                {
                    "device": entry.device,
                    "zones": list(entry.zones),
                    "intensity": entry.intensity,
                    "at_week": entry.at_week,
                }
                for entry in simulation.plan.treatments
            ],
        },
        "outcomes": {outcome.value: _outcome(face, simulation) for outcome, face in simulation.outcomes.items()},
        "zones": {zone: _zone(zone, inside, simulation) for zone, inside in members.items()},
        "devices": {name: _device(treatment, simulation.plan) for name, treatment in devices.items()},
        "sources": _sources(devices),
        "timing_ms": {step: round(value, 1) for step, value in simulation.timing_ms.items()},
    }


def _members(simulation: Simulation) -> dict[str, np.ndarray[Any, np.dtype[np.bool_]]]:
    mesh = simulation.working.mesh
    found = {zone: mesh.zone_index == number for number, zone in enumerate(mesh.zone_names)}
    return {zone: inside for zone, inside in found.items() if inside.any()}


def _compliance(fitted: LowerFaceCompliance | None, reason: str) -> dict[str, Any]:
    """How many times softer than the table's the lower face is."""
    if fitted is None:
        return {"value": None, "reason": reason}
    return {
        "value": round(fitted.value, 3),
        "low": round(fitted.low, 3),
        "high": round(fitted.high, 3),
        "unit": "1",
        "range": "95 % interval",
        "mdc95": None,
        "mdc95_reason": COMPLIANCE_MDC95,
        "source": "fitted from a level and a chin-down surface",
    }


def _outcome(face: SimulatedFace, simulation: Simulation) -> dict[str, Any]:
    volume = simulation.sheet.mobile_volume_ml
    return {
        "visible": face.visible,
        "statement": None if face.visible else NO_VISIBLE_CHANGE,
        "largest_displacement_mm": round(float(np.linalg.norm(face.displacement_mm, axis=1).max()), 3),
        "largest_strain": round(float(np.abs(face.strain).max()), 4),
        "volume_change_ml": round(face.volume_ml, 3),
        "volume_change_pct": round(100.0 * face.volume_ml / volume, 3),
        "volume_of": f"mobile tissue under the mesh, {volume:.0f} mL by the table's depths",
        "treatments": [_target(target) for target in face.targets],
    }


def _target(target: ZoneTarget) -> dict[str, Any]:
    effect = target.effect
    return {
        "device": target.device,
        "zone": target.zone,
        "movement": effect.movement.value,
        "amount": round(target.amount, 4),
        "unit": effect.unit,
        "amount_of": _extent(effect),
        "zone_mean_mm": round(target.target_mm, 4),
        "measured_share": round(target.measured_share, 3),
        "drawn": target.drawn,
        "limited_by_model": target.limited,
        "visible": target.visible,
        "detection_limit": effect.detection_limit,
        "detection_source": effect.detection_source,
        "source": effect.source,
        "subjects": effect.subjects,
        "subjects_text": effect.subjects_text,
        "spread": effect.spread,
        "measured": effect.measured,
        "without_visible_change_reason": None if effect.without_visible_change_pct else NO_SHARE,
        "without_visible_change_pct": None
        if effect.without_visible_change_pct is None
        else {
            "low": effect.without_visible_change_pct.low,
            "value": effect.without_visible_change_pct.value,
            "high": effect.without_visible_change_pct.high,
            "source": effect.without_visible_change_pct.source,
        },
    }


def _extent(effect: Effect) -> str:
    if effect.both_sides:
        return "both sides together"
    if effect.unit == "mm":
        return "this zone, where it moves most" if effect.at_peak else "this zone's mean"
    return "this zone"


def _zone(zone: str, inside: np.ndarray[Any, np.dtype[np.bool_]], simulation: Simulation) -> dict[str, Any]:
    area = simulation.sheet.geometry.vertex_area_mm2[inside]
    strains = {outcome: _zone_strain(face, inside, simulation) for outcome, face in simulation.outcomes.items()}
    moved = {outcome: face.displacement_mm for outcome, face in simulation.outcomes.items()}
    return {
        "displacement_mm": _three({o: _mean_size(u[inside], area) for o, u in moved.items()}, "mm"),
        "rise_mm": _three({o: float(np.average(u[inside, 1], weights=area)) for o, u in moved.items()}, "mm"),
        "strain": _three(strains, "1"),
        "firmness": _reading(simulation.readings[zone], "firmness_kpa_per_mm", "kPa/mm"),
        "recoil": _reading(simulation.readings[zone], "recoil_share", "1"),
        "recoil_from_weight_mm": round(_mean_size(simulation.relief_mm[inside], area), 3),
        "posture_mm": {pose.value: round(_mean_size(u[inside], area), 3) for pose, u in simulation.poses_mm.items()},
    }


def _zone_strain(face: SimulatedFace, inside: np.ndarray[Any, np.dtype[np.bool_]], simulation: Simulation) -> float:
    """The largest stretch or squeeze of the zone's triangles, on the mean."""
    touched = inside[simulation.working.mesh.triangles].any(axis=1)
    size = np.abs(face.strain[touched]).max(axis=1)
    return float(np.average(size, weights=simulation.sheet.geometry.area_mm2[touched]))


def _mean_size(vectors: Floats, area: Floats) -> float:
    return float(np.average(np.linalg.norm(vectors, axis=1), weights=area))


def _three(values: Mapping[Outcome, float], unit: str) -> dict[str, Any]:
    low, median, high = (round(values[outcome], 4) for outcome in (Outcome.LOW, Outcome.MEDIAN, Outcome.HIGH))
    return {"value": median, "low": low, "high": high, "unit": unit, "source": "simulation"}


def _reading(reading: ZoneReading, name: str, unit: str) -> dict[str, Any]:
    ranged: Ranged = getattr(reading, name)
    return {
        "value": round(ranged.value, 4),
        "low": round(ranged.low, 4),
        "high": round(ranged.high, 4),
        "unit": unit,
        "range": "soft and stiff end of the published moduli",
        "mdc95": None,
        "mdc95_reason": READING_REASON,
        "source": "model",
    }


def _device(treatment: Treatment, plan: Plan) -> dict[str, Any]:
    dip = treatment.dip
    given = [entry.at_week for entry in plan.treatments if entry.device == treatment.device]
    return {
        "onset_share": round(treatment.onset(max(plan.weeks - min(given), 0.0)), 3),
        "onset_weeks": list(treatment.onset_weeks),
        "onset_shares": list(treatment.onset_share),
        "onset_kind": "engineering",
        "dip": None
        if dip is None
        else {"week": dip.week, "finding": dip.finding, "subjects": dip.subjects, "source": dip.source},
    }


def _sources(devices: Mapping[str, Treatment]) -> dict[str, str]:
    sources = dict(tissue_table().sources)
    for treatment in devices.values():
        sources.update(treatment.sources)
    return sources
