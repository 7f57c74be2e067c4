"""What changes slowly in a live picture and costs more than a fast check may: read seldom, one thing a frame."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class SlowReadings:
    """Each reading is kept for a while. No frame pays for two, so that no single verdict is late for both."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Any]] = {}
        self._made_at: float | None = None

    def reading(self, name: str, at_s: float, holds_s: float, make: Callable[[], T], until: T | None = None) -> T:
        """The reading as last made, or made now when that is longer ago than `holds_s` at the frame's time `at_s`.

        One that is due in a frame which has paid for another already comes with the next frame, `until` standing in
        for one that was never made, where it is given.
        """
        kept = self._kept.get(name)
        if kept is None and until is not None and self._made_at == at_s:
            return until
        if kept is not None and (0.0 <= at_s - kept[0] <= holds_s or self._made_at == at_s):
            return cast(T, kept[1])
        made = make()
        self._kept[name] = (at_s, made)
        self._made_at = at_s
        return made

    def forget(self) -> None:
        """The head has turned away: nothing read of it holds any longer."""
        self._kept.clear()
