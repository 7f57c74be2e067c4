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


def median_ms(action: Callable[[], object], *, repeats: int = 5) -> float:
    """Median milliseconds of `repeats` calls after one that warms up."""
    action()
    durations = []
    for _ in range(repeats):
        began = time.perf_counter()
        action()
        durations.append(1e3 * (time.perf_counter() - began))
    return statistics.median(durations)
