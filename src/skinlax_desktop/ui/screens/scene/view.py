"""The 3D screen: tools above the face, five heads below it, map, section and marks at the right."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.text.screens import review as review_words
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.parts.beside import lay_beside
from skinlax_desktop.ui.parts.labels import make_label
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.scene.orbit import Preset, nearest_preset
from skinlax_desktop.ui.scene.resting import rgb_of
from skinlax_desktop.ui.scene.scene_pictures import FaceLook
from skinlax_desktop.ui.scene.scene_widget import SceneWidget
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.review.stage import zone_map_of
from skinlax_desktop.ui.screens.scene.heads import Heads
from skinlax_desktop.ui.screens.scene.presenter import ScenePresenter
from skinlax_desktop.ui.screens.scene.side_panel import SidePanel
from skinlax_desktop.ui.screens.scene.state import SceneState, Tab, Tool
from skinlax_desktop.ui.screens.scene.tool_bar import MODE_ICONS, MODE_KEYS, TOOL_ICONS, TOOL_KEYS, ToolBar
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TextRole

_LABELS = words.ACTION_LABELS


def ask_surface(parent: QWidget) -> Path | None:
    """Which surface to open, or none."""
    path, _ = QFileDialog.getOpenFileName(parent, words.OPEN_SURFACE_TITLE, "", words.SURFACE_FILES)
    return Path(path) if path else None


def ask_path(parent: QWidget) -> Path | None:
    """Where to save the picture, or nowhere."""
    path, _ = QFileDialog.getSaveFileName(parent, words.SAVE_PICTURE_TITLE, "face.png", words.PNG_FILES)
    return Path(path) if path else None


class SceneScreen(Screen):
    """Passive: what is asked for goes to the presenter, what comes back is shown."""

    step: ClassVar[Step] = Step.SCENE
    title = review_words.SCENE_TITLE
    action_specs = (
        *(
            ActionSpec(id=f"look_{preset}", label=review_words.VIEW_NAMES[preset], keys=(str(number),), icon="cube")
            for number, preset in enumerate(Preset, start=1)
        ),
        ActionSpec(id="zoom_in", label=_LABELS["zoom_in"], keys=("+", "="), icon="plus"),
        ActionSpec(id="zoom_out", label=_LABELS["zoom_out"], keys=("-",), icon="minus"),
        *(
            ActionSpec(id=f"tool_{tool}", label=words.TOOL_NAMES[tool], keys=(TOOL_KEYS[tool],), icon=TOOL_ICONS[tool])
            for tool in Tool
        ),
        ActionSpec(id="point", label=_LABELS["point"], keys=("Space",), icon="dot"),
        ActionSpec(id="drop", label=_LABELS["drop"], keys=("Escape",), icon="close"),
        ActionSpec(id="undo", label=words.UNDO, keys=("Ctrl+Z",), icon="undo"),
        ActionSpec(id="redo", label=words.REDO, keys=("Ctrl+Shift+Z",), icon="redo"),
        ActionSpec(id="next_mark", label=_LABELS["next_mark"], keys=("J",), icon="forward"),
        ActionSpec(id="erase", label=_LABELS["erase"], keys=("Delete",), icon="delete"),
        *(
            ActionSpec(id=f"mode_{mode}", label=words.MODE_NAMES[mode], keys=(MODE_KEYS[mode],), icon=MODE_ICONS[mode])
            for mode in CompareMode
        ),
        ActionSpec(id="blink", label=_LABELS["blink"], keys=("K",), icon="blink"),
        ActionSpec(id="wipe_left", label=_LABELS["wipe_left"], keys=(",",), icon="back"),
        ActionSpec(id="wipe_right", label=_LABELS["wipe_right"], keys=(".",), icon="forward"),
        ActionSpec(id="texture", label=_LABELS["texture"], keys=("X",), icon="texture"),
        ActionSpec(id="light", label=_LABELS["light"], keys=("L",), icon="ring_light"),
        ActionSpec(id="arrows", label=words.ARROWS, keys=("P",), icon="moved"),
        ActionSpec(id="next_map", label=_LABELS["next_map"], keys=("Q",), icon="measure"),
        ActionSpec(id="next_tab", label=_LABELS["next_tab"], keys=("E",), icon="expand"),
        ActionSpec(id="next_zone", label=_LABELS["next_zone"], keys=("N",), icon="forward"),
        ActionSpec(id="previous_zone", label=_LABELS["previous_zone"], keys=("B",), icon="back"),
        ActionSpec(id="measure_shape", label=words.MEASURE_SHAPE, keys=("Y",), icon="cube"),
        ActionSpec(id="open_surface", label=words.OPEN_SURFACE, keys=("I",), icon="open_surface"),
        ActionSpec(id="to_report", label=words.TO_REPORT_NAME, keys=("R",), icon="report"),
        ActionSpec(id="save_picture", label=words.SAVE_PICTURE, keys=("Ctrl+S",), icon="save"),
    )

    def __init__(
        self,
        presenter: ScenePresenter,
        *,
        choose_path: Callable[[QWidget], Path | None] = ask_path,
        choose_surface: Callable[[QWidget], Path | None] = ask_surface,
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._choose_path = choose_path
        self._choose_surface = choose_surface
        self._state = SceneState()
        self._note: QLineEdit | None = None
        self.scene = SceneWidget()
        self.tools = ToolBar()
        self.heads = Heads()
        self.panel = SidePanel()
        self.maps, self.zones = self.panel.maps, self.panel.zones
        self._hint = make_label("", TextRole.CAPTION)
        self._build()
        self._connect()
        self._handlers: dict[str, Callable[[], object]] = {
            **{f"look_{preset}": partial(self.scene.look_from, preset) for preset in Preset},
            **{f"tool_{tool}": partial(presenter.use_tool, tool) for tool in Tool},
            **{f"mode_{mode}": partial(presenter.compare_as, mode) for mode in CompareMode},
            "zoom_in": lambda: self.scene.zoom(1.2),
            "zoom_out": lambda: self.scene.zoom(1 / 1.2),
            "point": self.scene.hand.point_at_cross,
            "drop": presenter.drop,
            "undo": presenter.marking.undo,
            "redo": presenter.marking.redo,
            "next_mark": presenter.step_mark,
            "erase": presenter.marking.erase,
            "blink": presenter.blink,
            "wipe_left": lambda: self._step(-1),
            "wipe_right": lambda: self._step(1),
            "texture": presenter.toggle_texture,
            "light": presenter.toggle_light,
            "arrows": presenter.toggle_arrows,
            "next_map": presenter.step_map,
            "next_tab": presenter.step_tab,
            "next_zone": lambda: presenter.step_zone(1),
            "previous_zone": lambda: presenter.step_zone(-1),
            "measure_shape": presenter.shape.begin,
            "open_surface": self._open,
            "to_report": self._to_report,
            "save_picture": self._save,
        }
        presenter.attach(self)

    def show_state(self, state: SceneState) -> None:
        """Show everything but the surfaces."""
        self._state = state
        self.tools.show_state(state, can_keep=self._presenter.snapshots.can_keep)
        self.panel.show_state(state)
        scene = self.scene
        scene.uses_tool = state.tool is not Tool.TURN
        scene.compare(state.mode)
        scene.blink(shows_earlier=state.shows_earlier)
        scene.show_map(zone_map_of(state.map_choice), state.selected, state.vertex_map)
        scene.show_how(textured=state.textured, ring_light=state.ring_light)
        scene.show_lines(state.lines.now_mm, state.lines.then_mm)
        scene.show_marks(state.marks)
        self._hint.setText(self._hint_of(state))
        self._ask_note(state.asks_note_at)

    def show_face(self, model: FaceModel | None) -> None:
        """Show this visit's surface."""
        if model is None:
            self.scene.show_face(None, None, {})
        else:
            self.scene.show_face(model.mesh, model.photo_rgb, model.polygons_px)

    def show_earlier(self, model: FaceModel | None, titles: tuple[str, str]) -> None:
        """Show the earlier visit's surface beside it, under these titles."""
        look = None
        if model is not None:
            look = FaceLook(mesh=model.mesh, photo_rgb=model.photo_rgb, polygons_px=model.polygons_px)
        self.scene.show_earlier(look, titles)

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

    def _step(self, steps: int) -> None:
        """The wipe by keys where there is one, else the section."""
        if self._state.mode is CompareMode.WIPE:
            self.scene.hand.nudge_wipe(steps)
        elif self._state.tab is Tab.SECTION:
            self._presenter.step_section(steps)

    def _open(self) -> None:
        if self._state.reads_surface:
            self._presenter.surfaces.stop()
            return
        path = self._choose_surface(self) if self._state.can_open_surface else None
        if path is not None:
            self._presenter.surfaces.choose(path)

    def _to_report(self) -> None:
        if self._state.has_face:
            self._presenter.keep_picture(rgb_of(self.scene.picture()), self._view_name())

    def _save(self) -> None:
        if self._state.has_face:
            picture = rgb_of(self.scene.picture())
            path = self._choose_path(self)
            if path is not None:
                self._presenter.save_picture(picture, path)

    def _view_name(self) -> str:
        preset = nearest_preset(self.scene.orbit)
        return review_words.VIEW_NAMES[preset] if preset is not None else words.FREE_VIEW

    def _hint_of(self, state: SceneState) -> str:
        if state.mode is CompareMode.WIPE and state.tool is Tool.TURN:
            return words.WIPE_HELP
        if state.mode is CompareMode.BLINK and state.tool is Tool.TURN:
            return words.BLINK_HELP
        hint = words.TOOL_HINTS[state.tool]
        return hint if state.tool is Tool.TURN else f"{hint} {words.KEYBOARD_HINT}"

    def _ask_note(self, place_mm: tuple[float, float, float] | None) -> None:
        if place_mm is None:
            if self._note is not None:
                field, self._note = self._note, None
                field.hide()
                field.deleteLater()
                self.scene.setFocus()
            return
        if self._note is not None:
            return
        field = QLineEdit(self.scene)
        field.setPlaceholderText(words.NOTE_FIELD)
        field.setAccessibleName(words.NOTE_FIELD)
        field.setFixedWidth(min(280, self.scene.width() - 8))
        x, y, _ = self.scene.projection().to_screen(np.array([place_mm]))[0]
        left = min(round(x + self.scene.pane().left()) + 12, self.scene.width() - field.width() - 4)
        field.move(max(4, left), max(4, min(round(y) - 18, self.scene.height() - 44)))
        field.returnPressed.connect(lambda: self._presenter.marking.keep_note(field.text()))
        field.show()
        field.setFocus()
        self._note = field

    def _connect(self) -> None:
        presenter, scene, panel = self._presenter, self.scene, self.panel
        self.tools.action_requested.connect(lambda action: self.perform(action))
        self.heads.chosen.connect(scene.look_from)
        scene.sighted.connect(presenter.point_at)
        scene.pointed_at_earlier.connect(presenter.pointed_at_earlier)
        scene.point_moved.connect(presenter.move_point)
        scene.mark_chosen.connect(presenter.marking.choose)
        scene.closing_requested.connect(presenter.marking.close_outline)
        panel.map_chosen.connect(presenter.show_on_face)
        panel.zone_chosen.connect(presenter.select_zone)
        panel.tab_chosen.connect(presenter.show_tab)
        panel.section_cut.connect(presenter.cut)
        panel.mark_chosen.connect(presenter.marking.choose)
        panel.erase_requested.connect(presenter.marking.erase)
        panel.unit_chosen.connect(presenter.surfaces.answer)
        panel.visit_chosen.connect(lambda visit_id: presenter.choose_earlier(VisitId(visit_id)))

    def _build(self) -> None:
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setProperty("surface", "window")
        lay_beside(self, (self.tools, self.scene, self._hint, self.heads), self.panel, tall=self.scene)
