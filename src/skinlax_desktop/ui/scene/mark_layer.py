"""Marks painted over the picture of the face: points, tapes, angles and their words; faint where hidden."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from skinlax_desktop.domain.surface_mark import SurfaceMarkKind
from skinlax_desktop.ui.scene.legend import draw_plate
from skinlax_desktop.ui.scene.shown_marks import ShownMark, ShownMarks
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

Points = npt.NDArray[np.float64]
_LIGHT: Final = QColor(255, 255, 255)
_DARK: Final = QColor(0, 0, 0, 200)
_POINT_PX: Final = 4.5
_HIDDEN: Final = 0.28
_LABEL_PX: Final = 240.0


def paint_marks(
    painter: QPainter, area: QRectF, shown: ShownMarks, places_px: Points, visible: Sequence[bool], avoid: QRectF
) -> None:
    """`places_px` (n, 2) and `visible` (n,) belong to `shown.places()`; no label covers `avoid` or another label."""
    taken = [avoid]
    labelled: list[tuple[ShownMark, list[QPointF]]] = []
    at = 0
    for mark in shown.marks:
        count = len(mark.points_mm)
        points = [QPointF(*place) for place in places_px[at : at + count]]
        seen = list(visible[at : at + count])
        at += count
        _paint_lines(painter, mark.kind, points, seen)
        for point, is_seen in zip(points, seen, strict=True):
            _paint_point(painter, point, seen=is_seen, chosen=mark.id == shown.chosen)
        if mark.label and any(seen):
            labelled.append((mark, points))
    # Words stand above all lines.
    for mark, points in labelled:
        _paint_label(painter, area, mark, points, taken, chosen=mark.id == shown.chosen)
    pending = [QPointF(*place) for place in places_px[at:]]
    if shown.pending_kind is not None and len(pending) > 1:
        _polyline(painter, pending, 1.0)
    for point in pending:
        _paint_point(painter, point, seen=True, chosen=True)


def paint_cross(painter: QPainter, middle: QPointF) -> None:
    """Where the keyboard would set a point."""
    for colour, width in ((_DARK, 4.0), (_LIGHT, 1.6)):
        painter.setPen(QPen(colour, width))
        for by in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
            painter.drawLine(middle + by * 5, middle + by * 15)


def paint_wipe(painter: QPainter, area: QRectF, at: float, *, focused: bool) -> None:
    """The line between both visits with its handle."""
    x = area.left() + at * area.width()
    for colour, width in ((_DARK, 4.0), (_LIGHT, 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    middle = QPointF(x, area.center().y())
    painter.setPen(QPen(_DARK, 2))
    painter.setBrush(QColor(current_palette().accent) if focused else _LIGHT)
    painter.drawEllipse(middle, 15.0, 15.0)
    painter.setPen(QPen(_DARK, 2.2))
    for side in (-1.0, 1.0):
        tip = middle + QPointF(9.0 * side, 0)
        painter.drawLine(tip, tip + QPointF(-5.0 * side, -5.0))
        painter.drawLine(tip, tip + QPointF(-5.0 * side, 5.0))


def _paint_lines(painter: QPainter, kind: SurfaceMarkKind, points: list[QPointF], seen: list[bool]) -> None:
    if kind not in (SurfaceMarkKind.TAPE, SurfaceMarkKind.ANGLE):
        # The others lie on the skin, where the scene itself draws them.
        return
    for number in range(len(points) - 1):
        strength = 1.0 if seen[number] and seen[number + 1] else _HIDDEN
        _polyline(painter, points[number : number + 2], strength)
    if kind is SurfaceMarkKind.ANGLE:
        _arc(painter, points, 1.0 if seen[1] else _HIDDEN)


def _polyline(painter: QPainter, points: list[QPointF], strength: float) -> None:
    painter.save()
    painter.setOpacity(strength)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_DARK, 4.6), (_LIGHT, 2.0)):
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(points)
    painter.restore()


def _arc(painter: QPainter, points: list[QPointF], strength: float) -> None:
    apex = points[1]
    turns = [np.degrees(np.arctan2(-(end - apex).y(), (end - apex).x())) for end in (points[0], points[2])]
    span = (turns[1] - turns[0] + 180.0) % 360.0 - 180.0
    reach = min(26.0, *((QPointF.dotProduct(end - apex, end - apex)) ** 0.5 * 0.6 for end in (points[0], points[2])))
    painter.save()
    painter.setOpacity(strength)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = QRectF(apex.x() - reach, apex.y() - reach, 2 * reach, 2 * reach)
    for colour, width in ((_DARK, 4.2), (_LIGHT, 1.8)):
        painter.setPen(QPen(colour, width))
        painter.drawArc(box, round(16 * turns[0]), round(16 * span))
    painter.restore()


def _paint_point(painter: QPainter, at: QPointF, *, seen: bool, chosen: bool) -> None:
    painter.save()
    painter.setOpacity(1.0 if seen else _HIDDEN)
    painter.setPen(QPen(_DARK, 2.0))
    painter.setBrush(QColor(current_palette().accent) if chosen else _LIGHT)
    painter.drawEllipse(at, _POINT_PX + chosen, _POINT_PX + chosen)
    painter.restore()


def _paint_label(
    painter: QPainter, area: QRectF, mark: ShownMark, points: list[QPointF], taken: list[QRectF], *, chosen: bool
) -> None:
    text_font = font(TextSize.CAPTION, strong=chosen)
    inside = QFontMetricsF(text_font).boundingRect(
        QRectF(0, 0, _LABEL_PX, 400), int(Qt.TextFlag.TextWordWrap), mark.label
    )
    width, height = inside.width() + 18, inside.height() + 6
    anchor = points[1] if mark.kind is SurfaceMarkKind.ANGLE else points[-1]
    box = _free_place(QRectF(anchor.x() + space(3), anchor.y() - height / 2, width, height), anchor, area, taken)
    taken.append(box)
    draw_plate(painter, box)
    painter.setFont(text_font)
    painter.setPen(_LIGHT)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), mark.label)


def _free_place(box: QRectF, anchor: QPointF, area: QRectF, taken: Sequence[QRectF]) -> QRectF:
    """Beside the anchor, inside the area, moved until it covers nothing that is already there."""
    inner = area.adjusted(4, 4, -4, -4)
    sides = (box, box.translated(-box.width() - 2 * space(3), 0.0))
    first: QRectF | None = None
    for step in (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0):
        for side in sides:
            moved = side.translated(0.0, step * (box.height() + 4))
            moved.moveLeft(min(max(moved.left(), inner.left()), max(inner.left(), inner.right() - moved.width())))
            moved.moveTop(min(max(moved.top(), inner.top()), max(inner.top(), inner.bottom() - moved.height())))
            first = moved if first is None else first
            if not any(moved.intersects(other) for other in taken) and not moved.contains(anchor):
                return moved
    return first if first is not None else box
