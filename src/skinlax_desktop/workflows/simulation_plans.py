"""A plan as it is put together on the screen, and what stands beside it: staged, combined, topical only, nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from skinlax_desktop.biomechanics.plan import Plan, PlannedTreatment
from skinlax_desktop.biomechanics.treatments import Treatment, treatment_library
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.simulation import SimulatedStep
from skinlax_desktop.domain.zones import MIDLINE_ZONES, PAIRED_ZONES, kind_of_zone
from skinlax_desktop.surface.face_mesh import FaceMesh

MOST_STEPS: Final = 4
_NO_PLAN_WEEKS: Final = 26.0
ZONE_KINDS: Final = (*PAIRED_ZONES, *MIDLINE_ZONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One device on one kind of zone, both sides; `intensity` 0 to 1, given `at_week`."""

    device: str
    zone: str
    intensity: float = 1.0
    at_week: float = 0.0

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones with their sides."""
        return (f"{self.zone}_R", f"{self.zone}_L") if self.zone in PAIRED_ZONES else (self.zone,)


class Alternative(StrEnum):
    """What a plan is set beside."""

    NOTHING = "nothing"
    TOPICAL = "topical"
    COMBINED = "combined"
    STAGED = "staged"


def zones_on(mesh: FaceMesh) -> frozenset[str]:
    """The zones that a face shows."""
    return frozenset(name for number, name in enumerate(mesh.zone_names) if (mesh.zone_index == number).any())


def refusal_of(
    step: PlanStep, on_face: frozenset[str] | None = None, holed: frozenset[str] = frozenset()
) -> SkinlaxError | None:
    """Why a step is not drawn: `plan_no_source` where nobody published a displacement, `simulation_zone_absent`.

    `simulation_zone_hole` where the zone is among those that a hole reaches into.
    """
    try:
        treatment_library()[step.device].effect_on(step.zone)
    except SkinlaxError as error:
        return error
    absent = on_face is not None and not all(zone in on_face for zone in step.zones)
    if absent:
        return SkinlaxError("simulation_zone_absent", zone=step.zone)
    return SkinlaxError("simulation_zone_hole", zone=step.zone) if holed.intersection(step.zones) else None


def drawn_steps(
    steps: Sequence[PlanStep], on_face: frozenset[str] | None = None, holed: frozenset[str] = frozenset()
) -> tuple[PlanStep, ...]:
    """Those that can be drawn; a pair of device and zone counts once."""
    kept: dict[tuple[str, str], PlanStep] = {}
    for step in steps:
        if refusal_of(step, on_face, holed) is None:
            kept.setdefault((step.device, step.zone), step)
    return tuple(kept.values())


def supported_zones(treatment: Treatment) -> tuple[str, ...]:
    """The kinds of zone with a published displacement."""
    return tuple(zone for effect in treatment.effects for zone in effect.zones)


def last_week(steps: Sequence[PlanStep]) -> float:
    """The last week at which every one of the steps, which are drawn, was measured."""
    library = treatment_library()
    return min((step.at_week + library[step.device].onset_weeks[-1] for step in steps), default=_NO_PLAN_WEEKS)


def plan_of_steps(steps: Sequence[PlanStep], weeks: float) -> Plan:
    """The plan of steps that are drawn, looked at as late as every one of them was measured."""
    return Plan(
        weeks=min(weeks, last_week(steps)),
        treatments=tuple(
            PlannedTreatment(device=step.device, zones=step.zones, intensity=step.intensity, at_week=step.at_week)
            for step in steps
        ),
    )


def steps_of_record(steps: Sequence[SimulatedStep]) -> tuple[PlanStep, ...]:
    """The screen's steps of a kept simulation."""
    return tuple(
        PlanStep(device=step.device, zone=zone, intensity=step.intensity, at_week=step.at_week)
        for step in steps
        for zone in dict.fromkeys(kind_of_zone(zone) for zone in step.zones)
    )


def steps_to_keep(steps: Sequence[PlanStep]) -> tuple[SimulatedStep, ...]:
    """As a record keeps those that were drawn."""
    return tuple(
        SimulatedStep(device=step.device, zones=step.zones, intensity=step.intensity, at_week=step.at_week)
        for step in steps
    )


def staged(steps: Sequence[PlanStep]) -> tuple[PlanStep, ...] | None:
    """One device after the other, each when the effect of the one before is complete; None for a single device."""
    library = treatment_library()
    devices = tuple(dict.fromkeys(step.device for step in steps))
    if len(devices) < 2:
        return None
    begins, week = {}, 0.0
    for device in devices:
        begins[device] = week
        treatment = library[device]
        complete = next(w for w, share in zip(treatment.onset_weeks, treatment.onset_share, strict=True) if share >= 1)
        week += complete
    return tuple(replace(step, at_week=begins[step.device]) for step in steps)


def alternative_steps(steps: Sequence[PlanStep], alternative: Alternative) -> tuple[PlanStep, ...] | None:
    """The steps of an alternative; none for nothing and for care at home, of which no displacement is published.

    None where the alternative does not exist.
    """
    if alternative is Alternative.STAGED:
        return staged(steps)
    if alternative is Alternative.COMBINED:
        return tuple(replace(step, at_week=0.0) for step in steps)
    return ()
