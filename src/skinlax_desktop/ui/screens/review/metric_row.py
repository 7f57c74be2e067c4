"""One measured value with its interval, and a column of them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from skinlax_desktop.analytics.repeat_spread import spread_of
from skinlax_desktop.domain.measurement import Confidence, Measurement
from skinlax_desktop.text.grades import EXPLORATORY, EXPLORATORY_MEANING, doubt_sentence
from skinlax_desktop.text.metrics import (
    explain,
    format_change,
    format_interval,
    format_repeats,
    metric_label,
    reason_label,
)
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.labels import make_label
from skinlax_desktop.ui.screens.review.value_painting import (
    BAR_HEIGHT_PX,
    Span,
    paint_bar,
    paint_elided,
    paint_value,
    span_of,
    spoken,
)
from skinlax_desktop.ui.theme import TextRole, TextSize, current_palette, font, space

_MEASURED_PX: Final = 68
_MISSING_PX: Final = 46


class MetricRow(QWidget):
    """Name and number, below them the interval in words and as a bar."""

    def __init__(self, metric: Measurement, twin: Measurement | None = None) -> None:
        super().__init__()
        self._metric = metric
        spread = spread_of(metric.repeat_values)
        self._repeats = (
            ""
            if spread is None
            else format_repeats(metric, spread.sw, spread.mdc95, spread.mdc95_low, spread.mdc95_high)
        )
        self._span: Span | None = span_of(metric, *([twin] if twin is not None else []))
        self.setFixedHeight(_MEASURED_PX if metric.value is not None else _MISSING_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(spoken(metric))
        self.setAccessibleDescription("\n".join(part for part in (explain(metric.name), self._repeats) if part))
        self.setToolTip(self._hint())

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the column."""
        return QSize(320, self.height())

    def _hint(self) -> str:
        change = format_change(self._metric)
        mdc = words.MDC.format(mdc=change) if change else words.MDC_UNKNOWN
        parts = [explain(self._metric.name), mdc if self._metric.value is not None else "", self._repeats]
        if self._metric.value is not None and self._metric.doubts:
            parts.append(doubt_sentence(self._metric.doubts))
        if self._metric.exploratory:
            parts.append(EXPLORATORY_MEANING)
        return "\n".join(part for part in parts if part)

    def _detail(self) -> str:
        metric = self._metric
        if metric.value is None:
            return reason_label(metric.reason or "not_measured")
        low = f"   ◇ {words.LOW_CONFIDENCE}" if metric.confidence is Confidence.LOW else ""
        exploratory = f"   △ {EXPLORATORY}" if metric.exploratory else ""
        return f"{format_interval(metric)}{low}{exploratory}{'   ' if self._repeats else ''}{self._repeats}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Two or three lines."""
        painter = QPainter(self)
        palette = current_palette()
        inside = QRectF(self.rect()).adjusted(space(2), 4, -space(2), -4)
        line = QRectF(inside.left(), inside.top(), inside.width(), 20)
        taken = paint_value(painter, line, self._metric)
        painter.setFont(font(TextSize.BODY))
        painter.setPen(QColor(palette.text))
        paint_elided(painter, line.adjusted(0, 0, -taken - space(2), 0), metric_label(self._metric.name))
        painter.setFont(font(TextSize.CAPTION))
        painter.setPen(QColor(palette.muted))
        detail = QRectF(inside.left(), line.bottom() + 1, inside.width(), 17)
        paint_elided(painter, detail, self._detail())
        if self._span is not None:
            bar = QRectF(inside.left(), detail.bottom() + 3, inside.width(), BAR_HEIGHT_PX)
            paint_bar(painter, bar, self._metric, self._span)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.text), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Scroll into sight."""
        super().focusInEvent(event)
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(self, 0, space(2))
        self.update()


class MetricColumn(QScrollArea):
    """Rows one under the other, with headings and sentences between."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content: tuple[object, ...] | None = None

    def show_rows(self, rows: Sequence[str | tuple[Measurement, Measurement | None]]) -> None:
        """Show sentences and values; nothing is rebuilt when nothing changed."""
        if self._content == tuple(rows):
            return
        self._content = tuple(rows)
        inside = QWidget()
        inside.setProperty("surface", "")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, space(1), 0)
        column.setSpacing(2)
        for row in rows:
            if isinstance(row, str):
                label = make_label(row, TextRole.CAPTION, wrap=True)
                label.setContentsMargins(space(2), space(1), space(2), space(1))
                column.addWidget(label)
            else:
                column.addWidget(MetricRow(*row))
        column.addStretch(1)
        self.setWidget(inside)
