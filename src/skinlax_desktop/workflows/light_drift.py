"""The drift check: today's light against that of the last daily check.

Limits, for a mid grey that nobody corrects: the warning stands where it moves by one CIEDE2000, the just noticeable
step (4 mired, 121 K at 5500 K; 5 % of output), the refusal where it moves by 2.5, the most that a calibrated session
may differ (10 mired; 10 % of output). The test computes these differences.
"""

import math
from datetime import datetime, timedelta
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_check import DriftVerdict, LightDrift, LightReading

WARN_OUTPUT: Final = 0.05
REFUSE_OUTPUT: Final = 0.10
WARN_MIRED: Final = 4.0
REFUSE_MIRED: Final = 10.0
VALID_FOR: Final = timedelta(hours=36)


def judge_drift(reference: LightReading, now: LightReading) -> LightDrift:
    """Compare two readings of one source.

    Raises `light_reference_old` when the daily check is no longer of today or yesterday, `light_reference_other` when
    the sources or the colours asked for differ, `light_reading_impossible` for numbers that no light gives.
    """
    asked = [(r.source, r.asked.colour_temperature_k, r.asked.mode) for r in (reference, now)]
    if asked[0] != asked[1]:
        raise SkinlaxError("light_reference_other")
    if datetime.fromisoformat(now.at) - datetime.fromisoformat(reference.at) > VALID_FOR:
        raise SkinlaxError("light_reference_old")
    for reading in (reference, now):
        if not (_positive(reading.output) and _positive(reading.colour_temperature_k)):
            raise SkinlaxError("light_reading_impossible")
    output = now.output / reference.output - 1.0
    mired = 1e6 / now.colour_temperature_k - 1e6 / reference.colour_temperature_k
    verdict = DriftVerdict.STEADY
    if abs(output) > WARN_OUTPUT or abs(mired) > WARN_MIRED:
        verdict = DriftVerdict.WARN
    if abs(output) > REFUSE_OUTPUT or abs(mired) > REFUSE_MIRED:
        verdict = DriftVerdict.REFUSE
    return LightDrift(
        output_change=output,
        colour_change_mired=mired,
        colour_change_k=now.colour_temperature_k - reference.colour_temperature_k,
        verdict=verdict,
    )


def _positive(value: float) -> bool:
    return math.isfinite(value) and value > 0.0
