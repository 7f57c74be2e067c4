"""The live picture with what is seen of the target, and what boards have covered so far."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.text.screens import calibration as words
from skinlax_desktop.ui.screens.calibration.shown import Cells, Places
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

Picture = npt.NDArray[np.uint8]

_PORTRAIT = 3000 / 4096


class TargetPicture(QWidget):
    """Paints by QPainter alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(words.LIVE)
        self._image: QImage | None = None
        self._overlay: Places = ()
        self._cells: Cells = ()
        self._is_seen = False

    def picture_size(self) -> tuple[int, int]:
        """Physical pixels the picture may fill."""
        box, scale = self._box(), self.devicePixelRatioF()
        return max(16, round(box.width() * scale)), max(16, round(box.height() * scale))

    def show_picture(self, picture: Picture | None) -> None:
        """The newest live picture, BGR."""
        if picture is None:
            self._image = None
        else:
            height, width = picture.shape[:2]
            self._image = QImage(picture.data, width, height, picture.strides[0], QImage.Format.Format_BGR888).copy()
        self.update()

    def show_target(self, overlay: Places, cells: Cells, *, is_seen: bool) -> None:
        """Places of corners or patches, covered cells, and whether the target is seen."""
        self._overlay, self._cells, self._is_seen = overlay, cells, is_seen
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As much as there is."""
        return QSize(420, 560)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Surround, picture, cells, places, frame."""
        palette = current_palette()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.surround))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self._box()
        if self._image is None:
            painter.fillRect(box, QColor(palette.window))
            painter.setPen(QColor(palette.muted))
            painter.setFont(font(TextSize.BODY))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words.NO_CAMERA)
        else:
            painter.drawImage(box, self._image)
        self._paint_cells(painter, box)
        self._paint_places(painter, box)
        colour = palette.accent if self._is_seen else palette.outline
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), 4.0 if self._is_seen else 2.0))
        painter.drawRect(box.adjusted(-4, -4, 4, 4))
        painter.end()

    def _box(self) -> QRectF:
        margin = space(4)
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        aspect = _PORTRAIT if self._image is None else self._image.width() / self._image.height()
        width = min(room.width(), room.height() * aspect)
        height = width / aspect
        return QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)

    def _paint_cells(self, painter: QPainter, box: QRectF) -> None:
        """A fine grid; a covered cell carries a tint and a corner mark, so that it does not live by colour alone."""
        if not self._cells:
            return
        rows, columns = len(self._cells), len(self._cells[0])
        wide, tall = box.width() / columns, box.height() / rows
        tint = QColor(current_palette().accent)
        for row, line in enumerate(self._cells):
            for column, covered in enumerate(line):
                cell = QRectF(box.x() + column * wide, box.y() + row * tall, wide, tall)
                painter.setPen(QPen(QColor(255, 255, 255, 70), 1.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(cell)
                if covered:
                    tint.setAlpha(55)
                    painter.fillRect(cell.adjusted(1, 1, -1, -1), tint)
                    tint.setAlpha(255)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(tint)
                    painter.drawEllipse(cell.topLeft() + QPointF(8.0, 8.0), 3.0, 3.0)

    def _paint_places(self, painter: QPainter, box: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 150), 4.0), (QColor(current_palette().accent), 1.8)):
            painter.setPen(QPen(colour, width))
            for x, y in self._overlay:
                painter.drawEllipse(QPointF(box.x() + x * box.width(), box.y() + y * box.height()), 4.0, 4.0)
