"""The review screen: tools above, photographs in the middle, the views below, findings at the right."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from skinlax_desktop.domain.ids import AnnotationId, VisitId
from skinlax_desktop.domain.views import View
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.screens.review.comparison import ComparisonPresenter
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.review.film_strip import FilmStrip
from skinlax_desktop.ui.screens.review.findings_panel import FindingsPanel
from skinlax_desktop.ui.screens.review.presenter import ReviewPresenter
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.ui.screens.review.stage import Stage
from skinlax_desktop.ui.screens.review.state import Layout, ReviewState, Tool
from skinlax_desktop.ui.screens.review.tool_bar import TOOL_KEYS, ToolBar
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step

_PANEL_WIDTH_PX: Final = 400


def _action(action: str, label: str, *keys: str, icon: str) -> ActionSpec:
    return ActionSpec(id=action, label=label, keys=keys, icon=icon)


class ReviewScreen(Screen):
    """Passive: what is asked for goes to the presenter, what comes back is shown."""

    step: ClassVar[Step] = Step.REVIEW
    title = words.TITLE
    action_specs = (
        *(_action(f"tool_{tool}", words.TOOL_NAMES[tool], key, icon=str(tool)) for tool, key in TOOL_KEYS.items()),
        _action("undo", "Undo the last mark", "Ctrl+Z", icon="undo"),
        _action("redo", "Make it again", "Ctrl+Shift+Z", "Ctrl+Y", icon="redo"),
        _action("erase", "Erase the chosen mark", "Delete", icon="delete"),
        _action("agree", "Agree with the zone", "A", icon="agree"),
        _action("disagree", "Disagree with the zone", "D", icon="disagree"),
        _action("next_zone", "Next zone", "N", icon="forward"),
        _action("previous_zone", "Previous zone", "B", icon="back"),
        _action("overlay", "Zones: outline, map, off", "Z", icon="zones"),
        _action("why", "What moved the zone's grade, on the photo", "W", icon="why"),
        _action("next_view", "Next photo", "]", "PgDown", icon="forward"),
        _action("previous_view", "Previous photo", "[", "PgUp", icon="back"),
        _action("layout_one", "One photo", "1", icon="overlay"),
        _action("layout_two", "Two photos", "2", icon="overlay"),
        _action("layout_three", "Three photos", "3", icon="overlay"),
        _action("layout_with_3d", "Photo and 3D", "4", icon="cube"),
        _action("fit", "Whole photo", "0", icon="expand"),
        _action("full_size", "Photo pixel by pixel", "9", icon="expand"),
        _action("zoom_in", "Nearer", "+", "=", icon="plus"),
        _action("zoom_out", "Farther", "-", icon="minus"),
        _action("link", "Link the photos' zoom, or not", "L", icon="overlay"),
        _action("tab_zones", "Zones", "Ctrl+Shift+1", icon="zones"),
        _action("tab_skin", "Skin", "Ctrl+Shift+2", icon="measure"),
        _action("tab_probe", "Probe", "Ctrl+Shift+3", icon="probe"),
        _action("tab_compare", "Compare with an earlier visit", "Ctrl+Shift+4", icon="timeline"),
        _action("analyse", "Measure the photos", "M", icon="measure"),
        _action("cancel_analysis", "Stop measuring", "Ctrl+.", icon="close"),
    )

    def __init__(self, presenter: ReviewPresenter, comparison: ComparisonPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._comparison = comparison
        self.tools = ToolBar()
        self.stage = Stage()
        self.strip = FilmStrip()
        self.findings = FindingsPanel()
        self._build()
        self._connect()
        self._handlers = self._make_handlers()
        presenter.attach(self)
        comparison.attach(self.findings.comparison)

    # What the presenter asks for

    def show_state(self, state: ReviewState) -> None:
        """Show a state."""
        self.tools.show_state(state)
        self.strip.show_state(state)
        self.stage.show_state(state)
        self.findings.show_state(state)

    def show_photo(self, view: View, pyramid: Pyramid | None) -> None:
        """Show the pixels of a view."""
        self.stage.show_photo(view, pyramid)
        self.strip.show_photo(view, pyramid)

    def show_face(self, model: FaceModel | None) -> None:
        """Show the face in 3D."""
        self.stage.show_face(model)

    # What the window asks for

    def entered(self) -> None:
        """Shown."""
        self._presenter.entered()
        self.stage.front.setFocus()

    def left(self) -> None:
        """Hidden: the scene's context is freed."""
        self._presenter.left()
        self.stage.scene.close_scene()

    def perform(self, action_id: str) -> None:
        """Do what a key or a button asked for."""
        self._handlers[action_id]()

    # Building

    def _build(self) -> None:
        self.findings.setFixedWidth(_PANEL_WIDTH_PX)
        photos = QVBoxLayout()
        photos.setSpacing(0)
        photos.addWidget(self.tools)
        photos.addWidget(self.stage, 1)
        photos.addWidget(self.strip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addLayout(photos, 1)
        row.addWidget(self.findings)

    def _connect(self) -> None:
        asked = self._presenter
        self.tools.action_requested.connect(self.perform)
        self.strip.view_chosen.connect(asked.show_view)
        self.stage.zone_clicked.connect(asked.select_zone)
        self.stage.mark_drawn.connect(asked.draw)
        self.stage.mark_moved.connect(lambda mark, x, y: asked.move_mark(AnnotationId(mark), x, y))
        self.stage.corner_moved.connect(lambda mark, corner, to: asked.move_corner(AnnotationId(mark), corner, to))
        self.stage.mark_written.connect(lambda mark, text: asked.write_on_mark(AnnotationId(mark), text))
        self.findings.analyse_requested.connect(asked.analyse)
        self.findings.cancel_requested.connect(asked.cancel_analysis)
        self.findings.map_chosen.connect(asked.show_on_face)
        self.findings.zones.zone_chosen.connect(asked.select_zone)
        self.findings.opinion.agree_requested.connect(asked.agree)
        self.findings.opinion.disagree_requested.connect(asked.ask_reason)
        self.findings.opinion.reason_given.connect(asked.disagree)
        self.findings.probe.value_entered.connect(asked.enter_probe)
        self.findings.comparison_opened.connect(self._comparison.entered)
        self.findings.comparison.zone_chosen.connect(self._comparison.select)
        self.findings.comparison.visit_chosen.connect(lambda visit: self._comparison.choose(VisitId(visit)))

    def _make_handlers(self) -> dict[str, Callable[[], object]]:
        asked = self._presenter
        return {
            **{f"tool_{tool}": partial(asked.choose_tool, tool) for tool in Tool},
            **{f"layout_{layout}": partial(asked.set_layout, layout) for layout in Layout},
            "undo": asked.undo,
            "redo": asked.redo,
            "erase": self._erase,
            "agree": asked.agree,
            "disagree": asked.ask_reason,
            "next_zone": lambda: asked.step_zone(1),
            "previous_zone": lambda: asked.step_zone(-1),
            "overlay": asked.cycle_overlay,
            "why": asked.ask_why,
            "next_view": lambda: asked.step_view(1),
            "previous_view": lambda: asked.step_view(-1),
            "fit": self._fit,
            "full_size": lambda: self.stage.front.full_size(),
            "zoom_in": lambda: self.stage.front.zoom(1.25),
            "zoom_out": lambda: self.stage.front.zoom(0.8),
            "link": self._toggle_link,
            "tab_zones": lambda: self.findings.show_tab(0),
            "tab_skin": lambda: self.findings.show_tab(1),
            "tab_probe": lambda: self.findings.show_tab(2),
            "tab_compare": lambda: self.findings.show_tab(3),
            "analyse": asked.analyse,
            "cancel_analysis": asked.cancel_analysis,
        }

    def _fit(self) -> None:
        for canvas in self.stage.canvases:
            canvas.fit()

    def _toggle_link(self) -> None:
        self.stage.links_sight = not self.stage.links_sight

    def _erase(self) -> None:
        for canvas in self.stage.canvases:
            if canvas.chosen_mark:
                self._presenter.erase_mark(AnnotationId(canvas.chosen_mark))
