"""The course of a measure: visits with their error, treatments as breaks, bands to come; and a position as a bar."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.text import course as words
from skinlax_desktop.text.metrics import format_number
from skinlax_desktop.text.screens.course import POSITION
from skinlax_desktop.ui.theme import TextSize, current_palette, font

if TYPE_CHECKING:
    from skinlax_desktop.workflows.course_told import CoursePicture, PositionPicture

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 12.0, 22.0, 26.0
_HEIGHT_PX: Final = 250
_BAR_PX: Final = 44
_LINE: Final = 18.0
_BETWEEN: Final = 10.0
"""A line of writing, and what stays free beside one, in pixels."""


class CourseChart(QWidget):
    """Time to the right, the measure upwards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: CoursePicture | None = None
        self.setAccessibleName(words.CHART)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT_PX)

    def show_picture(self, picture: "CoursePicture | None", spoken: str) -> None:
        """Show it; None hides it. `spoken` says the same in words."""
        self._picture = picture
        self.setVisible(picture is not None)
        self.setAccessibleDescription(spoken)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the panel."""
        return QSize(480, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Grid, bands, breaks, points."""
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TextSize.CAPTION))
        _Drawing(painter, QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM), self._picture).paint()
        painter.end()


def rows_apart(spans: Sequence[tuple[float, float]], first_row: Sequence[tuple[float, float]] = ()) -> tuple[int, ...]:
    """For each span (left, right) the first row in which it overlaps none before it; `first_row` is taken already."""
    rows = [list(first_row)]
    chosen = []
    for left, right in spans:
        free = (number for number, row in enumerate(rows) if all(right <= a or b <= left for a, b in row))
        number = next(free, len(rows))
        if number == len(rows):
            rows.append([])
        rows[number].append((left, right))
        chosen.append(number)
    return tuple(chosen)


class _Drawing:
    """One painting."""

    def __init__(self, painter: QPainter, box: QRectF, picture: "CoursePicture") -> None:
        self.painter, self.box, self.picture = painter, box, picture
        points, bands = picture.points, picture.bands
        self.last_years = points[-1][0]
        ends = [value + half for _, value, half in points] + [band.high_95 for band in bands]
        starts = [value - half for _, value, half in points] + [band.low_95 for band in bands]
        low, high = min(starts), max(ends)
        margin = 0.06 * (high - low) or 0.5
        self.low, self.high = low - margin, high + margin
        if picture.least is not None:
            self.low = max(self.low, picture.least)
        if picture.most is not None:
            self.high = min(self.high, picture.most)
        ahead = bands[-1].months / 12.0 if bands else 0.25
        moments = [points[0][0], *(years for years, _ in picture.treatments)]
        self.start, self.end = min(moments) - 0.08, max(self.last_years + ahead, *moments) + 0.05

    def x(self, years: float) -> float:
        return self.box.left() + (years - self.start) / (self.end - self.start) * self.box.width()

    def y(self, value: float) -> float:
        kept = min(max(value, self.low), self.high)
        return self.box.bottom() - (kept - self.low) / (self.high - self.low) * self.box.height()

    def paint(self) -> None:
        self._grid()
        self._bands()
        self._treatments()
        self._points()

    def _grid(self) -> None:
        palette = current_palette()
        step = _step(self.high - self.low)
        value = step * -(-self.low // step)
        while value <= self.high:
            self.painter.setPen(QPen(QColor(palette.outline), 0.6))
            self.painter.drawLine(QPointF(self.box.left(), self.y(value)), QPointF(self.box.right(), self.y(value)))
            self.painter.setPen(QColor(palette.muted))
            text = QRectF(0, self.y(value) - 10, _LEFT - 8, 20)
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.painter.drawText(text, right, format_number(value, self.picture.unit))
            value += step
        year = int(1970 + self.start) + 1
        every = 1 + int((self.end - self.start) / 7.0)
        while (at := (date(year, 1, 1) - date(1970, 1, 1)).days / 365.25) < self.end:
            self.painter.setPen(QPen(QColor(palette.outline), 0.6))
            self.painter.drawLine(QPointF(self.x(at), self.box.bottom()), QPointF(self.x(at), self.box.bottom() + 5))
            self.painter.setPen(QColor(palette.muted))
            text = QRectF(self.x(at) - 24, self.box.bottom() + 5, 48, 18)
            self.painter.drawText(text, int(Qt.AlignmentFlag.AlignCenter), str(year))
            year += every

    def _bands(self) -> None:
        bands, palette = self.picture.bands, current_palette()
        if not bands:
            return
        at = [self.last_years + band.months / 12.0 for band in bands]
        style = Qt.PenStyle.DashLine if self.picture.prior_only else Qt.PenStyle.SolidLine
        for lows, highs, opacity in (
            ([band.low_95 for band in bands], [band.high_95 for band in bands], 40),
            ([band.low_80 for band in bands], [band.high_80 for band in bands], 70),
        ):
            upper = [QPointF(self.x(x), self.y(y)) for x, y in zip(at, highs, strict=True)]
            lower = [QPointF(self.x(x), self.y(y)) for x, y in zip(at, lows, strict=True)]
            shade = QColor(palette.muted if self.picture.prior_only else palette.accent)
            shade.setAlpha(opacity)
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(shade)
            self.painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
            self.painter.setPen(QPen(QColor(palette.outline), 1.0, style))
            self.painter.drawPolyline(QPolygonF(upper))
            self.painter.drawPolyline(QPolygonF(lower))
        means = [QPointF(self.x(x), self.y(band.mean)) for x, band in zip(at, bands, strict=True)]
        self.painter.setPen(QPen(QColor(palette.text), 1.2, style))
        self.painter.drawPolyline(QPolygonF(means))
        if self.picture.prior_only:
            self.painter.setPen(QColor(palette.muted))
            place = QRectF(self.box.right() - 160, self.box.top() - 20, 160, _LINE)
            self.painter.drawText(place, int(Qt.AlignmentFlag.AlignRight), words.PRIOR_MARK)

    def _treatments(self) -> None:
        palette, metrics = current_palette(), self.painter.fontMetrics()
        spans = []
        for years, name in self.picture.treatments:
            self.painter.setPen(QPen(QColor(palette.text), 1.2, Qt.PenStyle.DotLine))
            self.painter.drawLine(QPointF(self.x(years), self.box.top()), QPointF(self.x(years), self.box.bottom()))
            width = metrics.horizontalAdvance(name) + _BETWEEN
            left = max(min(self.x(years) - width / 2, self.box.right() - width), self.box.left())
            spans.append((left, left + width))
        mark = self.box.right() - metrics.horizontalAdvance(words.PRIOR_MARK) - _BETWEEN
        taken = ((mark, self.box.right()),) if self.picture.bands and self.picture.prior_only else ()
        self.painter.setPen(QColor(palette.muted))
        rows = rows_apart(spans, taken)
        for (left, right), row, (_, name) in zip(spans, rows, self.picture.treatments, strict=True):
            place = QRectF(left, self.box.top() - 20 + row * _LINE, right - left, _LINE)
            self.painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), name)

    def _points(self) -> None:
        palette = current_palette()
        breaks = [years for years, _ in self.picture.treatments]
        before: tuple[float, float] | None = None
        for years, value, half in self.picture.points:
            middle = QPointF(self.x(years), self.y(value))
            self.painter.setPen(QPen(QColor(palette.text), 1.4))
            self.painter.drawLine(QPointF(middle.x(), self.y(value - half)), QPointF(middle.x(), self.y(value + half)))
            if before is not None and not any(before[0] <= at < years for at in breaks):
                self.painter.setPen(QPen(QColor(palette.muted), 1.0))
                self.painter.drawLine(QPointF(self.x(before[0]), self.y(before[1])), middle)
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(QColor(palette.text))
            self.painter.drawEllipse(middle, 4.5, 4.5)
            before = (years, value)


