"""The hand on the canvas: what pressing, dragging and typing mean with each tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLineEdit

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.screens.review.mark_painting import note_box, zone_under
from skinlax_desktop.ui.screens.review.sight import Point
from skinlax_desktop.ui.screens.review.state import KIND_OF_TOOL, Tool
from skinlax_desktop.workflows.annotation_geometry import mark_at, move_corner, move_mark, nearest_corner, thin_stroke

if TYPE_CHECKING:
    from skinlax_desktop.ui.screens.review.photo_canvas import PhotoCanvas

_REACH_PX: Final = 10.0
_CLICK_PX: Final = 4.0
_STROKE_TOLERANCE_PX: Final = 0.8


@dataclass(slots=True)
class _Drag:
    """A mark under the hand: shifted, or by one of its corners."""

    mark: Annotation
    corner: int | None
    start: Point
    now: Point

    def result(self) -> Annotation:
        if self.corner is not None:
            return move_corner(self.mark, self.corner, self.now)
        return move_mark(self.mark, self.now[0] - self.start[0], self.now[1] - self.start[1])


class Hand:
    """One canvas's hand. Unfinished strokes live here; a finished one goes out by the canvas's signals."""

    def __init__(self, canvas: PhotoCanvas) -> None:
        self._canvas = canvas
        self._tool = Tool.SELECT
        self._points: list[Point] = []
        self._hover: Point | None = None
        self._drag: _Drag | None = None
        self._panned_from: QPointF | None = None
        self._pressed_at: QPointF | None = None
        self._field: QLineEdit | None = None

    def take(self, tool: Tool) -> None:
        """Another tool."""
        if tool is not self._tool:
            self.drop()
            self._tool = tool
            self.show_pointer()

    def show_pointer(self) -> None:
        """A cross for drawing, an arrow for choosing."""
        drawing = self._tool is not Tool.SELECT
        self._canvas.setCursor(Qt.CursorShape.CrossCursor if drawing else Qt.CursorShape.ArrowCursor)

    def unfinished(self) -> tuple[AnnotationKind, list[Point]] | None:
        """What is being drawn."""
        if not self._points or self._tool not in KIND_OF_TOOL:
            return None
        kind = KIND_OF_TOOL[self._tool]
        points = list(self._points)
        if kind in (AnnotationKind.ARROW, AnnotationKind.POLYGON) and self._hover is not None:
            points.append(self._hover)
        return kind, points

    def shown_marks(self) -> tuple[Annotation, ...]:
        """The marks, the dragged one where the hand holds it."""
        if self._drag is None:
            return self._canvas.marks
        moved = self._drag.result()
        return tuple(moved if mark.id == moved.id else mark for mark in self._canvas.marks)

    def drop(self) -> None:
        """Let go of everything unfinished."""
        self._points.clear()
        self._hover = self._drag = self._panned_from = None
        self._close_field()
        self._canvas.update()

    def finish(self) -> None:
        """Close a polygon under way."""
        if self._tool is Tool.POLYGON and len(self._points) >= 3:
            self._send(tuple(self._points))

    # The mouse

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        """Begin."""
        if self._canvas.picture_size_px is None:
            return
        self._pressed_at = at
        point = self._canvas.to_picture(at)
        if button is not Qt.MouseButton.LeftButton:
            self._panned_from = at
        elif self._tool is Tool.SELECT:
            self._grasp(at, point)
        elif self._tool is Tool.TEXT:
            self._open_field(at, point)
        else:
            self._points.append(point)
        self._canvas.update()

    def move(self, at: QPointF) -> None:
        """Go on."""
        point = self._canvas.to_picture(at)
        if self._panned_from is not None:
            by = at - self._panned_from
            self._panned_from = at
            self._canvas.pan((by.x(), by.y()))
        elif self._drag is not None:
            self._drag.now = point
        elif self._points:
            self._hover = point
            if self._tool is Tool.PEN:
                self._points.append(point)
        elif self._tool is Tool.SELECT:
            self._canvas.hovered = zone_under(self._canvas.zones, point)
        self._canvas.update()

    def release(self, at: QPointF, button: Qt.MouseButton) -> None:
        """End of a drag, or a click."""
        was_click = self._pressed_at is not None and (at - self._pressed_at).manhattanLength() < _CLICK_PX
        self._pressed_at = self._panned_from = None
        if self._drag is not None:
            self._let_go(was_click=was_click)
        elif self._tool is Tool.SELECT and was_click and button is Qt.MouseButton.LeftButton:
            self._canvas.zone_clicked.emit(zone_under(self._canvas.zones, self._canvas.to_picture(at)))
        elif self._tool is Tool.ARROW and self._points:
            tail, self._points = self._points[0], []
            if not was_click:
                self._send((tail, self._canvas.to_picture(at)))
        elif self._tool is Tool.PEN and len(self._points) > 1:
            self._send(thin_stroke(self._points, _STROKE_TOLERANCE_PX / self._canvas.sight.scale))
        self._canvas.update()

    def double_click(self, at: QPointF) -> None:
        """Close a polygon, or write on a mark."""
        if self._tool is Tool.POLYGON:
            self.finish()
        elif self._tool is Tool.SELECT:
            mark = self._mark_near(at, self._canvas.to_picture(at))
            if mark is not None:
                self._open_field(at, mark.points_px[-1], mark)

    def _grasp(self, at: QPointF, point: Point) -> None:
        canvas = self._canvas
        mark = self._mark_near(at, point)
        canvas.chosen_mark = mark.id if mark is not None else ""
        if mark is None:
            self._panned_from = at
            return
        corner = None
        if mark.kind in (AnnotationKind.ARROW, AnnotationKind.POLYGON):
            corner = nearest_corner(mark, point, _REACH_PX / canvas.sight.scale)
        self._drag = _Drag(mark, corner, point, point)

    def _mark_near(self, at: QPointF, point: Point) -> Annotation | None:
        for mark in reversed(self._canvas.marks):
            place = QPointF(*self._canvas.to_screen(mark.points_px[-1]))
            if mark.text and note_box(place, mark.text, float(self._canvas.width())).contains(at):
                return mark
        return mark_at(self._canvas.marks, point, _REACH_PX / self._canvas.sight.scale)

    def _let_go(self, *, was_click: bool) -> None:
        drag, self._drag = self._drag, None
        if drag is None or was_click:
            return
        if drag.corner is not None:
            self._canvas.corner_moved.emit(drag.mark.id, drag.corner, drag.now)
        else:
            self._canvas.mark_moved.emit(drag.mark.id, drag.now[0] - drag.start[0], drag.now[1] - drag.start[1])

    def _send(self, points: tuple[Point, ...], text: str = "") -> None:
        self._points.clear()
        self._hover = None
        self._canvas.mark_drawn.emit(points, text)

    # Typing

    def _open_field(self, at: QPointF, point: Point, mark: Annotation | None = None) -> None:
        self._close_field()
        field = QLineEdit(mark.text if mark is not None else "", self._canvas)
        field.setPlaceholderText(words.NOTE_FIELD)
        field.setAccessibleName(words.NOTE_FIELD)
        field.setFixedWidth(min(280, self._canvas.width() - 8))
        left = min(round(at.x()), self._canvas.width() - field.width() - 4)
        field.move(max(4, left), max(4, min(round(at.y()) - 18, self._canvas.height() - 44)))

        def keep() -> None:
            text = field.text()
            self._close_field()
            if mark is not None:
                self._canvas.mark_written.emit(mark.id, text)
            elif text.strip():
                self._canvas.mark_drawn.emit((point,), text)

        field.returnPressed.connect(keep)
        field.show()
        field.setFocus()
        self._field = field

    def _close_field(self) -> None:
        if self._field is not None:
            field, self._field = self._field, None
            field.hide()
            field.deleteLater()
            self._canvas.setFocus()
