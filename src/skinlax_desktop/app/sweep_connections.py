"""The sweep and the second pictures: from the station's parts to a presenter, and which wish goes where."""

from typing import TYPE_CHECKING

from skinlax_desktop.ui.screens.capture import CapturePresenter, CaptureScreen
from skinlax_desktop.ui.screens.capture.sweep_presenter import SweepPresenter, SweepStation
from skinlax_desktop.workflows.sweep_judging import JudgedSweepFrame, Wanted, judge_sweep_frame
from skinlax_desktop.workflows.sweep_keeping import Picture, PictureParts
from skinlax_desktop.workflows.sweep_plan import SweepPlan
from skinlax_desktop.workflows.sweep_turn import Turn
from skinlax_desktop.workflows.sweep_watching import SweepWatcher

if TYPE_CHECKING:
    from skinlax_desktop.app.station import Station
    from skinlax_desktop.app.workstation import Workstation


def connect_sweep(
    workstation: "Workstation", station: "Station", screen: CaptureScreen, capture: CapturePresenter
) -> SweepPresenter:
    """The presenter of the sweep, connected to the capture screen; the caller keeps it."""
    mode = screen.sweep

    def left() -> None:
        if station.seat is not None:
            station.seat.attend_again()

    presenter = SweepPresenter(
        mode,
        visits=workstation.visits,
        jobs=workstation.jobs,
        clock=workstation.clock,
        station=sweep_station(station, capture),
        on_left=left,
    )
    mode.toggle_requested.connect(presenter.toggle)
    mode.go_on_requested.connect(presenter.go_on)
    mode.sector_requested.connect(presenter.choose)
    mode.select_requested.connect(presenter.select)
    mode.again_requested.connect(presenter.take_selected)
    mode.other_head_requested.connect(presenter.change_head)
    mode.screen_left.connect(presenter.screen_left)
    mode.look_due.connect(presenter.look_newest)
    mode.metronome_due.connect(presenter.move_metronome)
    screen.drawer.asides_requested.connect(presenter.want_asides)
    if station.seat is not None:
        station.seat.attend_sweep(presenter)
    return presenter


def sweep_station(station: "Station", capture: CapturePresenter) -> SweepStation:
    """Watcher, judge and store of this station."""
    parts, calibrations = station.capture, station.calibrations
    watcher = SweepWatcher(station.finder, calibrations.lens)
    calibrations.changed.connect(lambda _station: watcher.use_calibration(calibrations.lens))

    def judge(picture: Picture, turn: Turn, wanted: Wanted) -> JudgedSweepFrame:
        return judge_sweep_frame(
            picture,
            turn,
            wanted,
            station.finder,
            calibration=calibrations.lens,
            calibration_expired=calibrations.lens_expired,
        )

    def plan() -> SweepPlan:
        watcher.tempo = station.sweep_tempo()
        return SweepPlan(tempo=watcher.tempo)

    return SweepStation(
        camera=parts.camera,
        look=watcher.look,
        parts=PictureParts(judge=judge, archive=parts.archive, light=lambda: parts.ring.light, stamp=parts.stamp),
        plan=plan,
        preparing=parts.preparing,
        may_take=lambda: capture.session is not None and not capture.session.is_held,
        has_moved_on=lambda: station.studio is None or station.studio.has_moved_on(),
    )
