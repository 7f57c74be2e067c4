"""Findings in their order, opinions with their reason, probe values with their instrument."""

from dataclasses import replace

import pytest

from skinlax_desktop.domain.annotation import ProbeQuantity
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.measurement import Analysis, Confidence, Measurement, ZoneResult, not_measured
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.review import (
    Standing,
    agree,
    disagree,
    enter_probe_reading,
    list_findings,
    mappable_metrics,
    read_probe_value,
    remove_probe_reading,
    withdraw_judgement,
    zone_values,
)

AUTHOR = UserName("clinician")
VISIT = Visit(id=VisitId("v"), patient_id=PatientId("p"), started_at="2026-11-23", operator=UserName("t"))


def value(number: float, mdc95: float | None = 1.0, confidence: Confidence = Confidence.OK) -> Measurement:
    return Measurement(
        name="m", unit="mm", value=number, low=number - 0.2, high=number + 0.2, mdc95=mdc95, confidence=confidence
    )


def analysis(**zones: Measurement) -> Analysis:
    return Analysis(
        program="p",
        analysed_at="",
        models=(),
        frames=(),
        zones=tuple(ZoneResult(zone=zone, metrics=(metric,)) for zone, metric in zones.items()),
        attributes=(),
        colour=(),
    )


def test_sides_that_differ_beyond_noise_come_first_and_missing_zones_last() -> None:
    findings = list_findings(
        analysis(
            neck=not_measured("m", "mm", "zone_hidden"),
            chin=value(1.0, confidence=Confidence.LOW),
            forehead=value(1.0),
            malar_R=value(1.0),
            malar_L=value(2.5),
            jowl_R=value(2.0),
            jowl_L=value(6.0),
        )
    )
    assert [finding.zone for finding in findings] == [
        "jowl_R", "jowl_L", "malar_R", "malar_L", "forehead", "chin", "neck",
    ]  # fmt: skip
    assert [finding.standing for finding in findings][-3:] == [
        Standing.MEASURED, Standing.UNSURE, Standing.NOT_MEASURED,
    ]  # fmt: skip
    assert findings[0].unevenness == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (value(2.9), value(2.0)),
        (value(9.0, mdc95=None), value(2.0, mdc95=None)),
        (value(9.0, confidence=Confidence.LOW), value(2.0)),
        (value(9.0), not_measured("m", "mm", "zone_hidden")),
    ],
)
def test_a_difference_that_may_be_noise_is_no_finding(left: Measurement, right: Measurement) -> None:
    assert all(
        finding.standing is not Standing.UNEVEN for finding in list_findings(analysis(jowl_L=left, jowl_R=right))
    )


def test_what_the_method_errs_by_is_noise_between_the_sides() -> None:
    """A wide interval beside a small mdc95: repeats of one side are alike, the two sides need not be."""
    left, right = (replace(value(at, mdc95=0.05), low=at - 0.07, high=at + 0.07) for at in (0.0, -0.08))
    assert {finding.standing for finding in list_findings(analysis(jowl_L=left, jowl_R=right))} == {Standing.MEASURED}
    far = replace(right, value=-0.12, low=-0.19, high=-0.05)
    assert {finding.standing for finding in list_findings(analysis(jowl_L=left, jowl_R=far))} == {Standing.UNEVEN}


def test_only_measured_quantities_can_be_mapped() -> None:
    series = analysis(jowl_L=value(2.0), neck=not_measured("n", "mm", "zone_hidden"))
    assert [metric.name for metric in mappable_metrics(series)] == ["m"]
    assert zone_values(series, "m") == {"jowl_L": 2.0}


def test_an_opinion_replaces_the_one_before_and_can_be_withdrawn() -> None:
    agreed = agree(VISIT, "chin", author=AUTHOR, at="1")
    changed = disagree(agreed, "chin", " too high ", author=AUTHOR, at="2")
    assert [(j.agrees, j.reason) for j in changed.judgements] == [(False, "too high")]
    assert withdraw_judgement(changed, "chin") == VISIT


def test_a_disagreement_needs_a_reason() -> None:
    with pytest.raises(SkinlaxError) as refused:
        disagree(VISIT, "chin", "  ", author=AUTHOR, at="1")
    assert refused.value.code == "disagreement_needs_reason"


@pytest.mark.parametrize(("typed", "number"), [("55", 55.0), (" 0,72 ", 0.72), ("1e1", 10.0)])
def test_a_number_is_read_with_point_or_comma(typed: str, number: float) -> None:
    quantity = ProbeQuantity.HYDRATION
    assert read_probe_value(quantity, typed) == number


@pytest.mark.parametrize(
    ("quantity", "typed", "code"),
    [
        (ProbeQuantity.HYDRATION, "dry", "probe_value_unreadable"),
        (ProbeQuantity.HYDRATION, "nan", "probe_value_out_of_range"),
        (ProbeQuantity.ELASTICITY, "1.2", "probe_value_out_of_range"),
        (ProbeQuantity.WATER_LOSS, "-1", "probe_value_out_of_range"),
    ],
)
def test_a_slip_of_the_keyboard_is_not_kept(quantity: ProbeQuantity, typed: str, code: str) -> None:
    with pytest.raises(SkinlaxError) as refused:
        enter_probe_reading(VISIT, quantity, typed, "Corneometer", author=AUTHOR, at="1")
    assert refused.value.code == code


def test_a_reading_names_its_instrument_and_can_be_removed() -> None:
    with pytest.raises(SkinlaxError) as refused:
        enter_probe_reading(VISIT, ProbeQuantity.HYDRATION, "40", " ", author=AUTHOR, at="1")
    assert refused.value.code == "probe_instrument_missing"
    kept = enter_probe_reading(VISIT, ProbeQuantity.HYDRATION, "40", "Corneometer", author=AUTHOR, at="1")
    assert [(r.value, r.unit, r.instrument) for r in kept.probe_readings] == [(40.0, "AU", "Corneometer")]
    again = enter_probe_reading(kept, ProbeQuantity.HYDRATION, "42", "Corneometer", author=AUTHOR, at="2")
    assert [r.value for r in again.probe_readings] == [42.0]
    assert remove_probe_reading(again, ProbeQuantity.HYDRATION) == replace(VISIT)
