"""A plan tried on a prepared face as a slider moves: three outcomes, no readings, nothing kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.outcomes import ZoneTarget, quick_outcome
from skinlax_desktop.biomechanics.plan import Plan, check_plan
from skinlax_desktop.biomechanics.treatments import Outcome, treatment_library
from skinlax_desktop.workflows.simulate import PreparedFace


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiveOutcome:
    """`displacement_mm` (n, 3) of the prepared face's own mesh."""

    targets: tuple[ZoneTarget, ...]
    displacement_mm: Floats

    @property
    def visible(self) -> bool:
        """Whether any of it would be seen."""
        return any(target.visible and target.drawn for target in self.targets)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TriedPlan:
    """One plan in low, median and high."""

    plan: Plan
    outcomes: Mapping[Outcome, LiveOutcome]


def try_plan(prepared: PreparedFace, plan: Plan) -> TriedPlan:
    """A plan without treatments moves nothing.

    Raises `SkinlaxError`: what `check_plan` and `quick_outcome` raise.
    """
    library = treatment_library()
    if not plan.treatments:
        still = LiveOutcome(targets=(), displacement_mm=np.zeros(prepared.mesh.vertices_in_face_mm.shape))
        return TriedPlan(plan=plan, outcomes=MappingProxyType(dict.fromkeys(Outcome, still)))
    check_plan(plan, library)
    with prepared.turn:
        found = {outcome: quick_outcome(prepared.response, plan, library, outcome) for outcome in Outcome}
    outcomes = {
        outcome: LiveOutcome(targets=targets, displacement_mm=prepared.working.carried(moved))
        for outcome, (targets, moved) in found.items()
    }
    return TriedPlan(plan=plan, outcomes=MappingProxyType(outcomes))
