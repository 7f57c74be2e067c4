"""A value as it is shown: name, number with unit, and its interval as a thin line against what is noise."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from skinlax_desktop.domain.measurement import GRADE_UNIT, INDEX_UNIT, Confidence, Measurement
from skinlax_desktop.text.grades import EXPLORATORY
from skinlax_desktop.text.metrics import format_value, metric_label, reason_label
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.theme import TextSize, current_palette, font

BAR_HEIGHT_PX: Final = 14.0


@dataclass(frozen=True, slots=True)
class Span:
    """The ends of a bar, in the unit of the value."""

    low: float
    high: float

    def at(self, value: float, box: QRectF) -> float:
        """Where a value stands in the box."""
        share = (value - self.low) / (self.high - self.low)
        return box.left() + min(1.0, max(0.0, share)) * box.width()


# A grade stands on its whole scale, so that bars of all zones compare at a glance.
_SCALES: Final = {GRADE_UNIT: Span(0.0, 4.0), INDEX_UNIT: Span(0.0, 100.0)}


def span_of(*measurements: Measurement) -> Span | None:
    """A span on which all of them can be compared, with their mdc95 to both sides; None when none was measured."""
    scale = next((_SCALES[metric.unit] for metric in measurements if metric.unit in _SCALES), None)
    if scale is not None and any(metric.value is not None for metric in measurements):
        return scale
    ends = []
    for metric in measurements:
        if metric.value is not None and metric.low is not None and metric.high is not None:
            reach = metric.mdc95 or 0.0
            ends += [metric.low, metric.high, metric.value - reach, metric.value + reach]
    if not ends:
        return None
    low, high = min(ends), max(ends)
    pad = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return Span(low - pad, high + pad)


def paint_bar(painter: QPainter, box: QRectF, metric: Measurement, span: Span) -> None:
    """Grey band: value +- mdc95, changes within are noise. Line: the 95 % interval. Dot: the value."""
    palette = current_palette()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = box.center().y()
    painter.setPen(QPen(QColor(palette.outline), 1))
    painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
    if metric.value is None or metric.low is None or metric.high is None:
        return
    if metric.mdc95:
        left, right = (span.at(metric.value + side * metric.mdc95, box) for side in (-1, 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.outline))
        painter.drawRoundedRect(QRectF(left, middle - 5, max(2.0, right - left), 10), 2, 2)
    low_confidence = metric.confidence is Confidence.LOW
    pen = QPen(QColor(palette.text), 2, Qt.PenStyle.DotLine if low_confidence else Qt.PenStyle.SolidLine)
    painter.setPen(pen)
    painter.drawLine(QPointF(span.at(metric.low, box), middle), QPointF(span.at(metric.high, box), middle))
    painter.setPen(QPen(QColor(palette.text), 2))
    painter.setBrush(QColor(palette.panel if low_confidence else palette.text))
    painter.drawEllipse(QPointF(span.at(metric.value, box), middle), 3.5, 3.5)


def paint_value(painter: QPainter, box: QRectF, metric: Measurement, *, strong: bool = True) -> float:
    """The number at the right end of the box; returns the width it took."""
    palette = current_palette()
    measured = metric.value is not None
    text = format_value(metric) if measured else words.NOT_MEASURED
    painter.setFont(font(TextSize.BODY, strong=strong and measured))
    painter.setPen(QColor(palette.text if measured else palette.muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    return QFontMetricsF(painter.font()).horizontalAdvance(text)


def paint_elided(painter: QPainter, box: QRectF, text: str) -> None:
    """Text at the left, shortened when it does not fit."""
    shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def spoken(metric: Measurement) -> str:
    """The value as a screen reader says it."""
    if metric.value is None:
        reason = reason_label(metric.reason or "not_measured")
        return f"{metric_label(metric.name)}: {words.NOT_MEASURED}, {reason}"
    parts = [f"{metric_label(metric.name)}: {format_value(metric)}"]
    if metric.low is not None and metric.high is not None:
        parts.append(words.BAR_NAME.format(low=f"{metric.low:.3g}", high=f"{metric.high:.3g}", unit=metric.unit))
    if metric.confidence is Confidence.LOW:
        parts.append(words.LOW_CONFIDENCE)
    if metric.exploratory:
        parts.append(EXPLORATORY)
    return ", ".join(parts)
