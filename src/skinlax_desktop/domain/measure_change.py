"""What became of a quantity between two visits, and what may be said of it."""

from dataclasses import dataclass
from typing import Final

from skinlax_desktop.domain.measurement import Measurement

SIGNIFICANT: Final = 0.05
PART_NOT_SEEN: Final = "part_not_seen"
"""The doubt about a volume of which one visit did not show a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureChange:
    """A measure of a zone at both visits and its change; `p` is corrected for all that were asked, None without one."""

    zone: str
    before: Measurement
    after: Measurement
    change: Measurement
    p: float | None = None

    @property
    def verdict(self) -> str:
        """One of more, less, not_detectable, not_measured."""
        if self.change.value is None or self.p is None:
            return "not_measured"
        if self.p >= SIGNIFICANT:
            return "not_detectable"
        return "more" if self.change.value > 0 else "less"

    @property
    def shown(self) -> bool:
        """Whether a change was shown."""
        return self.verdict in ("more", "less")
