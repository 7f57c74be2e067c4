"""What a benchmark gives: a value and the reference measured beside it."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure with its reference; `ratio` is value / reference_value."""

    name: str
    value: float
    unit: str
    reference: str
    reference_value: float

    @property
    def ratio(self) -> float:
        """How many references the value is."""
        return self.value / self.reference_value


def medians_in_turn_ms(*timed: Callable[[], float], repeats: int) -> tuple[float, ...]:
    """Median milliseconds of actions that say how many seconds they took.

    They run in turn, after one round that warms up, so that whatever else the machine does meets them all alike.
    """
    rounds = [[action() for action in timed] for _ in range(1 + repeats)][1:]
    return tuple(1e3 * statistics.median(column) for column in zip(*rounds, strict=True))


def median_ms(action: Callable[[], object], *, repeats: int = 5) -> float:
    """Median milliseconds of `repeats` calls after one that warms up."""
    action()
    durations = []
    for _ in range(repeats):
        began = time.perf_counter()
        action()
        durations.append(1e3 * (time.perf_counter() - began))
    return statistics.median(durations)
