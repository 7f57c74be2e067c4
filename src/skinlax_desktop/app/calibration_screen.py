"""The calibration screen, connected and in the window."""

from concurrent.futures import Future
from typing import TYPE_CHECKING

from skinlax_desktop.app.station import Station
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.report.targets import write_targets
from skinlax_desktop.ui.screens.calibration import CalibrationPresenter, CalibrationScreen
from skinlax_desktop.ui.screens.calibration.station import CalibrationStation
from skinlax_desktop.ui.screens.capture.station import LiveCamera
from skinlax_desktop.ui.shell import Step
from skinlax_desktop.ui.shell.main_window import MainWindow

if TYPE_CHECKING:
    from skinlax_desktop.workflows.board_guidance import BoardWish
    from skinlax_desktop.workflows.calibration_session import CalibrationTask


class HandHeldTargets:
    """The station's own camera; a person reads on the screen how to hold the target."""

    def __init__(self, camera: LiveCamera) -> None:
        self._camera = camera

    def latest(self) -> Frame | None:
        """The newest frame."""
        return self._camera.latest()

    def still(self) -> "Future[Frame]":
        """The first frame exposed wholly after the call."""
        return self._camera.still()

    def hold(self, task: "CalibrationTask", *, wish: "BoardWish | None", place: int) -> None:
        """The screen says it."""

    def close(self) -> None:
        """The camera is the station's."""


def add_calibration(window: MainWindow, station: Station, *, jobs: JobRunner, clock: Clock) -> CalibrationPresenter:
    """Put the screen into the window; the presenter is closed with the station."""
    capture = station.capture
    screen = CalibrationScreen()
    presenter = CalibrationPresenter(
        screen,
        jobs=jobs,
        clock=clock,
        station=CalibrationStation(
            camera=station.targets or HandHeldTargets(capture.camera),
            keeper=station.calibrations,
            model=station.camera_model,
            light=lambda: capture.ring.light,
            settings=lambda: capture.camera.state.settings,
        ),
        write_targets=write_targets,
    )
    screen.was_entered.connect(presenter.entered)
    screen.tick_due.connect(presenter.tick)
    screen.take_requested.connect(presenter.take)
    screen.finish_requested.connect(presenter.finish)
    screen.again_requested.connect(presenter.again)
    screen.task_requested.connect(presenter.choose)
    screen.targets_requested.connect(presenter.save_targets)
    window.add_screen(Step.CALIBRATION, screen)
    return presenter
