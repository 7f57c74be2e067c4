"""The metronome: a band that runs along a bar as the head should, and a mark where the head is."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.text.screens import sweep as words
from skinlax_desktop.ui.screens.capture.sweep_shown import SweepShown
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

_HEIGHT_PX = 84
_BAND_DEG = 14.0
_TARGET_DEG = 4.0
_TICK_DEG = 10


class SweepBar(QWidget):
    """Runs as the nose does in the picture: yaw grows to the right; mirrored for the patient."""

    def __init__(self, parent: QWidget | None = None, *, mirrored: bool = False) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT_PX)
        self.setAccessibleName(words.BAR)
        self._mirrored = mirrored
        self._shown: SweepShown | None = None
        self._metronome: float | None = None

    def show_state(self, shown: SweepShown) -> None:
        """Another yaw, or another turn."""
        if shown != self._shown:
            self._shown = shown
            self.update()

    def show_metronome(self, yaw_deg: float | None) -> None:
        """Where the head should be now; None while nobody turns."""
        if yaw_deg != self._metronome:
            self._metronome = yaw_deg
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide and low."""
        return QSize(480, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Rail, band, mark."""
        palette = current_palette()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        shown = self._shown
        if shown is None:
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rail = QRectF(space(8), space(6), self.width() - 2 * space(8), space(6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.raised))
        painter.drawRoundedRect(rail, 6, 6)
        self._paint_ticks(painter, rail, shown)
        wanted = shown.target_deg if shown.target_deg is not None else self._metronome
        if wanted is not None:
            half = (_BAND_DEG if shown.target_deg is None else _TARGET_DEG) / 2.0
            ends = sorted((self._x(rail, wanted - half), self._x(rail, wanted + half)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.accent))
            painter.drawRoundedRect(QRectF(ends[0], rail.top() - 4, ends[1] - ends[0], rail.height() + 8), 6, 6)
        if shown.yaw_deg is not None:
            self._paint_mark(painter, rail, shown.yaw_deg)
        painter.end()

    def _paint_ticks(self, painter: QPainter, rail: QRectF, shown: SweepShown) -> None:
        palette = current_palette()
        painter.setFont(font(TextSize.CAPTION))
        low, high = sorted(shown.span)
        first = -(-int(low) // _TICK_DEG) * _TICK_DEG
        every = 3 * _TICK_DEG if high - low > 60.0 else _TICK_DEG
        for yaw in range(first, int(high) + 1, _TICK_DEG):
            x = self._x(rail, yaw)
            painter.setPen(QPen(QColor(palette.outline), 1.0))
            painter.drawLine(QPointF(x, rail.bottom() + 2), QPointF(x, rail.bottom() + 7))
            if yaw % every == 0:
                painter.setPen(QColor(palette.muted))
                box = QRectF(x - 30, rail.bottom() + 8, 60, space(5))
                painter.drawText(
                    box, int(Qt.AlignmentFlag.AlignCenter), f"{yaw:+d}°".replace("-", "−") if yaw else "0°"
                )

    def _paint_mark(self, painter: QPainter, rail: QRectF, yaw_deg: float) -> None:
        """A triangle above the rail and a line through it: seen without colour."""
        palette = current_palette()
        x = self._x(rail, yaw_deg)
        painter.setPen(QPen(QColor(palette.text), 3.0))
        painter.drawLine(QPointF(x, rail.top() - 6), QPointF(x, rail.bottom() + 4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.text))
        top = rail.top() - 5
        painter.drawPolygon(QPolygonF([QPointF(x - 9, top - 13), QPointF(x + 9, top - 13), QPointF(x, top)]))

    def _x(self, rail: QRectF, yaw_deg: float) -> float:
        low, high = sorted(self._shown.span if self._shown is not None else (-90.0, 90.0))
        share = min(max((yaw_deg - low) / max(high - low, 1e-6), -0.01), 1.01)
        return rail.left() + (1.0 - share if self._mirrored else share) * rail.width()
