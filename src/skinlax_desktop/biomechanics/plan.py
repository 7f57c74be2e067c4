"""A treatment plan: which device on which zones, how much of it, and after how many weeks one looks."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.biomechanics.treatments import Treatment, treatment_library
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.zones import PAIRED_ZONES, ZONES

_PLAN_KEYS: Final = frozenset({"schema", "weeks", "treatment"})
_TREATMENT_KEYS: Final = frozenset({"device", "zones", "intensity", "at_week"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTreatment:
    """One device on zones; `intensity` 0 is none of it, 1 what was studied; given `at_week` of the plan."""

    device: str
    zones: tuple[str, ...]
    intensity: float
    at_week: float = 0.0

    def share(self, treatment: Treatment, weeks: float) -> float:
        """How much of its full effect is there at that week of the plan. Raises what `Treatment.onset` raises."""
        since = weeks - self.at_week
        return self.intensity * treatment.onset(since) if since > 0.0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All treatments, looked at `weeks` after the plan began."""

    weeks: float
    treatments: tuple[PlannedTreatment, ...]


def read_plan(path: Path) -> Plan:
    """The plan in a TOML file. Raises `SkinlaxError("plan_unreadable")` and what `check_plan` raises."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SkinlaxError("plan_unreadable", file=path.name) from error
    return plan_of(document)


def plan_of(document: Mapping[str, Any]) -> Plan:
    """The plan in a parsed document; a zone named without its side stands for both sides.

    Raises `SkinlaxError`: `plan_field_refused` for a field that is missing, unknown or no such value, and what
    `check_plan` raises.
    """
    _refuse_unknown(document, _PLAN_KEYS)
    if document.get("schema", 1) != 1:
        raise SkinlaxError("plan_field_refused", field="schema")
    entries = document.get("treatment", [])
    if not isinstance(entries, list):
        raise SkinlaxError("plan_field_refused", field="treatment")
    treatments = []
    for entry in entries:
        if not isinstance(entry, dict):
            raise SkinlaxError("plan_field_refused", field="treatment")
        _refuse_unknown(entry, _TREATMENT_KEYS)
        device, zones = entry.get("device"), entry.get("zones")
        if not isinstance(device, str):
            raise SkinlaxError("plan_field_refused", field="device")
        if not isinstance(zones, list) or not zones or not all(isinstance(zone, str) for zone in zones):
            raise SkinlaxError("plan_field_refused", field="zones")
        treatments.append(
            PlannedTreatment(
                device=device,
                zones=tuple(side for zone in zones for side in _sides(zone)),
                intensity=_number(entry, "intensity", 1.0),
                at_week=_number(entry, "at_week", 0.0),
            )
        )
    plan = Plan(weeks=_number(document, "weeks", None), treatments=tuple(treatments))
    check_plan(plan, treatment_library())
    return plan


def check_plan(plan: Plan, library: Mapping[str, Treatment]) -> None:
    """Refuse what no source supports.

    Raises `SkinlaxError`: `plan_empty`, `plan_device_unknown`, `plan_zone_unknown`, `plan_intensity_refused`,
    `plan_no_source`, `plan_weeks_refused`, `plan_zone_repeated`.
    """
    if not plan.treatments:
        raise SkinlaxError("plan_empty")
    seen = set()
    for treatment in plan.treatments:
        if treatment.device not in library:
            raise SkinlaxError("plan_device_unknown", device=treatment.device, known=", ".join(library))
        if not 0.0 <= treatment.intensity <= 1.0:
            raise SkinlaxError("plan_intensity_refused", value=treatment.intensity)
        if treatment.at_week < 0.0:
            raise SkinlaxError("plan_field_refused", field="at_week")
        known = library[treatment.device]
        for zone in treatment.zones:
            if zone not in ZONES:
                raise SkinlaxError("plan_zone_unknown", zone=zone)
            if (treatment.device, zone) in seen:
                raise SkinlaxError("plan_zone_repeated", device=treatment.device, zone=zone)
            seen.add((treatment.device, zone))
            known.effect_on(zone)
        known.onset(max(plan.weeks - treatment.at_week, min(plan.weeks, 0.0)))


def _sides(zone: str) -> tuple[str, ...]:
    return (f"{zone}_R", f"{zone}_L") if zone in PAIRED_ZONES else (zone,)


def _number(document: Mapping[str, Any], field: str, default: float | None) -> float:
    value = document.get(field, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SkinlaxError("plan_field_refused", field=field)
    return float(value)


def _refuse_unknown(document: Mapping[str, Any], known: frozenset[str]) -> None:
    for field in document:
        if field not in known:
            raise SkinlaxError("plan_field_refused", field=field)
