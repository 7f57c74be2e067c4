"""Small shapes that carry meaning without colour: tick, dot, open circle, cross, warning triangle."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from skinlax_desktop.ui.theme import current_palette


def draw_mark(painter: QPainter, box: QRectF, mark: str) -> None:
    """Draw the shape of a mark in `box`: "done", "started", "warning", "error", "busy", "off" or "ok"."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = _SHAPES.get(str(mark))
    if shape is not None:
        shape(painter, box)
    painter.restore()


def draw_tick(painter: QPainter, box: QRectF, colour: str) -> None:
    """A tick."""
    painter.setPen(_pen(colour, box))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([_at(box, 0.1, 0.55), _at(box, 0.4, 0.85), _at(box, 0.92, 0.15)]))


def draw_cross(painter: QPainter, box: QRectF, colour: str) -> None:
    """A cross."""
    painter.setPen(_pen(colour, box))
    painter.drawLine(_at(box, 0.15, 0.15), _at(box, 0.85, 0.85))
    painter.drawLine(_at(box, 0.85, 0.15), _at(box, 0.15, 0.85))


def draw_dot(painter: QPainter, box: QRectF, colour: str) -> None:
    """A filled dot."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(colour)))
    painter.drawEllipse(box.center(), box.width() * 0.3, box.height() * 0.3)


def draw_open_circle(painter: QPainter, box: QRectF, colour: str) -> None:
    """An open circle."""
    painter.setPen(_pen(colour, box))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.center(), box.width() * 0.38, box.height() * 0.38)


def draw_triangle(painter: QPainter, box: QRectF, colour: str) -> None:
    """A warning triangle with its exclamation mark."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(colour)))
    painter.drawPolygon(QPolygonF([_at(box, 0.5, 0.02), _at(box, 1.0, 0.95), _at(box, 0.0, 0.95)]))
    dark = QColor(current_palette().panel)
    painter.setPen(QPen(dark, max(1.5, box.width() * 0.12)))
    painter.drawLine(_at(box, 0.5, 0.36), _at(box, 0.5, 0.62))
    painter.drawPoint(_at(box, 0.5, 0.8))


def _pen(colour: str, box: QRectF) -> QPen:
    pen = QPen(QColor(colour), max(2.0, box.width() * 0.14))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.x() + x * box.width(), box.y() + y * box.height())


_SHAPES: dict[str, Callable[[QPainter, QRectF], None]] = {
    "done": lambda painter, box: draw_tick(painter, box, current_palette().accent),
    "ok": lambda painter, box: draw_tick(painter, box, current_palette().accent),
    "started": lambda painter, box: draw_dot(painter, box, current_palette().text),
    "busy": lambda painter, box: draw_dot(painter, box, current_palette().muted),
    "off": lambda painter, box: draw_open_circle(painter, box, current_palette().muted),
    "warning": lambda painter, box: draw_triangle(painter, box, current_palette().warning),
    "error": lambda painter, box: draw_cross(painter, box, current_palette().error),
}
