"""The pages one under the other, or side by side where there is room, as sheets of paper."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.screens.report.pages import Pages
from skinlax_desktop.ui.theme import current_palette, space

_GAP_PX: Final = space(4)
_LEAST, _MOST = 0.3, 4.0


class PageList(QAbstractScrollArea):
    """At zoom 1 a whole page fits the height."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(words.PREVIEW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.pages: Pages | None = None
        self._zoom = 1.0
        self._places: list[QRect] = []
        self._drawn: dict[int, QImage] = {}

    def show_pages(self, pages: Pages | None) -> None:
        """Show another report at the place where the last one was read."""
        at = self.verticalScrollBar().value()
        if self.pages is not None:
            self.pages.close()
        self.pages = pages
        self._arrange()
        self.verticalScrollBar().setValue(at)

    def zoom(self, factor: float) -> None:
        """Larger (above 1) or smaller."""
        self._zoom = min(_MOST, max(_LEAST, self._zoom * factor))
        self._arrange()

    def step(self, by: int) -> None:
        """Scroll by whole pages."""
        tops = sorted({place.top() for place in self._places})
        if tops:
            at = self.verticalScrollBar().value() + _GAP_PX
            row = max((number for number, top in enumerate(tops) if top <= at), default=0)
            self.verticalScrollBar().setValue(tops[min(max(row + by, 0), len(tops) - 1)] - _GAP_PX)

    def _arrange(self) -> None:
        self._drawn.clear()
        self._places = []
        room = self.viewport().size()
        sheets = [self._sheet(page, room) for page in range(self.pages.count if self.pages is not None else 0)]
        x, y, high = _GAP_PX, _GAP_PX, 0
        rows: list[list[QRect]] = [[]]
        for sheet in sheets:
            if rows[-1] and x + sheet.width() + _GAP_PX > room.width():
                x, y, high = _GAP_PX, y + high + _GAP_PX, 0
                rows.append([])
            rows[-1].append(QRect(QPoint(x, y), sheet))
            x, high = x + sheet.width() + _GAP_PX, max(high, sheet.height())
        for row in rows:
            wide = sum(place.width() + _GAP_PX for place in row) - _GAP_PX
            shift = max(_GAP_PX, (room.width() - wide) // 2) - _GAP_PX
            self._places += [place.translated(shift, 0) for place in row]
        widest = max((place.right() for place in self._places), default=0) + _GAP_PX
        self.verticalScrollBar().setRange(0, max(0, y + high + _GAP_PX - room.height()))
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setSingleStep(48)
        self.horizontalScrollBar().setRange(0, max(0, widest - room.width()))
        self.horizontalScrollBar().setPageStep(room.width())
        self.viewport().update()

    def _sheet(self, page: int, room: QSize) -> QSize:
        points = self.pages.size_points(page) if self.pages is not None else QSize()
        height = max(120, room.height() - 2 * _GAP_PX) * self._zoom
        return QSize(round(height * points.width() / points.height()), round(height))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Only the pages in sight are drawn, each once at its size."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(current_palette().surround))
        if self.pages is None:
            return
        by = QPoint(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        scale = self.devicePixelRatioF()
        for number, place in enumerate(self._places):
            seen = place.translated(by)
            if seen.intersects(self.viewport().rect()):
                if number not in self._drawn:
                    self._drawn[number] = self.pages.draw(number, seen.size() * scale)
                painter.drawImage(seen, self._drawn[number])
        if self.hasFocus():
            painter.setPen(QPen(QColor(current_palette().text), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Pages follow the height."""
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll; with Ctrl, zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.0015 ** event.angleDelta().y())
        else:
            super().wheelEvent(event)
