"""The map of what moved a grade, over the photograph: blue lowered it, yellow raised it, and lines say so as well.

Blue and yellow are told apart by protanopes and deuteranopes and stand out on every skin; besides, what raised the
grade has a solid outline and a plus sign, what lowered it a dashed one and a minus sign.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF, QTransform

from skinlax_desktop.imaging.colour_scale import LOWERED_RGB, RAISED_RGB
from skinlax_desktop.imaging.effect_outline import strong_outlines
from skinlax_desktop.ports.saliency import ZoneSaliency
from skinlax_desktop.text import saliency as words
from skinlax_desktop.ui.theme import TextSize, font, space

_MOST_ALPHA: Final = 190.0
_FAINT: Final = 0.1
_OUTLINED: Final = 0.6
_LIFT: Final = 0.6
"""Below 1: what is weaker than the strongest place can still be seen."""

_TEXT: Final = "#f0f0f0"
_PLATE: Final = QColor(20, 20, 20, 190)

Place = Callable[[tuple[float, float]], tuple[float, float]]


def paint_saliency(painter: QPainter, saliency: ZoneSaliency, place: Place) -> None:
    """Over a photograph whose pixels `place` puts on the screen."""
    matrix = saliency.picture_from_patch

    def on_screen(column: float, row: float) -> QPointF:
        x, y = matrix @ (column, row, 1.0)
        return QPointF(*place((float(x), float(y))))

    # A pixel's centre is a whole number on the map and a half one in the image.
    corner, right, down = on_screen(-0.5, -0.5), on_screen(0.5, -0.5), on_screen(-0.5, 0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    across, along = right - corner, down - corner
    painter.setTransform(QTransform(across.x(), across.y(), along.x(), along.y(), corner.x(), corner.y()), combine=True)
    painter.drawImage(QPointF(0.0, 0.0), map_image(saliency.effects))
    painter.restore()
    most = float(np.abs(saliency.effects).max())
    for sign, pen_style, mark in ((1, Qt.PenStyle.SolidLine, "+"), (-1, Qt.PenStyle.DashLine, "\N{MINUS SIGN}")):
        rings = strong_outlines(np.asarray(sign * saliency.effects, dtype=np.float32), _OUTLINED * most)
        lines = [QPolygonF([on_screen(*point) for point in ring]) for ring in rings]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in lines:
            for colour, width in (("#000000", 2.4), ("#ffffff", 1.2)):
                painter.setPen(QPen(QColor(colour), width, pen_style))
                painter.drawPolygon(line)
        if lines:
            largest = max((line.boundingRect() for line in lines), key=lambda box: box.width() * box.height())
            _paint_mark(painter, largest.topRight(), mark)


def map_image(effects: npt.NDArray[np.float32]) -> QImage:
    """The map as a see-through picture; what is faint beside the strongest place is not painted."""
    most = float(np.abs(effects).max()) or 1.0
    share = np.clip((np.abs(effects) / most - _FAINT) / (1.0 - _FAINT), 0.0, 1.0)
    pixels = np.empty((*effects.shape, 4), dtype=np.uint8)
    pixels[..., :3] = np.where((effects > 0.0)[..., None], RAISED_RGB, LOWERED_RGB)
    pixels[..., 3] = np.round(_MOST_ALPHA * share**_LIFT)
    height, width = effects.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888).copy()


def draw_saliency_legend(painter: QPainter, area: QRectF, saliency: ZoneSaliency) -> None:
    """In the upper left corner: which zone, the two colours with their signs, and how much a place was worth."""
    painter.setFont(font(TextSize.CAPTION))
    metrics = QFontMetricsF(painter.font())
    rows = [
        (RAISED_RGB, f"{words.RAISED}, {words.up_to(float(saliency.effects.max()))}", saliency.effects.max() > 0.0),
        (LOWERED_RGB, f"{words.LOWERED}, {words.up_to(float(saliency.effects.min()))}", saliency.effects.min() < 0.0),
    ]
    lines = [(rgb, text) for rgb, text, there in rows if there]
    title = words.legend_title(saliency.zone)
    line = metrics.height() + space(1)
    width = max(metrics.horizontalAdvance(title), *(metrics.horizontalAdvance(text) + 20 for _, text in lines))
    left, top = area.left() + space(5), area.top() + space(5)
    plate = QRectF(left, top, width, line * (len(lines) + 1)).adjusted(-space(2), -space(2), space(2), space(2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(plate, 4, 4)
    painter.setPen(QColor(_TEXT))
    painter.drawText(QRectF(left, top, width, line), Qt.AlignmentFlag.AlignLeft, title)
    for number, (rgb, text) in enumerate(lines, start=1):
        y = top + number * line
        painter.fillRect(QRectF(left, y + 2, 12, 12), QColor(*rgb))
        painter.drawText(QRectF(left + 20, y, width, line), Qt.AlignmentFlag.AlignLeft, text)


def _paint_mark(painter: QPainter, at: QPointF, mark: str) -> None:
    painter.setFont(font(TextSize.BODY, strong=True))
    box = QRectF(at.x() - 4, at.y() - 18, 24, 24)
    for colour, by in (("#000000", 1.0), ("#ffffff", 0.0)):
        painter.setPen(QColor(colour))
        painter.drawText(box.translated(by, by), Qt.AlignmentFlag.AlignCenter, mark)
