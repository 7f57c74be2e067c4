"""Two visits zone by zone: what is called a change, what is not, and what is left open."""

from dataclasses import replace

import pytest

from laxity_stand_in import MODEL, grade
from sample_records import full_visit
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.measurement import Analysis, LaxityGrade, LaxityResult, ModelUse, ZoneResult
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.visit_comparison import Verdict, ZoneChange, compare_visits

MDC95 = 0.5


def visit(
    *, yaw: float = 0.0, light: float = 0.5, model: ModelUse = MODEL, mdc95: float | None = MDC95, **zones: LaxityGrade
) -> Visit:
    made = full_visit(ImageRef(sha256="00", width=10, height=10))
    capture = replace(
        made.captures[0], pose=Pose(yaw_deg=yaw, pitch_deg=0.0, roll_deg=0.0), light=LightSettings(level=light)
    )
    whole = replace(grade(2.0), mdc95=mdc95)
    analysis = Analysis(
        program="t",
        analysed_at="2026-11-23T11:00:00Z",
        models=(model,),
        frames=(),
        zones=tuple(
            ZoneResult(zone=zone, metrics=(), laxity=replace(known, mdc95=mdc95), laxity_reason=None)
            for zone, known in zones.items()
        ),
        attributes=(),
        colour=(),
        laxity=LaxityResult(overall=whole, youthfulness_index=whole, reason=None),
    )
    return replace(made, captures=(capture,), analysis=analysis)


def change(zone: str, before: Visit, after: Visit) -> ZoneChange:
    compared = compare_visits(before, after)
    assert compared.reason is None
    return next(known for known in compared.changes if known.zone == zone)


def test_a_change_beyond_the_noise_is_one_and_its_interval_leaves_out_nothing() -> None:
    found = change("jowl_L", visit(jowl_L=grade(2.0)), visit(jowl_L=grade(1.2)))
    assert found.verdict is Verdict.LESS
    assert found.change == pytest.approx(-0.8)
    assert (found.low, found.high) == pytest.approx((-1.3, -0.3))
    assert found.sources.capture == pytest.approx(0.5)
    assert found.sources.skin == pytest.approx(-0.3)


def test_a_change_within_the_noise_is_none_and_other_poses_widen_it() -> None:
    assert change("jowl_L", visit(jowl_L=grade(2.0)), visit(jowl_L=grade(2.4))).verdict is Verdict.NOT_DETECTABLE
    turned = change("jowl_L", visit(jowl_L=grade(2.0)), visit(yaw=6.0, jowl_L=grade(2.8)))
    assert turned.verdict is Verdict.NOT_DETECTABLE
    assert turned.low is not None
    assert turned.low < 0.0


def test_what_is_not_established_or_doubted_is_left_open() -> None:
    unknown = change("jowl_L", visit(mdc95=None, jowl_L=grade(1.0)), visit(mdc95=None, jowl_L=grade(3.0)))
    assert (unknown.verdict, unknown.reason, unknown.low) == (Verdict.OPEN, "repeatability_unknown", None)
    doubted = change("jowl_L", visit(jowl_L=grade(1.0)), visit(jowl_L=grade(3.0).doubted("smiling")))
    assert (doubted.verdict, doubted.reason) == (Verdict.OPEN, "low_confidence")
    wide = change("jowl_L", visit(jowl_L=grade(1.0)), visit(jowl_L=grade(3.0).doubted("wide_interval")))
    assert wide.verdict is Verdict.MORE
    lit = change("jowl_L", visit(jowl_L=grade(1.0)), visit(light=0.9, jowl_L=grade(3.0)))
    assert (lit.verdict, lit.reason) == (Verdict.OPEN, "other_light")


def test_grades_of_different_models_are_not_compared() -> None:
    other = replace(MODEL, sha256="ef" * 32)
    assert compare_visits(visit(), visit(model=other)).reason == "other_model"
    assert compare_visits(visit(), replace(visit(), analysis=None)).reason == "not_measured"


def test_changes_come_before_what_is_none_and_what_is_missing() -> None:
    before = visit(jowl_L=grade(2.0), jowl_R=grade(2.0), malar_L=grade(2.0))
    after = visit(jowl_L=grade(1.0), jowl_R=grade(2.1), malar_L=grade(3.2))
    compared = compare_visits(before, after)
    assert [known.zone for known in compared.changes][:4] == ["", "malar_L", "jowl_L", "jowl_R"]
    assert compared.changes[-1].verdict is Verdict.MISSING
    assert compared.changes[0].verdict is Verdict.NOT_DETECTABLE
