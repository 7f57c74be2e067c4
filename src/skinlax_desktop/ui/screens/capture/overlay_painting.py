"""Grades as small plates over the live picture, wrinkles and spots as lines, and the sentence on what they are."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from skinlax_desktop.ports.live_skin import Line
from skinlax_desktop.ui.screens.capture.live_grades import GradesShown
from skinlax_desktop.ui.screens.capture.live_skin import SkinShown
from skinlax_desktop.ui.theme import TextSize, font, space

_PLATE: Final = QColor(20, 20, 20, 190)
_SEAM: Final = QColor(20, 20, 20, 150)
_RING: Final = QColor("#7fd0ff")
_TEXT: Final = QColor("#f5f5f5")

Place = Callable[[QRectF, float, float], QPointF]


def paint_grades(painter: QPainter, box: QRectF, grades: GradesShown, place: Place) -> None:
    """Each number at its zone."""
    painter.setFont(font(TextSize.CAPTION, strong=True))
    metrics = QFontMetricsF(painter.font())
    for mark in grades.marks:
        middle = place(box, mark.x, mark.y)
        width, height = metrics.horizontalAdvance(mark.text) + space(2), metrics.height() + 2
        _plate(painter, QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height), mark.text)


def paint_skin(painter: QPainter, box: QRectF, skin: SkinShown, place: Place) -> None:
    """Light lines on a dark seam, which are seen on every tone; spots are closed rings."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_SEAM, 3.0), (_TEXT, 1.2)):
        painter.setPen(_round_pen(colour, width))
        for line in skin.wrinkles:
            painter.drawPolyline(_polygon(line, box, place))
    for colour, width in ((_SEAM, 3.6), (_RING, 1.8)):
        painter.setPen(_round_pen(colour, width))
        for line in skin.spots:
            painter.drawPolygon(_polygon(line, box, place))


def _round_pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _polygon(line: Line, box: QRectF, place: Place) -> QPolygonF:
    return QPolygonF([place(box, x, y) for x, y in line])


def paint_sentence(painter: QPainter, box: QRectF, sentence: str) -> None:
    """Along the lower edge."""
    if not sentence:
        return
    painter.setFont(font(TextSize.CAPTION))
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
    inside = box.adjusted(space(4), 0, -space(4), -space(3))
    around = painter.boundingRect(inside, int(flags), sentence)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(around.adjusted(-space(2), -space(1), space(2), space(1)), 4, 4)
    painter.setPen(_TEXT)
    painter.drawText(around, int(flags), sentence)


def _plate(painter: QPainter, box: QRectF, text: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(_TEXT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
