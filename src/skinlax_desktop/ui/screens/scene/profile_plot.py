"""The profile of a section, in millimetres: this visit over the earlier one."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from skinlax_desktop.surface.plane_section import SectionLine
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.screens.scene.state import SectionKind, SectionState
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

Points = npt.NDArray[np.float64]
Place = Callable[[Points], QPointF]
_STEPS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
_LEAST_TICK_PX: Final = 44.0
_THEN: Final = {"dark": "#ffb000", "light": "#8a5a00"}


class ProfilePlot(QWidget):
    """Equal scales on both axes; parts that were not measured are dotted."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(words.PROFILE_NAME)
        self.setMinimumSize(200, 220)
        self._state: SectionState | None = None

    def sizeHint(self) -> QSize:  # noqa: N802
        """Nearly square."""
        return QSize(336, 340)

    def show_section(self, state: SectionState | None, description: str) -> None:
        """Show the profiles of a section."""
        if state is not self._state:
            self._state = state
            self.setAccessibleDescription(description)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Grid, profiles, legend, where they differ most."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = current_palette()
        painter.fillRect(self.rect(), QColor(palette.window))
        painter.setFont(font(TextSize.CAPTION))
        state = self._state
        if state is None or not state.now:
            painter.setPen(QColor(palette.muted))
            text = words.SECTION_EMPTY if state is None else words.SECTION_MISSES
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), flags, text)
            return
        room = QRectF(self.rect()).adjusted(38, 26, -10, -36)
        low, high, scale = _fit(state, room)
        middle = (low + high) / 2.0

        def place(point: Points) -> QPointF:
            at = (point - middle) * scale
            return QPointF(room.center().x() + at[0], room.center().y() - at[1])

        self._paint_grid(painter, room, middle, scale, state)
        painter.save()
        painter.setClipRect(room)
        for lines, colour, width in ((state.then, _THEN[palette.name], 1.8), (state.now, palette.text, 2.0)):
            for line in lines:
                _paint_line(painter, line, place, QColor(colour), width)
        if state.apart is not None:
            painter.setPen(QPen(QColor(palette.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place(np.array(state.apart[1])), 7.0, 7.0)
        painter.restore()
        self._paint_legend(painter, bool(state.then))

    def _paint_grid(self, painter: QPainter, room: QRectF, middle: Points, scale: float, state: SectionState) -> None:
        palette = current_palette()
        step = next((step for step in _STEPS if step * scale >= _LEAST_TICK_PX), _STEPS[-1])
        half = np.array((room.width(), room.height())) / 2.0 / scale
        upright = state.kind is SectionKind.UPRIGHT
        unit = "mm" if state.scale_known else words.RELATIVE
        for axis in (0, 1):
            first = np.ceil((middle[axis] - half[axis]) / step) * step
            for value in np.arange(first, middle[axis] + half[axis], step):
                by = (value - middle[axis]) * scale
                painter.setPen(QPen(QColor(palette.raised), 1.6 if abs(value) < 1e-6 else 0.8))
                text = f"{value:.0f}".replace("-", "−")
                if axis == 0:
                    x = room.center().x() + by
                    painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
                    box, align = QRectF(x - 30, room.bottom() + 2, 60, 16), Qt.AlignmentFlag.AlignHCenter
                else:
                    y = room.center().y() - by
                    painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
                    box, align = QRectF(0, y - 8, room.left() - 4, 16), Qt.AlignmentFlag.AlignRight
                painter.setPen(QColor(palette.muted))
                painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QColor(palette.muted))
        across = words.AXIS_FORWARD if upright else words.AXIS_LEFT
        up = words.AXIS_UP if upright else words.AXIS_FORWARD
        below = QRectF(room.left(), room.bottom() + 17, room.width(), 17)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{across} ({unit}) →")
        painter.drawText(QRectF(4, 4, room.width(), 18), Qt.AlignmentFlag.AlignLeft, f"↑ {up} ({unit})")

    def _paint_legend(self, painter: QPainter, both: bool) -> None:
        palette = current_palette()
        x = float(self.width()) - 10
        entries = [(words.LINE_NOW, palette.text)]
        if both:
            entries.append((words.LINE_THEN, _THEN[palette.name]))
        for text, colour in entries:
            wide = painter.fontMetrics().horizontalAdvance(text)
            x -= wide
            painter.setPen(QColor(palette.text))
            painter.drawText(QRectF(x, 4, wide + 2, 18), Qt.AlignmentFlag.AlignLeft, text)
            painter.setPen(QPen(QColor(colour), 2.4))
            painter.drawLine(QPointF(x - 24, 14), QPointF(x - 5, 14))
            x -= 24 + space(3)


def _fit(state: SectionState, room: QRectF) -> tuple[Points, Points, float]:
    """The corners of what is shown and pixels a millimetre: the same on both axes."""
    points = np.concatenate([line.on_paper_mm for line in (*state.now, *state.then)])
    low, high = points.min(axis=0), points.max(axis=0)
    extent = np.maximum(high - low, 10.0) * 1.06
    return low, high, float(min(room.width() / extent[0], room.height() / extent[1]))


def _paint_line(painter: QPainter, line: SectionLine, place: Place, colour: QColor, width: float) -> None:
    """Runs of measured points in full, the others dotted."""
    points = [place(point) for point in line.on_paper_mm]
    whole = line.measured[:-1] & line.measured[1:]
    start = 0
    for end in range(1, len(points)):
        if end == len(points) - 1 or whole[end] != whole[start]:
            pen = QPen(colour, width)
            if not whole[start]:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawPolyline(points[start : end + 1])
            start = end
