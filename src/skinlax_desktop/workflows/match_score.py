"""The match score: what it is made of, and what it says."""

from dataclasses import dataclass

from skinlax_desktop.domain.baseline import BaselineMatch
from skinlax_desktop.domain.views import Pose


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchPart:
    """One part of the score: what is off by how much, against what is allowed; 100 is no difference, 75 the limit."""

    name: str
    difference: float
    limit: float
    unit: str

    @property
    def score(self) -> int:
        """Falls with the square of the difference: 75 at the limit, 43 at twice the limit."""
        return round(100.0 / (1.0 + (self.difference / self.limit) ** 2 / 3.0))

    @property
    def is_within(self) -> bool:
        """Whether the difference is allowed."""
        return abs(self.difference) <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A picture against the baseline. `parts` are what the score is made of; it is as good as its worst part."""

    record: BaselineMatch
    parts: tuple[MatchPart, ...]
    pose: Pose
    distance_mm: float

    @property
    def score(self) -> int:
        """0 to 100."""
        return self.record.score
