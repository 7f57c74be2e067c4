"""The calibration in force: of the body that is connected, as old as it is, and stamped on every picture."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.station_calibration import (
    CalibrationKind,
    ColourCalibration,
    DailyCheck,
    FlatField,
    LensCalibration,
    StationCalibration,
)
from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper
from skinlax_desktop.workflows.checks import calibration_check

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
CAMERA = CameraCalibration(
    model="m", serial="1", width_px=3000, height_px=4096, focal_x_px=9600.0, focal_y_px=9600.0, centre_x_px=1500.0,
    centre_y_px=2048.0,
)  # fmt: skip
LENS = LensCalibration(
    id="lens", made_at=NOW.isoformat(), camera=CAMERA, reprojection_px=0.1, focal_low_px=9590.0, focal_high_px=9610.0,
    coverage=0.9, boards=14, boards_dropped=0, corners=1000,
)  # fmt: skip
COLOUR = ColourCalibration(
    id="colour", made_at=NOW.isoformat(), model="linear", matrix=((1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0)),
    delta_e_mean=0.7, delta_e_max=2.0, patches=(),
)  # fmt: skip
FLAT = FlatField(
    id="flat", made_at=NOW.isoformat(), columns=2, rows=2, gain=((1.0, 1.0, 1.0),) * 4, vignetting=0.1, unevenness=0.0
)


@dataclass
class SetClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return 0.0


def test_each_body_has_its_own_and_what_is_accepted_is_kept() -> None:
    kept: dict[str, StationCalibration] = {}
    keeper = CalibrationKeeper(SetClock(), load=kept.get, save=lambda made: kept.__setitem__(made.serial, made))
    keeper.use_body("1")
    assert keeper.lens is None
    assert keeper.is_due
    keeper.accept_lens(LENS)
    keeper.accept_colour(COLOUR)
    keeper.use_body("2")
    assert keeper.lens is None
    keeper.use_body("1")
    assert keeper.lens == CAMERA
    assert keeper.current.colour == COLOUR
    assert not keeper.is_due


def test_a_lens_expires_and_the_gate_then_refuses() -> None:
    clock = SetClock()
    keeper = CalibrationKeeper(clock)
    keeper.accept_lens(LENS)
    assert calibration_check(keeper.lens, expired=keeper.lens_expired).passed
    clock.at = NOW + timedelta(days=360)
    assert keeper.is_due
    assert not keeper.lens_expired
    clock.at = NOW + timedelta(days=365)
    check = calibration_check(keeper.lens, expired=keeper.lens_expired)
    assert check.name is CheckName.CALIBRATION
    assert check.passed is False
    assert check.advice is not None
    assert check.advice.code == "calibrate_again"
    assert keeper.stamp().expired == (CalibrationKind.LENS,)


def test_a_stamp_names_everything_in_force() -> None:
    keeper = CalibrationKeeper(SetClock())
    for accept in (
        lambda: keeper.accept_lens(LENS),
        lambda: keeper.accept_flat_field(FLAT),
        lambda: keeper.accept_colour(COLOUR),
    ):
        accept()
    check = DailyCheck(
        at=NOW.isoformat(),
        colour_id="colour",
        delta_e_mean=0.8,
        delta_e_max=2.0,
        drift=0.2,
        lightness=50.0,
        passed=True,
    )
    keeper.add_check(check)
    stamp = keeper.stamp()
    assert (stamp.lens_id, stamp.flat_field_id, stamp.colour_id) == ("lens", "flat", "colour")
    assert (stamp.reprojection_px, stamp.delta_e_mean, stamp.drift) == (0.1, 0.7, 0.2)
    assert stamp.checked_on == "2026-11-26"
    assert stamp.expired == ()
    keeper.add_check(replace(check, drift=0.4))
    assert len(keeper.current.daily) == 1


def test_a_new_flat_field_ends_the_colour_that_was_made_through_another() -> None:
    keeper = CalibrationKeeper(SetClock())
    keeper.accept_colour(COLOUR)
    keeper.accept_flat_field(FLAT)
    assert keeper.current.colour is None


def test_what_is_not_stored_is_not_in_force_and_damage_is_told() -> None:
    def full(_made: StationCalibration) -> None:
        raise SkinlaxError("calibration_unwritable")

    def damaged(_serial: str) -> StationCalibration | None:
        raise SkinlaxError("calibration_file_damaged")

    keeper = CalibrationKeeper(SetClock(), load=damaged, save=full)
    keeper.use_body("1")
    assert keeper.problem is not None
    with pytest.raises(SkinlaxError):
        keeper.accept_lens(LENS)
    assert keeper.lens is None


def test_a_phantoms_lens_is_given_until_a_calibration_takes_its_place() -> None:
    keeper = CalibrationKeeper(SetClock(), given=CAMERA)
    assert keeper.lens == CAMERA
    assert keeper.for_visit() is None
    keeper.accept_lens(replace(LENS, camera=replace(CAMERA, focal_x_px=9500.0)))
    assert keeper.lens is not None
    assert keeper.lens.focal_x_px == 9500.0
    assert keeper.for_visit() is not None
