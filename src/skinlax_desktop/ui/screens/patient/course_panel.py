"""The course beside the timeline: measure, chart, what to expect, where it stands, and what is written down."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from skinlax_desktop.domain.treatment import RiskFactor
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.text import course as course_words
from skinlax_desktop.text.metrics import zone_label
from skinlax_desktop.text.screens import course as words
from skinlax_desktop.ui.parts.buttons import CheckBox
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.patient.course import CourseShown
from skinlax_desktop.ui.screens.patient.course_chart import CourseChart, PositionBar
from skinlax_desktop.ui.theme import TextRole, space

WIDTH_PX = 580


class CoursePanel(QFrame):
    """Passive: shows what is told, tells what was asked for."""

    measure_chosen = Signal(str)
    consent_answered = Signal(bool)
    treatment_entered = Signal(str, str, str)
    risk_factor_entered = Signal(object, str)
    simulation_chosen = Signal(str)
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAccessibleName(course_words.TITLE)
        self.setFixedWidth(WIDTH_PX)
        self.measures = QComboBox()
        self.sentence = make_label(role=TextRole.MUTED, wrap=True)
        self.chart = CourseChart()
        self.chart_key = make_label(f"{course_words.CHART_KEY} {course_words.HIGHER}", TextRole.CAPTION, wrap=True)
        self.position = PositionBar()
        self.parts = QVBoxLayout()
        self.consent = CheckBox(words.CONSENT)
        self.consent.setAccessibleName(words.CONSENT)
        self.treatment, self.zone = QComboBox(), QComboBox()
        self.treated_on = QLineEdit()
        self.keep_treatment = make_button(words.KEEP_TREATMENT, self._ask_treatment)
        self.keep_simulation = make_button(
            words.SIMULATION, self._ask_simulation, hint=words.SIMULATION_HINT, icon="plus"
        )
        self.risk_factors = {factor: QLineEdit() for factor in RiskFactor}
        self.kept = make_label(role=TextRole.BODY, wrap=True)
        self.problem = make_label(role=TextRole.WARNING, wrap=True)
        self._told: object = None
        self._build()

    def show_course(self, shown: CourseShown) -> None:
        """Show it."""
        with QSignalBlocker(self.measures), QSignalBlocker(self.consent):
            if [self.measures.itemData(row) for row in range(self.measures.count())] != [c.id for c in shown.choices]:
                self.measures.clear()
                for choice in shown.choices:
                    self.measures.addItem(choice.label, choice.id)
            self.measures.setCurrentIndex(max(self.measures.findData(shown.chosen), 0))
            self.consent.setChecked(shown.consents)
        self.measures.setEnabled(bool(shown.choices))
        for label, text in ((self.sentence, shown.sentence), (self.kept, shown.kept), (self.problem, shown.problem)):
            label.setText(text)
            label.setVisible(bool(text))
        for field in (
            self.treatment,
            self.zone,
            self.treated_on,
            self.keep_treatment,
            self.keep_simulation,
            *self.risk_factors.values(),
        ):
            field.setEnabled(shown.can_write)
        answers = dict(shown.risk_factors)
        for factor, field in self.risk_factors.items():
            if not field.hasFocus():
                field.setText(answers.get(factor.value, ""))
        if shown.told is not self._told:
            self._fill(shown)

    def _fill(self, shown: CourseShown) -> None:
        told = self._told = shown.told
        while (item := self.parts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget is not self.position:
                widget.deleteLater()
        spoken = "" if told is None else " ".join(sentence for part in told.parts for sentence in part.sentences[:2])
        self.chart.show_picture(None if told is None else told.picture, spoken)
        self.chart_key.setVisible(told is not None and told.picture is not None)
        self.position.setParent(None)
        for part in () if told is None else told.parts:
            self.parts.addWidget(make_label(part.title, TextRole.STRONG))
            if part.title == course_words.AMONG:
                self.parts.addWidget(self.position)
            quiet = part.title == course_words.RESTS_ON
            for sentence in part.sentences:
                self.parts.addWidget(make_label(sentence, TextRole.CAPTION if quiet else TextRole.BODY, wrap=True))
        self.position.show_picture(None if told is None else told.position)

    def _ask_treatment(self) -> None:
        kind = self.treatment.currentData() or self.treatment.currentText()
        self.treatment_entered.emit(str(kind), self.treated_on.text(), str(self.zone.currentData() or ""))

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(6), space(5), space(3), space(4))
        layout.setSpacing(space(2))
        top = QHBoxLayout()
        top.addWidget(make_label(course_words.TITLE, TextRole.TITLE), 1)
        top.addWidget(make_button(words.CLOSE, self.close_requested.emit, kind="quiet", hint="Esc"))
        layout.addLayout(top)
        self.measures.setAccessibleName(course_words.CHOOSE)
        layout.addWidget(self.measures)
        layout.addWidget(self.sentence)
        layout.addWidget(self.problem)
        layout.addWidget(self.kept)
        inside = QWidget()
        inside.setProperty("surface", "")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, space(3), 0)
        column.setSpacing(space(2))
        column.addWidget(self.chart)
        column.addWidget(self.chart_key)
        self.parts.setSpacing(space(2))
        column.addLayout(self.parts)
        column.addSpacing(space(3))
        column.addWidget(make_label(words.NOTE_DOWN, TextRole.STRONG))
        column.addWidget(self.consent)
        column.addLayout(self._treatment_form())
        column.addWidget(self.keep_simulation)
        column.addWidget(make_label(words.RISK_TITLE, TextRole.MUTED, wrap=True))
        column.addLayout(self._risk_form())
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(course_words.TITLE)
        scroll.setWidget(inside)
        layout.addWidget(scroll, 1)
        self.chart.show_picture(None, "")
        self.chart_key.hide()
        self.measures.activated.connect(lambda _row: self.measure_chosen.emit(self.measures.currentData()))
        self.consent.toggled.connect(self.consent_answered)

    def _treatment_form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(2))
        self.treatment.setEditable(True)
        if (typed := self.treatment.lineEdit()) is not None:
            typed.setAccessibleName(words.TREATMENT)
        for kind in course_words.TREATMENTS:
            self.treatment.addItem(course_words.treatment_label(kind), kind)
        self.zone.addItem(words.WHOLE_FACE, "")
        for zone in ZONES:
            self.zone.addItem(zone_label(zone), zone)
        self.treated_on.setPlaceholderText("2026-05-31")
        fields = (
            (words.TREATMENT, self.treatment),
            (words.TREATED_ZONE, self.zone),
            (words.TREATED_ON, self.treated_on),
        )
        for column, (name, field) in enumerate(fields):
            caption = make_label(name, TextRole.MUTED)
            caption.setBuddy(field)
            field.setAccessibleName(name)
            grid.addWidget(caption, 0, column)
            grid.addWidget(field, 1, column)
        for box in (self.treatment, self.zone):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        grid.addWidget(self.keep_treatment, 2, 0, 1, 3)
        for column, share in enumerate((4, 4, 3)):
            grid.setColumnStretch(column, share)
        return grid

    def _risk_form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(2))
        for column, (factor, field) in enumerate(self.risk_factors.items()):
            name = words.RISK_FACTORS[factor.value]
            caption = make_label(name, TextRole.MUTED)
            caption.setBuddy(field)
            field.setAccessibleName(name)
            field.editingFinished.connect(lambda factor=factor, field=field: self._ask_risk(factor, field))
            grid.addWidget(caption, 0, column)
            grid.addWidget(field, 1, column)
        return grid

    def _ask_simulation(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, words.SIMULATION, "", f"{words.SIMULATION_FILE} (simulation.json)"
        )
        if path:
            self.simulation_chosen.emit(path)

    def _ask_risk(self, factor: RiskFactor, field: QLineEdit) -> None:
        if field.isModified():
            field.setModified(False)
            self.risk_factor_entered.emit(factor, field.text())
