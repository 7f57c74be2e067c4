"""What is written into the picture of a scene: the colour bar with its unit, what hatched means, how sure it is."""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from skinlax_desktop.imaging.colour_scale import NOT_MEASURED_RGB
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.scene.zone_map import ColourBar
from skinlax_desktop.ui.theme import TextSize, font, space

_BAR_WIDTH: Final = 200.0
_BAR_HEIGHT: Final = 12.0
_SWATCH: Final = 12.0
_TEXT: Final = "#f0f0f0"
_PLATE: Final = QColor(20, 20, 20, 190)


def draw_caption(painter: QPainter, area: QRectF, sentence: str) -> None:
    """A sentence on a dark plate along the lower edge."""
    painter.setFont(font(TextSize.CAPTION))
    inside = area.adjusted(space(3), 0, -space(3), -space(2))
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
    box = painter.boundingRect(inside, int(flags), sentence)
    draw_plate(painter, box.adjusted(-space(2), -space(1), space(2), space(1)))
    painter.setPen(QColor(_TEXT))
    painter.drawText(box, int(flags), sentence)


def draw_title(painter: QPainter, area: QRectF, sentence: str) -> None:
    """Whose picture it is, on a plate at the middle of the upper edge."""
    painter.setFont(font(TextSize.CAPTION))
    box = painter.boundingRect(area.adjusted(0, space(3), 0, 0), int(Qt.AlignmentFlag.AlignHCenter), sentence)
    draw_plate(painter, box.adjusted(-space(2), -space(1), space(2), space(1)))
    painter.setPen(QColor(_TEXT))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), sentence)


def draw_legend(
    painter: QPainter, area: QRectF, bar: ColourBar | None, *, hatched: bool = False, at_bottom: bool = False
) -> QRectF:
    """The colour bar in the upper or lower left corner: what, its unit, the ends of its scale, grey and hatched.

    Gives the plate it stands on.
    """
    painter.setFont(font(TextSize.CAPTION))
    metrics = QFontMetricsF(painter.font())
    line = metrics.height()
    title, below = _entries(bar, hatched=hatched)
    texts = [title, *(text for _, text in below)]
    width = max([_BAR_WIDTH if bar is not None else 0.0, *(metrics.horizontalAdvance(text) + 24 for text in texts)])
    head = (2 if bar is None else 2 + bool(bar.ends[0])) * line + _BAR_HEIGHT + space(2) if bar is not None else 0.0
    height = head + len(below) * (line + 2)
    left, top = area.left() + space(5), area.top() + space(5)
    if at_bottom:
        top = area.bottom() - space(5) - height
    plate = QRectF(left, top, width, height).adjusted(-space(2), -space(2), space(2), space(2))
    if not texts[0] and not below:
        return QRectF()
    draw_plate(painter, plate)
    painter.setPen(QColor(_TEXT))
    if bar is not None:
        wide = max(_BAR_WIDTH, metrics.horizontalAdvance(title))
        _draw_bar(painter, QRectF(left, top, wide, head), bar, title, line)
    for number, entry in enumerate(below):
        _draw_entry(painter, QRectF(left, top + head + number * (line + 2), width, line), *entry)
    return plate


def draw_footer(painter: QPainter, area: QRectF, bar: ColourBar | None, *, hatched: bool) -> None:
    """The same in a strip: the bar at the left, what stands below it elsewhere in columns beside it."""
    painter.setFont(font(TextSize.CAPTION))
    metrics = QFontMetricsF(painter.font())
    line = metrics.height()
    title, below = _entries(bar, hatched=hatched)
    left, top = area.left() + space(5), area.top() + space(2)
    painter.setPen(QColor(_TEXT))
    if bar is not None:
        width = max(_BAR_WIDTH, metrics.horizontalAdvance(title))
        _draw_bar(painter, QRectF(left, top, width, area.height()), bar, title, line)
        left += width + space(8)
    rows = max(1, int((area.height() - space(3)) // (line + 2)))
    for start in range(0, len(below), rows):
        column = below[start : start + rows]
        width = max(metrics.horizontalAdvance(text) for _, text in column) + 24
        for number, entry in enumerate(column):
            _draw_entry(painter, QRectF(left, top + number * (line + 2), width, line), *entry)
        left += width + space(6)


def _entries(bar: ColourBar | None, *, hatched: bool) -> tuple[str, list[tuple[str, str]]]:
    """The bar's title, and the lines below it with the swatch before each."""
    title = ""
    below: list[tuple[str, str]] = []
    if bar is not None:
        title = f"{bar.title} ({bar.unit})" if bar.unit else bar.title
        below += [("", remark) for remark in bar.remarks]
        if not bar.marks_gaps:
            below.append(("grey", words.NO_VALUE_HERE))
    if hatched:
        below.append(("hatch", bar.hatched if bar is not None else words.HATCHED))
    return title, below


def _draw_entry(painter: QPainter, box: QRectF, kind: str, text: str) -> None:
    painter.setPen(QColor(_TEXT))
    painter.drawText(box.adjusted(20 if kind else 0, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, text)
    if kind:
        swatch = QRectF(box.left(), box.top() + (box.height() - _SWATCH) / 2, _SWATCH, _SWATCH)
        _draw_swatch(painter, swatch, hatched=kind == "hatch")


def draw_plate(painter: QPainter, box: QRectF) -> None:
    """A dark plate for light words."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(box, 4, 4)


def _draw_bar(painter: QPainter, box: QRectF, bar: ColourBar, title: str, line: float) -> None:
    painter.drawText(QRectF(box.left(), box.top(), box.width(), line), Qt.AlignmentFlag.AlignLeft, title)
    strip = QRectF(box.left(), box.top() + line + space(1), box.width(), _BAR_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    row = np.ascontiguousarray(bar.colours[None])
    painter.drawImage(strip, QImage(row.data, row.shape[1], 1, row.shape[1] * 3, QImage.Format.Format_RGB888).copy())
    ends = QRectF(box.left(), strip.bottom() + 2, box.width(), line)
    sign = "+" if bar.diverging else ""
    painter.drawText(ends, Qt.AlignmentFlag.AlignLeft, _end(bar.low).replace("-", "−"))
    painter.drawText(ends, Qt.AlignmentFlag.AlignRight, f"{sign}{_end(bar.high)}")
    if bar.diverging:
        painter.drawText(ends, Qt.AlignmentFlag.AlignHCenter, "0")
    if bar.ends[0]:
        named = ends.translated(0, line - 2)
        painter.drawText(named, Qt.AlignmentFlag.AlignLeft, bar.ends[0])
        painter.drawText(named, Qt.AlignmentFlag.AlignRight, bar.ends[1])


def _end(value: float) -> str:
    """No finer than a reader takes in: two digits, more only before the point."""
    return f"{value:.3g}" if abs(value) >= 10.0 else f"{value:.2g}"


def _draw_swatch(painter: QPainter, box: QRectF, *, hatched: bool) -> None:
    painter.fillRect(box, QColor(*NOT_MEASURED_RGB))
    if hatched:
        painter.save()
        painter.setClipRect(box)
        painter.setPen(QPen(QColor(84, 84, 84), 2.4))
        for step in range(-1, 4):
            start = box.left() + 5.0 * step
            painter.drawLine(QPointF(start, box.bottom()), QPointF(start + box.height(), box.top()))
        painter.restore()
