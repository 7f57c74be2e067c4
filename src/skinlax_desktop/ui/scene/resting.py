"""What the large pictures share: drawn when something changed, smooth once they rest, a sentence in their place."""

from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from skinlax_desktop.ui.theme import TextSize, current_palette, font

_SETTLE_MS: Final = 160


class RestingPicture(QWidget):
    """`stale` until it is drawn again; `is_still` once nothing moved for a moment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.stale = self.is_still = True
        self._still = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._still.timeout.connect(self.rest)

    def redraw(self) -> None:
        """Draw at the next paint."""
        self.stale = True
        self.update()

    def move_on(self) -> None:
        """Draw without smooth edges, until it rests."""
        self.is_still = False
        self._still.start()
        self.redraw()

    def rest(self) -> None:
        """Nothing moves now: with smooth edges."""
        self._still.stop()
        self.is_still = True
        self.redraw()

    def stop_settling(self) -> None:
        """Nobody looks any more."""
        self._still.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Draw at the new size."""
        self.redraw()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing needs to settle while nobody looks."""
        self.stop_settling()
        super().hideEvent(event)


def paint_sentence(painter: QPainter, place: QRectF, sentence: str) -> None:
    """In place of a picture."""
    painter.setFont(font(TextSize.BODY))
    painter.setPen(QColor(current_palette().muted))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(place.adjusted(24, 24, -24, -24), int(flags), sentence)


def paint_focus(painter: QPainter, widget: QWidget) -> None:
    """The frame of what has the focus."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(current_palette().text), 2))
    painter.drawRect(widget.rect().adjusted(1, 1, -1, -1))


def rgb_of(image: QImage) -> npt.NDArray[np.uint8]:
    """The pixels (height, width, 3) of a picture."""
    image = image.convertToFormat(QImage.Format.Format_RGBX8888)
    height, width = image.height(), image.width()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)
    return np.ascontiguousarray(pixels[:, :width, :3])
