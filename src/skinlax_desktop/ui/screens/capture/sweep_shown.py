"""What the screen shows of a sweep, or of a second picture aside, and the functions that decide it; knows no Qt."""

from dataclasses import dataclass, replace
from enum import StrEnum

from skinlax_desktop.domain.sweep import HeadHeld, YawSource
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.screens import capture as capture_words
from skinlax_desktop.text.screens import sweep as words
from skinlax_desktop.workflows.aside_session import AsideStage, AsideState
from skinlax_desktop.workflows.sweep_plan import SECTORS_OF, WHOLE
from skinlax_desktop.workflows.sweep_session import SweepStage, SweepState
from skinlax_desktop.workflows.sweep_turn import Turn


class SectorState(StrEnum):
    """What a sector has come to."""

    EMPTY = "empty"
    SEEN = "seen"
    TAKEN = "taken"
    DOUBTFUL = "doubtful"
    MISSING = "missing"
    UNWANTED = "unwanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepShown:
    """Everything but the metronome and the pixels.

    `span` is from where to where the bar runs, in degrees of yaw. `target_deg` is where to stop, for a picture aside.
    `is_fault` marks a sentence that says that something went wrong. `other_head` names the sweep to which one may
    change now, "" where none.
    """

    title: str
    progress: str
    sentence: str
    is_good: bool
    is_fault: bool
    yaw_deg: float | None
    yaw: str
    is_inferred: bool = False
    sectors: tuple[SectorState, ...] = ()
    asked: tuple[int, ...] = ()
    selected: int | None = None
    span: tuple[float, float] = (90.0, -90.0)
    is_turning: bool = False
    target_deg: float | None = None
    details: str = ""
    button: str = ""
    can_press: bool = True
    leave: str = words.LEAVE
    other_head: str = ""


_BUTTONS = {
    SweepStage.FACING: words.FACES_CAMERA,
    SweepStage.TO_START: words.BEGIN,
    SweepStage.TURNING: words.STOP,
    SweepStage.CHECKING: words.WAIT,
    SweepStage.INCOMPLETE: words.TAKE_MISSING,
    SweepStage.COMPLETE: words.DONE,
}
_GOOD = ("sweep_hold", "sweep_soon", "sweep_go_on", "sweep_checking", "sweep_complete", "aside_hold", "aside_checking")
_FAULTS = (
    "sweep_too_fast",
    "sweep_too_slow",
    "sweep_stopped",
    "sweep_wrong_way",
    "sweep_gone",
    "sweep_second_face",
    "sweep_expression",
    "sweep_chin",
    "sweep_missing",
    "aside_refused",
)


def show_sweep(state: SweepState, *, selected: int | None = None, has_scale: bool = True) -> SweepShown:
    """From the session to what the screen shows; `has_scale`: whether the visit will have millimetres."""
    code, bent = state.advice.code, state.plan.held is HeadHeld.CHIN_DOWN
    sectors = tuple(_sector(state, sector) for sector in WHOLE)
    may_change = state.stage not in (SweepStage.TURNING, SweepStage.CHECKING)
    return SweepShown(
        title=words.CHIN_DOWN_TITLE if bent else words.TITLE,
        progress=words.PROGRESS.format(taken=len(state.taken), total=len(SECTORS_OF[state.plan.held])),
        other_head=(words.TO_LEVEL if bent else words.TO_CHIN_DOWN) if may_change else "",
        sentence=words.sweep_sentence(state.advice),
        is_good=code in _GOOD,
        is_fault=code in _FAULTS,
        yaw_deg=None if state.turn is None else state.turn.yaw_deg,
        yaw=_yaw_words(state.turn),
        is_inferred=state.turn is not None and state.turn.source is YawSource.INFERRED,
        sectors=sectors,
        asked=state.plan.sectors if state.stage in (SweepStage.TO_START, SweepStage.TURNING) else (),
        selected=selected,
        span=(state.plan.from_deg, state.plan.to_deg),
        is_turning=state.stage is SweepStage.TURNING,
        details=_details(state, sectors, selected) or ("" if has_scale else words.NO_SCALE),
        button=_BUTTONS[state.stage],
        can_press=state.stage is not SweepStage.CHECKING,
    )


def show_aside(state: AsideState) -> SweepShown:
    """From the second picture's session to what the screen shows."""
    code = "" if state.advice is None else state.advice.code
    margin = 15.0 if state.target_deg > state.from_deg else -15.0
    ends = (state.from_deg - margin / 3.0, state.target_deg + margin)
    return SweepShown(
        title=f"{capture_words.VIEW_LABELS[state.view]}   {words.ASIDE_TITLE}",
        progress=words.ASIDE_PROGRESS.format(degrees=round(abs(state.target_deg - state.from_deg))),
        sentence="" if state.advice is None else words.sweep_sentence(state.advice),
        is_good=code in _GOOD,
        is_fault=code in _FAULTS,
        yaw_deg=None if state.turn is None else state.turn.yaw_deg,
        yaw=_yaw_words(state.turn),
        is_inferred=state.turn is not None and state.turn.source is YawSource.INFERRED,
        span=(max(ends), min(ends)),
        target_deg=state.target_deg,
        details="" if state.error is None else sentence_of(state.error),
        button=words.WAIT if state.stage is AsideStage.TAKING else capture_words.TAKE_NOW,
        can_press=state.stage is AsideStage.GUIDING,
        leave=words.SKIP,
    )


def with_problem(shown: SweepShown) -> SweepShown:
    """While there is no live picture nothing is asked of anybody."""
    return replace(shown, sentence="", yaw_deg=None, yaw=words.YAW_UNKNOWN, can_press=False)


def _sector(state: SweepState, sector: int) -> SectorState:
    if sector not in SECTORS_OF[state.plan.held]:
        return SectorState.UNWANTED
    asked_again = sector in state.plan.sectors and state.stage is SweepStage.TURNING
    if sector in state.seen and (asked_again or sector not in state.taken):
        return SectorState.SEEN
    if sector in state.taken:
        return SectorState.DOUBTFUL if sector in state.doubtful else SectorState.TAKEN
    return SectorState.MISSING if sector in dict(state.missing) else SectorState.EMPTY


def _details(state: SweepState, sectors: tuple[SectorState, ...], selected: int | None) -> str:
    if state.error is not None:
        return sentence_of(state.error)
    if state.stage is SweepStage.CHECKING:
        return words.CHECKED.format(done=state.checked, total=state.to_check)
    if selected is not None and sectors[selected - 1] is not SectorState.UNWANTED:
        named = words.STATES[sectors[selected - 1].value]
        return words.SELECTED.format(sector=words.sector_name(selected), state=named)
    return words.missing_sentence(state.missing)


def _yaw_words(turn: Turn | None) -> str:
    if turn is None:
        return words.YAW_UNKNOWN
    rounded = round(turn.yaw_deg)
    text = f"{rounded:+d}".replace("-", "−") if rounded else "0"
    return (words.YAW_INFERRED if turn.source is YawSource.INFERRED else words.YAW).format(yaw=text)
