"""What the capture screen needs to lay grades over the live picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from skinlax_desktop.domain.measurement import LaxityGrade
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveGrades:
    """The grades of one live frame, from this view alone.

    `zones`: those that face the camera and that the model is sure of. `places`: where each number belongs, in 0..1 of
    the upright picture. `doubt` is the code of why nothing is to be shown; then both are empty.
    """

    zones: Mapping[str, LaxityGrade] = field(default_factory=dict)
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    doubt: str | None = None


class LiveGrader(Protocol):
    """Grades live frames one by one; in lane INFERENCE."""

    def grade(self, frame: Frame, view: View, age_years: float | None) -> LiveGrades:
        """One frame of a person of that age; what the model refuses is a doubt, not an error."""
        ...
