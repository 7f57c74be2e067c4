"""What the clinician writes and measures on the face in 3D, and the pictures of it that go to the report."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from skinlax_desktop.domain.ids import AnnotationId, UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measure_change import MeasureChange


class SurfaceMarkKind(StrEnum):
    """The tools of the 3D view that leave something behind."""

    NOTE = "note"
    OUTLINE = "outline"
    TAPE = "tape"
    SURFACE_TAPE = "surface_tape"
    ANGLE = "angle"


POINTS_OF_MARK: Final = {
    SurfaceMarkKind.NOTE: 1,
    SurfaceMarkKind.OUTLINE: 3,
    SurfaceMarkKind.TAPE: 2,
    SurfaceMarkKind.SURFACE_TAPE: 2,
    SurfaceMarkKind.ANGLE: 3,
}
"""How many points a mark has; an outline has that many or more. The middle point of an angle is its apex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceMark:
    """A mark on the face's surface. `points_mm` lie in the head frame; the skin under them is looked up anew.

    `surface` says what the surface was made from when the mark was set.
    """

    id: AnnotationId
    kind: SurfaceMarkKind
    points_mm: tuple[tuple[float, float, float], ...]
    text: str = ""
    surface: str = ""
    author: UserName
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPicture:
    """A picture of the 3D view, colour bar in it, that the report shows; `changes` since an earlier visit it shows."""

    id: AnnotationId
    image: ImageRef
    caption: str
    author: UserName
    taken_at: str
    changes: tuple[MeasureChange, ...] = ()
