"""What the last look at the station's targets says of a picture."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.station_calibration import ColourCalibration, DailyCheck, StationCalibration
from skinlax_desktop.text.advice import advice_sentence
from skinlax_desktop.workflows.target_checks import no_targets, target_checks

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
COLOUR = ColourCalibration(
    id="c",
    made_at=(NOW - timedelta(days=20)).isoformat(),
    model="linear",
    matrix=(),
    delta_e_mean=1.0,
    delta_e_max=2.0,
    patches=(),
)
DAILY = DailyCheck(
    at=(NOW - timedelta(hours=1)).isoformat(),
    colour_id="c",
    delta_e_mean=1.0,
    delta_e_max=2.0,
    drift=0.2,
    lightness=50.0,
    passed=True,
    mtf50=0.22,
)
KNOWN = StationCalibration(serial="s", colour=COLOUR, daily=(DAILY,))


def of(station: StationCalibration) -> tuple[Check, Check]:
    verdict = FrameVerdict(checks=target_checks(station, NOW))
    found = tuple(verdict.find(name) for name in (CheckName.COLOUR_TARGET, CheckName.FOCUS_TARGET))
    assert None not in found
    return found  # type: ignore[return-value]


def test_a_station_that_looked_at_its_targets_today_is_well() -> None:
    colour, focus = of(KNOWN)
    assert (colour.passed, colour.warned, colour.advice) == (True, False, None)
    assert focus.passed is True
    assert focus.value == 0.22


def test_a_missing_old_or_failed_colour_target_warns_and_says_what_to_show() -> None:
    cases = {
        "calibrate_colour": (
            StationCalibration(serial="s"),
            replace(KNOWN, colour=replace(COLOUR, made_at=(NOW - timedelta(days=120)).isoformat())),
        ),
        "check_station": (
            replace(KNOWN, daily=(replace(DAILY, at=(NOW - timedelta(days=2)).isoformat()),)),
            replace(KNOWN, daily=(replace(DAILY, passed=False),)),
            replace(KNOWN, daily=()),
        ),
    }
    for code, stations in cases.items():
        for station in stations:
            colour, _ = of(station)
            assert colour.warned
            assert colour.passed is True
            assert colour.advice is not None
            assert colour.advice.code == code
            assert "target" in advice_sentence(colour.advice)


def test_a_lens_too_soft_on_the_target_refuses_and_one_never_looked_at_is_not_judged() -> None:
    assert of(replace(KNOWN, daily=(replace(DAILY, mtf50=0.12),)))[1].passed is False
    unknown = of(replace(KNOWN, daily=(replace(DAILY, mtf50=None),)))[1]
    assert (unknown.passed, unknown.reason) == (None, "no_target")
    assert {check.passed for check in no_targets()} == {None}
