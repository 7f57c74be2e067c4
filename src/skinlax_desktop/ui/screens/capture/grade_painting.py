"""Grades as small plates over the live picture, and the sentence that says what they are."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from skinlax_desktop.ui.screens.capture.live_grades import GradesShown
from skinlax_desktop.ui.theme import TextSize, font, space

_PLATE: Final = QColor(20, 20, 20, 190)
_TEXT: Final = QColor("#f5f5f5")

Place = Callable[[QRectF, float, float], QPointF]


def paint_grades(painter: QPainter, box: QRectF, grades: GradesShown, place: Place) -> None:
    """Each number at its zone; the sentence along the lower edge."""
    painter.setFont(font(TextSize.CAPTION, strong=True))
    metrics = QFontMetricsF(painter.font())
    for mark in grades.marks:
        middle = place(box, mark.x, mark.y)
        width, height = metrics.horizontalAdvance(mark.text) + space(2), metrics.height() + 2
        _plate(painter, QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height), mark.text)
    if not grades.sentence:
        return
    painter.setFont(font(TextSize.CAPTION))
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
    inside = box.adjusted(space(4), 0, -space(4), -space(3))
    around = painter.boundingRect(inside, int(flags), grades.sentence)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(around.adjusted(-space(2), -space(1), space(2), space(1)), 4, 4)
    painter.setPen(_TEXT)
    painter.drawText(around, int(flags), grades.sentence)


def _plate(painter: QPainter, box: QRectF, text: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(_TEXT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
