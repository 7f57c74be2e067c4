"""Decides what the calibration screen says; plain Python."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from skinlax_desktop.analytics.control_chart import FEWEST_DAYS, ControlChart, control_chart
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.station_calibration import (
    WARN_BEFORE,
    CalibrationKind,
    ColourCalibration,
    DailyCheck,
    FlatField,
    LensCalibration,
    StationCalibration,
)
from skinlax_desktop.imaging.colour_chart import LAB_D50
from skinlax_desktop.imaging.colour_fit import corrected
from skinlax_desktop.imaging.colour_spaces import linear_rgb_from_lab
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.screens import calibration as words
from skinlax_desktop.workflows.board_guidance import BoardWish, meets
from skinlax_desktop.workflows.calibration_session import (
    PLACES,
    CalibrationStage,
    CalibrationState,
    CalibrationTask,
    Result,
)
from skinlax_desktop.workflows.colour_calibration import LARGEST_DRIFT

LEAST_SIGMA_DRIFT: Final = 0.05
"""What two pictures of an untouched chart differ by; limits closer than that would cry wolf."""

# Below it a board is not told apart from a flat one that a hand holds.
_SOME_TILT_DEG: Final = 4.0

_TILTS: Final = (BoardWish.TOP_NEAR, BoardWish.TOP_FAR, BoardWish.LEFT_NEAR, BoardWish.LEFT_FAR)

Cells = tuple[tuple[bool, ...], ...]
Places = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskShown:
    """A row of the list of tasks: `mark` is "ok", "warning", "error" or "off"."""

    task: CalibrationTask
    title: str
    status: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchShown:
    """A patch as sRGB 0..255, as it is and as measured, and its CIEDE2000."""

    true_rgb: tuple[int, int, int]
    seen_rgb: tuple[int, int, int]
    delta_e: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationShown:
    """All but the live pixels. `overlay` are places in shares of the picture, `cells` what boards have covered."""

    task: CalibrationTask
    tasks: tuple[TaskShown, ...]
    sentence: str
    hint: str
    refusal: str
    progress: str
    fraction: float
    is_seen: bool
    overlay: Places
    cells: Cells
    can_take: bool
    can_finish: bool
    next_task: CalibrationTask | None
    figures_title: str
    figures: tuple[tuple[str, str], ...]
    patches: tuple[PatchShown, ...]
    days: ControlChart | None
    days_note: str


def resolve(
    state: CalibrationState,
    station: StationCalibration,
    now: datetime,
    *,
    given: bool,
    problem: SkinlaxError | None = None,
) -> CalibrationShown:
    """What is shown of a session at a moment.

    `given`: the lens is a phantom's and known without a calibration. `problem`: why what was kept is not used.
    """
    error = state.error or problem
    done = state.stage is CalibrationStage.DONE
    sentence, hint = _words(state)
    kept = _kept(station, state.task)
    colour = kept if isinstance(kept, ColourCalibration) else None
    days = None
    if state.task is CalibrationTask.DAILY and station.daily:
        days = control_chart([check.drift for check in station.daily], least_sigma=LEAST_SIGMA_DRIFT)
    if done and days is not None and days.signals[-1] and sentence == words.DONE["daily"]:
        sentence, hint = words.DAILY_ODD, words.DAILY_BAD_HINT
    return CalibrationShown(
        task=state.task,
        tasks=tuple(_task(task, station, now, given=given) for task in CalibrationTask),
        sentence=sentence,
        hint=hint,
        refusal="" if error is None else sentence_of(error),
        progress=_progress(state),
        fraction=_fraction(state),
        is_seen=_is_seen(state),
        overlay=_overlay(state),
        cells=state.boards.cells if state.task is CalibrationTask.LENS and not done else (),
        can_take=state.stage is CalibrationStage.GUIDING,
        can_finish=state.can_finish,
        next_task=_next(state.task) if done else None,
        figures_title=words.RESULT if done else words.IN_FORCE,
        figures=_figures(kept),
        patches=() if colour is None else _patches(colour),
        days=days,
        days_note=_days_note(days),
    )


def _words(state: CalibrationState) -> tuple[str, str]:
    task = state.task
    if state.stage is CalibrationStage.TAKING:
        return words.TAKING, ""
    if state.stage is CalibrationStage.CALCULATING:
        return words.CALCULATING, ""
    if state.stage is CalibrationStage.DONE:
        if isinstance(state.result, DailyCheck) and not state.result.passed:
            return words.DAILY_BAD, words.DAILY_BAD_HINT
        return words.DONE[task], ""
    if task is CalibrationTask.FLAT_FIELD:
        return words.CARD, words.CARD_HINT
    if task is CalibrationTask.LENS:
        wish = state.boards.wish
        hint = words.TILT_HINT if wish in _TILTS else words.SIDES_OF_PICTURE
        return words.WISHES["anywhere" if wish is None else str(wish)], hint
    if task is CalibrationTask.COLOUR:
        return words.PLACES[min(state.charts, PLACES - 1)], words.CHART_HINT
    return words.DAILY, words.CHART_HINT


def _progress(state: CalibrationState) -> str:
    """What is there so far, and whether the target is seen."""
    parts = []
    if state.task is CalibrationTask.LENS and state.stage is not CalibrationStage.DONE:
        covered = round(100 * state.boards.coverage)
        parts.append(words.PROGRESS_BOARDS.format(boards=state.boards.boards, covered=covered))
    if state.task is CalibrationTask.COLOUR and state.stage is not CalibrationStage.DONE:
        parts.append(words.PROGRESS_CHARTS.format(charts=state.charts, places=PLACES))
    look = state.look
    if look is not None and state.stage is CalibrationStage.GUIDING:
        if state.is_alike:
            parts.append(words.ALIKE)
        elif _is_seen(state):
            parts.append(_not_as_asked(state) or words.SEEN)
        elif look.problem is not None:
            parts.append(sentence_of(look.problem))
        elif state.task is CalibrationTask.LENS:
            parts.append(words.NOT_SEEN_BOARD)
    return "\n".join(parts)


def _not_as_asked(state: CalibrationState) -> str:
    """What a board that is seen lacks of what was asked for: holding it still would be in vain. Empty for nothing."""
    board = None if state.look is None else state.look.board
    wish = state.boards.wish
    if board is None or wish is None or meets(board, wish):
        return ""
    if wish is BoardWish.FACING:
        return words.NOT_FACING.format(degrees=max(abs(board.top_near_deg), abs(board.left_near_deg)))
    tilted = {
        BoardWish.TOP_NEAR: board.top_near_deg,
        BoardWish.TOP_FAR: -board.top_near_deg,
        BoardWish.LEFT_NEAR: board.left_near_deg,
        BoardWish.LEFT_FAR: -board.left_near_deg,
    }.get(wish)
    if tilted is None:
        return words.NOT_IN_THE_CORNER
    return words.OTHER_TILT if tilted < _SOME_TILT_DEG else words.TOO_LITTLE_TILT.format(degrees=tilted)


def _fraction(state: CalibrationState) -> float:
    if state.stage is CalibrationStage.DONE:
        return 1.0
    return {
        CalibrationTask.LENS: state.boards.fraction,
        CalibrationTask.COLOUR: state.charts / PLACES,
    }.get(state.task, 0.0)


def _is_seen(state: CalibrationState) -> bool:
    return state.look is not None and (state.look.board is not None or state.look.chart is not None)


def _overlay(state: CalibrationState) -> Places:
    look = state.look
    if look is None:
        return ()
    share = look.board.share if look.board is not None else look.chart.share if look.chart is not None else None
    return () if share is None else tuple((float(x), float(y)) for x, y in share)


def _next(task: CalibrationTask) -> CalibrationTask | None:
    order = list(CalibrationTask)
    place = order.index(task) + 1
    return order[place] if place < len(order) else None


def _task(task: CalibrationTask, station: StationCalibration, now: datetime, *, given: bool) -> TaskShown:
    title = words.TASKS[str(task)]
    if task is CalibrationTask.DAILY:
        if not station.daily:
            return TaskShown(task=task, title=title, status=words.NEVER, mark="off")
        last = station.daily[-1]
        today = last.day == now.date().isoformat()
        mark = "error" if not last.passed else "ok" if today else "warning"
        return TaskShown(task=task, title=title, status=words.LAST_CHECK.format(day=last.day), mark=mark)
    kind = CalibrationKind(str(task))
    until, left = station.expires_at(kind), station.days_left(kind, now)
    if until is None or left is None:
        if given and kind is CalibrationKind.LENS:
            return TaskShown(task=task, title=title, status=words.GIVEN, mark="ok")
        return TaskShown(task=task, title=title, status=words.NEVER, mark="off")
    day = until.date().isoformat()
    if station.is_expired(kind, now):
        return TaskShown(task=task, title=title, status=words.EXPIRED.format(day=day), mark="error")
    if until - now < WARN_BEFORE:
        return TaskShown(task=task, title=title, status=words.DAYS_LEFT.format(days=left), mark="warning")
    return TaskShown(task=task, title=title, status=words.VALID_UNTIL.format(day=day), mark="ok")


def _kept(station: StationCalibration, task: CalibrationTask) -> Result | None:
    return {
        CalibrationTask.LENS: station.lens,
        CalibrationTask.FLAT_FIELD: station.flat_field,
        CalibrationTask.COLOUR: station.colour,
        CalibrationTask.DAILY: station.daily[-1] if station.daily else None,
    }[task]


def _figures(kept: Result | None) -> tuple[tuple[str, str], ...]:
    if isinstance(kept, LensCalibration):
        focal = (kept.camera.focal_x_px + kept.camera.focal_y_px) / 2.0
        return (
            (words.FOCAL, words.FOCAL_VALUE.format(value=focal)),
            ("", words.FOCAL_INTERVAL.format(low=kept.focal_low_px, high=kept.focal_high_px)),
            (words.REPROJECTION, words.REPROJECTION_VALUE.format(value=kept.reprojection_px)),
            (words.BOARDS, words.BOARDS_VALUE.format(kept=kept.boards, dropped=kept.boards_dropped)),
            (words.COVERAGE, words.PERCENT.format(value=100 * kept.coverage)),
        )
    if isinstance(kept, FlatField):
        return (
            (words.VIGNETTING, words.PERCENT.format(value=100 * kept.vignetting)),
            (words.UNEVEN, words.PERCENT.format(value=100 * kept.unevenness)),
        )
    if isinstance(kept, ColourCalibration):
        places = words.ZONES_VALUE.format(places=len(kept.places)) if kept.places else words.ZONES_NONE
        return (
            (words.DELTA_E, words.DELTA_E_VALUE.format(mean=kept.delta_e_mean, worst=kept.delta_e_max)),
            (words.ZONES, places),
        )
    if isinstance(kept, DailyCheck):
        return (
            (words.DRIFT, words.DRIFT_VALUE.format(value=kept.drift, limit=LARGEST_DRIFT)),
            (words.DELTA_E, words.DELTA_E_VALUE.format(mean=kept.delta_e_mean, worst=kept.delta_e_max)),
            (words.LIGHTNESS, words.LIGHTNESS_VALUE.format(value=kept.lightness)),
        )
    return ()


def _patches(colour: ColourCalibration) -> tuple[PatchShown, ...]:
    seen = corrected(np.array([patch.rgb for patch in colour.patches]), colour.model, np.array(colour.matrix))
    true = linear_rgb_from_lab(LAB_D50)
    return tuple(
        PatchShown(true_rgb=_coded(right), seen_rgb=_coded(measured), delta_e=patch.delta_e)
        for right, measured, patch in zip(true, seen, colour.patches, strict=True)
    )


def _coded(linear: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[int, int, int]:
    light = np.clip(linear, 0.0, 1.0)
    coded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    red, green, blue = (round(255 * float(value)) for value in coded)
    return red, green, blue


def _days_note(days: ControlChart | None) -> str:
    if days is None:
        return ""
    if days.centre is None:
        return words.CHART_EARLY.format(days=FEWEST_DAYS, have=len(days.values))
    return " ".join(words.SIGNALS[str(signal)] for signal in days.signals[-1])
