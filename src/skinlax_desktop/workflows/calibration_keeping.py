"""The calibration in force: that of the camera body which is connected, kept across restarts."""

from collections.abc import Callable
from dataclasses import replace

from psygnal import Signal

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.station_calibration import (
    WARN_BEFORE,
    CalibrationKind,
    CalibrationStamp,
    ColourCalibration,
    DailyCheck,
    FlatField,
    LensCalibration,
    StationCalibration,
    stamp_of,
)
from skinlax_desktop.ports.clock import Clock


class CalibrationKeeper:
    """Lives on the main thread; `lens` and `current` may be read from any, for they are replaced whole.

    `load(serial)` answers what is kept of a body; `save` keeps it, and is None in practice. `given` is a lens that is
    known without a calibration, a phantom's; a calibration takes its place. `problem` says why what was kept of a
    body is not used.
    """

    changed = Signal(StationCalibration)

    def __init__(
        self,
        clock: Clock,
        *,
        load: Callable[[str], StationCalibration | None] = lambda _serial: None,
        save: Callable[[StationCalibration], None] | None = None,
        given: CameraCalibration | None = None,
    ) -> None:
        self._clock = clock
        self._load = load
        self._save = save
        self._given = given
        self._current = StationCalibration(serial="" if given is None else given.serial)
        self.problem: SkinlaxError | None = None

    @property
    def current(self) -> StationCalibration:
        """Everything known of the body."""
        return self._current

    @property
    def lens(self) -> CameraCalibration | None:
        """The lens as calibrated, or as given."""
        return self._given if self._current.lens is None else self._current.lens.camera

    @property
    def lens_expired(self) -> bool:
        """Whether the lens was calibrated too long ago."""
        return self._current.is_expired(CalibrationKind.LENS, self._clock.now())

    @property
    def is_due(self) -> bool:
        """Whether something holds no longer, or not for long: there is a reason to calibrate."""
        now = self._clock.now()
        if self.lens is None:
            return True
        ends = [until for kind in CalibrationKind if (until := self._current.expires_at(kind)) is not None]
        failed = bool(self._current.daily) and not self._current.daily[-1].passed
        return failed or any(until - now < WARN_BEFORE for until in ends)

    def stamp(self) -> CalibrationStamp:
        """What a picture of this moment keeps."""
        return stamp_of(self._current, self._clock.now())

    def for_visit(self) -> StationCalibration | None:
        """What a visit keeps: everything in force, and of the daily checks the newest. None when there is nothing."""
        known = replace(self._current, daily=self._current.daily[-1:])
        return known if known.lens or known.colour or known.flat_field else None

    def use_body(self, serial: str) -> None:
        """A camera is connected; does nothing when it is the one that was."""
        if self._current.serial == serial:
            return
        self.problem = None
        known = None
        try:
            known = self._load(serial)
        except SkinlaxError as error:
            self.problem = error
        self._replace(known or StationCalibration(serial=serial), keep=False)

    def accept_lens(self, lens: LensCalibration) -> None:
        """From now on this lens holds."""
        self._replace(replace(self._current, lens=lens))

    def accept_flat_field(self, flat_field: FlatField) -> None:
        """From now on this flat field holds; a colour that was made through another one holds no longer."""
        self._replace(replace(self._current, flat_field=flat_field, colour=None))

    def accept_colour(self, colour: ColourCalibration) -> None:
        """From now on this colour holds."""
        self._replace(replace(self._current, colour=colour))

    def add_check(self, check: DailyCheck) -> None:
        """Today's check."""
        self._replace(self._current.with_check(check))

    def _replace(self, station: StationCalibration, *, keep: bool = True) -> None:
        if keep and self._save is not None:
            self._save(station)
        self._current = station
        self.changed.emit(station)
