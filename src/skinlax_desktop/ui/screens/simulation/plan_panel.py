"""The plan: up to four treatments with their sliders, the week, and how the effects come."""

from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from skinlax_desktop.biomechanics.treatments import treatment_library
from skinlax_desktop.text.metrics import pair_label
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.text.simulation import device_label
from skinlax_desktop.ui.parts.labels import make_button, make_label, make_panel
from skinlax_desktop.ui.screens.simulation.onset_plot import OnsetPlot
from skinlax_desktop.ui.screens.simulation.state import SimulationState, StepRow
from skinlax_desktop.ui.theme import TextRole, space
from skinlax_desktop.workflows.simulation_plans import MOST_STEPS, ZONE_KINDS, supported_zones

_BEGINS: Final = (0, 4, 8, 12, 16, 20, 24)


class StepCard(QFrame):
    """One treatment; `changed(what, value)`."""

    changed = Signal(str, object)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "raised")
        self.device, self.zone = QComboBox(), QComboBox()
        self.intensity = QSlider(Qt.Orientation.Horizontal)
        self.at_week = QComboBox()
        self.percent = make_label("", TextRole.CAPTION)
        self.refusal = make_label("", TextRole.WARNING, wrap=True)
        self._zones_of = ""
        self._build()

    def show_row(self, row: StepRow) -> None:
        """Show a step."""
        step = row.step
        with (
            QSignalBlocker(self.device),
            QSignalBlocker(self.zone),
            QSignalBlocker(self.intensity),
            QSignalBlocker(self.at_week),
        ):
            self.device.setCurrentIndex(self.device.findData(step.device))
            self._offer_zones(step.device)
            self.zone.setCurrentIndex(self.zone.findData(step.zone))
            self.intensity.setValue(round(100 * step.intensity))
            self._offer_week(round(step.at_week))
            self.at_week.setCurrentIndex(self.at_week.findData(round(step.at_week)))
        self.percent.setText(words.INTENSITY_OF.format(percent=f"{100 * step.intensity:.0f}"))
        self.refusal.setText(f"△ {row.refusal}" if row.refusal else "")
        self.refusal.setVisible(bool(row.refusal))
        for widget in (self.intensity, self.at_week, self.percent):
            widget.setEnabled(not row.refusal)

    def _offer_zones(self, device: str) -> None:
        """Zones with a published displacement first; the others say that there is none."""
        if device == self._zones_of:
            return
        self._zones_of = device
        published = supported_zones(treatment_library()[device])
        self.zone.clear()
        for kind in (*published, *(kind for kind in ZONE_KINDS if kind not in published)):
            name = pair_label(kind)
            self.zone.addItem(name if kind in published else words.NOT_PUBLISHED.format(zone=name), kind)

    def _offer_week(self, week: int) -> None:
        if self.at_week.findData(week) < 0:
            self.at_week.addItem(words.AT_WEEK.format(week=week), week)

    def _build(self) -> None:
        for field, name in (
            (self.device, words.TREATMENT),
            (self.zone, words.ZONE),
            (self.intensity, words.INTENSITY),
            (self.at_week, words.AT_WEEK_NAME),
        ):
            field.setAccessibleName(name)
        for box in (self.device, self.zone, self.at_week):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        for device in treatment_library():
            self.device.addItem(device_label(device), device)
        self.intensity.setRange(0, 100)
        self.intensity.setPageStep(10)
        for week in _BEGINS:
            self._offer_week(week)
        remove = make_button("", self.removed.emit, kind="tool", icon="close", name=words.REMOVE, hint=words.REMOVE)
        grid = QGridLayout(self)
        grid.setContentsMargins(space(2), space(2), space(2), space(2))
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(1))
        grid.addWidget(self.device, 0, 0, 1, 2)
        grid.addWidget(remove, 0, 2)
        grid.addWidget(self.zone, 1, 0, 1, 3)
        grid.addWidget(self.intensity, 2, 0)
        grid.addWidget(self.at_week, 2, 1, 1, 2)
        grid.addWidget(self.percent, 3, 0, 1, 3)
        grid.addWidget(self.refusal, 4, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self.device.activated.connect(lambda _row: self.changed.emit("device", self.device.currentData()))
        self.zone.activated.connect(lambda _row: self.changed.emit("zone", self.zone.currentData()))
        self.intensity.valueChanged.connect(lambda value: self.changed.emit("intensity", value / 100.0))
        self.at_week.activated.connect(lambda _row: self.changed.emit("at_week", float(self.at_week.currentData())))


class PlanPanel(QWidget):
    """Passive; `step_changed(number, what, value)`."""

    step_changed = Signal(int, str, object)
    step_removed = Signal(int)
    step_added = Signal()
    week_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[StepCard] = []
        self.add = make_button(words.ADD, self.step_added.emit, kind="quiet", icon="plus")
        self.weeks = QSlider(Qt.Orientation.Horizontal)
        self.week_words = make_label("", TextRole.STRONG, wrap=True)
        self.onset = OnsetPlot()
        self.setbacks = make_label("", TextRole.CAPTION, wrap=True)
        self._cards = QVBoxLayout()
        self._build()

    def show_state(self, state: SimulationState) -> None:
        """Show the plan."""
        while len(self.cards) < len(state.rows):
            self._add_card()
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(state.rows))
            if number < len(state.rows):
                card.show_row(state.rows[number])
        self.add.setEnabled(len(state.rows) < MOST_STEPS and not state.problem)
        with QSignalBlocker(self.weeks):
            self.weeks.setRange(0, round(state.weeks_most))
            self.weeks.setValue(round(state.weeks))
        self.week_words.setText(words.weeks_label(state.weeks, state.weeks_most))
        self.onset.show_onsets(state.onsets, state.weeks)
        said = [f"▼ {curve.sentence}" for curve in state.onsets if curve.sentence]
        self.setbacks.setText("\n".join((*said, words.ONSET_KIND)))

    def _add_card(self) -> None:
        card, number = StepCard(), len(self.cards)
        card.changed.connect(partial(self.step_changed.emit, number))
        card.removed.connect(partial(self.step_removed.emit, number))
        self.cards.append(card)
        self._cards.addWidget(card)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(2), 0)
        column.setSpacing(space(2))
        self._cards.setSpacing(space(2))
        column.addLayout(self._cards)
        adding = QHBoxLayout()
        adding.addWidget(self.add)
        adding.addStretch(1)
        column.addLayout(adding)
        line = make_panel("line")
        line.setFixedHeight(1)
        column.addWidget(line)
        self.weeks.setAccessibleName(words.WEEKS)
        self.weeks.setPageStep(4)
        self.weeks.valueChanged.connect(lambda value: self.week_chosen.emit(float(value)))
        column.addWidget(self.week_words)
        column.addWidget(self.weeks)
        column.addWidget(self.onset)
        column.addWidget(self.setbacks)
        column.addStretch(1)
