"""The stage: one to three photographs side by side, or one beside the face in 3D."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from skinlax_desktop.domain.views import View
from skinlax_desktop.text.metrics import metric_label, unit_label
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.scene.scene_widget import SceneWidget
from skinlax_desktop.ui.scene.zone_map import ZoneMap, make_zone_map
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.review.photo_canvas import PhotoCanvas
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.ui.screens.review.state import Layout, MapChoice, ReviewState

_MOST_PHOTOS = 3


def zone_map_of(choice: MapChoice | None) -> ZoneMap | None:
    """The map of a chosen quantity, with its words."""
    if choice is None:
        return None
    metric = choice.metric
    return make_zone_map(metric_label(metric.name), unit_label(metric.unit), choice.values, metric.mdc95)


class Stage(QFrame):
    """Places canvases and the scene. `view` of a signal is the one the hand was on."""

    zone_clicked = Signal(str)
    mark_drawn = Signal(object, object, str)
    mark_moved = Signal(str, float, float)
    corner_moved = Signal(str, int, object)
    mark_written = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "surround")
        self.links_sight = True
        self.scene = SceneWidget()
        self.canvases = tuple(PhotoCanvas() for _ in range(_MOST_PHOTOS))
        self._photos: dict[View, Pyramid] = {}
        self._state = ReviewState()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for number, canvas in enumerate(self.canvases):
            row.addWidget(canvas, 1)
            canvas.zone_clicked.connect(self.zone_clicked)
            canvas.mark_moved.connect(self.mark_moved)
            canvas.corner_moved.connect(self.corner_moved)
            canvas.mark_written.connect(self.mark_written)
            canvas.mark_drawn.connect(lambda points, text, at=number: self._drawn(at, points, text))
            canvas.sight_changed.connect(lambda z, x, y, at=number: self._follow(at, z, x, y))
            canvas.setVisible(number == 0)
        row.addWidget(self.scene, 1)
        self.scene.hide()

    @property
    def front(self) -> PhotoCanvas:
        """The canvas the hand is on: the one with the focus, else the first."""
        return next((canvas for canvas in self.canvases if canvas.hasFocus()), self.canvases[0])

    def show_state(self, state: ReviewState) -> None:
        """Show a state."""
        self._state = state
        zone_map = zone_map_of(state.map_choice)
        kept = {tile.view for tile in state.tiles if tile.capture_id is not None}
        self._photos = {view: photo for view, photo in self._photos.items() if view in kept}
        for number, canvas in enumerate(self.canvases):
            view = self._view_at(number)
            canvas.setVisible(number == 0 or view is not None)
            tile = state.tile(view) if view is not None else None
            canvas.show_photo(
                words.VIEW_NAMES[view] if view is not None else "", self._photos.get(view) if view is not None else None
            )
            marks = tuple(mark for mark in state.annotations if tile is not None and mark.capture_id == tile.capture_id)
            profile = view is not None and view.is_lateral and bool(state.findings)
            why = state.saliency if state.saliency is not None and state.saliency.view is view else None
            canvas.show_layers(
                zones=tile.zones if tile is not None else {},
                marks=marks,
                selected=state.selected,
                overlay=state.overlay,
                zone_map=zone_map,
                caption=why.sentence if why is not None else words.NO_ZONES_IN_PROFILE if profile else "",
                saliency=why.saliency if why is not None else None,
            )
            canvas.use_tool(state.tool)
        self.scene.setVisible(state.layout is Layout.WITH_3D)
        self.scene.show_map(zone_map, state.selected)

    def show_photo(self, view: View, pyramid: Pyramid | None) -> None:
        """Show a view's pixels."""
        if pyramid is None:
            self._photos.pop(view, None)
        else:
            self._photos[view] = pyramid
        self.show_state(self._state)

    def show_face(self, model: FaceModel | None) -> None:
        """Show the face in 3D."""
        if model is None:
            self.scene.show_face(None, None, {})
        else:
            self.scene.show_face(model.mesh, model.photo_rgb, model.polygons_px)

    def _view_at(self, number: int) -> View | None:
        shown = self._state.shown[: self._state.layout.photos]
        return shown[number] if number < len(shown) else None

    def _drawn(self, number: int, points: object, text: str) -> None:
        view = self._view_at(number)
        if view is not None:
            self.mark_drawn.emit(view, points, text)

    def _follow(self, leader: int, zoom: float, across: float, down: float) -> None:
        if self.links_sight:
            for number, canvas in enumerate(self.canvases):
                if number != leader and canvas.isVisible():
                    canvas.follow(zoom, across, down)
