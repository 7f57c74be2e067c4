"""The drift check, and that its limits are what its page says they are."""

from dataclasses import replace

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, xyz2lab

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.light_check import DriftVerdict, LightReading, LightSource
from skinlax_desktop.phantom.sensor import colour_of_light
from skinlax_desktop.text.screens.light import drift_sentence
from skinlax_desktop.workflows import light_drift
from skinlax_desktop.workflows.light_drift import judge_drift

MORNING = LightReading(
    source=LightSource.RING, output=0.98, colour_temperature_k=5480.0, at="2026-03-02T08:00:00+00:00"
)
NOON = replace(MORNING, at="2026-03-02T12:00:00+00:00")
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(bgr: tuple[float, ...]) -> np.ndarray:
    return xyz2lab((XYZ @ np.array(bgr)[::-1])[None, None])[0, 0]


def difference(mired: float, output: float) -> float:
    """CIEDE2000 of a mid grey under the drifted light."""
    colour = np.array(colour_of_light(1e6 / (1e6 / 5500.0 + mired)))
    return float(deltaE_ciede2000(lab((0.5, 0.5, 0.5)), lab(tuple(0.5 * (1.0 + output) * colour))))


@pytest.mark.parametrize(("mired", "output"), [(light_drift.WARN_MIRED, 0.0), (0.0, -light_drift.WARN_OUTPUT)])
def test_the_warning_stands_at_a_just_noticeable_difference(mired: float, output: float) -> None:
    assert 0.8 <= difference(mired, output) <= 1.2


@pytest.mark.parametrize(("mired", "output"), [(light_drift.REFUSE_MIRED, 0.0), (0.0, -light_drift.REFUSE_OUTPUT)])
def test_the_refusal_stands_where_a_calibrated_session_would_fail(mired: float, output: float) -> None:
    assert 2.2 <= difference(mired, output) <= 2.7


@pytest.mark.parametrize(
    ("output", "kelvin", "verdict"),
    [
        (0.98, 5480.0, DriftVerdict.STEADY),
        (0.94, 5480.0, DriftVerdict.STEADY),
        (1.02, 5560.0, DriftVerdict.STEADY),
        (0.92, 5480.0, DriftVerdict.WARN),
        (1.05, 5480.0, DriftVerdict.WARN),
        (0.98, 5300.0, DriftVerdict.WARN),
        (0.98, 5650.0, DriftVerdict.WARN),
        (0.85, 5480.0, DriftVerdict.REFUSE),
        (0.98, 5150.0, DriftVerdict.REFUSE),
        (0.98, 5900.0, DriftVerdict.REFUSE),
    ],
)
def test_drift_is_judged_in_both_directions_and_said_in_words(
    output: float, kelvin: float, verdict: DriftVerdict
) -> None:
    drift = judge_drift(MORNING, replace(NOON, output=output, colour_temperature_k=kelvin))
    assert drift.verdict is verdict
    assert drift.output_change == pytest.approx(output / 0.98 - 1.0)
    sentence = drift_sentence(drift)
    assert f"{drift.colour_change_k:+.0f} K" in sentence
    assert ("calibration" in sentence) == (verdict is DriftVerdict.REFUSE)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"at": "2026-03-04T08:00:00+00:00"}, "light_reference_old"),
        ({"source": LightSource.GREY_PATCH}, "light_reference_other"),
        ({"asked": LightSettings(colour_temperature_k=3000)}, "light_reference_other"),
        ({"output": 0.0}, "light_reading_impossible"),
        ({"colour_temperature_k": float("nan")}, "light_reading_impossible"),
    ],
)
def test_what_does_not_compare_is_not_compared(changes: dict[str, object], code: str) -> None:
    with pytest.raises(SkinlaxError) as raised:
        judge_drift(MORNING, replace(NOON, **changes))  # type: ignore[arg-type]
    assert raised.value.code == code
