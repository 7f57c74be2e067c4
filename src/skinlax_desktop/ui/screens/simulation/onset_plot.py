"""A small plot of how each effect comes over the weeks, with the week that is looked at and known setbacks."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.screens.simulation.state import OnsetCurve
from skinlax_desktop.ui.theme import TextSize, current_palette, font

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_END_WEEKS = 26.0


class OnsetPlot(QWidget):
    """Passive. Devices are told apart by their kind of line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: tuple[OnsetCurve, ...] = ()
        self._weeks = 0.0
        self.setAccessibleName(words.ONSET_NAME)
        self.setMinimumHeight(84)
        self.setMaximumHeight(96)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide and low."""
        return QSize(320, 88)

    def show_onsets(self, curves: tuple[OnsetCurve, ...], weeks: float) -> None:
        """Show other curves or another week."""
        if (curves, weeks) != (self._curves, self._weeks):
            self._curves, self._weeks = curves, weeks
            self.setAccessibleDescription(" ".join(curve.sentence for curve in curves if curve.sentence))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Axis, curves, the week."""
        palette = current_palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TextSize.CAPTION))
        box = QRectF(self.rect()).adjusted(8, 8, -8, -22)
        ends = [_END_WEEKS, *(curve.at_week + curve.weeks[-1] for curve in self._curves)]
        last = max(ends)

        def place(week: float, share: float) -> QPointF:
            return QPointF(box.left() + box.width() * week / last, box.bottom() - box.height() * share)

        painter.setPen(QPen(QColor(palette.outline), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(QColor(palette.muted))
        for week in range(0, int(last) + 1, 4 if last <= 28 else 8):
            at = place(week, 0.0)
            painter.drawLine(at, at + QPointF(0, 3))
            text = f"{week} {words.AXIS_WEEKS}" if week == 0 else str(week)
            flags = Qt.AlignmentFlag.AlignLeft if week == 0 else Qt.AlignmentFlag.AlignHCenter
            left = at.x() if week == 0 else at.x() - 20
            painter.drawText(QRectF(left, at.y() + 3, 70 if week == 0 else 40, 16), int(flags), text)
        for number, curve in enumerate(self._curves):
            points = [place(0.0, 0.0), place(curve.at_week, 0.0)]
            points += [
                place(curve.at_week + week, share) for week, share in zip(curve.weeks, curve.shares, strict=True)
            ]
            painter.setPen(QPen(QColor(palette.text), 2, _STYLES[number % len(_STYLES)]))
            painter.drawPolyline(QPolygonF(points))
            if curve.dip_week is not None:
                at = place(curve.at_week + curve.dip_week, 0.0)
                painter.setPen(QPen(QColor(palette.warning), 2))
                painter.setBrush(QColor(palette.warning))
                painter.drawPolygon(QPolygonF([at, at + QPointF(-5, -9), at + QPointF(5, -9)]))
                painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(palette.accent), 2))
        painter.drawLine(place(self._weeks, 0.0), place(self._weeks, 1.05))
        painter.end()
