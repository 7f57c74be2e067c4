"""Zones and marks over a photograph: thin white lines with a dark edge, which show on every skin and tint none."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind
from skinlax_desktop.ui.screens.review.state import Polygon
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

Place = Callable[[tuple[float, float]], tuple[float, float]]
LIGHT: Final = QColor(255, 255, 255)
DARK: Final = QColor(0, 0, 0, 190)
_HEAD_PX: Final = 14.0
_HANDLE_PX: Final = 5.0


def paint_zone(painter: QPainter, ring: Polygon, place: Place, *, lit: bool, hovered: bool) -> None:
    """One zone's outline; a lit one is bold."""
    path = QPolygonF([QPointF(*place(point)) for point in ring])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if lit:
        _stroke(painter, lambda: painter.drawPolygon(path), 2.5)
        return
    painter.setPen(QPen(QColor(255, 255, 255, 200 if hovered else 90), 1.6 if hovered else 1.0))
    painter.drawPolygon(path)


def fill_zone(painter: QPainter, ring: Polygon, place: Place, rgb: tuple[int, int, int]) -> None:
    """One zone's colour of the map."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(*rgb, 165))
    painter.drawPolygon(QPolygonF([QPointF(*place(point)) for point in ring]))


def paint_marks(painter: QPainter, marks: Sequence[Annotation], place: Place, chosen: str) -> None:
    """All marks of a picture; the chosen one with handles at its points."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        paint_mark(painter, mark.kind, mark.points_px, place, mark.text)
        if mark.id == chosen:
            _paint_handles(painter, mark, place)


def paint_mark(
    painter: QPainter, kind: AnnotationKind, points: Sequence[tuple[float, float]], place: Place, text: str = ""
) -> None:
    """One mark, also while it is being drawn."""
    corners = [QPointF(*place(point)) for point in points]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if kind is AnnotationKind.ARROW and len(corners) > 1:
        _stroke(painter, lambda: painter.drawPath(_arrow(corners[0], corners[-1])), 2.2)
    elif kind is AnnotationKind.POLYGON:
        _stroke(painter, lambda: painter.drawPolygon(QPolygonF(corners)), 2.2)
    elif kind is AnnotationKind.FREEHAND:
        _stroke(painter, lambda: painter.drawPolyline(QPolygonF(corners)), 2.2)
    elif kind is AnnotationKind.NOTE:
        _stroke(painter, lambda: painter.drawEllipse(corners[0], 4.0, 4.0), 2.2)
    if text and corners:
        _paint_text(painter, corners[-1], text)


def note_box(at: QPointF, text: str, width: float) -> QRectF:
    """Where a mark's text stands on a widget of that width: beside the mark, on the left where the right is full."""
    metrics = QFontMetricsF(font(TextSize.BODY))
    inside = metrics.boundingRect(QRectF(0, 0, 260, 400), int(Qt.TextFlag.TextWordWrap), text)
    left = at.x() + space(3)
    if left + inside.width() + 16 > width:
        left = max(2.0, at.x() - space(3) - inside.width() - 16)
    return QRectF(left, at.y() - inside.height() / 2 - 4, inside.width() + 16, inside.height() + 8)


def _paint_text(painter: QPainter, at: QPointF, text: str) -> None:
    box = note_box(at, text, float(painter.window().width()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 185))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(font(TextSize.BODY))
    painter.setPen(LIGHT)
    painter.drawText(box.adjusted(8, 4, -8, -4), int(Qt.TextFlag.TextWordWrap), text)


def _paint_handles(painter: QPainter, mark: Annotation, place: Place) -> None:
    if mark.kind is AnnotationKind.FREEHAND:
        path = QPolygonF([QPointF(*place(point)) for point in mark.points_px])
        painter.setPen(QPen(QColor(current_palette().accent), 2, Qt.PenStyle.DashLine))
        painter.drawPolyline(path)
        return
    painter.setPen(QPen(DARK, 1))
    painter.setBrush(QColor(current_palette().accent))
    for point in mark.points_px:
        painter.drawEllipse(QPointF(*place(point)), _HANDLE_PX, _HANDLE_PX)


def _stroke(painter: QPainter, draw: Callable[[], None], width: float) -> None:
    """Draw twice: the dark edge, then the light line."""
    for colour, wide in ((DARK, width + 2.6), (LIGHT, width)):
        pen = QPen(colour, wide)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        draw()


def _arrow(tail: QPointF, head: QPointF) -> QPainterPath:
    path = QPainterPath(tail)
    path.lineTo(head)
    along = head - tail
    length = (along.x() ** 2 + along.y() ** 2) ** 0.5 or 1.0
    unit = along / length
    for side in (-0.5, 0.5):
        barb = head - unit * _HEAD_PX + QPointF(-unit.y(), unit.x()) * _HEAD_PX * side
        path.moveTo(head)
        path.lineTo(barb)
    return path


def zone_under(zones: Mapping[str, Polygon], point: tuple[float, float]) -> str:
    """The smallest zone around a picture point; "" for none."""
    from skinlax_desktop.workflows.annotation_geometry import is_inside

    around = [(_area(ring), zone) for zone, ring in zones.items() if is_inside(point, ring)]
    return min(around)[1] if around else ""


def _area(ring: Polygon) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True))) / 2
