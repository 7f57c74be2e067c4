"""What the capture screen needs to lay the skin's attributes over the live picture."""

from dataclasses import dataclass
from typing import Protocol

from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.frame import Frame

Line = tuple[tuple[float, float], ...]
"""Places in 0..1 of the upright picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSkin:
    """Where the skin of one live frame shows what the measures count; no numbers, which only a still has.

    `wrinkles`: lines along them. `spots`: the closed outlines of pigment spots. `doubt` is the code of why nothing is
    to be shown; then both are empty.
    """

    wrinkles: tuple[Line, ...] = ()
    spots: tuple[Line, ...] = ()
    doubt: str | None = None


class LiveSkinReader(Protocol):
    """Reads live frames one by one; in lane INFERENCE."""

    def read(self, frame: Frame, view: View) -> LiveSkin:
        """One frame; what cannot be seen well is a doubt, not an error."""
        ...
