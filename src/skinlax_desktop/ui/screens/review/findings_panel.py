"""The right-hand side: how far measuring is, zones with their values, skin, probe, comparison."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.domain.zones import mirrored_zone
from skinlax_desktop.text import comparison as comparison_words
from skinlax_desktop.text.explanation import explain_zone
from skinlax_desktop.text.grades import EXPLORATORY_MEANING
from skinlax_desktop.text.metrics import zone_label
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.labels import make_button, make_label, set_role
from skinlax_desktop.ui.screens.review.comparison_panel import ComparisonPanel
from skinlax_desktop.ui.screens.review.map_chooser import MapChooser
from skinlax_desktop.ui.screens.review.metric_row import MetricColumn
from skinlax_desktop.ui.screens.review.opinion_bar import OpinionBar
from skinlax_desktop.ui.screens.review.probe_form import ProbeForm
from skinlax_desktop.ui.screens.review.state import ReviewState, Stage
from skinlax_desktop.ui.screens.review.zone_list import ZoneList, find_metric
from skinlax_desktop.ui.theme import TextRole, space


class FindingsPanel(QFrame):
    """Passive: shows a state, tells what was asked for."""

    analyse_requested = Signal()
    cancel_requested = Signal()
    map_chosen = Signal(str)
    comparison_opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setAccessibleName(words.FINDINGS)
        self.zones = ZoneList()
        self.opinion = OpinionBar()
        self.probe = ProbeForm()
        self.comparison = ComparisonPanel()
        self._details = MetricColumn(words.ZONES_TAB)
        self._skin = MetricColumn(words.SKIN_TAB)
        self._zone_title = make_label("", TextRole.STRONG)
        self._status = make_label("", wrap=True)
        self._grade = make_label("", TextRole.CAPTION, wrap=True)
        self._analyse = make_button(words.ANALYSE, self.analyse_requested.emit, kind="primary")
        self._progress = QProgressBar()
        self._cancel = make_button(words.CANCEL, self.cancel_requested.emit, kind="quiet")
        self._maps = MapChooser()
        self._pages = QStackedWidget()
        self._tabs = QButtonGroup(self)
        self._build()

    def show_state(self, state: ReviewState) -> None:
        """Show a state."""
        done, running = state.stage is Stage.DONE, state.stage is Stage.RUNNING
        self._status.setText(f"△ {state.sentence}" if state.is_error or state.off_protocol else state.sentence)
        set_role(self._status, TextRole.WARNING if state.is_error or state.off_protocol else TextRole.BODY)
        self._status.setVisible(bool(state.sentence))
        self._analyse.setVisible(state.stage is Stage.READY)
        for widget in (self._progress, self._cancel):
            widget.setVisible(running)
        self._progress.setValue(round(state.progress * 100))
        self._grade.setText(state.grade)
        self._grade.setVisible(done)
        self._pages.setEnabled(state.stage not in (Stage.NO_VISIT,))
        self.zones.show_findings(state.findings, state.selected)
        self._show_details(state)
        self._show_skin(state)
        self._maps.show_maps(state.maps, state.map_choice)
        finding = state.finding
        self.opinion.show_opinion(
            finding.judgement if finding is not None else None,
            asks_reason=state.asks_reason,
            can_judge=finding is not None,
        )
        self.probe.show_readings(state.probe, state.probe_error, can_enter=state.stage is not Stage.NO_VISIT)

    def show_tab(self, number: int) -> None:
        """Zones, skin, probe or the comparison."""
        self._tabs.button(number).setChecked(True)
        self._pages.setCurrentIndex(number)
        if self._pages.currentWidget() is self.comparison:
            self.comparison_opened.emit()

    def _show_details(self, state: ReviewState) -> None:
        finding = state.finding
        self._zone_title.setText(zone_label(finding.zone) if finding is not None else "")
        self._zone_title.setVisible(finding is not None)
        if finding is None:
            overall = [(metric, None) for metric in state.overall]
            self._details.show_rows([*overall, words.SORTED_BY, words.BAR_LEGEND] if state.findings else [])
            return
        other = mirrored_zone(finding.zone)
        rows: list[str | tuple[Measurement, Measurement | None]] = [
            (metric, find_metric(state.findings, other, metric.name)) for metric in finding.metrics
        ]
        twin = next((known for known in state.findings if known.zone == other and other != finding.zone), None)
        sentence = explain_zone(finding.zone, finding.metrics, twin.metrics if twin is not None else ())
        graded = any(metric.exploratory for metric in finding.metrics)
        self._details.show_rows(
            [
                *([sentence] if sentence else []),
                *rows,
                *([EXPLORATORY_MEANING] if graded else []),
                words.BAR_LEGEND,
            ]
        )

    def _show_skin(self, state: ReviewState) -> None:
        rows: list[str | tuple[Measurement, Measurement | None]] = []
        if not state.attributes and not state.colour:
            rows.append(words.SKIN_EMPTY)
        elif not state.colour_calibrated:
            rows.append(words.COLOUR_UNCALIBRATED)
        rows += [(metric, None) for metric in (*state.attributes, *state.colour, *state.face)]
        self._skin.show_rows(rows)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(2))
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(words.ANALYSING)
        running = QHBoxLayout()
        running.addWidget(self._progress, 1)
        running.addWidget(self._cancel)
        column.addWidget(self._status)
        column.addLayout(running)
        column.addWidget(self._analyse)
        column.addWidget(self._grade)
        column.addLayout(self._make_tabs())
        column.addWidget(self._pages, 1)
        self._pages.addWidget(self._make_zone_page())
        self._pages.addWidget(self._skin)
        self._pages.addWidget(self.probe)
        self._pages.addWidget(self.comparison)
        self._maps.map_chosen.connect(self.map_chosen)

    def _make_tabs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(1))
        for number, name in enumerate((words.ZONES_TAB, words.SKIN_TAB, words.PROBE_TAB, comparison_words.TITLE)):
            button = make_button(name, partial(self.show_tab, number), kind="quiet")
            button.setCheckable(True)
            button.setChecked(number == 0)
            self._tabs.addButton(button, number)
            row.addWidget(button, 1)
        return row

    def _make_zone_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        lower = QWidget()
        details = QVBoxLayout(lower)
        details.setContentsMargins(0, space(2), 0, 0)
        details.addWidget(self._zone_title)
        details.addWidget(self._details, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.zones)
        split.addWidget(lower)
        lower.setMinimumHeight(150)
        self.zones.setMinimumHeight(110)
        split.setSizes([1000, 1000])
        column.addWidget(self._maps)
        column.addWidget(split, 1)
        column.addWidget(self.opinion)
        return page
