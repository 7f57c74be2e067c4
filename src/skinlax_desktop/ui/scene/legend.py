"""What is written into the picture of a scene: the colour bar with its unit, and how far the shape can be trusted."""

from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from skinlax_desktop.imaging.colour_scale import NOT_MEASURED_RGB, SEQUENTIAL_RGB
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.scene.zone_map import ZoneMap
from skinlax_desktop.ui.theme import TextSize, font, space

_BAR_WIDTH: Final = 200.0
_BAR_HEIGHT: Final = 12.0
_TEXT: Final = "#f0f0f0"
_PLATE: Final = QColor(20, 20, 20, 190)


def draw_caption(painter: QPainter, area: QRectF, sentence: str) -> None:
    """A sentence on a dark plate along the lower edge."""
    painter.setFont(font(TextSize.CAPTION))
    inside = area.adjusted(space(3), 0, -space(3), -space(2))
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
    box = painter.boundingRect(inside, int(flags), sentence)
    _plate(painter, box.adjusted(-space(2), -space(1), space(2), space(1)))
    painter.setPen(QColor(_TEXT))
    painter.drawText(box, int(flags), sentence)


def draw_legend(painter: QPainter, area: QRectF, zone_map: ZoneMap) -> None:
    """The colour bar in the upper left corner: what, its unit, the ends of the scale, and grey."""
    painter.setFont(font(TextSize.CAPTION))
    metrics = QFontMetricsF(painter.font())
    title = f"{zone_map.title} ({zone_map.unit})" if zone_map.unit else zone_map.title
    width = max(_BAR_WIDTH, metrics.horizontalAdvance(title), metrics.horizontalAdvance(words.NOT_MEASURED) + 24)
    line = metrics.height()
    left, top = area.left() + space(5), area.top() + space(5)
    height = 3 * line + _BAR_HEIGHT + space(4)
    _plate(painter, QRectF(left, top, width, height).adjusted(-space(2), -space(2), space(2), space(2)))
    painter.setPen(QColor(_TEXT))
    painter.drawText(QRectF(left, top, width, line), Qt.AlignmentFlag.AlignLeft, title)
    bar = QRectF(left, top + line + space(1), width, _BAR_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(bar, _bar_image())
    ends = QRectF(left, bar.bottom() + 2, width, line)
    painter.drawText(ends, Qt.AlignmentFlag.AlignLeft, f"{zone_map.low:.3g}")
    painter.drawText(ends, Qt.AlignmentFlag.AlignRight, f"{zone_map.high:.3g}")
    swatch = QRectF(left, ends.bottom() + space(1) + (line - 12) / 2, 12, 12)
    painter.fillRect(swatch, QColor(*NOT_MEASURED_RGB))
    painter.drawText(QRectF(left + 20, ends.bottom() + space(1), width, line), words.NOT_MEASURED)


def _plate(painter: QPainter, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(box, 4, 4)


def _bar_image() -> QImage:
    row = np.ascontiguousarray(SEQUENTIAL_RGB[None])
    return QImage(row.data, row.shape[1], 1, row.shape[1] * 3, QImage.Format.Format_RGB888).copy()
