"""The filmstrip: the five views, each with its picture, its verdict, and a press to take it again."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.ui.parts.buttons import press_on_return
from skinlax_desktop.ui.parts.shapes import draw_mark
from skinlax_desktop.ui.screens.capture.repeat_pips import RepeatPips
from skinlax_desktop.ui.screens.capture.shown import Tile, TileState
from skinlax_desktop.ui.theme import RADIUS_PX, TextSize, current_palette, font, space

_NEWEST_KEPT: Final = 8
_MARKS = {TileState.ACCEPTED: "done", TileState.REFUSED: "warning", TileState.MISSING: "off"}


class FilmstripTile(QAbstractButton):
    """One view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tile: Tile | None = None
        self._image: QImage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(84)

    @property
    def view(self) -> View | None:
        """Which view it stands for."""
        return self._tile.view if self._tile is not None else None

    def show_tile(self, tile: Tile, image: QImage | None) -> None:
        """Another state; `image` is the small copy of its picture, once it is there."""
        if tile == self._tile and image is self._image:
            return
        self._tile, self._image = tile, image
        text = words.TILE_RETAKE if tile.state is TileState.ACCEPTED else words.TILE_CHOOSE
        sentence = text.format(view=tile.label, state=tile.verdict)
        self.setAccessibleName(sentence)
        self.setToolTip(sentence)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A portrait picture over two lines of words."""
        return QSize(116, 160)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return presses it."""
        if not press_on_return(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Picture or a head in outline, the view's name, its verdict with its shape."""
        if self._tile is None:
            return
        palette = current_palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        if self._tile.wanted or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.raised))
            painter.drawRoundedRect(frame, RADIUS_PX, RADIUS_PX)
        lines = QFontMetrics(font(TextSize.CAPTION)).height()
        picture = QRectF(frame.x(), frame.y() + space(1), frame.width(), frame.height() - 2 * lines - space(4))
        _paint_thumbnail(painter, picture, self._tile, self._image)
        painter.setFont(font(TextSize.CAPTION, strong=self._tile.wanted))
        painter.setPen(QColor(palette.text))
        top = picture.bottom() + space(1)
        centred = int(Qt.AlignmentFlag.AlignCenter)
        painter.drawText(QRectF(frame.x(), top, frame.width(), lines), centred, self._tile.label)
        _paint_verdict(painter, self._tile, QRectF(frame.x(), top + lines, frame.width(), lines))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.text), 2))
            painter.drawRoundedRect(frame, RADIUS_PX, RADIUS_PX)
        painter.end()


def _paint_thumbnail(painter: QPainter, room: QRectF, tile: Tile, image: QImage | None) -> None:
    width = min(room.width() - space(2), room.height() * 3000 / 4096)
    box = QRectF(room.center().x() - width / 2, room.y(), width, width * 4096 / 3000)
    path = QPainterPath()
    path.addRoundedRect(box, 4, 4)
    painter.save()
    painter.setClipPath(path)
    painter.fillRect(box, QColor(current_palette().window))
    if image is not None:
        painter.drawImage(box, image)
    painter.restore()
    if image is None:
        _paint_small_head(painter, box, POSE_TARGETS[tile.view].pose.yaw_deg)


def _paint_verdict(painter: QPainter, tile: Tile, row: QRectF) -> None:
    palette = current_palette()
    wide = QFontMetrics(font(TextSize.CAPTION)).horizontalAdvance(tile.verdict)
    mark = 11.0
    left = row.center().x() - (wide + mark + space(1)) / 2
    started = tile.wanted and tile.state is TileState.MISSING
    shape = "started" if started else _MARKS[tile.state]
    draw_mark(painter, QRectF(left, row.center().y() - mark / 2, mark, mark), shape)
    painter.setFont(font(TextSize.CAPTION))
    painter.setPen(QColor(palette.warning if tile.state is TileState.REFUSED else palette.muted))
    text = QRectF(left + mark + space(1), row.y(), wide + 4, row.height())
    painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), tile.verdict)


def _paint_small_head(painter: QPainter, box: QRectF, yaw_deg: float) -> None:
    """An outline that tells which way the view looks."""
    pen = QPen(QColor(current_palette().outline), 2)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = box.height() * 0.26
    centre = box.center()
    painter.drawEllipse(centre, radius * 0.78, radius)
    turn = yaw_deg / 90.0
    tip = centre.x() + turn * radius * 0.98
    root = centre.x() + turn * radius * 0.66
    painter.drawLine(int(root), int(centre.y() - radius * 0.2), int(tip), int(centre.y() + radius * 0.2))
    painter.drawLine(int(tip), int(centre.y() + radius * 0.2), int(root), int(centre.y() + radius * 0.24))


class Filmstrip(QWidget):
    """All views, one under the other beside the portrait picture, so that the picture keeps the whole height."""

    chosen = Signal(object)
    repeat_chosen = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(words.FILMSTRIP)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(space(2), space(2), 0, space(2))
        self._layout.setSpacing(space(1))
        self._tiles: dict[View, FilmstripTile] = {}
        self._repeats: dict[View, RepeatPips] = {}
        self._images: dict[CaptureId, QImage] = {}
        self._shown: tuple[Tile, ...] = ()

    @property
    def tiles(self) -> dict[View, FilmstripTile]:
        """The tile of each view."""
        return dict(self._tiles)

    @property
    def repeats(self) -> dict[View, RepeatPips]:
        """The repeats under each tile."""
        return dict(self._repeats)

    @property
    def kept_images(self) -> frozenset[CaptureId]:
        """Whose small copies are in memory."""
        return frozenset(self._images)

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Another state of the session."""
        self._shown = tiles
        for tile in tiles:
            if tile.view not in self._tiles:
                button = FilmstripTile(self)
                button.clicked.connect(lambda _checked=False, view=tile.view: self.chosen.emit(view))
                self._tiles[tile.view] = button
                self._layout.addWidget(button)
                pips = RepeatPips(self)
                pips.chosen.connect(lambda number, view=tile.view: self.repeat_chosen.emit(view, number))
                self._repeats[tile.view] = pips
                self._layout.addWidget(pips)
            image = self._images.get(tile.capture_id) if tile.capture_id is not None else None
            self._tiles[tile.view].show_tile(tile, image)
            self._repeats[tile.view].show_repeats(tile.label, tile.repeats, tile.repeat_wanted)

    def show_image(self, capture_id: CaptureId, image: QImage) -> None:
        """The small copy of a picture. Those that no tile shows are let go; the newest stay, their tile is to come."""
        self._images[capture_id] = image
        shown = {tile.capture_id for tile in self._shown}
        newest = list(self._images)[-_NEWEST_KEPT:]
        self._images = {one: kept for one, kept in self._images.items() if one in shown or one in newest}
        self.show_tiles(self._shown)
