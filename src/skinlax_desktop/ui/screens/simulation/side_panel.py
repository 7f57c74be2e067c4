"""The right-hand side: plan, numbers or zones; what is said; what is kept."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.parts.labels import make_button, make_label, make_panel, set_role
from skinlax_desktop.ui.screens.simulation.keep_panel import KeepPanel
from skinlax_desktop.ui.screens.simulation.number_panel import NumberPanel
from skinlax_desktop.ui.screens.simulation.plan_panel import PlanPanel
from skinlax_desktop.ui.screens.simulation.state import Layout, SimulationState, Tab
from skinlax_desktop.ui.screens.simulation.zone_panel import ZonePanel
from skinlax_desktop.ui.theme import TextRole, space

_WIDTH_PX: Final = 372
_NAMES: Final = {Tab.PLAN: words.PLAN_TAB, Tab.NUMBERS: words.NUMBERS_TAB, Tab.ZONES: words.ZONES_TAB}


class SidePanel(QFrame):
    """Passive: shows a state, tells what was asked for."""

    tab_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setFixedWidth(_WIDTH_PX)
        self.plan, self.numbers, self.zones, self.keep = PlanPanel(), NumberPanel(), ZonePanel(), KeepPanel()
        self.status = make_label("", wrap=True)
        self.tabs: dict[Tab, QPushButton] = {}
        self._pages = QStackedWidget()
        self._build()

    def show_state(self, state: SimulationState) -> None:
        """Show a state."""
        self.plan.show_state(state)
        self.numbers.show_state(state)
        postures = state.layout is Layout.POSTURES
        self.zones.show_zones(state.zones, state.tissue, state.softness, softness_first=postures)
        self.keep.show_state(state)
        self.tabs[state.tab].setChecked(True)
        self._pages.setCurrentIndex(list(Tab).index(state.tab))
        self.status.setText(f"△ {state.sentence}" if state.is_error else state.sentence)
        set_role(self.status, TextRole.ERROR if state.is_error else TextRole.BODY)
        self.status.setVisible(bool(state.sentence))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(2))
        tabs = QHBoxLayout()
        tabs.setSpacing(space(1))
        group = QButtonGroup(self)
        pages: dict[Tab, QWidget] = {Tab.PLAN: self.plan, Tab.NUMBERS: self.numbers, Tab.ZONES: self.zones}
        for tab in Tab:
            button = make_button(_NAMES[tab], partial(self.tab_chosen.emit, tab), kind="quiet")
            button.setCheckable(True)
            group.addButton(button)
            self.tabs[tab] = button
            tabs.addWidget(button, 1)
            self._pages.addWidget(_scrolled(pages[tab]))
        column.addLayout(tabs)
        column.addWidget(self._pages, 1)
        column.addWidget(self.status)
        line = make_panel("line")
        line.setFixedHeight(1)
        column.addWidget(line)
        column.addWidget(self.keep)


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    page.setProperty("surface", "panel")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    area.setWidget(page)
    return area
