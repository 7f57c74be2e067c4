"""Drives the calibration screen: fetches frames, has them looked at, passes intents on."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.development import develop, develop_half
from skinlax_desktop.imaging.preview import develop_to_fit
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.text.screens import calibration as words
from skinlax_desktop.ui.screens.calibration.shown import CalibrationShown, resolve
from skinlax_desktop.ui.screens.calibration.station import CalibrationStation
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.workflows.calibration_session import (
    CalibrationSession,
    CalibrationStage,
    CalibrationTask,
    Look,
    look_at,
)

Picture = npt.NDArray[np.uint8]

_LARGE_PX = 3000
"""A frame with a longer side is looked at in half its size; a still never is."""


class CalibrationView(Protocol):
    """What the presenter shows."""

    def show_state(self, shown: CalibrationShown) -> None:
        """Everything but the pixels."""
        ...

    def show_live(self, picture: Picture | None) -> None:
        """The newest live picture, or none."""
        ...

    def live_size(self) -> tuple[int, int]:
        """Physical pixels the live picture may fill, width and height."""
        ...

    def show_message(self, sentence: str) -> None:
        """Something that was done or could not be."""
        ...


class CalibrationPresenter:
    """Lives on the main thread. The view calls `tick` about ten times a second while it is shown."""

    def __init__(
        self,
        view: CalibrationView,
        *,
        jobs: JobRunner,
        clock: Clock,
        station: CalibrationStation,
        write_targets: Callable[[Path], object],
    ) -> None:
        self._view, self._jobs, self._clock, self._station = view, jobs, clock, station
        self._write_targets = write_targets
        self._looking = False
        self._seen_sequence = -1
        self._held: tuple[object, ...] = ()
        self.session = CalibrationSession(
            jobs=jobs,
            camera=station.camera,
            keeper=station.keeper,
            clock=clock,
            model=station.model,
            light=station.light,
            settings=station.settings,
        )
        self.session.changed.connect(self._changed)
        station.keeper.changed.connect(self._changed)

    def entered(self) -> None:
        """The screen is shown: go on where it was left."""
        self._held = ()
        self._changed()

    def close(self) -> None:
        """The station is taken down."""
        self.session.changed.disconnect(self._changed)
        self._station.keeper.changed.disconnect(self._changed)

    def tick(self) -> None:
        """Look at the newest frame, unless one is under way."""
        frame = self._station.camera.latest()
        if frame is None:
            return
        if self._looking or frame.sequence == self._seen_sequence:
            return
        self._looking, self._seen_sequence = True, frame.sequence
        task, size = self.session.state.task, self._view.live_size()
        wanted = self.session.state.stage is CalibrationStage.GUIDING

        def work(_control: JobControl) -> tuple[Picture, Look | None]:
            shown = develop_to_fit(frame, *size)
            if not wanted:
                return shown, None
            large = max(frame.pixels.shape[:2]) > _LARGE_PX
            return shown, look_at(develop_half(frame) if large else develop(frame), task)

        self._jobs.submit(
            "look at live target", work, lane=Lane.COMPUTE, on_done=self._looked, on_cancelled=self._dropped
        )

    # Intents

    def choose(self, task: CalibrationTask) -> None:
        """Do this one; what was begun of another is forgotten."""
        self.session.begin(task)

    def take(self) -> None:
        """Take the picture, or go on to the next task when this one is done."""
        if self.session.state.stage is CalibrationStage.DONE:
            order = list(CalibrationTask)
            self.choose(order[min(order.index(self.session.state.task) + 1, len(order) - 1)])
        else:
            self.session.take()

    def finish(self) -> None:
        """Calculate from what is there."""
        self.session.finish()

    def again(self) -> None:
        """Begin the task again."""
        self.session.begin(self.session.state.task)

    def save_targets(self, folder: Path) -> None:
        """Write the printable targets."""

        def work(_control: JobControl) -> None:
            self._write_targets(folder)

        self._jobs.submit(
            "save targets",
            work,
            lane=Lane.COMPUTE,
            on_done=lambda _none: self._view.show_message(words.SAVED_TARGETS),
            on_failed=self._not_saved,
        )

    # Inside

    def _looked(self, found: tuple[Picture, Look | None]) -> None:
        self._looking = False
        picture, look = found
        self._view.show_live(picture)
        if look is not None:
            self.session.on_look(look)

    def _dropped(self) -> None:
        self._looking = False

    def _not_saved(self, error: Exception) -> None:
        say_failure(self._view.show_message, error)

    def _changed(self, *_what: object) -> None:
        state = self.session.state
        wish, place = state.boards.wish, state.charts
        held = (state.task, wish, place, state.boards.boards)
        if held != self._held and state.stage is not CalibrationStage.CALCULATING:
            self._held = held
            self._station.camera.hold(state.task, wish=wish, place=place)
        keeper = self._station.keeper
        given = keeper.current.lens is None and keeper.lens is not None
        self._view.show_state(resolve(state, keeper.current, self._clock.now(), given=given, problem=keeper.problem))
