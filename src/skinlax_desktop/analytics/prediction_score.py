"""How past predictions did: bias, and whether their bands held what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from skinlax_desktop.analytics.estimates import ESTABLISHED_FROM, Estimate, mean, proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One prediction and what came of it, all changes in one unit; the measured one has a 95 % interval.

    `person`: one patient's outcomes are not independent; they count as one person in `people`.
    """

    person: str
    low: float
    median: float
    high: float
    band: float | None
    measured: float
    measured_low: float
    measured_high: float

    @property
    def error(self) -> float:
        """Measured less predicted."""
        return self.measured - self.median

    @property
    def inside(self) -> bool:
        """Whether the measured change lay within the three outcomes."""
        return self.low <= self.measured <= self.high

    @property
    def inside_with_noise(self) -> bool:
        """Whether the measuring error alone can have put it outside."""
        return self.measured_low <= self.high and self.low <= self.measured_high

    @property
    def detectable(self) -> bool:
        """Whether there was any change that can be told from none."""
        return not self.measured_low <= 0.0 <= self.measured_high


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`bias`: mean of measured less predicted. `inside`, `inside_with_noise`: shares.

    `promised`: what the bands said, None where some said nothing.
    """

    n: int
    people: int
    bias: Estimate
    inside: Estimate
    inside_with_noise: Estimate
    promised: float | None

    @property
    def established(self) -> bool:
        """Whether enough people stand behind it."""
        return self.people >= ESTABLISHED_FROM


def score_predictions(outcomes: Sequence[Outcome]) -> Score:
    """Of one quantity; outcomes of several would be in several units. The bias is over people's mean errors."""
    people: dict[str, list[float]] = {}
    for outcome in outcomes:
        people.setdefault(outcome.person, []).append(outcome.error)
    promised = [outcome.band for outcome in outcomes if outcome.band is not None]
    return Score(
        n=len(outcomes),
        people=len(people),
        bias=mean([sum(errors) / len(errors) for errors in people.values()]),
        inside=proportion(sum(outcome.inside for outcome in outcomes), len(outcomes)),
        inside_with_noise=proportion(sum(outcome.inside_with_noise for outcome in outcomes), len(outcomes)),
        promised=sum(promised) / len(promised) if promised and len(promised) == len(outcomes) else None,
    )
