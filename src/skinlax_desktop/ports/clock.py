"""What the station needs from time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Wall and monotonic time."""

    def now(self) -> datetime:
        """The time of day, aware of its zone."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never run backwards."""
        ...
