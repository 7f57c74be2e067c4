"""Writing on pictures: every mark goes through the visit, and every change can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind
from skinlax_desktop.domain.ids import AnnotationId, CaptureId, UserName, VisitId
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.annotation_geometry import Point, move_corner, move_mark
from skinlax_desktop.workflows.visit_store import VisitStore

LEAST_POINTS: Final = {
    AnnotationKind.ARROW: 2,
    AnnotationKind.POLYGON: 3,
    AnnotationKind.FREEHAND: 2,
    AnnotationKind.NOTE: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkChange:
    """One step of the history: the mark before and after; None where there was none."""

    before: Annotation | None
    after: Annotation | None

    def reversed(self) -> "MarkChange":
        """The step that takes this one back."""
        return MarkChange(before=self.after, after=self.before)


def change_mark(visit: Visit, change: MarkChange) -> Visit:
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
        self._visit_id: VisitId | None = None
        self._undo: list[MarkChange] = []
        self._redo: list[MarkChange] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        self._follow_visit()
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to make again."""
        self._follow_visit()
        return bool(self._redo)

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
        self._make(MarkChange(before=None, after=mark))
        return mark

    def move(self, mark_id: AnnotationId, by_x: float, by_y: float) -> None:
        """Shift a mark by pixels of the picture."""
        mark = self._mark(mark_id)
        self._make(MarkChange(before=mark, after=move_mark(mark, by_x, by_y)))

    def move_corner(self, mark_id: AnnotationId, corner: int, to: Point) -> None:
        """Put one point of a mark elsewhere."""
        mark = self._mark(mark_id)
        self._make(MarkChange(before=mark, after=move_corner(mark, corner, to)))

    def write(self, mark_id: AnnotationId, text: str) -> None:
        """Change a mark's text; a note left without text is erased."""
        mark = self._mark(mark_id)
        if mark.kind is AnnotationKind.NOTE and not text.strip():
            self.erase(mark_id)
        else:
            self._make(MarkChange(before=mark, after=replace(mark, text=text.strip())))

    def erase(self, mark_id: AnnotationId) -> None:
        """Take a mark away."""
        self._make(MarkChange(before=self._mark(mark_id), after=None))

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        if self.can_undo:
            change = self._undo.pop()
            self._redo.append(change)
            self._visits.apply(lambda visit: change_mark(visit, change.reversed()), by=self)

    def redo(self) -> None:
        """Make the change again that was taken back last, if there is one."""
        if self.can_redo:
            change = self._redo.pop()
            self._undo.append(change)
            self._visits.apply(lambda visit: change_mark(visit, change), by=self)

    def _make(self, change: MarkChange) -> None:
        self._follow_visit()
        if change.before == change.after:
            return
        # The history is complete before the change is announced: a listener reads `can_undo`.
        self._undo.append(change)
        self._redo.clear()
        self._visits.apply(lambda visit: change_mark(visit, change), by=self)

    def _mark(self, mark_id: AnnotationId) -> Annotation:
        visit = self._visits.visit
        marks = visit.annotations if visit is not None else ()
        return next(mark for mark in marks if mark.id == mark_id)

    def _follow_visit(self) -> None:
        visit = self._visits.visit
        visit_id = visit.id if visit is not None else None
        if visit_id != self._visit_id:
            self._visit_id = visit_id
            self._undo.clear()
            self._redo.clear()
