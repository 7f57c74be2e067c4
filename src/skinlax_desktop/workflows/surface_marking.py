"""Writing and measuring on the face in 3D: every mark and picture goes through the visit and can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from uuid import uuid4

from skinlax_desktop.domain.face_surface import FaceSurface, ZoneMeasures
from skinlax_desktop.domain.ids import AnnotationId, UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measure_change import MeasureChange
from skinlax_desktop.domain.surface_mark import POINTS_OF_MARK, ReportPicture, SurfaceMark, SurfaceMarkKind
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.edit_history import Change, EditHistory
from skinlax_desktop.workflows.visit_store import VisitStore

Place = tuple[float, float, float]
Kept = SurfaceMark | ReportPicture | FaceSurface
One = TypeVar("One")


def change_kept(visit: Visit, change: Change[Kept]) -> Visit:
    """The visit with a change made; what is edited keeps its place in the order."""
    before, after = change.before, change.after
    is_surface = isinstance(before, FaceSurface) or isinstance(after, FaceSurface)
    return replace(
        visit,
        face_surface=_only(after, FaceSurface) if is_surface else visit.face_surface,
        surface_marks=_changed(visit.surface_marks, _only(before, SurfaceMark), _only(after, SurfaceMark)),
        report_pictures=_changed(visit.report_pictures, _only(before, ReportPicture), _only(after, ReportPicture)),
    )


def _only(thing: Kept | None, kind: type[One]) -> One | None:
    return thing if isinstance(thing, kind) else None


def _changed(kept: tuple[One, ...], before: One | None, after: One | None) -> tuple[One, ...]:
    if before is not None and after is not None:
        return tuple(after if one == before else one for one in kept)
    if after is not None:
        return (*kept, after)
    return tuple(one for one in kept if one != before) if before is not None else kept


class SurfaceEditor:
    """Sets, moves and erases marks of the open visit, and the pictures of it for the report."""

    def __init__(self, visits: VisitStore, *, author: Callable[[], UserName], now: Callable[[], str]) -> None:
        self._visits = visits
        self._author = author
        self._now = now
        self._history: EditHistory[Kept] = EditHistory(visits, change_kept, by=self)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to make again."""
        return self._history.can_redo

    def set_mark(
        self, kind: SurfaceMarkKind, points_mm: tuple[Place, ...], *, surface: str, text: str = ""
    ) -> SurfaceMark:
        """Add a mark; raises ValueError with a wrong number of points, or for a note without text."""
        wanted = POINTS_OF_MARK[kind]
        if len(points_mm) < wanted or (len(points_mm) > wanted and kind is not SurfaceMarkKind.OUTLINE):
            raise ValueError(f"{kind} needs {wanted} points")
        if kind is SurfaceMarkKind.NOTE and not text.strip():
            raise ValueError("a note needs text")
        mark = SurfaceMark(
            id=AnnotationId(uuid4().hex),
            kind=kind,
            points_mm=points_mm,
            text=text.strip(),
            surface=surface,
            author=self._author(),
            created_at=self._now(),
        )
        self._history.make(before=None, after=mark)
        return mark

    def move_point(self, mark_id: AnnotationId, point: int, to_mm: Place) -> None:
        """Put one point of a mark elsewhere."""
        mark = self._mark(mark_id)
        points = (*mark.points_mm[:point], to_mm, *mark.points_mm[point + 1 :])
        self._history.make(before=mark, after=replace(mark, points_mm=points))

    def write(self, mark_id: AnnotationId, text: str) -> None:
        """Change a mark's text; a note left without text is erased."""
        mark = self._mark(mark_id)
        if mark.kind is SurfaceMarkKind.NOTE and not text.strip():
            self.erase(mark_id)
        else:
            self._history.make(before=mark, after=replace(mark, text=text.strip()))

    def erase(self, mark_id: AnnotationId) -> None:
        """Take a mark away."""
        self._history.make(before=self._mark(mark_id), after=None)

    def add_picture(self, image: ImageRef, caption: str, changes: tuple[MeasureChange, ...] = ()) -> ReportPicture:
        """Let the report show a stored picture, and below it what changed."""
        picture = ReportPicture(
            id=AnnotationId(uuid4().hex),
            image=image,
            caption=caption,
            author=self._author(),
            taken_at=self._now(),
            changes=changes,
        )
        self._history.make(before=None, after=picture)
        return picture

    def remove_picture(self, picture_id: AnnotationId) -> None:
        """Take a picture off the report."""
        visit = self._visits.visit
        pictures = visit.report_pictures if visit is not None else ()
        self._history.make(before=next(one for one in pictures if one.id == picture_id), after=None)

    def use_surface(
        self,
        mesh: ImageRef,
        *,
        source: str,
        scale_share: float | None,
        landmarks_mm: tuple[tuple[float, float, float], ...] = (),
        measures: tuple[ZoneMeasures, ...] = (),
        down: tuple[float, float, float] | None = None,
    ) -> FaceSurface:
        """Let the visit show a stored surface instead of the one it shows now, with what was measured on it."""
        visit = self._visits.visit
        surface = FaceSurface(
            mesh=mesh,
            source=source,
            scale_share=scale_share,
            author=self._author(),
            added_at=self._now(),
            landmarks_mm=landmarks_mm,
            measures=measures,
            down=down,
        )
        self._history.make(before=visit.face_surface if visit is not None else None, after=surface)
        return surface

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        self._history.undo()

    def redo(self) -> None:
        """Make the change again that was taken back last, if there is one."""
        self._history.redo()

    def _mark(self, mark_id: AnnotationId) -> SurfaceMark:
        visit = self._visits.visit
        marks = visit.surface_marks if visit is not None else ()
        return next(mark for mark in marks if mark.id == mark_id)
