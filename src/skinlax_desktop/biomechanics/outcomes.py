"""What a plan does to a face: low, median and high, with what would be seen of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.membrane import Floats, green_strain
from skinlax_desktop.biomechanics.plan import Plan
from skinlax_desktop.biomechanics.sheet import TissueSheet
from skinlax_desktop.biomechanics.treatment_response import Handle, TreatmentResponse
from skinlax_desktop.biomechanics.treatments import Effect, Outcome, Treatment
from skinlax_desktop.biomechanics.working_mesh import WorkingMesh
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.column_vectors import area_vectors
from skinlax_desktop.surface.face_mesh import FaceMesh

_LEAST_AREA_SHARE: Final = 0.2
_SURELY_WHOLE: Final = 0.34
"""Where |grad u| <= g a triangle keeps at least 1 - 2g - g^2 of its area, facing as it did: more than the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneTarget:
    """What one device is to do to one zone in one outcome.

    `amount` in the unit of the effect, `target_mm` the same as the zone's mean movement; `limited` where the effect's
    own limit in mm cut it from `published`. `drawn` is False where another device of the plan does more to the same
    zone: no source gives their sum. `visible`: not below the limit of detection. `measured_share`, 0 to 1, of the
    zone's area.
    """

    device: str
    zone: str
    effect: Effect
    amount: float
    published: float
    target_mm: float
    limited: bool
    drawn: bool
    visible: bool
    measured_share: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedFace:
    """One outcome.

    `displacement_mm` (n, 3), `strain` (m, 2) principal Green strains, `volume_ml` added under the skin.
    """

    outcome: Outcome
    targets: tuple[ZoneTarget, ...]
    displacement_mm: Floats
    strain: Floats
    volume_ml: float

    @property
    def visible(self) -> bool:
        """Whether any of it would be seen."""
        return any(target.visible and target.drawn for target in self.targets)

    def of(self, working: WorkingMesh, mesh: FaceMesh) -> FaceMesh:
        """The face `mesh`, which `working` was made from, after it; the very mesh where nothing moves."""
        if not self.displacement_mm.any():
            return mesh
        moved = mesh.vertices_in_face_mm.astype(np.float64) + working.carried(self.displacement_mm)
        return replace(mesh, vertices_in_face_mm=moved.astype(np.float32), source=f"simulated, {self.outcome.value}")


def simulate_outcome(
    response: TreatmentResponse, plan: Plan, library: Mapping[str, Treatment], outcome: Outcome
) -> SimulatedFace:
    """The face under a checked plan.

    Raises `SkinlaxError`: `simulation_zone_absent`, and `simulation_inverts` where a triangle would turn over.
    """
    targets, moved = quick_outcome(response, plan, library, outcome)
    sheet = response.sheet
    return SimulatedFace(
        outcome=outcome,
        targets=targets,
        displacement_mm=moved,
        strain=green_strain(sheet.geometry, sheet.triangles, moved),
        volume_ml=sheet.volume_ml(moved),
    )


def quick_outcome(
    response: TreatmentResponse, plan: Plan, library: Mapping[str, Treatment], outcome: Outcome
) -> tuple[tuple[ZoneTarget, ...], Floats]:
    """The targets and the displacement alone, for a slider; raises what `simulate_outcome` raises."""
    targets = _targets(response, plan, library, outcome)
    wanted = {_handle(target): target.target_mm for target in targets if target.drawn}
    pulls = response.pulls(wanted)
    moved = response.under(pulls)
    # Asked of every triangle only where the bound leaves it open: it is most of a slider's time.
    if response.steepest(pulls) > _SURELY_WHOLE and overturned(response.sheet, moved).any():
        raise SkinlaxError("simulation_inverts")
    return targets, moved


def overturned(sheet: TissueSheet, displacement_mm: Floats) -> npt.NDArray[np.bool_]:
    """Triangles (m,) that a displacement turns over or crushes to a fifth of their area."""
    moved = np.ascontiguousarray((sheet.vertices_mm + displacement_mm).T)
    twice = np.einsum("im,im->m", area_vectors(moved, sheet.triangles.T), sheet.geometry.facing)
    return np.asarray(twice < 2.0 * _LEAST_AREA_SHARE * sheet.geometry.area_mm2)


def _handle(target: ZoneTarget) -> Handle:
    return Handle(target.zone, target.effect.movement)


def _targets(
    response: TreatmentResponse, plan: Plan, library: Mapping[str, Treatment], outcome: Outcome
) -> tuple[ZoneTarget, ...]:
    targets = []
    for planned in plan.treatments:
        treatment = library[planned.device]
        dose = planned.share(treatment, plan.weeks)
        for zone in planned.zones:
            effect = treatment.effect_on(zone)
            full = min(effect.amounts[outcome], effect.cap)
            full_mm = _in_mm(response, zone, effect, full)
            most_mm = full_mm if effect.cap_mm is None else min(full_mm, effect.cap_mm)
            amount = dose * full * (most_mm / full_mm if full_mm > 0.0 else 0.0)
            targets.append(
                ZoneTarget(
                    device=planned.device,
                    zone=zone,
                    effect=effect,
                    amount=amount,
                    published=dose * full,
                    target_mm=dose * most_mm,
                    limited=most_mm < full_mm,
                    drawn=True,
                    visible=amount >= effect.detection_limit,
                    measured_share=response.measured_share(zone),
                )
            )
    return tuple(replace(target, drawn=_leads(target, targets)) for target in targets)


def _leads(target: ZoneTarget, all_targets: list[ZoneTarget]) -> bool:
    """Whether no other target moves the same zone the same way further (the first of equals leads)."""
    rivals = [other for other in all_targets if _handle(other) == _handle(target)]
    return max(rivals, key=lambda other: other.target_mm) is target


def _in_mm(response: TreatmentResponse, zone: str, effect: Effect, amount: float) -> float:
    """A zone's mean movement that brings an amount, its surroundings included."""
    handle = Handle(zone, effect.movement)
    if effect.unit == "mm2":
        return amount / response.profile_mm2_per_mm(handle)
    if effect.unit == "mL":
        return (0.5 if effect.both_sides else 1.0) * amount / response.volume_ml_per_mm(handle)
    if effect.at_peak:
        return amount / response.peak_per_mean(handle)
    return amount
