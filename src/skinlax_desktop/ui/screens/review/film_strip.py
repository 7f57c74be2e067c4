"""The views of the visit, small, in their order; the one in front is marked."""

from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from skinlax_desktop.domain.views import View
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.shapes import draw_mark
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.ui.screens.review.state import ReviewState, Tile
from skinlax_desktop.ui.theme import RADIUS_PX, TextSize, current_palette, font, space

_HEIGHT_PX: Final = 92


class FilmStrip(QFrame):
    """`view_chosen` follows a click on a view that was taken."""

    view_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "window")
        self.setAccessibleName(words.FILM_STRIP)
        self._frames: dict[View, _Frame] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space(2), space(2), space(2), space(2))
        self._row.setSpacing(space(2))

    def show_state(self, state: ReviewState) -> None:
        """Show a state."""
        wanted = {tile.view for tile in state.tiles}
        for view in set(self._frames) - wanted:
            frame = self._frames.pop(view)
            self._row.removeWidget(frame)
            frame.deleteLater()
        for tile in state.tiles:
            if tile.view not in self._frames:
                frame = _Frame(tile.view)
                frame.clicked.connect(partial(self.view_chosen.emit, tile.view))
                self._frames[tile.view] = frame
                self._row.addWidget(frame)
            self._frames[tile.view].show_tile(tile, shown=tile.view in state.shown[: state.layout.photos])

    def show_photo(self, view: View, pyramid: Pyramid | None) -> None:
        """Show a view's pixels."""
        if view in self._frames:
            self._frames[view].show_pixels(pyramid)


class _Frame(QAbstractButton):
    """One view: picture, name, and a warning where the gate refused it."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._name = words.VIEW_NAMES[view]
        self._pixels: QPixmap | None = None
        self._tile = Tile(view=view)
        self._shown = False
        self.setFixedHeight(_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(240)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As narrow as a name allows."""
        return QSize(110, _HEIGHT_PX)

    def show_tile(self, tile: Tile, *, shown: bool) -> None:
        self._tile, self._shown = tile, shown
        self.setEnabled(tile.capture_id is not None)
        if tile.capture_id is None:
            self._pixels = None
        self.setAccessibleName(self._name if tile.capture_id is not None else f"{self._name}: {words.NOT_TAKEN}")
        self.setToolTip(self.accessibleName())
        self.update()

    def show_pixels(self, pyramid: Pyramid | None) -> None:
        if pyramid is None:
            self._pixels = None
        else:
            small = pyramid.levels[-1]
            height, width = small.shape[:2]
            image = QImage(small.data, width, height, width * 4, QImage.Format.Format_RGB32)
            self._pixels = QPixmap.fromImage(
                image.scaledToHeight(2 * _HEIGHT_PX, Qt.TransformationMode.SmoothTransformation)
            )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Picture at the left, name at the right."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        palette = current_palette()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(palette.text if self._shown or self.hasFocus() else palette.raised), 2))
        painter.setBrush(QColor(palette.hovered if self.underMouse() and self.isEnabled() else palette.panel))
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        left = box.left() + 4
        if self._pixels is not None:
            height = box.height() - 8
            width = height * self._pixels.width() / self._pixels.height()
            painter.drawPixmap(QRectF(left, box.top() + 4, width, height), self._pixels, QRectF(self._pixels.rect()))
            left += width
        painter.setFont(font(TextSize.CAPTION))
        painter.setPen(QColor(palette.text if self.isEnabled() else palette.disabled))
        text = self._name if self.isEnabled() else f"{self._name}\n{words.NOT_TAKEN}"
        words_box = QRectF(left + 6, box.top() + 4, box.right() - left - 10, box.height() - 8)
        painter.drawText(words_box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), text)
        if self.isEnabled() and not self._tile.passed:
            draw_mark(painter, QRectF(box.right() - 22, box.top() + 6, 16, 16), "warning")
