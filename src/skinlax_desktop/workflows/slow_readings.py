"""What changes slowly in a live picture and costs more than a fast check may: read seldom, one thing a frame."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    made_at_s: float
    holds_s: float
    value: Any

    def overdue_s(self, at_s: float) -> float:
        """Above 0 where it holds no longer; endless where time went backwards."""
        return at_s - self.made_at_s - self.holds_s if at_s >= self.made_at_s else math.inf


class SlowReadings:
    """Each reading is kept for a while. No frame pays for two, so that no single verdict is late for both.

    Where frames are so far apart that several are due in each, the one that has waited longest is made. So each is
    asked for in every frame, until `forget`.
    """

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._made_at: float | None = None

    def reading(self, name: str, at_s: float, holds_s: float, make: Callable[[], T], until: T | None = None) -> T:
        """The reading as last made, or made now when that is longer ago than `holds_s` at the frame's time `at_s`.

        One that is due in a frame which pays for another comes with a later one, `until` standing in for one that was
        never made, where it is given.
        """
        kept = self._kept.get(name)
        if kept is None and until is not None:
            kept = self._kept[name] = _Kept(-math.inf, holds_s, until)
        if kept is not None and (self._made_at == at_s or not self._has_waited_longest(kept, at_s)):
            return cast(T, kept.value)
        made = make()
        self._kept[name] = _Kept(at_s, holds_s, made)
        self._made_at = at_s
        return made

    def _has_waited_longest(self, kept: _Kept, at_s: float) -> bool:
        return kept.overdue_s(at_s) > 0.0 and kept.made_at_s == min(
            other.made_at_s for other in self._kept.values() if other.overdue_s(at_s) > 0.0
        )

    def forget(self) -> None:
        """The head has turned away: nothing read of it holds any longer."""
        self._kept.clear()
