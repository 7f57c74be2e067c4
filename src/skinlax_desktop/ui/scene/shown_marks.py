"""What is drawn over the face: marks with their values, points under way."""

from collections.abc import Sequence
from dataclasses import dataclass

from skinlax_desktop.domain.surface_mark import SurfaceMarkKind

Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMark:
    """A mark as the picture shows it: its points on the surface, and the words beside it."""

    id: str
    kind: SurfaceMarkKind
    points_mm: tuple[Place, ...]
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMarks:
    """All marks, the chosen one, and the points of one that is being set."""

    marks: tuple[ShownMark, ...] = ()
    chosen: str = ""
    pending_mm: tuple[Place, ...] = ()
    pending_kind: SurfaceMarkKind | None = None

    def places(self) -> Sequence[Place]:
        """All points, marks first, in order."""
        return [*(point for mark in self.marks for point in mark.points_mm), *self.pending_mm]
