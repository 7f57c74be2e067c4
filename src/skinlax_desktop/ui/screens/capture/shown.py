"""What the capture screen shows, as one frozen record, and the pure function that decides it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Advice, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.views import POSE_TARGETS, Pose, View
from skinlax_desktop.text.advice import advice_sentence
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.screens import baseline as baseline_words
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.workflows.assessment import Overall
from skinlax_desktop.workflows.capture_session import SessionStage, SessionState


class SentenceKind(StrEnum):
    """How the one sentence is meant."""

    ADVICE = "advice"
    GOOD = "good"
    QUIET = "quiet"


class TileState(StrEnum):
    """What has become of a view."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A word with its state: True, False, or None when it cannot be judged; `warned`: good, but could be better."""

    word: str
    state: bool | None
    warned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A view on the filmstrip."""

    view: View
    label: str
    state: TileState
    verdict: str
    wanted: bool
    capture_id: CaptureId | None
    repeats: tuple[bool, ...] = (False,)
    repeat_wanted: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why the last picture was refused, or could not be kept; another take helps only where the title says so."""

    sentences: tuple[str, ...]
    title: str = words.REFUSED_TITLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why there is no live picture: what happened, and what to do."""

    title: str
    sentence: str
    is_fault: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureShown:
    """Everything on the screen but the live pixels."""

    progress: str
    wanted: View
    sentence: str
    kind: SentenceKind
    dots: tuple[Dot, ...]
    hint: str
    tiles: tuple[Tile, ...]
    ring_fraction: float
    steady_fraction: float
    ready: bool
    busy: bool
    complete: bool
    automatic: bool
    pose_now: Pose | None
    pose_wanted: Pose
    refusal: Refusal | None
    problem: Problem | None


# What ends with its cause and would mislead: a smile or a hand reads as a nod, and a head too near is out of focus.
_FOLLOW: Final[Mapping[CheckName, tuple[CheckName, ...]]] = {
    CheckName.OCCLUSION: (CheckName.POSE_PITCH, CheckName.POSTURE, CheckName.FOCUS),
    CheckName.EXPRESSION: (CheckName.POSE_PITCH,),
    CheckName.MOUTH_CLOSED: (CheckName.POSE_PITCH,),
    CheckName.DISTANCE: (CheckName.FOCUS, CheckName.FOCUS_BASELINE),
}


def resolve(
    session: SessionState,
    problem: Problem | None,
    instruction: str = "",
    *,
    refusal_stands: bool,
    baseline_pose: Pose | None = None,
) -> CaptureShown:
    """From the session and the state of the devices to what the screen shows.

    `baseline_pose`: how the head stood at the baseline, which is then what is wanted. `instruction`: what goes before
    any guidance while no picture may be asked for.

    `refusal_stands`: the refused picture is still in front of the live one, with its reasons.
    """
    seen = session.assessment if problem is None else None
    refusal = _refusal(session) if refusal_stands else None
    sentence, kind = _sentence(session)
    if refusal is not None and refusal.sentences and session.stage is SessionStage.GUIDING:
        sentence, kind = refusal.sentences[0], SentenceKind.ADVICE
    if instruction:
        sentence, kind = instruction, SentenceKind.ADVICE
    return CaptureShown(
        progress=_progress(session),
        wanted=session.wanted,
        sentence=sentence,
        kind=kind,
        dots=_dots(seen.verdict if seen else None),
        hint=_hint(seen.verdict if seen else None),
        tiles=tuple(_tiles(session)),
        ring_fraction=seen.ready_fraction if seen else 0.0,
        steady_fraction=session.steady_fraction,
        ready=seen is not None and seen.overall is Overall.READY,
        busy=bool(instruction) or session.stage in (SessionStage.TAKING, SessionStage.SAVING),
        complete=session.stage is SessionStage.COMPLETE,
        automatic=session.automatic,
        pose_now=seen.pose if seen else None,
        pose_wanted=baseline_pose or POSE_TARGETS[session.wanted].pose,
        refusal=refusal,
        problem=problem,
    )


def _progress(session: SessionState) -> str:
    total = len(session.views)
    if session.stage is SessionStage.COMPLETE:
        return words.COMPLETE.format(total=total)
    number = 1 + next(index for index, known in enumerate(session.views) if known.view is session.wanted)
    line = f"{words.PROGRESS.format(number=number, total=total)}   {words.VIEW_LABELS[session.wanted]}"
    if session.repeats == 1:
        return line
    return f"{line}\n{baseline_words.REPEAT_OF.format(number=session.repeat, total=session.repeats)}"


def _sentence(session: SessionState) -> tuple[str, SentenceKind]:
    if session.stage is SessionStage.TAKING:
        return words.JUDGING, SentenceKind.QUIET
    if session.stage is SessionStage.SAVING:
        return words.SAVING, SentenceKind.GOOD
    if session.stage is SessionStage.COMPLETE:
        return words.COMPLETE_SENTENCE, SentenceKind.GOOD
    if session.stage is SessionStage.RESEATING:
        return baseline_words.LEAN_BACK, SentenceKind.ADVICE
    seen = session.assessment
    if seen is None and session.taken:
        # The face was there a moment ago: what the new view asks for is known before the first look at it.
        return advice_sentence(Advice(code=f"show_{session.wanted.value}")), SentenceKind.ADVICE
    if seen is None:
        return words.LOOKING, SentenceKind.QUIET
    if seen.advice is not None:
        return advice_sentence(seen.advice), SentenceKind.ADVICE
    if seen.overall is Overall.READY:
        return (words.HOLD_STILL if session.automatic else words.READY), SentenceKind.GOOD
    return (words.HOLD_STILL if seen.overall is Overall.HOLD else words.LOOKING), SentenceKind.QUIET


def _dots(verdict: FrameVerdict | None) -> tuple[Dot, ...]:
    dots = []
    known = {} if verdict is None else {check.name: check for check in verdict.checks}
    for word, names in words.DOT_GROUPS:
        made = [known[name] for name in names if name in known]
        judged = [check.passed for check in made if check.passed is not None]
        good = all(judged) if judged else None
        dots.append(Dot(word=word, state=good, warned=good is True and any(check.warned for check in made)))
    return tuple(dots)


def _hint(verdict: FrameVerdict | None) -> str:
    """What would make the picture better, although it is not refused for it: one thing at a time."""
    warned = () if verdict is None else verdict.warned
    advice = next((check.advice for check in warned if check.advice is not None), None)
    return "" if advice is None else words.HINT.format(advice=advice_sentence(advice))


def _tiles(session: SessionState) -> list[Tile]:
    tiles = []
    for known in session.views:
        wanted = known.view is session.wanted and session.stage is not SessionStage.COMPLETE
        refused = session.refused is not None and session.refused.view is known.view
        if refused:
            state, verdict = TileState.REFUSED, words.TILE_REFUSED
        elif known.missing is None:
            state, verdict = TileState.ACCEPTED, words.TILE_TAKEN
        else:
            state, verdict = TileState.MISSING, words.TILE_WANTED if wanted else words.TILE_MISSING
        done = sum(taken is not None for taken in known.repeats)
        if 0 < done < len(known.repeats) and not refused:
            verdict = baseline_words.REPEATS_TAKEN.format(taken=done, total=len(known.repeats))
        tiles.append(
            Tile(
                view=known.view,
                label=words.VIEW_LABELS[known.view],
                state=state,
                verdict=verdict,
                wanted=wanted,
                capture_id=known.capture_id,
                repeats=tuple(taken is not None for taken in known.repeats),
                repeat_wanted=session.repeat if wanted else None,
            )
        )
    return tiles


def _refusal(session: SessionState) -> Refusal | None:
    if session.error is not None:
        return Refusal(sentences=(sentence_of(session.error),), title=words.FAILED_TITLE)
    if session.refused is None:
        return None
    failed = session.refused.verdict.failed
    follow = {later for check in failed for later in _FOLLOW.get(check.name, ())}
    failed = tuple(check for check in failed if check.name not in follow)
    # Two reasons at most: the operator acts on the first, the second says that there is more.
    advised = [advice_sentence(check.advice) for check in failed if check.advice is not None]
    sentences = tuple(dict.fromkeys(advised))[:2]
    return Refusal(sentences=sentences)


def phantom_on_the_way() -> Problem:
    """The emulated camera already sends pictures, of an empty room."""
    return Problem(title=words.PHANTOM_TITLE, sentence=words.PHANTOM_SENTENCE, is_fault=False)


def camera_problem(error: SkinlaxError | None, *, stalled: bool, opening: bool) -> Problem | None:
    """The sentence that stands in place of the live picture."""
    if error is not None:
        title = words.PROBLEM_TITLES.get(error.code, words.NO_CAMERA_TITLE)
        return Problem(title=title, sentence=sentence_of(error))
    if opening:
        return Problem(title=words.OPENING_TITLE, sentence=words.OPENING_SENTENCE, is_fault=False)
    if stalled:
        return Problem(title=words.STALLED_TITLE, sentence=words.STALLED_SENTENCE)
    return None
