"""The sectors of a sweep as an arc that fills, with the head's yaw as a needle and in large figures."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.domain.sweep import SECTOR_DEG, SECTORS, sector_yaw_deg
from skinlax_desktop.text.screens import sweep as words
from skinlax_desktop.ui.parts.shapes import draw_tick, draw_triangle
from skinlax_desktop.ui.screens.capture.sweep_shown import SectorState, SweepShown
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

_THICK = 0.24
_GAP_DEG = 1.2
_LARGE = 1.7


class SweepArc(QWidget):
    """As the camera sees the turn: the subject's left, where yaw grows, is to the right. A press takes one again."""

    sector_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(176)
        self.setMaximumHeight(260)
        self.setAccessibleName(words.ARC)
        self.setMouseTracking(True)
        self._shown: SweepShown | None = None

    def show_state(self, shown: SweepShown) -> None:
        """Another state of the sectors or another yaw."""
        if shown == self._shown:
            return
        self._shown = shown
        told = [
            f"{words.sector_name(number)}: {words.STATES[state.value]}" for number, state in enumerate(shown.sectors, 1)
        ]
        self.setAccessibleDescription(f"{shown.yaw}. {'; '.join(told)}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A half circle and its figures."""
        return QSize(324, 200)

    def sector_at(self, place: QPointF) -> int | None:
        """The sector under a point of the widget."""
        centre, radius = self._centre_and_radius()
        across, up = place.x() - centre.x(), centre.y() - place.y()
        length = math.hypot(across, up)
        if not radius * (1.0 - _THICK) - 4 <= length <= radius + 4:
            return None
        yaw = math.degrees(math.atan2(across, up))
        sector = round((sector_yaw_deg(1) - yaw) / SECTOR_DEG) + 1
        return sector if 1 <= sector <= SECTORS else None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A press on a sector wants it again."""
        sector, shown = self.sector_at(event.position()), self._shown
        if sector is None or shown is None or not shown.sectors:
            return
        if shown.sectors[sector - 1] is not SectorState.UNWANTED:
            self.sector_chosen.emit(sector)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The name of the sector under the hand."""
        sector = self.sector_at(event.position())
        named = sector is not None and self._shown is not None and bool(self._shown.sectors)
        self.setToolTip(words.sector_name(sector) if named and sector is not None else "")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Sectors, needle, figures."""
        shown = self._shown
        if shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre, radius = self._centre_and_radius()
        if shown.sectors:
            for number, state in enumerate(shown.sectors, 1):
                self._paint_sector(painter, centre, radius, number, state, shown)
        else:
            self._paint_scale(painter, centre, radius, shown)
        self._paint_needle(painter, centre, radius, shown)
        self._paint_figures(painter, centre, radius, shown)
        painter.end()

    def _centre_and_radius(self) -> tuple[QPointF, float]:
        foot = space(8)
        radius = min(self.width() / 2.0 - space(2), self.height() - foot - space(2))
        return QPointF(self.width() / 2.0, self.height() - foot), radius

    def _paint_sector(
        self, painter: QPainter, centre: QPointF, radius: float, number: int, state: SectorState, shown: SweepShown
    ) -> None:
        palette = current_palette()
        path = _wedge(centre, radius, sector_yaw_deg(number), SECTOR_DEG - _GAP_DEG)
        fill = {
            SectorState.TAKEN: palette.accent,
            SectorState.SEEN: palette.muted,
            SectorState.DOUBTFUL: palette.panel,
            SectorState.MISSING: palette.panel,
            SectorState.EMPTY: palette.raised,
            SectorState.UNWANTED: palette.panel,
        }[state]
        line = {
            SectorState.DOUBTFUL: palette.accent,
            SectorState.MISSING: palette.warning,
            SectorState.UNWANTED: palette.raised,
        }.get(state, palette.outline)
        if number in shown.asked:
            line = palette.text
        painter.setBrush(QColor(fill))
        painter.setPen(QPen(QColor(line), 1.0 if line in (palette.outline, palette.raised) else 2.0))
        painter.drawPath(path)
        middle = _on(centre, radius * (1.0 - _THICK / 2.0), sector_yaw_deg(number))
        size = radius * _THICK * 0.42
        box = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
        if state is SectorState.TAKEN:
            draw_tick(painter, box, palette.on_accent)
        elif state is SectorState.MISSING:
            draw_triangle(painter, box, palette.warning)
        elif state is SectorState.DOUBTFUL:
            painter.setFont(font(TextSize.BODY, strong=True))
            painter.setPen(QColor(palette.accent))
            painter.drawText(box.adjusted(-6, -8, 6, 8), int(Qt.AlignmentFlag.AlignCenter), "~")
        if number == shown.selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.text), 3.0))
            painter.drawPath(path)

    def _paint_scale(self, painter: QPainter, centre: QPointF, radius: float, shown: SweepShown) -> None:
        """The half circle alone, with the window that is wanted."""
        palette = current_palette()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.raised))
        painter.drawPath(_wedge(centre, radius, 0.0, 180.0))
        if shown.target_deg is not None:
            painter.setBrush(QColor(palette.accent))
            painter.drawPath(_wedge(centre, radius, shown.target_deg, 4.0))

    def _paint_needle(self, painter: QPainter, centre: QPointF, radius: float, shown: SweepShown) -> None:
        if shown.yaw_deg is None:
            return
        palette = current_palette()
        yaw = min(max(shown.yaw_deg, -100.0), 100.0)
        pen = QPen(QColor(palette.text), 4.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if shown.is_inferred:
            pen.setDashPattern([1.5, 2.0])
        painter.setPen(pen)
        painter.drawLine(_on(centre, radius * 0.62, yaw), _on(centre, radius * 1.03, yaw))

    def _paint_figures(self, painter: QPainter, centre: QPointF, radius: float, shown: SweepShown) -> None:
        palette = current_palette()
        large = font(TextSize.SENTENCE, strong=True)
        large.setPointSizeF(large.pointSizeF() * _LARGE)
        small = font(TextSize.TITLE, strong=True)
        painter.setFont(small if shown.is_inferred else large)
        painter.setPen(QColor(palette.text if shown.yaw_deg is not None else palette.muted))
        box = QRectF(centre.x() - radius * 0.72, centre.y() - radius * 0.56, radius * 1.44, radius * 0.56)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shown.yaw)
        if not shown.sectors:
            return
        painter.setFont(font(TextSize.CAPTION))
        painter.setPen(QColor(palette.muted))
        foot = QRectF(0, self.height() - space(5), self.width(), space(5))
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words.RIGHT_PROFILE)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words.LEFT_PROFILE)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme is another picture."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.update()
        super().changeEvent(event)


def _on(centre: QPointF, radius: float, yaw_deg: float) -> QPointF:
    yaw = math.radians(yaw_deg)
    return QPointF(centre.x() + radius * math.sin(yaw), centre.y() - radius * math.cos(yaw))


def _wedge(centre: QPointF, radius: float, middle_deg: float, wide_deg: float) -> QPainterPath:
    """A part of the ring about a yaw; Qt counts angles from the right, counter-clockwise."""
    outer = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    within = radius * (1.0 - _THICK)
    inner = QRectF(centre.x() - within, centre.y() - within, 2 * within, 2 * within)
    start = 90.0 - middle_deg - wide_deg / 2.0
    path = QPainterPath()
    path.arcMoveTo(outer, start)
    path.arcTo(outer, start, wide_deg)
    path.arcTo(inner, start + wide_deg, -wide_deg)
    path.closeSubpath()
    return path
