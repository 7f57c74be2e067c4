"""Everything that is measured has a plain name, a unit and an explanation."""

import pytest

from skinlax_desktop.domain.annotation import ProbeQuantity
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.measurement import Measurement, not_measured
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.imaging.attributes import ATTRIBUTES
from skinlax_desktop.surface.facial_metrics import METRIC_KINDS
from skinlax_desktop.text import metrics
from skinlax_desktop.text.report import check_name
from skinlax_desktop.workflows.profile_geometry import PROFILE_KINDS


@pytest.mark.parametrize("name", [*METRIC_KINDS, *PROFILE_KINDS, *ATTRIBUTES])
def test_a_measure_has_words(name: str) -> None:
    assert "_" not in metrics.metric_label(name)
    assert metrics.explain(name).endswith(".")
    for sentence in metrics.explain(name).split("."):
        assert len(sentence.split()) <= 12


@pytest.mark.parametrize(
    ("name", "unit"), [*((n, k.value) for n, k in {**METRIC_KINDS, **PROFILE_KINDS}.items()), *ATTRIBUTES.items()]
)
def test_the_unit_is_the_one_that_is_measured_in(name: str, unit: str) -> None:
    assert metrics.metric_unit(name) == unit


def test_zones_are_named_from_the_subjects_side() -> None:
    assert metrics.zone_label("jowl_L") == "Left jowl"
    assert metrics.zone_label("jowl_R") == "Right jowl"
    assert metrics.pair_label("jowl_R") == "Jowl"
    names = [metrics.zone_label(zone) for zone in ZONES]
    assert len(set(names)) == len(ZONES)
    assert not any("_" in name for name in names)


def test_views_probes_and_checks_have_names() -> None:
    assert all(metrics.view_label(view) for view in View)
    assert all(metrics.probe_label(quantity) for quantity in ProbeQuantity)
    assert all(check_name(name) for name in CheckName)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3.14, "mm", "3.1"),
        (0.04, "mm", "0.04"),
        (-0.004, "mm", "0.0"),
        (-1.25, "deg", "−1.2"),
        (0.03149, "AU", "0.031"),
        (123.4, "AU", "123"),
    ],
)
def test_a_number_has_the_decimals_of_its_unit(value: float, unit: str, text: str) -> None:
    assert metrics.format_number(value, unit) == text


def test_a_value_goes_with_its_interval() -> None:
    jowl = Measurement(name="jowl_descent_mm", unit="mm", value=3.1, low=2.4, high=3.8, mdc95=1.0)
    assert metrics.sentence_of_value("jowl_L", jowl) == "Left jowl, jowl descent: 3.1 mm (2.4 to 3.8)."
    assert metrics.format_change(jowl) == "1.0 mm"


def test_a_missing_value_says_why() -> None:
    missing = not_measured("pores", "1/cm2", "resolution_too_low")
    assert metrics.format_interval(missing) == ""
    assert metrics.sentence_of_value("chin", missing) == (
        "Chin, visible pores: not measured, because the picture is too coarse."
    )
