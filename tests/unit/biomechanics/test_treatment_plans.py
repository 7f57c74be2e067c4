"""Plans: what no source supports is refused; what is drawn stays within what was published."""

from pathlib import Path

import pytest

from skinlax_desktop.biomechanics.plan import plan_of, read_plan
from skinlax_desktop.biomechanics.treatments import Outcome, treatment_library
from skinlax_desktop.domain.errors import SkinlaxError


def plan(weeks: object = 12, **changes: object) -> dict[str, object]:
    entry = {"device": "mfu", "zones": ["brow"], "intensity": 1.0, **changes}
    return {"schema": 1, "weeks": weeks, "treatment": [entry]}


def code_of(document: dict[str, object]) -> str:
    with pytest.raises(SkinlaxError) as refused:
        plan_of(document)
    return refused.value.code


def test_a_zone_without_its_side_stands_for_both() -> None:
    assert plan_of(plan()).treatments[0].zones == ("brow_R", "brow_L")
    assert plan_of(plan(zones=["brow_L"])).treatments[0].zones == ("brow_L",)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (plan(device="magic"), "plan_device_unknown"),
        (plan(zones=["ear"]), "plan_zone_unknown"),
        (plan(zones=["jowl"]), "plan_no_source"),
        (plan(device="topical", zones=["malar"]), "plan_no_source"),
        (plan(intensity=-0.1), "plan_intensity_refused"),
        (plan(intensity=1.2), "plan_intensity_refused"),
        (plan(intensity=float("nan")), "plan_field_refused"),
        (plan(intensity="much"), "plan_field_refused"),
        (plan(intensity=True), "plan_field_refused"),
        (plan(weeks=-1), "plan_weeks_refused"),
        (plan(weeks=60), "plan_weeks_refused"),
        (plan(zones=["brow", "brow_L"]), "plan_zone_repeated"),
        (plan(zones=[]), "plan_field_refused"),
        (plan(extra=1), "plan_field_refused"),
        ({"weeks": 12, "treatment": []}, "plan_empty"),
        ({"treatment": plan()["treatment"]}, "plan_field_refused"),
        ({**plan(), "schema": 2}, "plan_field_refused"),
    ],
)
def test_what_cannot_be_planned_is_refused(document: dict[str, object], code: str) -> None:
    assert code_of(document) == code


def test_a_file_that_is_no_plan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text("weeks = [", encoding="utf-8")
    with pytest.raises(SkinlaxError, match="plan_unreadable"):
        read_plan(path)
    path.write_text('weeks = 12\n[[treatment]]\ndevice = "mfu"\nzones = ["brow"]\n', encoding="utf-8")
    assert read_plan(path).treatments[0].intensity == 1.0


def test_the_library_is_sourced_and_rises() -> None:
    library = treatment_library()
    assert {"mfu", "rf_microneedling", "filler", "topical", "lifestyle"} == set(library)
    effects = [effect for treatment in library.values() for effect in treatment.effects]
    assert all(effect.amounts[Outcome.HIGH] <= effect.cap for effect in effects)
    assert library["mfu"].effect_on("brow_L").amounts[Outcome.HIGH] == 1.7


def test_nothing_is_seen_at_once_and_all_of_it_after_twelve_weeks() -> None:
    mfu = treatment_library()["mfu"]
    shares = [mfu.onset(weeks) for weeks in (0.0, 4.0, 8.0, 12.0, 24.0)]
    assert shares == sorted(shares)
    assert shares[0] == shares[1] == 0.0
    assert shares[-1] == 1.0
