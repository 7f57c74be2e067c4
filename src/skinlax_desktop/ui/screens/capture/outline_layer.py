"""The target outline over a live picture, drawn once for each size and laid over every frame as it is.

Strokes with smooth edges cost more than all the rest of a live picture; copying a picture of them costs little.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from skinlax_desktop.ui.theme import current_palette

Polyline = Sequence[tuple[float, float]]


class OutlineLayer:
    """Where the head should be, in 0..1 of the picture; solid in the accent's colour when all is ready."""

    def __init__(self) -> None:
        self._lines: Sequence[Polyline] = ()
        self._drawn: QImage | None = None
        self._drawn_for: tuple[object, ...] = ()

    def show_lines(self, lines: Sequence[Polyline]) -> None:
        """Another view's outline."""
        self._lines, self._drawn = lines, None

    def paint(self, painter: QPainter, box: QRectF, *, ready: bool, mirrored: bool) -> None:
        """Over the picture that fills `box`."""
        colour = current_palette().accent if ready else "#ffffff"
        scale = painter.device().devicePixelRatio()
        wanted = (box.width(), box.height(), box.x() % 1.0, box.y() % 1.0, ready, mirrored, colour, scale)
        left, top = math.floor(box.x()), math.floor(box.y())
        if self._drawn is None or wanted != self._drawn_for:
            inside = box.translated(-left, -top)
            self._drawn, self._drawn_for = self._draw(inside, colour, scale, ready=ready, mirrored=mirrored), wanted
        painter.drawImage(QPointF(left, top), self._drawn)

    def _draw(self, box: QRectF, colour: str, scale: float, *, ready: bool, mirrored: bool) -> QImage:
        size = QSize(math.ceil(box.right() * scale), math.ceil(box.bottom() * scale))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(box)
        for line in self._lines:
            points = QPolygonF([place_in(box, x, y, mirrored=mirrored) for x, y in line])
            painter.setPen(round_pen("#000000", 5, alpha=90))
            painter.drawPolyline(points)
            pen = round_pen(colour, 2.5, alpha=255 if ready else 190)
            if not ready:
                pen.setDashPattern([3.0, 3.0])
            painter.setPen(pen)
            painter.drawPolyline(points)
        painter.end()
        return image


def place_in(box: QRectF, x: float, y: float, *, mirrored: bool) -> QPointF:
    """A place in 0..1 of the picture that fills `box`."""
    across = 1.0 - x if mirrored else x
    return QPointF(box.x() + across * box.width(), box.y() + y * box.height())


def round_pen(colour: str, width: float, *, alpha: int = 255) -> QPen:
    """A pen with round ends and corners."""
    chosen = QColor(colour)
    chosen.setAlpha(alpha)
    pen = QPen(chosen, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
