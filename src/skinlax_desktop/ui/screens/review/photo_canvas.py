"""A photograph that can be zoomed, panned and written on."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from skinlax_desktop.domain.annotation import Annotation
from skinlax_desktop.ports.saliency import ZoneSaliency
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.scene.legend import draw_caption, draw_legend
from skinlax_desktop.ui.scene.zone_map import ZoneMap
from skinlax_desktop.ui.screens.review.canvas_hand import Hand
from skinlax_desktop.ui.screens.review.mark_painting import fill_zone, paint_mark, paint_marks, paint_zone
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.ui.screens.review.saliency_painting import draw_saliency_legend, paint_saliency
from skinlax_desktop.ui.screens.review.sight import Point, Sight, fit
from skinlax_desktop.ui.screens.review.state import BELOW_THE_JAW, Overlay, Polygon, Tool
from skinlax_desktop.ui.theme import TextSize, current_palette, font


class PhotoCanvas(QWidget):
    """Zoom with the wheel, drag to pan. The hand (`canvas_hand`) turns the mouse into marks.

    Points in signals are in pixels of the upright picture. `sight_changed` carries the scale as a multiple of the
    whole picture's and the centre as shares of its size, so that another picture can follow.
    """

    zone_clicked = Signal(str)
    mark_drawn = Signal(object, str)
    mark_moved = Signal(str, float, float)
    corner_moved = Signal(str, int, object)
    mark_written = Signal(str, str)
    mark_erased = Signal(str)
    sight_changed = Signal(float, float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 160)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.sight = Sight()
        self.title = ""
        self.zones: Mapping[str, Polygon] = {}
        self.marks: tuple[Annotation, ...] = ()
        self.selected = ""
        self.chosen_mark = ""
        self.hovered = ""
        self._overlay = Overlay.OUTLINE
        self._map: ZoneMap | None = None
        self._caption = ""
        self._saliency: ZoneSaliency | None = None
        self._pyramid: Pyramid | None = None
        self._images: dict[int, QImage] = {}
        self._fitted = True
        self.hand = Hand(self)

    # What is shown

    def show_photo(self, title: str, pyramid: Pyramid | None) -> None:
        """Show other pixels."""
        self.title = title
        self.setAccessibleName(words.PHOTO_NAME.format(view=title))
        if pyramid is not self._pyramid:
            same_size = pyramid is not None and self._pyramid is not None and pyramid.size_px == self._pyramid.size_px
            self._pyramid = pyramid
            self._images.clear()
            self.chosen_mark = ""
            self.hand.drop()
            if not same_size or self._fitted:
                self.fit()
        self.update()

    def show_layers(
        self,
        *,
        zones: Mapping[str, Polygon],
        marks: tuple[Annotation, ...],
        selected: str,
        overlay: Overlay,
        zone_map: ZoneMap | None,
        caption: str,
        saliency: ZoneSaliency | None = None,
    ) -> None:
        """Show other zones, marks and map over the same pixels."""
        self.zones, self.marks, self.selected = zones, marks, selected
        self._overlay, self._map, self._caption, self._saliency = overlay, zone_map, caption, saliency
        self.setAccessibleDescription(caption)
        if not any(mark.id == self.chosen_mark for mark in marks):
            self.chosen_mark = ""
        self.update()

    def use_tool(self, tool: Tool) -> None:
        """Take another tool in hand."""
        self.hand.take(tool)

    @property
    def picture_size_px(self) -> tuple[int, int] | None:
        """Width and height of the picture, once it is there."""
        return self._pyramid.size_px if self._pyramid is not None else None

    # Sight

    def fit(self) -> None:
        """The whole picture."""
        if self._pyramid is not None:
            self._look(fit(self._pyramid.size_px, self._size()), fitted=True)

    def full_size(self) -> None:
        """One picture pixel on one screen pixel."""
        self.zoom((1.0 / self.devicePixelRatioF()) / self.sight.scale)

    def zoom(self, factor: float, at: Point | None = None) -> None:
        """Nearer (above 1) or farther; what is under `at` stays there."""
        if self._pyramid is not None:
            size = self._size()
            least = fit(self._pyramid.size_px, size).scale * 0.5
            self._look(self.sight.zoomed(factor, at or (size[0] / 2, size[1] / 2), size, least))

    def pan(self, by: Point) -> None:
        """The picture follows the hand by screen pixels."""
        self._look(self.sight.panned(by))

    def follow(self, zoom: float, across: float, down: float) -> None:
        """Look at the same part as another picture does; announces nothing."""
        if self._pyramid is None:
            return
        width, height = self._pyramid.size_px
        scale = fit(self._pyramid.size_px, self._size()).scale * zoom
        self._fitted = abs(zoom - 1.0) < 1e-6
        self.sight = Sight(scale=scale, centre_px=(across * width, down * height))
        self.update()

    def _look(self, sight: Sight, *, fitted: bool = False) -> None:
        if self._pyramid is None:
            return
        width, height = self._pyramid.size_px
        self.sight, self._fitted = sight.kept_inside((width, height)), fitted
        whole = fit((width, height), self._size()).scale
        x, y = self.sight.centre_px
        self.sight_changed.emit(self.sight.scale / whole, x / width, y / height)
        self.update()

    def to_picture(self, at: QPointF) -> Point:
        """A widget point in picture pixels."""
        return self.sight.to_picture((at.x(), at.y()), self._size())

    def to_screen(self, point: Point) -> Point:
        """A picture point on the widget."""
        return self.sight.to_screen(point, self._size())

    def _size(self) -> tuple[float, float]:
        return float(max(1, self.width())), float(max(1, self.height()))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Pixels, zones, marks, what is being drawn, and the view's name."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_palette().surround))
        if self._pyramid is None:
            painter.setPen(QColor(current_palette().muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words.LOADING if self.title else "")
        else:
            self._paint_pixels(painter, self._pyramid)
            self._paint_layers(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(current_palette().text), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_pixels(self, painter: QPainter, pyramid: Pyramid) -> None:
        level = pyramid.level_for(self.sight.scale * self.devicePixelRatioF())
        image = self._image(pyramid, level)
        share = image.width() / pyramid.size_px[0]
        width, height = self._size()
        left, top = self.sight.to_picture((0.0, 0.0), (width, height))
        seen = QRectF(
            (left + 0.5) * share, (top + 0.5) * share, *(s / self.sight.scale * share for s in (width, height))
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.sight.scale < 3.0)
        painter.drawImage(QRectF(0, 0, width, height), image, seen)

    def _image(self, pyramid: Pyramid, level: int) -> QImage:
        if level not in self._images:
            pixels = pyramid.levels[level]
            height, width = pixels.shape[:2]
            # Shares the pyramid's memory, which lives as long as this widget shows it.
            self._images[level] = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        return self._images[level]

    def _paint_layers(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mapped = self._map if self._overlay is Overlay.MAP and self._saliency is None else None
        if mapped is not None:
            for zone, ring in self.zones.items():
                fill_zone(painter, ring, self.to_screen, mapped.colour(zone))
        if self._overlay is not Overlay.OFF and self._saliency is None:
            for zone, ring in self.zones.items():
                hovered = zone == self.hovered
                # Below the jaw nothing marks the zone's border in the picture: it is shown when it is meant.
                if hovered or zone not in BELOW_THE_JAW:
                    paint_zone(painter, ring, self.to_screen, lit=False, hovered=hovered)
        if self._saliency is not None:
            paint_saliency(painter, self._saliency, self.to_screen)
        if self.selected in self.zones:
            # Under a map of small places the zone's line stays thin.
            lit = self._saliency is None
            paint_zone(painter, self.zones[self.selected], self.to_screen, lit=lit, hovered=not lit)
        paint_marks(painter, self.hand.shown_marks(), self.to_screen, self.chosen_mark)
        drawn = self.hand.unfinished()
        if drawn is not None:
            paint_mark(painter, drawn[0], drawn[1], self.to_screen)
        area = QRectF(self.rect())
        if mapped is not None:
            draw_legend(painter, area, mapped.bar)
        if self._saliency is not None:
            draw_saliency_legend(painter, area, self._saliency)
        if self._caption:
            draw_caption(painter, area, self._caption)
        self._paint_title(painter)

    def _paint_title(self, painter: QPainter) -> None:
        painter.setFont(font(TextSize.CAPTION))
        box = painter.fontMetrics().boundingRect(self.title).toRectF()
        plate = QRectF(self.width() - box.width() - 28, 12, box.width() + 16, box.height() + 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 20, 20, 190))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QColor("#f0f0f0"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self.title)

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A whole picture stays whole."""
        if self._fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the pointer."""
        at = event.position()
        self.zoom(1.0015 ** event.angleDelta().y(), (at.x(), at.y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """To the hand."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.hand.press(event.position(), event.button())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """To the hand."""
        self.hand.move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """To the hand."""
        self.hand.release(event.position(), event.button())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """To the hand."""
        self.hand.double_click(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows pan; Return closes a polygon; Escape lets go."""
        steps = {
            Qt.Key.Key_Left: (60.0, 0.0),
            Qt.Key.Key_Right: (-60.0, 0.0),
            Qt.Key.Key_Up: (0.0, 60.0),
            Qt.Key.Key_Down: (0.0, -60.0),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.pan(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.hand.finish()
        elif key is Qt.Key.Key_Escape:
            self.hand.drop()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing is under the pointer."""
        self.hovered = ""
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Show the tool's pointer."""
        self.hand.show_pointer()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the frame."""
        super().focusInEvent(event)
        self.update()
