"""A zone's grade then and now, its change, and whose it is as a split bar."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.imaging.colour_scale import LOWERED_RGB, RAISED_RGB
from skinlax_desktop.text import comparison as words
from skinlax_desktop.text.metrics import format_number, reason_label
from skinlax_desktop.text.screens.review import NOT_MEASURED
from skinlax_desktop.ui.screens.review.value_painting import paint_elided
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space
from skinlax_desktop.workflows.visit_comparison import Verdict, ZoneChange

_HEIGHT_PX: Final = 68
_BAR_PX: Final = 10.0


class ChangeRow(QWidget):
    """`chosen` carries the zone. `most` is the largest change of the list, which the bars are drawn against."""

    chosen = Signal(str)

    def __init__(self, change: ZoneChange, most: float) -> None:
        super().__init__()
        self._change = change
        self._most = most
        self._selected = False
        self.setFixedHeight(_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self._spoken())

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the column."""
        return QSize(320, _HEIGHT_PX)

    def show_selected(self, selected: str) -> None:
        """Whether its zone is the one that is lit."""
        if self._selected != (selected == self._change.zone):
            self._selected = not self._selected
            self.update()

    def _then_now(self) -> str:
        return words.THEN_NOW.format(then=_number(self._change.before), now=_number(self._change.after))

    def _said(self) -> str:
        change = self._change
        verdict = words.verdict_label(change.verdict.value)
        if change.change is None:
            return f"{verdict}: {reason_label(change.reason or 'not_measured')}"
        amount = words.change_words(change.change, change.low, change.high, change.sources.unit)
        return f"{amount}   {verdict}"

    def _spoken(self) -> str:
        return f"{words.place_label(self._change.zone)}: {self._then_now()}, {self._said()}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Zone and grades, change and verdict, bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = current_palette()
        if self._selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.hovered))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        inside = QRectF(self.rect()).adjusted(space(2), 4, -space(2), -4)
        line = QRectF(inside.left(), inside.top(), inside.width(), 20)
        painter.setFont(font(TextSize.BODY))
        painter.setPen(QColor(palette.text))
        right = self._then_now()
        taken = QFontMetricsF(painter.font()).horizontalAdvance(right)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)
        paint_elided(painter, line.adjusted(0, 0, -taken - space(2), 0), words.place_label(self._change.zone))
        sure = self._change.verdict in (Verdict.MORE, Verdict.LESS)
        painter.setFont(font(TextSize.CAPTION, strong=sure))
        painter.setPen(QColor(palette.text if sure else palette.muted))
        below = QRectF(inside.left(), line.bottom() + 1, inside.width(), 17)
        paint_elided(painter, below, self._said())
        self._paint_bar(painter, QRectF(inside.left(), below.bottom() + 4, inside.width(), _BAR_PX))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.text), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_bar(self, painter: QPainter, box: QRectF) -> None:
        sources = self._change.sources
        if sources.capture is None or sources.skin is None or self._most <= 0.0:
            return
        scale = box.width() / self._most
        grey = QRectF(box.left(), box.top(), sources.capture * scale, box.height())
        skin = QRectF(grey.right(), box.top(), abs(sources.skin) * scale, box.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_palette().outline))
        painter.drawRect(grey)
        if skin.width() > 0.0:
            painter.setBrush(QColor(*(RAISED_RGB if sources.skin > 0 else LOWERED_RGB)))
            painter.setPen(QPen(QColor(current_palette().text), 1))
            painter.drawRect(skin)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the zone."""
        self.chosen.emit(self._change.zone)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return chooses the zone."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._change.zone)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the frame."""
        super().focusInEvent(event)
        self.update()


def _number(metric: Measurement) -> str:
    return NOT_MEASURED if metric.value is None else format_number(metric.value, metric.unit)