class PositionBar(QWidget):
    """0 to 100: where the value stands, and how sure that is; SYNTHETIC is written into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: PositionPicture | None = None
        self.setAccessibleName(POSITION)
        self.setFixedHeight(_BAR_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: "PositionPicture | None") -> None:
        """Show it; None hides it."""
        self._picture = picture
        self.setVisible(picture is not None)
        if picture is not None:
            label = f"{words.SYNTHETIC} " if picture.synthetic else ""
            self.setAccessibleDescription(f"{label}{picture.percentile:.0f} ({picture.low:.0f} – {picture.high:.0f})")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A line from 0 to 100, the interval on it, the position."""
        picture = self._picture
        if picture is None:
            return
        palette = current_palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TextSize.CAPTION))
        box = QRectF(self.rect()).adjusted(_LEFT, 4, -_RIGHT - 20, -20)

        def x(share: float) -> float:
            return box.left() + share / 100.0 * box.width()

        painter.setPen(QPen(QColor(palette.outline), 2.0))
        painter.drawLine(QPointF(x(0), box.center().y()), QPointF(x(100), box.center().y()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.muted))
        painter.drawRoundedRect(
            QRectF(x(picture.low), box.center().y() - 5, x(picture.high) - x(picture.low), 10), 5, 5
        )
        painter.setBrush(QColor(palette.text))
        painter.drawEllipse(QPointF(x(picture.percentile), box.center().y()), 7, 7)
        painter.setPen(QColor(palette.muted))
        for share in (0, 50, 100):
            place = QRectF(x(share) - 20, box.bottom() + 1, 40, 18)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), str(share))
        if picture.synthetic:
            painter.setPen(QColor(palette.warning))
            place = QRectF(x(55), box.bottom() + 1, x(95) - x(55), 18)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words.SYNTHETIC)
        painter.end()


def _step(span: float) -> float:
    """1, 2 or 5 times a power of ten, for three to seven lines."""
    size = 10.0 ** len(str(int(span))) / 10.0 if span >= 1.0 else 0.1
    for times in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0):
        if span / (size * times) <= 7.0:
            return size * times
    return size * 10.0
