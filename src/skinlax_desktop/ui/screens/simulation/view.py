"""The simulation screen: pictures large, how they are shown above them, plan and numbers at the right."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFileDialog, QSlider, QWidget

from skinlax_desktop.domain.views import View
from skinlax_desktop.text.screens import review as review_words
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.parts.beside import lay_beside
from skinlax_desktop.ui.parts.labels import make_label
from skinlax_desktop.ui.scene.moved_look import AnyLook
from skinlax_desktop.ui.scene.orbit import Preset
from skinlax_desktop.ui.scene.resting import rgb_of
from skinlax_desktop.ui.screens.scene.heads import Heads
from skinlax_desktop.ui.screens.simulation.exporting import FramesDrawn
from skinlax_desktop.ui.screens.simulation.presenter import SimulationPresenter
from skinlax_desktop.ui.screens.simulation.side_panel import SidePanel
from skinlax_desktop.ui.screens.simulation.stage import SimulationStage
from skinlax_desktop.ui.screens.simulation.state import MIXED, Layout, Material, SimulationState, Staged, following
from skinlax_desktop.ui.screens.simulation.tool_bar import LAYOUT_ICONS, LAYOUT_KEYS, ToolBar
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TextRole

_LABELS = words.ACTION_LABELS
_SHARES = 100


def ask_clip(parent: QWidget) -> Path | None:
    """Where the clip is to go, outside the record, or nowhere."""
    path, chosen = QFileDialog.getSaveFileName(parent, words.LEAVES_RECORD, "simulation.webp", words.CLIP_FILES)
    return _with_ending(path, ".png" if "png" in chosen else ".webp")


def ask_picture(parent: QWidget) -> Path | None:
    """Where the picture is to go, outside the record, or nowhere."""
    path, _ = QFileDialog.getSaveFileName(parent, words.LEAVES_RECORD, "simulation.png", words.PNG_FILES)
    return _with_ending(path, ".png")


def _with_ending(path: str, ending: str) -> Path | None:
    if not path:
        return None
    return Path(path) if Path(path).suffix else Path(path).with_suffix(ending)


def ask_chin_down(parent: QWidget) -> Path | None:
    """Which reconstruction with the chin down, or none."""
    path, _ = QFileDialog.getOpenFileName(parent, words.CHIN_DOWN_ADD, "", words.CHIN_DOWN_FILES)
    return Path(path) if path else None


class SimulationScreen(Screen):
    """Passive: what is asked for goes to the presenter, what comes back is shown."""

    step: ClassVar[Step] = Step.SIMULATION
    title = words.TITLE
    action_specs = (
        *(
            ActionSpec(id=f"look_{preset}", label=review_words.VIEW_NAMES[preset], keys=(str(number),), icon="cube")
            for number, preset in enumerate(Preset, start=1)
        ),
        *(
            ActionSpec(
                id=f"layout_{one}", label=words.LAYOUT_NAMES[one], keys=(LAYOUT_KEYS[one],), icon=LAYOUT_ICONS[one]
            )
            for one in Layout
        ),
        ActionSpec(id="material", label=_LABELS["material"], keys=("X",), icon="photo"),
        ActionSpec(id="next_outcome", label=_LABELS["next_outcome"], keys=("N",), icon="forward"),
        ActionSpec(id="mix_left", label=_LABELS["mix_left"], keys=(",",), icon="back"),
        ActionSpec(id="mix_right", label=_LABELS["mix_right"], keys=(".",), icon="forward"),
        ActionSpec(id="weaker", label=_LABELS["weaker"], keys=("[",), icon="minus"),
        ActionSpec(id="stronger", label=_LABELS["stronger"], keys=("]",), icon="plus"),
        ActionSpec(id="earlier", label=_LABELS["earlier"], keys=("PgDown",), icon="back"),
        ActionSpec(id="later", label=_LABELS["later"], keys=("PgUp",), icon="forward"),
        ActionSpec(id="next_tab", label=_LABELS["next_tab"], keys=("E",), icon="expand"),
        ActionSpec(id="add", label=_LABELS["add"], keys=("T",), icon="plus"),
        ActionSpec(id="keep", label=_LABELS["keep"], keys=("K",), icon="save"),
        ActionSpec(id="clip", label=_LABELS["clip"], keys=("Ctrl+E",), icon="clip"),
        ActionSpec(id="save_picture", label=_LABELS["save_picture"], keys=("Ctrl+S",), icon="save"),
        ActionSpec(id="zoom_in", label=_LABELS["zoom_in"], keys=("+", "="), icon="plus"),
        ActionSpec(id="zoom_out", label=_LABELS["zoom_out"], keys=("-",), icon="minus"),
    )

    def __init__(
        self,
        presenter: SimulationPresenter,
        *,
        choose_clip: Callable[[QWidget], Path | None] = ask_clip,
        choose_picture: Callable[[QWidget], Path | None] = ask_picture,
        choose_chin_down: Callable[[QWidget], Path | None] = ask_chin_down,
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._choose_clip = choose_clip
        self._choose_picture = choose_picture
        self._choose_chin_down = choose_chin_down
        self._state = SimulationState()
        self.stage = SimulationStage()
        self.tools = ToolBar()
        self.heads = Heads()
        self.panel = SidePanel()
        self.mix = QSlider(Qt.Orientation.Horizontal)
        self._hint = make_label("", TextRole.CAPTION)
        self._build()
        self._connect()
        plan = presenter.plan
        self._handlers: dict[str, Callable[[], object]] = {
            **{f"look_{preset}": partial(self._look_from, preset) for preset in Preset},
            **{f"layout_{layout}": partial(presenter.show_as, layout) for layout in Layout},
            "material": lambda: presenter.show_on(following(self._state.material)),
            "next_outcome": lambda: presenter.choose_outcome(following(self._state.outcome)),
            "mix_left": lambda: self.stage.nudge(-1),
            "mix_right": lambda: self.stage.nudge(1),
            "weaker": lambda: plan.shift_intensity(-1),
            "stronger": lambda: plan.shift_intensity(1),
            "earlier": lambda: plan.shift_weeks(-2.0),
            "later": lambda: plan.shift_weeks(2.0),
            "next_tab": lambda: presenter.show_tab(following(self._state.tab)),
            "add": plan.add,
            "keep": presenter.keep,
            "clip": self._clip,
            "save_picture": self._save,
            "zoom_in": lambda: self.stage.zoom(1.2),
            "zoom_out": lambda: self.stage.zoom(1 / 1.2),
        }
        presenter.attach(self)

    def show_state(self, state: SimulationState) -> None:
        """Show everything but the pictures."""
        self._state = state
        self.tools.show_state(state)
        self.panel.show_state(state)
        self.mix.setVisible(state.layout in MIXED and state.ready and not state.opened)
        self._hint.setText(self._hint_of(state))

    def show_stage(self, staged: Staged) -> None:
        """Show the pictures."""
        self.stage.show_staged(staged)

    def draw_faces(self, rows: Sequence[Sequence[AnyLook]], done: FramesDrawn, going: Callable[[float], None]) -> None:
        """Draw rows of faces and hand them over."""
        self.stage.draw_faces(rows, done, going)

    def entered(self) -> None:
        """Shown."""
        self._presenter.entered()
        self.stage.setFocus()

    def left(self) -> None:
        """Hidden: the scene's context is freed."""
        self._presenter.left()
        self.stage.close_scene()

    def perform(self, action_id: str) -> None:
        """Do what a key asked for."""
        self._handlers[action_id]()

    def _look_from(self, preset: Preset) -> None:
        self.stage.look_from(preset)
        self._presenter.look_from(View(preset))

    def _clip(self) -> None:
        path = self._choose_clip(self) if self._state.can_export else None
        if path is not None:
            self._presenter.export_clip(path)

    def _save(self) -> None:
        if not self._state.ready:
            return
        picture = np.ascontiguousarray(rgb_of(self.stage.picture())[..., ::-1])
        path = self._choose_picture(self)
        if path is not None:
            self._presenter.save_picture(picture, path)

    def _add_chin_down(self) -> None:
        path = self._choose_chin_down(self)
        if path is not None:
            self._presenter.chin_down.choose(path)

    def _hint_of(self, state: SimulationState) -> str:
        if state.layout is Layout.WIPE:
            return words.WIPE_HINT
        return words.PHOTO_HINT if state.material is Material.PHOTO else words.TURN_HINT

    def _connect(self) -> None:
        presenter, panel, plan = self._presenter, self.panel, self._presenter.plan
        self.tools.action_requested.connect(lambda action: self.perform(action))
        self.tools.outcome_chosen.connect(presenter.choose_outcome)
        self.heads.chosen.connect(self._look_from)
        self.stage.mixed.connect(self._show_mix)
        self.mix.valueChanged.connect(lambda value: self.stage.mix_at(value / _SHARES))
        panel.tab_chosen.connect(presenter.show_tab)
        panel.plan.step_changed.connect(lambda number, what, value: plan.change(number, **{what: value}))
        panel.plan.step_removed.connect(plan.remove)
        panel.plan.step_added.connect(plan.add)
        panel.plan.week_chosen.connect(plan.look_at_week)
        panel.zones.chin_down_requested.connect(self._add_chin_down)
        panel.zones.chin_down_dropped.connect(presenter.chin_down.drop)
        panel.zones.chin_down_measured.connect(presenter.chin_down.measure)
        panel.keep.keep_requested.connect(presenter.keep)
        panel.keep.sign_requested.connect(presenter.sign)
        panel.keep.kept_chosen.connect(presenter.open_kept)

    def _show_mix(self, share: float) -> None:
        with QSignalBlocker(self.mix):
            self.mix.setValue(round(_SHARES * share))

    def _build(self) -> None:
        self.mix.setAccessibleName(words.MIX)
        self.mix.setRange(0, _SHARES)
        self.mix.setValue(round(_SHARES * self.stage.mix))
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setProperty("surface", "window")
        lay_beside(self, (self.tools, self.stage, self.mix, self._hint, self.heads), self.panel, tall=self.stage)
