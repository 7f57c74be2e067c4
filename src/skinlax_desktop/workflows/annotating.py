"""Writing on pictures: every mark goes through the visit, and every change can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import uuid4

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind
from skinlax_desktop.domain.ids import AnnotationId, CaptureId, UserName
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.annotation_geometry import Point, move_corner, move_mark
from skinlax_desktop.workflows.edit_history import Change, EditHistory
from skinlax_desktop.workflows.visit_store import VisitStore

LEAST_POINTS: Final = {
    AnnotationKind.ARROW: 2,
    AnnotationKind.POLYGON: 3,
    AnnotationKind.FREEHAND: 2,
    AnnotationKind.NOTE: 1,
}


def change_mark(visit: Visit, change: Change[Annotation]) -> Visit:
    """The visit with a change made; an edited mark keeps its place in the drawing order."""
    before, after = change.before, change.after
    if before is not None and after is not None:
        marks = tuple(after if mark.id == after.id else mark for mark in visit.annotations)
        return replace(visit, annotations=marks)
    if after is not None:
        return visit.with_annotation(after)
    return visit.without_annotation(before.id) if before is not None else visit


class AnnotationEditor:
    """Draws, edits and erases marks of the open visit. The history belongs to one visit and ends with it."""

    def __init__(self, visits: VisitStore, *, author: Callable[[], UserName], now: Callable[[], str]) -> None:
        self._visits = visits
        self._author = author
        self._now = now
        self._history = EditHistory(visits, change_mark, by=self)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to make again."""
        return self._history.can_redo

    def draw(
        self, kind: AnnotationKind, capture_id: CaptureId, points: tuple[Point, ...], text: str = ""
    ) -> Annotation:
        """Add a mark; raises ValueError with too few points, or for a note without text."""
        if len(points) < LEAST_POINTS[kind]:
            raise ValueError(f"{kind} needs {LEAST_POINTS[kind]} points")
        if kind is AnnotationKind.NOTE and not text.strip():
            raise ValueError("a note needs text")
        mark = Annotation(
            id=AnnotationId(uuid4().hex),
            capture_id=capture_id,
            kind=kind,
            points_px=points,
            text=text.strip(),
            author=self._author(),
            created_at=self._now(),
        )
        self._history.make(before=None, after=mark)
        return mark

    def move(self, mark_id: AnnotationId, by_x: float, by_y: float) -> None:
        """Shift a mark by pixels of the picture."""
        mark = self._mark(mark_id)
        self._history.make(before=mark, after=move_mark(mark, by_x, by_y))

    def move_corner(self, mark_id: AnnotationId, corner: int, to: Point) -> None:
        """Put one point of a mark elsewhere."""
        mark = self._mark(mark_id)
        self._history.make(before=mark, after=move_corner(mark, corner, to))

    def write(self, mark_id: AnnotationId, text: str) -> None:
        """Change a mark's text; a note left without text is erased."""
        mark = self._mark(mark_id)
        if mark.kind is AnnotationKind.NOTE and not text.strip():
            self.erase(mark_id)
        else:
            self._history.make(before=mark, after=replace(mark, text=text.strip()))

    def erase(self, mark_id: AnnotationId) -> None:
        """Take a mark away."""
        self._history.make(before=self._mark(mark_id), after=None)

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        self._history.undo()

    def redo(self) -> None:
        """Make the change again that was taken back last, if there is one."""
        self._history.redo()

    def _mark(self, mark_id: AnnotationId) -> Annotation:
        visit = self._visits.visit
        marks = visit.annotations if visit is not None else ()
        return next(mark for mark in marks if mark.id == mark_id)
