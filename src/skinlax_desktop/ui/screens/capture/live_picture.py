"""The live picture: as large as the room allows, with target outline, ring of readiness, and what went wrong."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.ui.parts.shapes import draw_triangle
from skinlax_desktop.ui.screens.capture.ghost_layer import GhostLayer
from skinlax_desktop.ui.screens.capture.live_grades import GradesShown
from skinlax_desktop.ui.screens.capture.live_skin import SkinShown
from skinlax_desktop.ui.screens.capture.outline_layer import OutlineLayer, place_in, round_pen
from skinlax_desktop.ui.screens.capture.overlay_painting import paint_grades, paint_sentence, paint_skin
from skinlax_desktop.ui.screens.capture.shown import CaptureShown, Problem, Refusal
from skinlax_desktop.ui.screens.capture.stills import JudgedStill
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

Picture = npt.NDArray[np.uint8]
Polyline = tuple[tuple[float, float], ...]

_RING_PX = 8
_PORTRAIT = 3000 / 4096
_FLASH_MS = 160
_SCREEN_CHANNELS = 4


def as_image(picture: Picture) -> QImage:
    """A picture, BGR or (h, w, 4) as `for_screen` makes it, as a QImage that owns its pixels."""
    height, width, channels = picture.shape
    form = QImage.Format.Format_RGB32 if channels == _SCREEN_CHANNELS else QImage.Format.Format_BGR888
    return QImage(picture.data, width, height, picture.strides[0], form).copy()


class LivePicture(QWidget):
    """Paints by QPainter alone: without a graphics card an OpenGL widget is ten times slower."""

    def __init__(self, parent: QWidget | None = None, *, mirrored: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(words.LIVE)
        self._mirrored = mirrored
        self._image: QImage | None = None
        self._aspect = _PORTRAIT
        self._outline = OutlineLayer()
        self._shown: CaptureShown | None = None
        self._grades = GradesShown()
        self._skin = SkinShown()
        self._refused: JudgedStill | None = None
        self._refused_image: QImage | None = None
        self._quietly = False
        self.ghost = GhostLayer(self, self.update)
        self._flash = QTimer(self)
        self._flash.setSingleShot(True)
        self._flash.setInterval(_FLASH_MS)
        self._flash.timeout.connect(self.update)

    # What is shown

    @property
    def problem(self) -> Problem | None:
        """What stands in place of the live picture."""
        return self._shown.problem if self._shown is not None else None

    def picture_size(self) -> tuple[int, int]:
        """Physical pixels the picture may fill."""
        box = self._picture_box()
        scale = self.devicePixelRatioF()
        return max(16, round(box.width() * scale)), max(16, round(box.height() * scale))

    def show_picture(self, picture: Picture) -> None:
        """The newest live picture."""
        self._image = as_image(picture)
        self._aspect = picture.shape[1] / picture.shape[0]
        self.update()

    def show_outline(self, outline: Sequence[Polyline]) -> None:
        """Where the head should be."""
        self._outline.show_lines(outline)
        self.update()

    def show_state(self, shown: CaptureShown) -> None:
        """Ring, refusal, problem. What only moves the ring on is painted with the next live picture."""
        before, self._shown = self._shown, shown
        if before is None or self._image is None or _stands(before) != _stands(shown):
            self.update()

    def show_quietly(self, quietly: bool) -> None:
        """The picture and its problems alone, without outline and ring: what they say is of the views."""
        self._quietly = quietly
        self.update()

    def show_grades(self, shown: GradesShown) -> None:
        """Grades over the picture, or why there are none."""
        self._grades = shown
        self.setAccessibleDescription(
            " ".join([*(f"{mark.zone}: {mark.text}." for mark in shown.marks), shown.sentence])
        )
        self.update()

    def show_skin(self, shown: SkinShown) -> None:
        """Wrinkles and spots over the picture, or why there are none."""
        self._skin = shown
        self.update()

    def show_refused(self, still: JudgedStill | None) -> None:
        """The refused picture itself, or the live one again."""
        self._refused = still
        self._refused_image = as_image(still.small) if still is not None else None
        self.update()

    def flash(self) -> None:
        """Light up the frame for a moment."""
        self._flash.start()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As much as there is."""
        return QSize(480, 640)

    # Painting

    def _picture_box(self) -> QRectF:
        margin = _RING_PX + space(2)
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        width = min(room.width(), room.height() * self._aspect)
        height = width / self._aspect
        return QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Surround, picture, ring, outline, then what must be read."""
        painter = QPainter(self)
        box = self._picture_box()
        self._paint_surround(painter, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        problem = self.problem
        refusal = self._shown.refusal if self._shown is not None else None
        self._paint_picture(painter, box, dimmed=problem is not None)
        if problem is not None:
            self._paint_problem(painter, box, problem)
        elif not self._quietly:
            self._paint_ring(painter, box)
            if refusal is not None:
                self._paint_refusal(painter, box, refusal)
            else:
                self._paint_outline(painter, box)
                paint_skin(painter, box, self._skin, self._place)
                paint_grades(painter, box, self._grades, self._place)
                sentences = (self._grades.sentence, self._skin.sentence)
                paint_sentence(painter, box, "\n".join(filter(None, sentences)))
        if self._flash.isActive():
            painter.fillRect(box, QColor(255, 255, 255, 150))
        painter.end()

    def _paint_surround(self, painter: QPainter, box: QRectF) -> None:
        """All that the picture, which is opaque, leaves free."""
        room, colour = self.rect(), QColor(current_palette().surround)
        inside = box.toRect().adjusted(1, 1, -1, -1)
        for left, top, right, bottom in (
            (0, 0, room.width(), inside.top()),
            (0, inside.bottom() + 1, room.width(), room.height()),
            (0, inside.top(), inside.left(), inside.bottom() + 1),
            (inside.right() + 1, inside.top(), room.width(), inside.bottom() + 1),
        ):
            painter.fillRect(left, top, right - left, bottom - top, colour)

    def _paint_picture(self, painter: QPainter, box: QRectF, *, dimmed: bool) -> None:
        image = self._refused_image if self._refused_image is not None and not self._quietly else self._image
        if image is None:
            painter.fillRect(box, QColor(current_palette().window))
            return
        painter.save()
        if self._mirrored:
            painter.translate(2 * box.center().x(), 0)
            painter.scale(-1, 1)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image is self._refused_image)
        painter.drawImage(box, image)
        painter.restore()
        if dimmed:
            painter.fillRect(box, QColor(0, 0, 0, 170))

    def _paint_ring(self, painter: QPainter, box: QRectF) -> None:
        if self._shown is None:
            return
        palette = current_palette()
        around = box.adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX)
        ring = QPainterPath()
        # Begins at the top, in the middle, and runs clockwise like a clock.
        middle = around.center().x()
        ring.moveTo(middle, around.top())
        for x, y in (
            (around.right(), around.top()),
            (around.right(), around.bottom()),
            (around.left(), around.bottom()),
            (around.left(), around.top()),
            (middle, around.top()),
        ):
            ring.lineTo(x, y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(palette.raised, 4))
        painter.drawPath(ring)
        filled = 1.0 if self._shown.complete or self._shown.ready else self._shown.ring_fraction
        colour = palette.accent if self._shown.ready or self._shown.complete else palette.muted
        _stroke_part(painter, ring, filled, colour, 4)
        if self._shown.ready and not self._shown.complete:
            _stroke_part(painter, ring, self._shown.steady_fraction, palette.accent, 2 * _RING_PX - 2)

    def _paint_outline(self, painter: QPainter, box: QRectF) -> None:
        if self._shown is None or self._shown.complete:
            return
        if self.ghost.stands:
            self.ghost.paint(painter, box, mirrored=self._mirrored)
            return
        self._outline.paint(painter, box, ready=self._shown.ready, mirrored=self._mirrored)

    def _paint_refusal(self, painter: QPainter, box: QRectF, refusal: Refusal) -> None:
        palette = current_palette()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(palette.warning, 4))
        painter.drawRect(box.adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX))
        if self._refused is not None and self._refused.place is not None:
            left, top, right, bottom = self._refused.place
            place = QRectF(self._place(box, left, top), self._place(box, right, bottom)).normalized()
            painter.setPen(round_pen("#000000", 6, alpha=120))
            painter.drawRoundedRect(place, 12, 12)
            painter.setPen(round_pen(palette.warning, 3))
            painter.drawRoundedRect(place, 12, 12)
        self._paint_card(painter, box, refusal.title, refusal.sentences, warning=True, low=True)

    def _paint_problem(self, painter: QPainter, box: QRectF, problem: Problem) -> None:
        self._paint_card(painter, box, problem.title, (problem.sentence,), warning=problem.is_fault, low=False)

    def _paint_card(
        self, painter: QPainter, box: QRectF, title: str, sentences: Sequence[str], *, warning: bool, low: bool
    ) -> None:
        """A title and sentences on a dark card over the picture, low down or in the middle."""
        wide = box.width() - space(8) if low else min(float(self.width() - space(8)), 560.0)
        inset = float(space(5))
        mark = 28.0 if warning else 0.0
        text_width = int(wide - 2 * inset - (mark + space(3) if warning else 0))
        wrap = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        rows = [(title, font(TextSize.TITLE, strong=True))] + [(text, font(TextSize.BODY)) for text in sentences]
        boxes = [QFontMetrics(face).boundingRect(0, 0, text_width, 2000, wrap, text) for text, face in rows]
        tall = sum(row.height() for row in boxes) + space(1) * (len(rows) - 1) + 2 * inset
        top = box.bottom() - tall - space(4) if low else self.rect().center().y() - tall / 2
        card = QRectF(box.center().x() - wide / 2, top, wide, tall)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 20, 20, 225))
        painter.drawRoundedRect(card, 10, 10)
        if warning:
            draw_triangle(painter, QRectF(card.left() + inset, card.top() + inset, mark, mark), "#f2b84b")
        left = card.right() - inset - text_width
        y = card.top() + inset
        painter.setPen(QColor("#f5f5f5"))
        for (text, face), size in zip(rows, boxes, strict=True):
            painter.setFont(face)
            painter.drawText(QRectF(left, y, text_width, size.height() + 2), wrap, text)
            y += size.height() + space(1)

    def _place(self, box: QRectF, x: float, y: float) -> QPointF:
        return place_in(box, x, y, mirrored=self._mirrored)


def _stands(shown: CaptureShown) -> tuple[object, ...]:
    """What must be seen at once, whether live pictures come or not."""
    return shown.problem, shown.refusal, shown.ready, shown.complete, shown.busy


def _stroke_part(painter: QPainter, path: QPainterPath, fraction: float, colour: str, width: float) -> None:
    """Stroke the first `fraction` of a path."""
    if fraction <= 0.0:
        return
    pen = round_pen(colour, width)
    length = path.length() / width
    if fraction < 1.0:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([fraction * length, 2 * length])
    painter.setPen(pen)
    painter.drawPath(path)
