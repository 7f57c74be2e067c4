"""A calibration at the station: one task at a time, guided picture by picture, accepted or refused with the reason."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.station_calibration import ColourCalibration, DailyCheck, FlatField, LensCalibration
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.board_guidance import (
    BoardProgress,
    BoardView,
    BoardWish,
    is_new,
    is_steady,
    look_for_board,
    meets,
    progress_of,
)
from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper
from skinlax_desktop.workflows.colour_calibration import (
    ChartView,
    calibrate_colour,
    calibrate_flat_field,
    check_today,
    is_new_place,
    look_for_chart,
)
from skinlax_desktop.workflows.lens_calibration import calibrate_lens

Picture = npt.NDArray[np.uint8]
Result = LensCalibration | FlatField | ColourCalibration | DailyCheck

STILL_TIMEOUT_S: Final = 5.0
CARDS: Final = 3
PLACES: Final = 5
"""Where the chart is held for the correction by zone: middle, forehead, right cheek, left cheek, chin."""


class CalibrationTask(StrEnum):
    """What is calibrated, in the order in which it should be."""

    LENS = "lens"
    FLAT_FIELD = "flat_field"
    COLOUR = "colour"
    DAILY = "daily"


class CalibrationStage(StrEnum):
    """What the session does now."""

    GUIDING = "guiding"
    TAKING = "taking"
    CALCULATING = "calculating"
    DONE = "done"


class TargetStills(Protocol):
    """The part of a camera that a session needs."""

    def still(self) -> Future[Frame]:
        """The first frame exposed wholly after the call."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """What one picture shows of the target of a task, or why it is not good."""

    task: CalibrationTask
    board: BoardView | None = None
    chart: ChartView | None = None
    problem: SkinlaxError | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CalibrationState:
    """What a screen shows. `error` is why the last picture was not taken, or the whole refused.

    `is_alike`: the board that is seen is like one that was taken, or the chart is where it was taken.
    """

    task: CalibrationTask
    stage: CalibrationStage = CalibrationStage.GUIDING
    boards: BoardProgress
    charts: int = 0
    cards: int = 0
    look: Look | None = None
    is_alike: bool = False
    error: SkinlaxError | None = None
    result: Result | None = None

    @property
    def can_finish(self) -> bool:
        """Whether it may be calculated before every picture is there."""
        if self.stage is not CalibrationStage.GUIDING:
            return False
        return {
            CalibrationTask.LENS: self.boards.boards >= 10,
            CalibrationTask.COLOUR: self.charts >= 1,
        }.get(self.task, False)


def look_at(picture: Picture, task: CalibrationTask) -> Look:
    """Look for the task's target in an upright picture, large or small."""
    if task is CalibrationTask.LENS:
        return Look(task=task, board=look_for_board(picture))
    if task is CalibrationTask.FLAT_FIELD:
        return Look(task=task)
    try:
        return Look(task=task, chart=look_for_chart(picture))
    except SkinlaxError as error:
        return Look(task=task, problem=error)


