"""Setting, choosing and erasing what is on the face; knows no Qt."""

from collections.abc import Callable

from skinlax_desktop.domain.ids import AnnotationId, UserName
from skinlax_desktop.domain.surface_mark import POINTS_OF_MARK, SurfaceMarkKind
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_rays import SurfacePoint
from skinlax_desktop.ui.scene.shown_marks import ShownMarks
from skinlax_desktop.ui.screens.scene.marks_tool import MarksTool
from skinlax_desktop.ui.screens.scene.state import KIND_OF_TOOL, MarkRow, Tool
from skinlax_desktop.workflows.surface_marking import SurfaceEditor
from skinlax_desktop.workflows.visit_store import VisitStore

Place = tuple[float, float, float]


class Marking:
    """The tool in hand and what it leaves behind; `note_at` is where a note is being typed.

    `changed` is called after every step that the visit does not tell.
    """

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        author: Callable[[], UserName],
        now: Callable[[], str],
        changed: Callable[[], None],
    ) -> None:
        self._visits = visits
        self._changed = changed
        self._surface = ""
        self.editor = SurfaceEditor(visits, author=author, now=now)
        self.marks = MarksTool(jobs, changed)
        self.tool = Tool.TURN
        self.note_at: Place | None = None

    @property
    def can_undo(self) -> bool:
        """Whether there is a change or a point to take back."""
        return self.editor.can_undo or bool(self.marks.pending)

    @property
    def rows(self) -> tuple[MarkRow, ...]:
        """The list of marks, then of pictures in the report."""
        return self.marks.rows(self._visits.visit)

    @property
    def shown(self) -> ShownMarks:
        """Everything that is painted over the face."""
        kind = KIND_OF_TOOL.get(self.tool)
        return ShownMarks(
            marks=self.marks.shown(self._visits.visit),
            chosen=self.marks.chosen,
            pending_mm=tuple(point.place_mm for point in self.marks.pending),
            pending_kind=kind if kind is not SurfaceMarkKind.OUTLINE else None,
        )

    def use_surface(self, mesh: FaceMesh | None, scale_share: float) -> None:
        """Mark and measure on another surface."""
        self._surface = mesh.source if mesh is not None else ""
        self.marks.use_surface(mesh, scale_share)

    def forget(self) -> None:
        """Another visit was opened."""
        self.tool, self.note_at, self.marks.chosen = Tool.TURN, None, ""
        self.marks.take_pending()

    def take(self, tool: Tool) -> None:
        """Take another tool; what was begun is let go."""
        self.note_at = None
        self.marks.take_pending()
        self.tool = tool

    def set_point(self, point: SurfacePoint) -> None:
        """The tool in hand was pointed at a place of the face."""
        if self.tool is Tool.NOTE:
            self.note_at = point.place_mm
        elif self.tool in KIND_OF_TOOL:
            points = self.marks.add_point(KIND_OF_TOOL[self.tool], point)
            if points is not None:
                self._set_mark(KIND_OF_TOOL[self.tool], points)

    def close_outline(self) -> None:
        """Close the outline that is being set."""
        kind = SurfaceMarkKind.OUTLINE
        if self.tool is Tool.OUTLINE and len(self.marks.pending) >= POINTS_OF_MARK[kind]:
            self._set_mark(kind, self.marks.take_pending())
        self._changed()

    def keep_note(self, text: str) -> None:
        """The note that was typed at its place; without words there is none."""
        place, self.note_at = self.note_at, None
        if place is not None and text.strip():
            self._set_mark(SurfaceMarkKind.NOTE, (place,), text)
        self._changed()

    def drop(self) -> None:
        """Let go of everything unfinished."""
        self.note_at = None
        self.marks.take_pending()
        self._changed()

    def choose(self, mark_id: str) -> None:
        """Light a mark in picture and list; "" for none."""
        self.marks.chosen = mark_id
        self._changed()

    def step(self) -> None:
        """The next mark of the list."""
        ids = [row.id for row in self.rows]
        if ids:
            at = ids.index(self.marks.chosen) if self.marks.chosen in ids else -1
            self.choose(ids[(at + 1) % len(ids)])

    def move_point(self, mark_id: str, number: int, point: SurfacePoint) -> None:
        """A mark's point was dragged to another place of the face."""
        self.editor.move_point(AnnotationId(mark_id), number, point.place_mm)

    def erase(self) -> None:
        """Take the chosen mark away, or a picture off the report."""
        row = next((row for row in self.rows if row.id == self.marks.chosen), None)
        if row is None:
            return
        self.marks.chosen = ""
        if row.is_picture:
            self.editor.remove_picture(AnnotationId(row.id))
        else:
            self.editor.erase(AnnotationId(row.id))

    def undo(self) -> None:
        """Take the last change back; points of a mark that is being set go first."""
        if self.marks.pending:
            self.marks.pending = self.marks.pending[:-1]
            self._changed()
        else:
            self.editor.undo()

    def redo(self) -> None:
        """Make it again."""
        self.editor.redo()

    def _set_mark(self, kind: SurfaceMarkKind, points: tuple[Place, ...], text: str = "") -> None:
        mark = self.editor.set_mark(kind, points, surface=self._surface, text=text)
        self.choose(mark.id)
