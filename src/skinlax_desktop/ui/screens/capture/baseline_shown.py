"""What the capture screen says of the patient's baseline: one frozen record, and the pure function that decides it."""

from dataclasses import dataclass

from skinlax_desktop.domain.views import View
from skinlax_desktop.text.screens import baseline as words
from skinlax_desktop.workflows.match_score import Match
from skinlax_desktop.workflows.visit_baseline import BaselineStage, BaselineState


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineShown:
    """`visible` is False at a first visit. `parts` says line by line what the score is made of."""

    visible: bool = False
    score: str = ""
    headline: str = ""
    parts: str = ""
    warning: str = ""
    has_ghost: bool = False


def resolve_baseline(state: BaselineState, match: Match | None, wanted: View) -> BaselineShown:
    """From the baseline, and the newest live picture against it, to what the screen says."""
    if state.stage in (BaselineStage.NONE, BaselineStage.SEARCHING):
        return BaselineShown()
    day = state.started_at[:10]
    warning = words.WARNINGS[state.warning].format(day=day) if state.warning else ""
    if state.stage is BaselineStage.REFUSED:
        return BaselineShown(visible=True, warning=warning)
    headline = (words.OF_CHOSEN_VISIT if state.chosen else words.OF_VISIT).format(day=day)
    if state.stage is BaselineStage.LEARNING and wanted not in state.references:
        headline = words.LEARNING.format(day=day)
    known = wanted in state.references
    return BaselineShown(
        visible=True,
        score=(words.NO_MATCH if match is None else words.MATCH.format(score=match.score)) if known else "",
        headline=headline,
        parts=_parts(match) if known else "",
        warning=warning if not known else "",
        has_ghost=wanted in state.ghosts,
    )


def _parts(match: Match | None) -> str:
    if match is None:
        return words.NOT_MATCHED
    lines = [
        words.PART.format(
            name=words.PARTS[part.name],
            difference=part.difference,
            unit=words.UNITS[part.unit],
            limit=part.limit,
            score=part.score,
        )
        for part in match.parts
    ]
    return "\n".join((*lines, words.SCORE_MEANING, *(() if match.record.exact else (words.ROUGH,))))
