"""From a written simulation to the record that is kept with the visit it was made for.

What a simulation moves is set against what a visit measures where both are the same quantity: a lift of the brow is a
higher brow, a smaller profile under the chin is a smaller submental area. Everything else is kept under a name of its
own, which no photograph measures; a measured surface may.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.simulation import PredictedChange, SimulatedStep, SimulationPicture, SimulationRecord
from skinlax_desktop.domain.zones import kind_of_zone

OUTCOMES: Final = ("low", "median", "high")
BEFORE: Final = "before.ply"

_MEASURED: Final[Mapping[tuple[str, str, str], tuple[str, float]]] = MappingProxyType(
    {
        ("brow", "lift", "mm"): ("brow_height_apex_mm", 1.0),
        ("submental", "retract", "mm2"): ("submental_area_mm2", -1.0),
    }
)
"""Kind of zone, movement, unit: the quantity that a visit measures, and the sign of its change."""

_MOVEMENTS: Final = {"lift": ("rise", 1.0), "advance": ("advance", 1.0), "retract": ("advance", -1.0)}
_SUFFIXES: Final = {"mm": "mm", "mm2": "mm2", "mL": "ml"}


def simulation_record(
    document: Mapping[str, Any],
    *,
    made_at: str,
    made_by: UserName,
    plan_name: str,
    mesh_sha256: str,
    pictures: tuple[SimulationPicture, ...] = (),
    written: ImageRef | None = None,
) -> SimulationRecord:
    """The record of a parsed `simulation.json`; raises `simulation_document_unreadable` when it is none.

    Timings have no part in `document_sha256`: the same simulation has the same hash, and id, wherever it ran.
    `written` refers to the document in the vault, `pictures` to what was shown of it.
    """
    try:
        plan = document["plan"]
        told = _hash({name: part for name, part in document.items() if name != "timing_ms"})
        return SimulationRecord(
            id=told[:32],
            made_at=made_at,
            made_by=made_by,
            program=str(document["program"]),
            plan_name=plan_name,
            plan_sha256=_hash(plan),
            treatments=tuple(dict.fromkeys(str(entry["device"]) for entry in plan["treatments"])),
            weeks=float(plan["weeks"]),
            mesh_sha256=mesh_sha256,
            mesh_source=str(document["mesh"]["source"]),
            changes=_changes(document["outcomes"]),
            document_sha256=told,
            steps=tuple(
                SimulatedStep(
                    device=str(entry["device"]),
                    zones=tuple(str(zone) for zone in entry["zones"]),
                    intensity=float(entry["intensity"]),
                    at_week=float(entry.get("at_week", 0.0)),
                )
                for entry in plan["treatments"]
            ),
            pictures=pictures,
            document=written,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SkinlaxError("simulation_document_unreadable") from error


def read_simulation(path: Path, *, made_at: str, made_by: UserName) -> SimulationRecord:
    """The record of a `simulation.json` in its folder, with the mesh that lies beside it; made when it is kept.

    Raises `simulation_document_unreadable`.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        mesh = (path.parent / BEFORE).read_bytes()
    except (OSError, ValueError) as error:
        raise SkinlaxError("simulation_document_unreadable") from error
    if not isinstance(document, dict):
        raise SkinlaxError("simulation_document_unreadable")
    return simulation_record(
        document,
        made_at=made_at,
        made_by=made_by,
        plan_name=path.parent.name,
        mesh_sha256=hashlib.sha256(mesh).hexdigest(),
    )


def predicted_quantity(zone: str, movement: str, unit: str) -> tuple[str, float]:
    """What a movement of a zone changes, in that unit, and the sign of its change."""
    measured = _MEASURED.get((kind_of_zone(zone), movement, unit))
    if measured is not None:
        return measured
    name, sign = _MOVEMENTS[movement]
    return f"zone_{'volume' if unit == 'mL' else name}_{_SUFFIXES[unit]}", sign


def _changes(outcomes: Mapping[str, Any]) -> tuple[PredictedChange, ...]:
    """Of every target that was drawn; where two devices move a zone alike only the leading one is."""
    amounts: dict[tuple[str, str, str], dict[str, float]] = {}
    for outcome in OUTCOMES:
        for target in outcomes[outcome]["treatments"]:
            if not target["drawn"]:
                continue
            quantity, sign = predicted_quantity(str(target["zone"]), str(target["movement"]), str(target["unit"]))
            key = (str(target["zone"]), quantity, str(target["unit"]))
            amounts.setdefault(key, {})[outcome] = sign * float(target["amount"])
    changes = []
    for (zone, quantity, unit), found in amounts.items():
        if len(found) == len(OUTCOMES):
            low, high = sorted((found["low"], found["high"]))
            changes.append(
                PredictedChange(zone=zone, quantity=quantity, unit=unit, low=low, median=found["median"], high=high)
            )
    return tuple(changes)


def _hash(document: object) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()
