"""The control chart of the daily check: a point a day, the mean, the limits; a day that stands out is a triangle."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.analytics.control_chart import ControlChart
from skinlax_desktop.text.screens import calibration as words
from skinlax_desktop.ui.parts.shapes import draw_triangle
from skinlax_desktop.ui.theme import TextSize, current_palette, font
from skinlax_desktop.workflows.colour_calibration import LARGEST_DRIFT

_DAYS_SHOWN: Final = 60


class DayChart(QWidget):
    """At most the last sixty days."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: ControlChart | None = None
        self.setAccessibleName(words.CHART)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)
        self.setMaximumHeight(240)

    def show_chart(self, chart: ControlChart | None, note: str) -> None:
        """Show it; None hides it."""
        self._chart = chart
        self.setVisible(chart is not None)
        self.setAccessibleDescription(note)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Broad and low."""
        return QSize(380, 180)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Limits, mean, points."""
        chart = self._chart
        if chart is None or not chart.values:
            return
        palette = current_palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TextSize.CAPTION))
        values, signals = chart.values[-_DAYS_SHOWN:], chart.signals[-_DAYS_SHOWN:]
        top = 1.1 * max(*values, LARGEST_DRIFT, chart.high or 0.0)
        box = QRectF(self.rect()).adjusted(34, 8, -52, -8)

        def height(value: float) -> float:
            return box.bottom() - max(value, 0.0) / top * box.height()

        painter.setPen(QColor(palette.muted))
        for value in (0.0, LARGEST_DRIFT):
            text = QRectF(0, height(value) - 10, 28, 20)
            painter.drawText(text, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{value:.1f}")
        painter.setPen(QPen(QColor(palette.outline), 1.0))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        lines = [(LARGEST_DRIFT, palette.warning, Qt.PenStyle.SolidLine, words.CHART_LIMIT)]
        if chart.centre is not None and chart.high is not None:
            lines.append((chart.centre, palette.muted, Qt.PenStyle.SolidLine, words.CHART_MEAN))
            lines.append((chart.high, palette.muted, Qt.PenStyle.DashLine, "+3 σ"))
            if chart.low is not None and chart.low > 0.0:
                lines.append((chart.low, palette.muted, Qt.PenStyle.DashLine, "−3 σ"))
        for value, colour, style, name in lines:
            painter.setPen(QPen(QColor(colour), 1.4, style))
            painter.drawLine(QPointF(box.left(), height(value)), QPointF(box.right(), height(value)))
            text = QRectF(box.right() + 6, height(value) - 10, 46, 20)
            painter.drawText(text, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        step = box.width() / max(len(values) - 1, 7)
        points = [QPointF(box.left() + day * step, height(value)) for day, value in enumerate(values)]
        painter.setPen(QPen(QColor(palette.text), 1.2))
        painter.drawPolyline(QPolygonF(points))
        for point, signal in zip(points, signals, strict=True):
            if signal:
                draw_triangle(painter, QRectF(point.x() - 7, point.y() - 8, 14, 14), palette.warning)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(palette.accent))
                painter.drawEllipse(point, 3.5, 3.5)
        painter.end()
