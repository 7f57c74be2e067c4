"""The right-hand side: what colours the face, the earlier visit, and zones, section or marks."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from skinlax_desktop.surface.scanner_mesh import LengthUnit
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.parts.labels import make_button, make_label, set_role
from skinlax_desktop.ui.screens.review.map_chooser import MapChooser
from skinlax_desktop.ui.screens.review.zone_list import ZoneList
from skinlax_desktop.ui.screens.scene.change_list import ChangeList
from skinlax_desktop.ui.screens.scene.mark_list import MarkList
from skinlax_desktop.ui.screens.scene.section_panel import SectionPanel
from skinlax_desktop.ui.screens.scene.state import EarlierState, SceneState, Tab
from skinlax_desktop.ui.theme import TextRole, space

_WIDTH_PX: Final = 360
_TAB_NAMES: Final = {
    Tab.ZONES: words.ZONES_TAB,
    Tab.SECTION: words.SECTION,
    Tab.MARKS: words.MARKS_TAB,
    Tab.CHANGES: words.CHANGES_TAB,
}


class SidePanel(QFrame):
    """Passive: shows a state, tells what was asked for."""

    map_chosen = Signal(str)
    zone_chosen = Signal(str)
    tab_chosen = Signal(object)
    section_cut = Signal(object, object)
    mark_chosen = Signal(str)
    erase_requested = Signal()
    visit_chosen = Signal(str)
    unit_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setFixedWidth(_WIDTH_PX)
        self.maps = MapChooser()
        self.zones = ZoneList()
        self.section = SectionPanel()
        self.marks = MarkList()
        self.changes = ChangeList()
        self.visits = QComboBox()
        self.earlier = make_label("", TextRole.CAPTION, wrap=True)
        self.status = make_label("", wrap=True)
        self._visit_ids: tuple[str, ...] = ()
        self._grade = make_label("", TextRole.CAPTION, wrap=True)
        self._partial = make_label("", TextRole.WARNING, wrap=True)
        self._unscaled = make_label("△ " + words.UNSCALED, TextRole.WARNING, wrap=True)
        self._tabs: dict[Tab, QPushButton] = {}
        self._pages = QStackedWidget()
        self._units = QWidget()
        self._build()

    def show_state(self, state: SceneState) -> None:
        """Show a state."""
        layers = tuple((layer, words.LAYER_NAMES[layer]) for layer in state.layers)
        self.maps.show_maps(state.maps, state.map_choice, layers=layers, layer=state.layer)
        self.zones.show_findings(state.findings, state.selected)
        self._grade.setText(state.grade)
        self._grade.setVisible(bool(state.grade) and state.tab is Tab.ZONES)
        self._partial.setVisible(state.share_unmeasured > 0.1)
        self._partial.setText("△ " + words.PARTIAL.format(share=f"{100 * state.share_unmeasured:.0f}"))
        self._unscaled.setVisible(state.is_unscaled)
        self._show_earlier(state.earlier)
        self._tabs[state.tab].setChecked(True)
        self._pages.setCurrentIndex(list(Tab).index(state.tab))
        self.section.show_section(state.section)
        self.marks.show_rows(state.rows, state.marks.chosen)
        self.changes.show_changes(state.changes)
        self.status.setText(f"△ {state.sentence}" if state.is_error else state.sentence)
        set_role(self.status, TextRole.ERROR if state.is_error else TextRole.BODY)
        self.status.setVisible(bool(state.sentence))
        self._units.setVisible(state.asks_unit)

    def _show_earlier(self, state: EarlierState) -> None:
        ids = tuple(str(choice.id) for choice in state.choices)
        if ids != self._visit_ids:
            self._visit_ids = ids
            self.visits.clear()
            for choice in state.choices:
                self.visits.addItem(choice.label)
        self.visits.setEnabled(bool(ids))
        if state.chosen is not None and str(state.chosen) in ids:
            self.visits.setCurrentIndex(ids.index(str(state.chosen)))
        self.earlier.setText(state.sentence)
        self.earlier.setVisible(bool(state.sentence))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(2))
        self.visits.setAccessibleName(words.EARLIER_VISIT)
        self.visits.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        caption = make_label(words.EARLIER_VISIT, TextRole.CAPTION)
        caption.setBuddy(self.visits)
        earlier = QHBoxLayout()
        earlier.addWidget(caption)
        earlier.addWidget(self.visits, 1)
        tabs = QHBoxLayout()
        tabs.setSpacing(space(1))
        group = QButtonGroup(self)
        for tab in Tab:
            button = make_button(_TAB_NAMES[tab], partial(self.tab_chosen.emit, tab), kind="quiet")
            button.setCheckable(True)
            group.addButton(button)
            self._tabs[tab] = button
            tabs.addWidget(button, 1)
        pages: dict[Tab, QWidget] = {
            Tab.ZONES: self.zones,
            Tab.SECTION: self.section,
            Tab.MARKS: self.marks,
            Tab.CHANGES: self.changes,
        }
        for tab in Tab:
            self._pages.addWidget(pages[tab])
        column.addWidget(self.maps)
        column.addLayout(earlier)
        column.addWidget(self.earlier)
        column.addWidget(self._partial)
        column.addWidget(self._unscaled)
        column.addLayout(tabs)
        column.addWidget(self._pages, 1)
        column.addWidget(self._grade)
        column.addWidget(self.status)
        units = QHBoxLayout(self._units)
        units.setContentsMargins(0, 0, 0, 0)
        for unit in LengthUnit:
            units.addWidget(make_button(words.UNITS[unit], partial(self.unit_chosen.emit, unit)), 1)
        column.addWidget(self._units)
        self.maps.map_chosen.connect(self.map_chosen)
        self.zones.zone_chosen.connect(self.zone_chosen)
        self.section.cut.connect(self.section_cut)
        self.marks.chosen.connect(self.mark_chosen)
        self.marks.erase_requested.connect(self.erase_requested)
        self.visits.activated.connect(lambda number: self.visit_chosen.emit(self._visit_ids[number]))
