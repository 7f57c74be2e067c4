"""The clock of this machine."""

import time
from datetime import datetime


class SystemClock:
    """`ports.Clock` on the operating system's clocks."""

    def now(self) -> datetime:
        """The time of day, in the zone of this machine."""
        return datetime.now().astimezone()

    def monotonic_s(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()
