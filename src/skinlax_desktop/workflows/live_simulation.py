"""A plan tried on a prepared face as a slider moves: three outcomes, no readings, nothing kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.outcomes import ZoneTarget, quick_outcome
from skinlax_desktop.biomechanics.plan import Plan, check_plan
from skinlax_desktop.biomechanics.posture import BodyPosture, gravity_direction
from skinlax_desktop.biomechanics.treatments import Outcome, treatment_library
from skinlax_desktop.biomechanics.working_mesh import WorkingMesh
from skinlax_desktop.workflows.simulate import PreparedFace


@dataclass(frozen=True, kw_only=True, eq=False)
class LiveOutcome:
    """`working_mm` (k, 3) is the movement of the mesh that was computed on."""

    targets: tuple[ZoneTarget, ...]
    working: WorkingMesh
    working_mm: Floats

    @cached_property
    def displacement_mm(self) -> Floats:
        """The movement (n, 3) of the prepared face's own mesh; carried over when it is asked for."""
        return self.working.carried(self.working_mm)

    @cached_property
    def moves(self) -> bool:
        """Whether anything does."""
        return bool(self.working_mm.any())

    @property
    def visible(self) -> bool:
        """Whether any of it would be seen."""
        return any(target.visible and target.drawn for target in self.targets)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TriedPlan:
    """One plan in low, median and high."""

    plan: Plan
    outcomes: Mapping[Outcome, LiveOutcome]


def try_postures(prepared: PreparedFace, captured: BodyPosture) -> Mapping[BodyPosture, LiveOutcome]:
    """The untreated face as it would hang in every posture, from the one in which it was captured."""
    sheet, own = prepared.response.sheet, gravity_direction(captured)
    with prepared.turn:
        moved = {one: sheet.solve(sheet.weight_mn(gravity_direction(one) - own)) for one in BodyPosture}
    return MappingProxyType(
        {
            one: LiveOutcome(targets=(), working=prepared.working, working_mm=mm if one is not captured else 0.0 * mm)
            for one, mm in moved.items()
        }
    )


def try_plan(prepared: PreparedFace, plan: Plan) -> TriedPlan:
    """A plan without treatments moves nothing.

    Raises `SkinlaxError`: what `check_plan` and `quick_outcome` raise.
    """
    library = treatment_library()
    if not plan.treatments:
        at_rest = np.zeros(prepared.working.mesh.vertices_in_face_mm.shape)
        still = LiveOutcome(targets=(), working=prepared.working, working_mm=at_rest)
        return TriedPlan(plan=plan, outcomes=MappingProxyType(dict.fromkeys(Outcome, still)))
    check_plan(plan, library)
    with prepared.turn:
        found = {outcome: quick_outcome(prepared.response, plan, library, outcome) for outcome in Outcome}
    outcomes = {
        outcome: LiveOutcome(targets=targets, working=prepared.working, working_mm=moved)
        for outcome, (targets, moved) in found.items()
    }
    return TriedPlan(plan=plan, outcomes=MappingProxyType(outcomes))
