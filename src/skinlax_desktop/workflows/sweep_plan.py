"""What a sweep asks for: which sectors, how fast, from where to where; and the tempo of everything about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from skinlax_desktop.domain.sweep import CHIN_DOWN_SECTORS, SECTOR_DEG, SECTORS, HeadHeld, sector_yaw_deg

WHOLE: Final = tuple(range(1, SECTORS + 1))
SECTORS_OF: Final = {HeadHeld.LEVEL: WHOLE, HeadHeld.CHIN_DOWN: CHIN_DOWN_SECTORS}
USUAL_SECONDS: Final = 15.0
SECONDS: Final = (10.0, 20.0)
_WHOLE_DEG: Final = SECTOR_DEG * (SECTORS - 1)
# A redo of some sectors begins this far before them, so that the turn is even when it reaches them.
_RUN_IN_DEG: Final = 12.0
_FARTHEST_DEG: Final = 90.0
_NEAR_END_DEG: Final = 4.0
_PATIENCE: Final = 2.2


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepPlan:
    """One even turn over neighbouring `sectors`, from the subject's right side to the left: yaw falls.

    `seconds` is what a turn from profile to profile takes. `tempo` stretches every time of the sweep: 1 for people;
    a phantom, whose pictures are computed, turns that many times more slowly, and is held to it as strictly.
    `held`: how the head is held all the while.
    """

    sectors: tuple[int, ...] = WHOLE
    seconds: float = USUAL_SECONDS
    tempo: float = 1.0
    held: HeadHeld = HeadHeld.LEVEL

    def with_head(self, held: HeadHeld) -> "SweepPlan":
        """The whole sweep with the head held so, at the same tempo."""
        return replace(self, sectors=SECTORS_OF[held], held=held)

    @property
    def from_deg(self) -> float:
        """Where the turn begins."""
        first = sector_yaw_deg(self.sectors[0])
        return min(first + (0.0 if first >= _FARTHEST_DEG else _RUN_IN_DEG), _FARTHEST_DEG)

    @property
    def to_deg(self) -> float:
        """Where it ends."""
        last = sector_yaw_deg(self.sectors[-1])
        return max(last - (0.0 if last <= -_FARTHEST_DEG else _RUN_IN_DEG), -_FARTHEST_DEG)

    @property
    def rate_deg_s(self) -> float:
        """How fast to turn, degrees a second, positive."""
        return _WHOLE_DEG / (self.seconds * self.tempo)

    @property
    def turn_s(self) -> float:
        """How long this turn takes."""
        return (self.from_deg - self.to_deg) / self.rate_deg_s

    @property
    def most_s(self) -> float:
        """When a turn that does not come to its end is over all the same."""
        return _PATIENCE * self.turn_s + 3.0 * self.tempo

    def metronome_deg(self, elapsed_s: float) -> float:
        """Where the head should be by now."""
        return max(self.from_deg - self.rate_deg_s * max(elapsed_s, 0.0), self.to_deg)

    def is_at_end(self, yaw_deg: float) -> bool:
        """Whether the turn may end here."""
        return yaw_deg <= self.to_deg + _NEAR_END_DEG

    def parts(self, missing: Iterable[int]) -> "tuple[SweepPlan, ...]":
        """The turns that take the missing sectors and no others, neighbours together."""
        runs: list[list[int]] = []
        for sector in sorted(set(missing)):
            if runs and sector == runs[-1][-1] + 1:
                runs[-1].append(sector)
            else:
                runs.append([sector])
        return tuple(replace(self, sectors=tuple(run)) for run in runs)
