"""The rule of zones: cautious where the grade does not decide, silent where there is none, and never a ranking."""

from dataclasses import replace

import pytest

from report_sample import make_analysis
from skinlax_desktop.domain.measurement import Confidence, LaxityGrade, ZoneResult
from skinlax_desktop.workflows.zone_guidance import Guidance, guidance_of, guide_zones


def grade(low: float, value: float, high: float, **more: object) -> LaxityGrade:
    return LaxityGrade(value=value, low=low, high=high, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "published", "wanted"),
    [
        (grade(2.0, 2.5, 3.0), True, Guidance.PROCEDURE),
        (grade(2.0, 2.5, 3.0), False, Guidance.PROCEDURE_UNPUBLISHED),
        (grade(1.9, 3.5, 4.0), True, Guidance.EXAMINE),
        (grade(0.0, 0.3, 0.9), True, Guidance.HOME),
        (grade(0.0, 0.3, 1.0), True, Guidance.EXAMINE),
        (None, True, Guidance.NOT_JUDGED),
    ],
)
def test_the_whole_interval_decides(found: LaxityGrade | None, published: bool, wanted: Guidance) -> None:
    assert guidance_of(found, published=published, unsure=False) is wanted
    doubted = guidance_of(found, published=published, unsure=True)
    assert doubted is (Guidance.NOT_JUDGED if found is None else Guidance.EXAMINE), "doubt never recommends anything"


def test_of_two_sides_the_more_lax_one_speaks_and_only_published_devices_are_named() -> None:
    zones = (
        ZoneResult(zone="brow_R", metrics=(), laxity=grade(0.0, 0.4, 0.8), laxity_reason=None),
        ZoneResult(zone="brow_L", metrics=(), laxity=grade(2.1, 2.6, 3.0), laxity_reason=None),
        ZoneResult(zone="malar_L", metrics=(), laxity=grade(2.4, 2.8, 3.2), laxity_reason=None),
        ZoneResult(zone="chin", metrics=(), laxity=grade(0.0, 0.2, 0.6), laxity_reason=None),
        ZoneResult(
            zone="neck",
            metrics=(),
            laxity=grade(2.2, 3.0, 3.9, confidence=Confidence.LOW, reasons=("wide_interval",)),
            laxity_reason=None,
        ),
        ZoneResult(zone="jowl_L", metrics=(), laxity=grade(2.5, 3.0, 3.5, exploratory=True), laxity_reason=None),
        ZoneResult(zone="temple_L", metrics=(), laxity_reason="zone_hidden"),
    )
    found = {one.zone: one for one in guide_zones(replace(make_analysis(), zones=zones))}
    assert (found["brow"].guidance, found["brow"].devices) == (Guidance.PROCEDURE, ("mfu",))
    assert found["brow"].grade is not None
    assert found["brow"].grade.value == 2.6
    assert (found["malar"].guidance, found["malar"].devices) == (Guidance.PROCEDURE_UNPUBLISHED, ())
    assert found["chin"].guidance is Guidance.HOME
    assert [found[zone].guidance for zone in ("neck", "jowl")] == [Guidance.EXAMINE, Guidance.EXAMINE]
    assert (found["temple"].guidance, found["temple"].reason) == (Guidance.NOT_JUDGED, "zone_hidden")
    order = [one.guidance for one in guide_zones(replace(make_analysis(), zones=zones))]
    assert order == sorted(order, key=list(Guidance).index)
