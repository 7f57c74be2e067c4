"""The large picture: faces or photographs before and after, words burned into every simulated one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.scene.arrangement import BACKGROUND_LEVEL
from skinlax_desktop.ui.scene.face_row import FaceRow
from skinlax_desktop.ui.scene.legend import draw_plate
from skinlax_desktop.ui.scene.light_row import LightRow
from skinlax_desktop.ui.scene.mark_layer import paint_wipe
from skinlax_desktop.ui.scene.moved_look import AnyLook
from skinlax_desktop.ui.scene.orbit import Orbit, Preset, orbit_of
from skinlax_desktop.ui.scene.resting import RestingPicture, paint_focus, paint_sentence
from skinlax_desktop.ui.screens.simulation.composing import FACE_ASPECT, Frame, Pixels, composed, fitted, pane_places
from skinlax_desktop.ui.screens.simulation.state import MIXED, Layout, Staged
from skinlax_desktop.ui.theme import TextSize, current_palette, font

_DEG_PER_PX: Final = 0.4
_REACH_PX: Final = 11.0
_STEP: Final = 0.04
# Of the distance of a standard view: in a narrow pane every pixel is the face's.
_MARGIN: Final = 0.93
_DRAWN_PX: Final = (420, 540)
_KEY_TURNS: Final = {
    Qt.Key.Key_Left: (-10.0, 0.0),
    Qt.Key.Key_Right: (10.0, 0.0),
    Qt.Key.Key_Up: (0.0, 10.0),
    Qt.Key.Key_Down: (0.0, -10.0),
}


class SimulationStage(RestingPicture):
    """Draws only when something changed. `mixed(share)` follows the hand on the wipe's handle."""

    mixed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(words.STAGE_NAME)
        self.setMinimumSize(320, 240)
        self.orbit = Orbit()
        self.frame = Frame()
        self.mix = 0.5
        self.faces, self.light_faces = FaceRow(), LightRow()
        self._staged = Staged(sentence=words.EMPTY)
        self._preset = Preset.FRONTAL
        self._framed_for: object = None
        self._image: QImage | None = None
        self._last: QPointF | None = None
        self._wipes = False

    def sizeHint(self) -> QSize:  # noqa: N802
        """Large."""
        return QSize(900, 640)

    # What is shown

    def show_staged(self, staged: Staged) -> None:
        """Other pictures; the camera stays where it is while the face does."""
        self._staged = staged
        looks = [pane.look for pane in staged.panes if pane.look is not None]
        if looks and self._framed_for is not looks[0].mesh.triangles:
            self._framed_for = looks[0].mesh.triangles
            self.orbit = _orbit(self._preset, looks[0])
        # A slider may be on the move: edges are smoothed when it rests.
        self.move_on()

    def look_from(self, preset: Preset) -> None:
        """Go to a standard view."""
        self._preset = preset
        looks = [pane.look for pane in self._staged.panes if pane.look is not None]
        if looks:
            self.orbit = _orbit(preset, looks[0])
        self.frame = Frame()
        self.redraw()

    def zoom(self, factor: float) -> None:
        """Nearer above 1."""
        self.orbit, self.frame = self.orbit.nearer(factor), self.frame.nearer(factor)
        self.move_on()

    def mix_at(self, share: float) -> None:
        """Where the wipe stands, or how much of the face after is blended in, 0 to 1."""
        self.mix = min(1.0, max(0.0, share))
        self.redraw()

    def nudge(self, steps: int) -> None:
        """The same by keys."""
        self.mix_at(self.mix + steps * _STEP)
        self.mixed.emit(self.mix)

    def picture(self) -> QImage:
        """What is shown, at rest."""
        self.rest()
        self._draw()
        return self._image.copy() if self._image is not None else QImage()

    def draw_faces(
        self,
        rows: Sequence[Sequence[AnyLook]],
        done: Callable[[Sequence[Sequence[Pixels]]], None],
        going: Callable[[float], None],
    ) -> None:
        """Draw rows of faces, from where one looks now, one row a turn of the event loop; BGR without words."""
        drawn: list[list[Pixels]] = []
        row = FaceRow()

        def draw_next() -> None:
            looks = rows[len(drawn)]
            pictures = row.draw(looks, _fitting(self.orbit, looks[0], _DRAWN_PX), _DRAWN_PX, still=True)
            drawn.append([np.ascontiguousarray(picture[..., ::-1]) for picture in pictures])
            going(len(drawn) / len(rows))
            if len(drawn) < len(rows):
                QTimer.singleShot(0, self, draw_next)
                return
            row.close()
            done(drawn)

        draw_next()

    def close_scene(self) -> None:
        """Free the scene's context; the widget can be shown again afterwards."""
        self.stop_settling()
        self.faces.close()
        self.light_faces.close()
        self.stale = True

    # Drawing

    def _draw(self) -> None:
        staged = self._staged
        if not self.stale:
            return
        self.stale = False
        if not staged.panes:
            self._image = None
            return
        scale = self.devicePixelRatioF()
        size = (max(1, round(self.width() * scale)), max(1, round(self.height() * scale)))
        places = pane_places(staged.layout, len(staged.panes), *size, whole=staged.whole, aspect=_aspect(staged))
        in_3d = any(pane.look is not None for pane in staged.panes)
        surround = BACKGROUND_LEVEL if in_3d else QColor(current_palette().surround).red()
        try:
            pictures = self._pictures((places[0].width(), places[0].height()), surround)
        except SkinlaxError as error:
            self._image, self._staged = None, Staged(sentence=sentence_of(error))
            return
        simulated = [pane.simulated for pane in staged.panes]
        pixels = composed(pictures, simulated, places, size, staged.layout, self.mix, surround)
        image = QImage(pixels.data, size[0], size[1], size[0] * 3, QImage.Format.Format_RGB888).copy()
        image.setDevicePixelRatio(scale)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        logical = [QRectF(p.left() / scale, p.top() / scale, p.width() / scale, p.height() / scale) for p in places]
        self._paint_over(painter, logical)
        painter.end()
        self._image = image

    def _pictures(self, size: tuple[int, int], surround: int) -> list[npt.NDArray[np.uint8] | None]:
        """RGB of each pane at its size; None where a sentence stands."""
        panes = self._staged.panes
        looks = [pane.look for pane in panes if pane.look is not None]
        drawn: Iterator[npt.NDArray[np.uint8]] = iter(())
        if looks:
            orbit = _fitting(self.orbit, looks[0], size)
            lights = [pane.light for pane in panes if pane.light is not None]
            if len(lights) == len(looks) and not self.is_still:
                drawn = iter(self.light_faces.draw(lights, orbit, size))
            else:
                drawn = iter(self.faces.draw(looks, orbit, size, still=self.is_still))
        pictures: list[npt.NDArray[np.uint8] | None] = []
        frame = Frame() if self._staged.whole else self.frame
        for pane in panes:
            if pane.look is not None:
                pictures.append(next(drawn))
            elif pane.photo_bgr is not None:
                pictures.append(np.ascontiguousarray(fitted(pane.photo_bgr, size, frame, surround)[..., ::-1]))
            else:
                pictures.append(None)
        return pictures

    def _paint_over(self, painter: QPainter, places: list[QRectF]) -> None:
        staged = self._staged
        if staged.layout in MIXED and len(staged.panes) == 2:
            self._paint_mixed(painter, places[0])
            return
        for pane, place in zip(staged.panes, places, strict=True):
            painter.save()
            painter.setClipRect(place)
            if pane.title:
                _paint_title(painter, place, pane.title)
            if pane.sentence:
                paint_sentence(painter, place, pane.sentence)
            painter.restore()

    def _paint_mixed(self, painter: QPainter, place: QRectF) -> None:
        before, after = self._staged.panes
        if self._staged.layout is Layout.WIPE:
            at = self.mix * place.width()
            for text, part in (
                (before.title, QRectF(0, 0, at, 60)),
                (after.title, QRectF(at, 0, place.width() - at, 60)),
            ):
                if part.width() > 150:
                    _paint_title(painter, part, text)
            paint_wipe(painter, place, self.mix, focused=self._wipes)
            return
        share = round(100 * self.mix)
        _paint_title(painter, place, f"{before.title} {100 - share} %   {after.title} {share} %")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw if needed, then show the picture."""
        self._draw()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_palette().surround))
        if self._image is not None:
            painter.drawImage(QPointF(0, 0), self._image)
        else:
            paint_sentence(painter, QRectF(self.rect()), self._staged.sentence)
        if self.hasFocus():
            paint_focus(painter, self)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has another surround."""
        if event.type() == QEvent.Type.StyleChange:
            self.redraw()
        super().changeEvent(event)

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the wipe's handle, or of the face."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._last = event.position()
        self._wipes = self._on_wipe(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Turn the face, move the photograph, or wipe."""
        at, last = event.position(), self._last
        if last is None:
            wiping = self._on_wipe(at)
            self.setCursor(Qt.CursorShape.SplitHCursor if wiping else Qt.CursorShape.ArrowCursor)
            return
        self._last, by = at, at - last
        if self._wipes:
            self.mix_at(at.x() / max(1, self.width()))
            self.mixed.emit(self.mix)
            return
        self.orbit = self.orbit.turned(-by.x() * _DEG_PER_PX, by.y() * _DEG_PER_PX)
        self.frame = self.frame.shifted(-by.x() / max(1, self.width()), -by.y() / max(1, self.height()))
        self.move_on()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._last, self._wipes = None, False
        self.redraw()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Come nearer or go back."""
        self.zoom(1.0015 ** event.angleDelta().y())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows turn the face or move the photograph."""
        turn = _KEY_TURNS.get(Qt.Key(event.key()))
        if turn is None:
            super().keyPressEvent(event)
            return
        self.orbit = self.orbit.turned(*turn)
        self.frame = self.frame.shifted(turn[0] / 100.0, -turn[1] / 100.0)
        self.move_on()

    def _on_wipe(self, at: QPointF) -> bool:
        wiping = self._staged.layout is Layout.WIPE and len(self._staged.panes) == 2
        return wiping and abs(at.x() - self.mix * self.width()) <= _REACH_PX


def _orbit(preset: Preset, look: AnyLook) -> Orbit:
    """A standard view with the face in the middle of the picture, whichever way it looks."""
    low, high = look.mesh.vertices_in_face_mm.min(axis=0), look.mesh.vertices_in_face_mm.max(axis=0)
    middle = (low + high) / 2.0
    orbit = orbit_of(preset, (0.0, float(middle[1]), float(middle[2])), float(high[1] - low[1]))
    across = _across_mm(orbit, look.mesh)
    return orbit.shifted(float(across.min() + across.max()) / 2.0, 0.0)


@lru_cache(maxsize=2)
def _width_to_height(mesh: FaceMesh, around_deg: float) -> float:
    """Of a face that one goes round: the same while only skin moves."""
    tall = float(np.ptp(mesh.vertices_in_face_mm[:, 1]))
    return float(np.ptp(_across_mm(Orbit(around_deg=around_deg), mesh))) / max(tall, 1.0)


def _across_mm(orbit: Orbit, mesh: FaceMesh) -> npt.NDArray[np.float64]:
    """How far right of the camera's axis each vertex (n,) lies."""
    around = np.radians(orbit.around_deg)
    right = np.array([np.cos(around), 0.0, -np.sin(around)])
    return np.asarray((mesh.vertices_in_face_mm - np.array(orbit.target_mm)) @ right, dtype=np.float64)


def _fitting(orbit: Orbit, look: AnyLook, size: tuple[int, int]) -> Orbit:
    """So far back that a pane narrower than the face shows all of its width."""
    wide = _width_to_height(look.mesh, orbit.around_deg)
    far = orbit.distance_mm * _MARGIN
    return replace(orbit, distance_mm=far * max(1.0, wide * size[1] / max(1, size[0])))


def _paint_title(painter: QPainter, place: QRectF, title: str) -> None:
    """Whose picture it is, on a plate at the middle of the upper edge; a long one takes two lines."""
    painter.setFont(font(TextSize.CAPTION))
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    box = painter.boundingRect(place.adjusted(14, 10, -14, 0), flags, title)
    draw_plate(painter, box.adjusted(-8, -4, 8, 4))
    painter.setPen(QColor("#f0f0f0"))
    painter.drawText(box, flags, title)


def _aspect(staged: Staged) -> float:
    """How many times as wide as high the widest of what is shown is."""
    photos = [pane.photo_bgr.shape for pane in staged.panes if pane.photo_bgr is not None]
    return max((shape[1] / shape[0] for shape in photos), default=FACE_ASPECT)
