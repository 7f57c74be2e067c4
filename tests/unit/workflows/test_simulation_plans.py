"""Plans on the screen: staged, combined, refused by name; and what stands beside them."""

import numpy as np
import pytest

from skinlax_desktop.biomechanics.plan import check_plan, plan_of
from skinlax_desktop.biomechanics.treatments import Outcome, treatment_library
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.simulation import SimulatedStep
from skinlax_desktop.workflows.live_simulation import try_plan
from skinlax_desktop.workflows.simulate import PreparedFace, prepare_face, simulate
from skinlax_desktop.workflows.simulation_plans import (
    Alternative,
    PlanStep,
    alternative_steps,
    drawn_steps,
    last_week,
    plan_of_steps,
    refusal_of,
    staged,
    steps_of_record,
    steps_to_keep,
    zones_on,
)
from small_face import small_face

BROW = PlanStep(device="mfu", zone="brow")
JOWL = PlanStep(device="filler", zone="jowl")


@pytest.fixture(scope="module")
def prepared() -> PreparedFace:
    return prepare_face(small_face(1))


def moved(prepared: PreparedFace, steps: tuple[PlanStep, ...], weeks: float) -> np.ndarray:
    return try_plan(prepared, plan_of_steps(steps, weeks)).outcomes[Outcome.MEDIAN].displacement_mm


def test_a_staged_treatment_counts_from_its_own_week(prepared: PreparedFace) -> None:
    later = (PlanStep(device="mfu", zone="brow", at_week=8),)
    assert not moved(prepared, later, 8).any()
    assert not moved(prepared, later, 4).any(), "not given yet"
    assert np.array_equal(moved(prepared, later, 20), moved(prepared, (BROW,), 12))
    assert last_week(later) == 32
    check_plan(plan_of_steps(later, 32), treatment_library())
    with pytest.raises(SkinlaxError, match="plan_field_refused"):
        plan_of({"weeks": 20, "treatment": [{"device": "mfu", "zones": ["brow"], "at_week": -9}]})


def test_what_a_slider_shows_is_what_the_whole_simulation_computes(prepared: PreparedFace) -> None:
    plan = plan_of_steps((BROW, JOWL), 10)
    tried, whole = try_plan(prepared, plan), simulate(prepared.mesh, plan, prepared=prepared)
    for outcome in Outcome:
        assert np.array_equal(tried.outcomes[outcome].displacement_mm, whole.outcomes[outcome].displacement_mm)
        assert tried.outcomes[outcome].targets == whole.outcomes[outcome].targets


def test_no_plan_moves_nothing(prepared: PreparedFace) -> None:
    assert not moved(prepared, (), 12).any()


def test_devices_are_staged_one_after_the_other_and_one_device_cannot_be() -> None:
    both = staged((BROW, JOWL))
    assert both is not None
    assert [(step.device, step.at_week) for step in both] == [("mfu", 0.0), ("filler", 12.0)]
    assert staged((BROW,)) is None
    assert alternative_steps((JOWL, BROW), Alternative.STAGED) != both, "the order is the plan's"
    assert alternative_steps((both[1],), Alternative.COMBINED) == (JOWL,)
    assert alternative_steps((BROW,), Alternative.NOTHING) == alternative_steps((BROW,), Alternative.TOPICAL) == ()


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (PlanStep(device="topical", zone="jowl"), "plan_no_source"),
        (PlanStep(device="mfu", zone="malar"), "plan_no_source"),
        (PlanStep(device="mfu", zone="submental"), "simulation_zone_absent"),
        (BROW, ""),
    ],
)
def test_a_step_is_refused_with_its_reason_and_never_drawn(step: PlanStep, code: str) -> None:
    on_face = zones_on(small_face(1))
    error = refusal_of(step, on_face)
    assert (error.code if error else "") == code
    assert drawn_steps((step, step), on_face) == ((step,) if not code else ())


def test_a_kept_plan_comes_back_as_it_was() -> None:
    steps = (PlanStep(device="mfu", zone="brow", intensity=0.4), PlanStep(device="filler", zone="jowl", at_week=8))
    kept = steps_to_keep(steps)
    assert kept[0] == SimulatedStep(device="mfu", zones=("brow_R", "brow_L"), intensity=0.4)
    assert steps_of_record(kept) == steps