class CalibrationSession:
    """Lives on the main thread; pictures are judged in lane COMPUTE. `changed` carries the new state."""

    changed = Signal(CalibrationState)

    def __init__(
        self,
        *,
        jobs: JobRunner,
        camera: TargetStills,
        keeper: CalibrationKeeper,
        clock: Clock,
        model: Callable[[], str],
        light: Callable[[], LightSettings | None],
        settings: Callable[[], CameraSettings | None],
    ) -> None:
        self._jobs, self._camera, self._keeper, self._clock = jobs, camera, keeper, clock
        self._model, self._light, self._settings = model, light, settings
        self._boards: list[BoardView] = []
        self._charts: list[ChartView] = []
        self._cards: list[Picture] = []
        self._attempt = 0
        self.state = CalibrationState(task=CalibrationTask.LENS, boards=progress_of(()))

    def begin(self, task: CalibrationTask) -> None:
        """Begin a task, or the same one again; what was taken so far is forgotten."""
        self._attempt += 1
        self._boards, self._charts, self._cards = [], [], []
        self._show(CalibrationState(task=task, boards=progress_of(())))

    def on_look(self, look: Look) -> None:
        """A live picture was looked at; a steady board that brings what is wanted is taken by itself."""
        if look.task is not self.state.task or self.state.stage is not CalibrationStage.GUIDING:
            return
        before = self.state.look
        self._change(look=look, is_alike=self._is_alike(look))
        wish = self.state.boards.wish
        if look.board is None or wish is None or before is None:
            return
        if meets(look.board, wish) and not self.state.is_alike and is_steady(look.board, before.board):
            self.take()

    def take(self) -> None:
        """Take the picture now."""
        if self.state.stage is not CalibrationStage.GUIDING:
            return
        task, attempt = self.state.task, self._attempt
        self._change(stage=CalibrationStage.TAKING, error=None)
        still = self._camera.still()

        def work(_control: JobControl) -> tuple[Picture, Look]:
            try:
                picture = develop(still.result(timeout=STILL_TIMEOUT_S))
            except FutureTimeoutError:
                raise SkinlaxError("capture_no_still") from None
            return picture, look_at(picture, task)

        self._jobs.submit(
            "look at target",
            work,
            lane=Lane.COMPUTE,
            on_done=lambda found: self._taken(attempt, *found),
            on_failed=lambda error: self._could_not(attempt, error),
        )

    def finish(self) -> None:
        """Calculate from what is there."""
        if self.state.can_finish:
            self._calculate()

    def _taken(self, attempt: int, picture: Picture, look: Look) -> None:
        if attempt != self._attempt:
            return
        self._change(stage=CalibrationStage.GUIDING)
        if look.task is CalibrationTask.FLAT_FIELD:
            self._cards.append(picture)
            self._change(cards=len(self._cards))
            if len(self._cards) < CARDS:
                self.take()
            else:
                self._calculate()
        elif look.task is CalibrationTask.LENS:
            self._take_board(look.board)
        elif look.chart is None:
            self._change(error=look.problem)
        elif not is_new_place(look.chart, self._charts):
            self._change(error=SkinlaxError("chart_again"))
        else:
            self._charts.append(look.chart)
            self._change(charts=len(self._charts), look=None)
            if look.task is CalibrationTask.DAILY or len(self._charts) == PLACES:
                self._calculate()

    def _take_board(self, board: BoardView | None) -> None:
        if board is None:
            self._change(error=SkinlaxError("board_not_found"))
            return
        if not is_new(board, self._boards):
            self._change(error=SkinlaxError("board_again"))
            return
        self._boards.append(board)
        progress = progress_of(self._boards)
        self._change(boards=progress, look=None)
        if progress.wish is None:
            self._calculate()

    def _is_alike(self, look: Look) -> bool:
        if look.task is CalibrationTask.COLOUR:
            return look.chart is not None and not is_new_place(look.chart, self._charts)
        return look.board is not None and not is_new(look.board, self._boards)

    def _calculate(self) -> None:
        task, attempt = self.state.task, self._attempt
        station, at = self._keeper.current, self._clock.now().isoformat(timespec="seconds")
        boards, charts, cards = tuple(self._boards), tuple(self._charts), tuple(self._cards)
        model, light, settings = self._model(), self._light(), self._settings()
        self._change(stage=CalibrationStage.CALCULATING, error=None)

        def work(_control: JobControl) -> Result:
            if task is CalibrationTask.LENS:
                return calibrate_lens(boards, model=model, serial=station.serial, at=at)
            if task is CalibrationTask.FLAT_FIELD:
                return calibrate_flat_field(cards, at=at)
            if task is CalibrationTask.COLOUR:
                return calibrate_colour(charts, at=at, flat_field=station.flat_field, light=light, camera=settings)
            return check_today(charts[-1], station, at=at, light=light, camera=settings)

        self._jobs.submit(
            "calculate calibration",
            work,
            lane=Lane.COMPUTE,
            on_done=lambda result: self._calculated(attempt, result),
            on_failed=lambda error: self._could_not(attempt, error),
        )

    def _calculated(self, attempt: int, result: Result) -> None:
        if attempt != self._attempt:
            return
        try:
            if isinstance(result, LensCalibration):
                self._keeper.accept_lens(result)
            elif isinstance(result, FlatField):
                self._keeper.accept_flat_field(result)
            elif isinstance(result, ColourCalibration):
                self._keeper.accept_colour(result)
            else:
                self._keeper.add_check(result)
        except SkinlaxError as error:
            self._could_not(attempt, error)
            return
        self._change(stage=CalibrationStage.DONE, result=result, look=None)

    def _could_not(self, attempt: int, error: Exception) -> None:
        if not isinstance(error, SkinlaxError):
            raise error
        if attempt != self._attempt:
            return
        # Boards stay: more of them may be all that is missing. A chart or a card is taken again.
        if self.state.stage is CalibrationStage.CALCULATING:
            self._charts, self._cards = [], []
        self._change(
            stage=CalibrationStage.GUIDING,
            error=error,
            charts=len(self._charts),
            cards=len(self._cards),
            boards=self._still_wanted(),
        )

    def _still_wanted(self) -> BoardProgress:
        """After a refusal a complete set asks for more boards anywhere, instead of for nothing."""
        progress = progress_of(self._boards)
        return replace(progress, wish=progress.wish or BoardWish.ANYWHERE)

    def _change(self, **changes: Any) -> None:
        self._show(replace(self.state, **changes))

    def _show(self, state: CalibrationState) -> None:
        self.state = state
        self.changed.emit(state)
