"""A Qt widget that shows the scene: drag to turn, wheel to come nearer, Shift and drag to shift."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QHideEvent,
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

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.scene.face_scene import FaceScene
from skinlax_desktop.ui.scene.face_texture import paint_texture
from skinlax_desktop.ui.scene.legend import draw_caption, draw_legend
from skinlax_desktop.ui.scene.orbit import Orbit, Preset, orbit_of
from skinlax_desktop.ui.scene.zone_map import ZoneMap
from skinlax_desktop.ui.theme import TextSize, current_palette, font

_SETTLE_MS: Final = 160
_DEG_PER_PX: Final = 0.4
_KEY_TURNS: Final = {
    Qt.Key.Key_Left: (-10.0, 0.0),
    Qt.Key.Key_Right: (10.0, 0.0),
    Qt.Key.Key_Up: (0.0, 10.0),
    Qt.Key.Key_Down: (0.0, -10.0),
}


class SceneWidget(QWidget):
    """The face of one visit. The scene behind it is made at the first picture and closed by `close_scene`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(words.SCENE_NAME)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 240)
        self.orbit = Orbit()
        self._scene: FaceScene | None = None
        self._mesh: FaceMesh | None = None
        self._photo: npt.NDArray[np.uint8] | None = None
        self._polygons: Mapping[str, npt.NDArray[np.float64]] = {}
        self._map: ZoneMap | None = None
        self._selected = ""
        self._mesh_shown = self._texture_shown = False
        self._stale = True
        self._image: QImage | None = None
        self._sentence = words.SCENE_EMPTY
        self._dragged_from: QPointF | None = None
        self._still = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._still.timeout.connect(self._settle)
        self._is_still = True

    @property
    def renders(self) -> int:
        """How often the scene was drawn."""
        return self._scene.renders if self._scene is not None else 0

    def sizeHint(self) -> QSize:  # noqa: N802
        """Large."""
        return QSize(640, 720)

    def show_face(
        self,
        mesh: FaceMesh | None,
        photo_rgb: npt.NDArray[np.uint8] | None,
        polygons_px: Mapping[str, npt.NDArray[np.float64]],
    ) -> None:
        """Show a surface, the frontal photo to lay over it, and the zones in pixels of that photo."""
        self._mesh, self._photo, self._polygons = mesh, photo_rgb, polygons_px
        self._mesh_shown = self._texture_shown = False
        if mesh is not None:
            self.look_from(Preset.FRONTAL)
        self._redraw()

    def show_map(self, zone_map: ZoneMap | None, selected: str) -> None:
        """Colour the zones by a quantity, or not at all, and light one of them."""
        if (zone_map, selected) != (self._map, self._selected):
            self._map, self._selected = zone_map, selected
            self._texture_shown = False
            self._redraw()

    def look_from(self, preset: Preset) -> None:
        """Go to a standard view."""
        if self._mesh is None:
            return
        seen = self._mesh.vertices_in_face_mm
        low, high = seen.min(axis=0), seen.max(axis=0)
        middle = (low + high) / 2.0
        self.orbit = orbit_of(preset, (0.0, float(middle[1]), float(middle[2])), float(high[1] - low[1]))
        self._redraw()

    def zoom(self, factor: float) -> None:
        """Come nearer (above 1) or go back (below 1)."""
        self._move(self.orbit.nearer(factor))

    def picture(self) -> QImage:
        """The scene as it is shown, caption and colour bar in it."""
        self._draw()
        return self._image if self._image is not None else QImage()

    def close_scene(self) -> None:
        """Free the scene's context; the widget can be shown again afterwards."""
        self._still.stop()
        if self._scene is not None:
            self._scene.close()
        self._scene = None
        self._mesh_shown = self._texture_shown = False
        self._stale = True

    # Drawing

    def _redraw(self) -> None:
        self._stale = True
        self.update()

    def _settle(self) -> None:
        self._is_still = True
        self._redraw()

    def _move(self, orbit: Orbit) -> None:
        self.orbit = orbit
        self._is_still = False
        self._still.start()
        self._redraw()

    def _draw(self) -> None:
        """Draw the scene if anything changed since: once for a paint, however many events came before it."""
        if not self._stale or self._mesh is None:
            return
        self._stale = False
        scale = self.devicePixelRatioF()
        width, height = max(1, round(self.width() * scale)), max(1, round(self.height() * scale))
        try:
            pixels = self._render(width, height)
        except SkinlaxError as error:
            self._image, self._sentence = None, sentence_of(error)
            return
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBX8888).copy()
        image.setDevicePixelRatio(scale)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(0, 0, width / scale, height / scale)
        if self._map is not None:
            draw_legend(painter, area, self._map)
        draw_caption(painter, area, words.scene_caption(float(np.median(self._mesh.sigma_mm)), self._mesh.scale_known))
        painter.end()
        self._image = image

    def _render(self, width: int, height: int) -> npt.NDArray[np.uint8]:
        if self._scene is None:
            self._scene = FaceScene()
        mesh = self._mesh
        if mesh is not None and not self._mesh_shown:
            self._scene.show_mesh(mesh)
            self._mesh_shown = True
        if mesh is not None and not self._texture_shown:
            if self._photo is not None:
                self._scene.show_texture(paint_texture(self._photo, self._polygons, self._map, self._selected))
            else:
                self._scene.show_colours(self._vertex_colours(mesh))
            self._scene.show_flat(self._map is not None)
            self._texture_shown = True
        return self._scene.render(self.orbit, width, height, still=self._is_still)

    def _vertex_colours(self, mesh: FaceMesh) -> npt.NDArray[np.uint8]:
        """Zone colours per vertex, for a face without its frontal photo."""
        colours = mesh.colours_rgb.copy()
        for number, zone in enumerate(mesh.zone_names):
            here = mesh.zone_index == number
            if self._map is not None:
                colours[here] = self._map.colour(zone)
            if zone == self._selected:
                colours[here] = colours[here] // 2 + 127
        return colours

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw if needed, then show the picture."""
        self._draw()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_palette().surround))
        if self._image is not None and self._mesh is not None:
            painter.drawImage(QRectF(self.rect()), self._image, QRectF(self._image.rect()))
        else:
            painter.setFont(font(TextSize.BODY))
            painter.setPen(QColor(current_palette().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), int(flags), self._sentence)
        if self.hasFocus():
            painter.setPen(QPen(QColor(current_palette().text), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Draw at the new size."""
        self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing needs to settle while nobody looks."""
        self._still.stop()
        super().hideEvent(event)

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to turn or shift."""
        self._dragged_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Turn; with Shift or the middle button, shift."""
        if self._dragged_from is None:
            return
        by = event.position() - self._dragged_from
        self._dragged_from = event.position()
        shifts = event.modifiers() & Qt.KeyboardModifier.ShiftModifier or event.buttons() & Qt.MouseButton.MiddleButton
        if shifts:
            mm_per_px = self.orbit.distance_mm * 0.425 / max(1, self.height())
            self._move(self.orbit.shifted(-by.x() * mm_per_px, by.y() * mm_per_px))
        else:
            self._move(self.orbit.turned(-by.x() * _DEG_PER_PX, by.y() * _DEG_PER_PX))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End of the drag."""
        self._dragged_from = None

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Come nearer or go back."""
        self.zoom(1.0015 ** event.angleDelta().y())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys turn, plus and minus come nearer and go back."""
        key = Qt.Key(event.key())
        if key in _KEY_TURNS:
            self._move(self.orbit.turned(*_KEY_TURNS[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.2)
        elif key is Qt.Key.Key_Minus:
            self.zoom(1 / 1.2)
        else:
            super().keyPressEvent(event)
