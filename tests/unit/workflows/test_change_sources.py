"""A change between two visits, taken apart: the capture's share never exceeds the change, and grows with its faults."""

from dataclasses import replace

import pytest

from sample_records import full_visit
from skinlax_desktop.domain.calibration import Scale
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.change_sources import ChangeSources, capture_difference, change_sources


def visit(*, yaw: float = 0.0, light: float = 0.5, scale: Scale | None = None, serial: str = "s") -> Visit:
    made = full_visit(ImageRef(sha256="00", width=10, height=10))
    capture = replace(
        made.captures[0],
        pose=Pose(yaw_deg=yaw, pitch_deg=0.0, roll_deg=0.0),
        light=LightSettings(level=light),
    )
    assert made.calibration is not None
    calibration = replace(made.calibration, serial=serial)
    return replace(made, captures=(capture,), calibration=calibration, scale=scale or made.scale)


def metric(value: float | None, unit: str = "mm", mdc95: float | None = 1.0) -> Measurement:
    if value is None:
        return Measurement(name="jowl_descent_mm", unit=unit, reason="no_scale")
    return Measurement(name="jowl_descent_mm", unit=unit, value=value, low=value, high=value, mdc95=mdc95)


def between(before: float | None, after: float | None, unit: str = "mm", **second: object) -> ChangeSources:
    difference = capture_difference(visit(), visit(**second))  # type: ignore[arg-type]
    return change_sources(metric(before, unit), metric(after, unit), difference)


def test_what_exceeds_the_noise_is_the_skins() -> None:
    found = between(3.0, 5.0)
    assert found.capture is not None
    assert found.skin is not None
    assert found.capture == pytest.approx(1.0, abs=0.01)
    assert found.skin == pytest.approx(1.0, abs=0.01)
    assert found.capture + found.skin == pytest.approx(2.0)


def test_a_change_within_the_noise_may_all_be_the_captures() -> None:
    found = between(3.0, 2.4)
    assert (found.capture, found.skin) == (pytest.approx(0.6), 0.0)


def test_a_fall_is_a_fall() -> None:
    found = between(5.0, 3.0)
    assert found.skin == pytest.approx(-1.0, abs=0.01)


def test_poses_further_apart_than_the_repeats_leave_less_for_the_skin() -> None:
    near, far = between(3.0, 5.0, yaw=2.0), between(3.0, 5.0, yaw=5.0)
    assert near.skin == between(3.0, 5.0).skin
    assert far.skin is not None
    assert near.skin is not None
    assert far.skin < near.skin


def test_an_unsure_scale_leaves_less_of_a_length_and_nothing_less_of_an_angle() -> None:
    loose = replace(visit().scale or Scale(kind=None), sigma_mm=100.0)  # type: ignore[arg-type]
    found = between(9.0, 11.0, scale=loose)
    assert (found.skin, found.capture) == (0.0, pytest.approx(2.0))
    assert between(9.0, 11.0, unit="deg", scale=loose).skin == pytest.approx(1.0)


def test_other_light_may_have_done_all_of_an_attribute_and_nothing_of_a_length() -> None:
    attribute = between(3.0, 5.0, unit="AU", light=0.7)
    assert (attribute.skin, attribute.reason) == (0.0, "other_light")
    assert between(3.0, 5.0, light=0.7).skin == between(3.0, 5.0).skin


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (between(None, 3.0), "not_measured"),
        (between(3.0, 5.0, serial="other"), "other_camera"),
        (change_sources(metric(3.0), metric(5.0), None), "capture_unknown"),
        (
            change_sources(metric(3.0, mdc95=None), metric(5.0, mdc95=None), capture_difference(visit(), visit())),
            "repeatability_unknown",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(found: ChangeSources, reason: str) -> None:
    assert (found.capture, found.skin, found.reason) == (None, None, reason)
