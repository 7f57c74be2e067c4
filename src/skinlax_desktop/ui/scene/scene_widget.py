"""A Qt widget that shows the scene: one visit or two, what is measured on it, what the colours mean."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
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
from skinlax_desktop.text.screens import review as review_words
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.scene.arrangement import Arrangement
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.scene.mark_layer import paint_cross
from skinlax_desktop.ui.scene.orbit import Orbit, Preset, orbit_of
from skinlax_desktop.ui.scene.overlay import bar_of, has_hatching, paint_overlay
from skinlax_desktop.ui.scene.projection import Projection
from skinlax_desktop.ui.scene.resting import RestingPicture, paint_focus, paint_sentence
from skinlax_desktop.ui.scene.scene_hand import SceneHand
from skinlax_desktop.ui.scene.scene_pictures import FaceLook, SceneLook, ScenePictures
from skinlax_desktop.ui.scene.shown_marks import ShownMarks
from skinlax_desktop.ui.scene.zone_map import VertexMap, ZoneMap
from skinlax_desktop.ui.theme import current_palette

Points = npt.NDArray[np.float64]
# Lines on the skin are drawn about a millimetre nearer than it, and write their own depth.
_DEPTH_SLACK_MM: Final = 3.0


class SceneWidget(RestingPicture):
    """The scene behind it is made at the first picture and closed by `close_scene`.

    `sighted(origin, direction)` says where a tool was pointed, in the head frame; `pointed_at_earlier` that it was at
    the other visit's picture. `point_moved(mark, number, origin, direction)`: a mark's point was dragged.
    """

    sighted = Signal(object, object)
    pointed_at_earlier = Signal()
    point_moved = Signal(str, int, object, object)
    mark_chosen = Signal(str)
    closing_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(review_words.SCENE_NAME)
        self.setMinimumSize(240, 240)
        self.orbit = Orbit()
        self.mode = CompareMode.ONE
        self.wipe_at = 0.5
        self.shows_earlier = False
        self.uses_tool = False
        self.pictures = ScenePictures()
        self.marks = ShownMarks()
        self._look: SceneLook | None = None
        self._titles = ("", "")
        self._image: QImage | None = None
        self._sentence = words.EMPTY_NO_MESH
        self._places_px: Points = np.zeros((0, 2))
        self._visible: list[bool] = []
        self.hand = SceneHand(self)

    @property
    def renders(self) -> int:
        """How often the scene was drawn."""
        return self.pictures.renders

    @property
    def mesh(self) -> FaceMesh | None:
        """The surface of this visit that is shown."""
        return self._look.later.mesh if self._look is not None else None

    @property
    def compares(self) -> bool:
        """Whether two visits are in the picture."""
        return self.mode is not CompareMode.ONE and self._look is not None and self._look.earlier is not None

    def sizeHint(self) -> QSize:  # noqa: N802
        """Large."""
        return QSize(640, 720)

    # What is shown

    def show_face(
        self,
        mesh: FaceMesh | None,
        photo_rgb: npt.NDArray[np.uint8] | None,
        polygons_px: Mapping[str, npt.NDArray[np.float64]],
    ) -> None:
        """Show a surface, the frontal photo to lay over it, and the zones in pixels of that photo."""
        if mesh is None:
            self._look = None
        else:
            face = FaceLook(mesh=mesh, photo_rgb=photo_rgb, polygons_px=polygons_px)
            self._look = (
                replace(self._look, later=face, vertex_map=None) if self._look is not None else SceneLook(later=face)
            )
            self.look_from(Preset.FRONTAL)
        self.redraw()

    def show_earlier(self, earlier: FaceLook | None, titles: tuple[str, str] = ("", "")) -> None:
        """Show the earlier visit's face beside it when asked; `titles` name the earlier and the later picture."""
        self._titles = titles
        self._change(earlier=earlier)

    def show_map(self, zone_map: ZoneMap | None, selected: str, vertex_map: VertexMap | None = None) -> None:
        """Colour the zones by a quantity, or every point, or nothing, and light one zone."""
        self._change(zone_map=zone_map, selected=selected, vertex_map=vertex_map)

    def show_how(self, *, textured: bool, ring_light: bool) -> None:
        """With the photo or as a plain shape; lit from the ring or from where one looks."""
        self._change(textured=textured, ring_light=ring_light)

    def show_lines(self, now_mm: Sequence[Points], then_mm: Sequence[Points]) -> None:
        """Lines on the skin of this visit and of the earlier one."""
        self._change(lines_mm=tuple(now_mm), earlier_lines_mm=tuple(then_mm))

    def show_marks(self, marks: ShownMarks) -> None:
        """Marks and their values."""
        if marks != self.marks:
            self.marks = marks
            self.redraw()

    def compare(self, mode: CompareMode) -> None:
        """Share the picture with the earlier visit, or not."""
        if mode is not self.mode:
            self.mode, self.shows_earlier = mode, False
            self.redraw()

    def blink(self, *, shows_earlier: bool) -> None:
        """Show the other visit in the same place."""
        if shows_earlier is not self.shows_earlier:
            self.shows_earlier = shows_earlier
            self.redraw()

    def wipe(self, share: float) -> None:
        """Put the border between both visits at a share of the width."""
        self.wipe_at = min(0.98, max(0.02, share))
        self.redraw()

    def look_from(self, preset: Preset) -> None:
        """Go to a standard view."""
        mesh = self.mesh
        if mesh is None:
            return
        low, high = mesh.vertices_in_face_mm.min(axis=0), mesh.vertices_in_face_mm.max(axis=0)
        middle = (low + high) / 2.0
        self.orbit = orbit_of(preset, (0.0, float(middle[1]), float(middle[2])), float(high[1] - low[1]))
        self.redraw()

    def zoom(self, factor: float) -> None:
        """Come nearer (above 1) or go back (below 1)."""
        self.look_at(self.orbit.nearer(factor))

    def look_at(self, orbit: Orbit) -> None:
        """Put the camera elsewhere; edges are smoothed when it rests."""
        self.orbit = orbit
        self.move_on()

    def picture(self) -> QImage:
        """The scene as it is shown, caption and colour bar in it, at rest."""
        if not self.is_still:
            self.rest()
        self._draw()
        return self._image.copy() if self._image is not None else QImage()

    def close_scene(self) -> None:
        """Free the scene's context; the widget can be shown again afterwards."""
        self.stop_settling()
        self.pictures.close()
        self.stale = True

    # Where things are

    @property
    def arrangement(self) -> Arrangement:
        """How the visits share the widget now."""
        return Arrangement(
            mode=self.mode if self.compares else CompareMode.ONE,
            width=float(max(1, self.width())),
            height=float(max(1, self.height())),
            wipe_at=self.wipe_at,
            shows_earlier=self.shows_earlier,
            has_footer=self._look is not None and (bar_of(self._look) is not None or has_hatching(self._look)),
        )

    def pane(self) -> QRectF:
        """Where this visit's picture lies on the widget; the earlier one's has the same size."""
        return self.arrangement.pane

    def projection(self) -> Projection:
        """From the head frame to this visit's pane, logical pixels from its own corner."""
        pane = self.pane()
        return Projection(orbit=self.orbit, width=pane.width(), height=pane.height())

    def is_earlier_at(self, at: QPointF) -> bool:
        """Whether the earlier visit is what one sees there."""
        return self.arrangement.is_earlier_at(at)

    def point_at(self, at: QPointF, reach_px: float) -> tuple[str, int] | None:
        """The mark, and the number of its point, near a place of the widget."""
        number = 0
        for mark in self.marks.marks:
            for point in range(len(mark.points_mm)):
                if number < len(self._places_px):
                    by = QPointF(*self._places_px[number]) - at
                    if by.manhattanLength() <= reach_px:
                        return mark.id, point
                number += 1
        return None

    # Drawing

    def _change(self, **changes: object) -> None:
        look = self._look
        if look is not None and any(getattr(look, name) is not value for name, value in changes.items()):
            same = all(_same(getattr(look, name), value) for name, value in changes.items())
            if not same:
                self._look = replace(look, **changes)  # type: ignore[arg-type]
                self.redraw()

    def _draw(self) -> None:
        """Draw the scene if anything changed since: once for a paint, however many events came before it."""
        if not self.stale or self._look is None:
            return
        self.stale = False
        scale, look, arrangement = self.devicePixelRatioF(), self._look, self.arrangement
        size = (round(self.width() * scale), round(arrangement.pane.height() * scale))
        try:
            panes = self.pictures.draw(look, self.orbit, size, arrangement.mode, still=self.is_still, scale=scale)
        except SkinlaxError as error:
            self._image, self._sentence = None, sentence_of(error)
            return
        pixels = arrangement.compose(panes, scale)
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBX8888).copy()
        image.setDevicePixelRatio(scale)
        self._place_marks(scale)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_overlay(
            painter,
            arrangement,
            look,
            self._titles,
            self.marks,
            self._places_px,
            self._visible,
            wipes=self.hand.wipes,
        )
        painter.end()
        self._image = image

    def _place_marks(self, scale: float) -> None:
        """Where the points of all marks are on the widget, and which of them the face does not hide."""
        places = self.marks.places()
        if not places:
            self._places_px, self._visible = np.zeros((0, 2)), []
            return
        seen = self.projection().to_screen(np.array(places, dtype=np.float64))
        pixels = [(round(x * scale), round(y * scale)) for x, y, _ in seen]
        depths = self.pictures.depths_mm(pixels)
        self._visible = [bool(own <= depth + _DEPTH_SLACK_MM) for own, depth in zip(seen[:, 2], depths, strict=True)]
        self._places_px = seen[:, :2] + (self.pane().left(), self.pane().top())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw if needed, then show the picture."""
        self._draw()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_palette().surround))
        if self._image is not None and self._look is not None:
            # Half a pixel of an odd width is nobody's.
            target = QRectF(0, 0, self._image.width() / self._image.devicePixelRatio(), self.height())
            painter.drawImage(target, self._image, QRectF(self._image.rect()))
        else:
            paint_sentence(painter, QRectF(self.rect()), self._sentence)
        if self.hasFocus():
            if self.uses_tool and self._look is not None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_cross(painter, self.pane().center())
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            paint_focus(painter, self)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the frame."""
        super().focusInEvent(event)
        self.update()

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """To the hand."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.hand.press(event.position(), event.button())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """To the hand."""
        self.hand.drag(event.position(), event.buttons(), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """To the hand."""
        self.hand.release(event.position(), event.button())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Closes an outline."""
        self.closing_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Come nearer or go back."""
        self.zoom(1.0015 ** event.angleDelta().y())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """To the hand."""
        if not self.hand.key(Qt.Key(event.key())):
            super().keyPressEvent(event)


def _same(before: object, after: object) -> bool:
    """Equal, where equality is defined; arrays and meshes are the same only when they are one."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        return len(before) == len(after) and all(a is b for a, b in zip(before, after, strict=True))
    return before is after or (isinstance(before, (ZoneMap, str, bool)) and before == after)
