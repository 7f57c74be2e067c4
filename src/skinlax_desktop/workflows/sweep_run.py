"""One turn: frames and sightings in, what to say and which frames to keep out. Knows no camera and no clock."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from skinlax_desktop.domain.gate import Advice
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.sweep_choice import MOST_HELD_BYTES, Candidate, FrameShelf
from skinlax_desktop.workflows.sweep_guidance import TurnGuidance
from skinlax_desktop.workflows.sweep_plan import SweepPlan
from skinlax_desktop.workflows.sweep_sighting import FaceAtRest, SweepSighting
from skinlax_desktop.workflows.sweep_stillness import Stillness
from skinlax_desktop.workflows.sweep_turn import Turn, TurnTracker

# A turn that nobody makes any more is over.
_GONE_FOR_S: Final = 3.0
_RESTS_AT_END_S: Final = 0.4
_RESTING_SHARE: Final = 0.35


class Ending(StrEnum):
    """How a turn ended."""

    COMPLETE = "complete"
    GONE = "gone"
    TOO_LONG = "too_long"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnProgress:
    """After one frame. `seen`: sectors that have a frame to judge."""

    turn: Turn | None
    advice: Advice
    seen: frozenset[int]
    elapsed_s: float
    ending: Ending | None = None


class SweepRun:
    """From the first frame at the plan's start to its end."""

    def __init__(
        self, plan: SweepPlan, *, began_s: float, front: FaceAtRest | None, most_bytes: int = MOST_HELD_BYTES
    ) -> None:
        self.plan = plan
        self.began_s = began_s
        self._tracker = TurnTracker(plan.tempo)
        self._stillness = Stillness(front, tempo=plan.tempo)
        self._guidance = TurnGuidance(plan, began_s)
        self._shelf = FrameShelf(plan.sectors, held=plan.held, most_bytes=most_bytes)
        self._at_end_since: float | None = None

    @property
    def held_bytes(self) -> int:
        """What the frames held take in memory."""
        return self._shelf.held_bytes

    def take_in(self, sighting: SweepSighting, frame: Frame) -> TurnProgress:
        """The next frame, in the order taken."""
        turn = self._tracker.add(sighting.reading)
        restless = self._stillness.judge(sighting.face, sighting.at_s)
        if turn is not None:
            self._shelf.offer(Candidate(frame=frame, sighting=sighting, turn=turn), restless)
        advice = self._guidance.watch(sighting, turn, restless)
        elapsed = sighting.at_s - self.began_s
        return TurnProgress(
            turn=turn, advice=advice, seen=self._shelf.seen, elapsed_s=elapsed, ending=self._ending(turn, elapsed)
        )

    def settle(self) -> dict[int, tuple[Candidate, ...]]:
        """The frames to judge, by sector, best first."""
        return self._shelf.settle(self._tracker.smoothed())

    def why_missing(self, sector: int) -> str:
        """Why a sector has no frame: the reason that turned most of them away, or `unseen`."""
        refusals = self._shelf.refusals.get(sector)
        return refusals.most_common(1)[0][0] if refusals else "unseen"

    def clear(self) -> None:
        """Let go of every frame."""
        self._shelf.clear()

    def _ending(self, turn: Turn | None, elapsed_s: float) -> Ending | None:
        plan = self.plan
        if self._guidance.gone_s > _GONE_FOR_S:
            return Ending.GONE
        if elapsed_s > plan.most_s:
            return Ending.TOO_LONG
        if turn is None or not plan.is_at_end(turn.yaw_deg):
            self._at_end_since = None
            return None
        self._at_end_since = turn.at_s if self._at_end_since is None else self._at_end_since
        rests = abs(turn.rate_deg_s) < _RESTING_SHARE * plan.rate_deg_s
        waited = turn.at_s - self._at_end_since >= 2.0 * _RESTS_AT_END_S * plan.tempo
        rested = rests and turn.at_s - self._at_end_since >= _RESTS_AT_END_S * plan.tempo
        past = turn.yaw_deg <= plan.to_deg - 5.0
        return Ending.COMPLETE if rested or waited or past else None
