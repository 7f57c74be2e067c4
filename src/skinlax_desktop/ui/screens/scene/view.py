"""The 3D screen: the face large, five heads below it, quantity and zones at the right."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout

from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.labels import make_label, make_panel
from skinlax_desktop.ui.scene.orbit import Preset
from skinlax_desktop.ui.scene.scene_widget import SceneWidget
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.review.map_chooser import MapChooser
from skinlax_desktop.ui.screens.review.stage import zone_map_of
from skinlax_desktop.ui.screens.review.zone_list import ZoneList
from skinlax_desktop.ui.screens.scene.presenter import ScenePresenter, SceneState
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import RADIUS_PX, TextRole, TextSize, current_palette, font, space

_PANEL_WIDTH_PX: Final = 360
_HEAD: Final = QSize(112, 76)
_TURN: Final = {
    Preset.LATERAL_RIGHT: -1.0,
    Preset.OBLIQUE_RIGHT: -0.5,
    Preset.FRONTAL: 0.0,
    Preset.OBLIQUE_LEFT: 0.5,
    Preset.LATERAL_LEFT: 1.0,
}


class SceneScreen(Screen):
    """Passive: what is asked for goes to the presenter, what comes back is shown."""

    step: ClassVar[Step] = Step.SCENE
    title = words.SCENE_TITLE
    action_specs = (
        *(
            ActionSpec(id=f"look_{preset}", label=words.VIEW_NAMES[preset], keys=(str(number),), icon="cube")
            for number, preset in enumerate(Preset, start=1)
        ),
        ActionSpec(id="zoom_in", label="Nearer", keys=("+", "="), icon="plus"),
        ActionSpec(id="zoom_out", label="Farther", keys=("-",), icon="minus"),
        ActionSpec(id="next_map", label="Next quantity on the face", keys=("Q",), icon="measure"),
        ActionSpec(id="next_zone", label="Next zone", keys=("N",), icon="forward"),
        ActionSpec(id="previous_zone", label="Previous zone", keys=("B",), icon="back"),
    )

    def __init__(self, presenter: ScenePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.scene = SceneWidget()
        self.maps = MapChooser()
        self.zones = ZoneList()
        self._grade = make_label("", TextRole.CAPTION, wrap=True)
        self._build()
        self.maps.map_chosen.connect(presenter.show_on_face)
        self.zones.zone_chosen.connect(presenter.select_zone)
        self._handlers: dict[str, Callable[[], object]] = {
            **{f"look_{preset}": partial(self.scene.look_from, preset) for preset in Preset},
            "zoom_in": lambda: self.scene.zoom(1.2),
            "zoom_out": lambda: self.scene.zoom(1 / 1.2),
            "next_map": presenter.step_map,
            "next_zone": lambda: presenter.step_zone(1),
            "previous_zone": lambda: presenter.step_zone(-1),
        }
        presenter.attach(self)

    def show_state(self, state: SceneState) -> None:
        """Show zones and quantity."""
        self.maps.show_maps(state.maps, state.map_choice)
        self.zones.show_findings(state.findings, state.selected)
        self._grade.setText(state.grade)
        self.scene.show_map(zone_map_of(state.map_choice), state.selected)

    def show_face(self, model: FaceModel | None) -> None:
        """Show a surface."""
        if model is None:
            self.scene.show_face(None, None, {})
        else:
            self.scene.show_face(model.mesh, model.photo_rgb, model.polygons_px)

    def entered(self) -> None:
        """Shown."""
        self._presenter.entered()
        self.scene.setFocus()

    def left(self) -> None:
        """Hidden: the scene's context is freed."""
        self._presenter.left()
        self.scene.close_scene()

    def perform(self, action_id: str) -> None:
        """Do what a key asked for."""
        self._handlers[action_id]()

    def _build(self) -> None:
        heads = make_panel("window")
        head_row = QHBoxLayout(heads)
        head_row.setContentsMargins(space(2), space(2), space(2), space(2))
        head_row.addStretch(1)
        for number, preset in enumerate(Preset, start=1):
            head = _Head(preset, number)
            head.clicked.connect(partial(self.scene.look_from, preset))
            head_row.addWidget(head)
        head_row.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.scene, 1)
        left.addWidget(heads)
        panel = make_panel()
        panel.setFixedWidth(_PANEL_WIDTH_PX)
        column = QVBoxLayout(panel)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(2))
        column.addWidget(make_label(words.SCENE_HELP, TextRole.CAPTION, wrap=True))
        column.addWidget(self.maps)
        column.addWidget(self.zones, 1)
        column.addWidget(self._grade)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addLayout(left, 1)
        row.addWidget(panel)


class _Head(QAbstractButton):
    """A small head that looks the way the view looks."""

    def __init__(self, preset: Preset, number: int) -> None:
        super().__init__()
        self._turn = _TURN[preset]
        self._name = words.VIEW_NAMES[preset]
        self.setAccessibleName(self._name)
        self.setToolTip(f"{self._name} ({number})")
        self.setFixedSize(_HEAD)

    def sizeHint(self) -> QSize:  # noqa: N802
        """All of it: the style sheet's least size would win over the fixed one."""
        return _HEAD

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """All of it."""
        return _HEAD

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """An outline of a head, its nose on the side that is looked at."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = current_palette()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(palette.text if self.hasFocus() else palette.raised), 2))
        painter.setBrush(QColor(palette.hovered if self.underMouse() else palette.panel))
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        middle_x, middle_y, wide, high = box.center().x(), box.top() + 24, 14.0, 18.0
        painter.setPen(QPen(QColor(palette.text), 1.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(middle_x - wide, middle_y - high, 2 * wide, 2 * high))
        # The subject's own left is at the right of the picture: a head that shows it looks to the picture's left.
        nose = middle_x - self._turn * (wide + 3)
        painter.drawLine(
            round(middle_x - self._turn * wide * 0.8), round(middle_y - 5), round(nose), round(middle_y + 4)
        )
        for side in (-5.0, 5.0):
            eye = middle_x - self._turn * wide * 0.75 + side * (1.0 - abs(self._turn) * 0.6)
            if abs(eye - middle_x) < wide:
                painter.drawEllipse(QRectF(eye - 1, middle_y - 7, 2, 2))
        painter.setFont(font(TextSize.CAPTION))
        painter.drawText(
            QRectF(box.left(), box.bottom() - 24, box.width(), 22), Qt.AlignmentFlag.AlignCenter, self._name
        )
