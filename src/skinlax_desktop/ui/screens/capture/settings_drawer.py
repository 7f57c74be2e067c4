"""The settings drawer: ring, exposure, gain, and how a picture is taken."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.text.screens import sweep as sweep_words
from skinlax_desktop.ui.parts.buttons import CheckBox
from skinlax_desktop.ui.parts.labels import make_label
from skinlax_desktop.ui.screens.capture.light_panel import LightPanel
from skinlax_desktop.ui.screens.capture.repeats_choice import RepeatsChoice
from skinlax_desktop.ui.theme import TextRole, space
from skinlax_desktop.workflows.ring_keeping import RingStatus

_SETTLE_MS = 200


@dataclass(frozen=True, slots=True)
class _Row:
    slider: QSlider
    settle: QTimer
    value: QLabel
    unit: float
    text: str

    def write(self) -> None:
        """The slider's value in words."""
        self.value.setText(self.text.format(value=self.slider.value() * self.unit))

    def move(self, value: float) -> None:
        """Show a value, unless a hand is just choosing another."""
        if self.slider.isSliderDown() or self.settle.isActive():
            return
        self.slider.blockSignals(True)
        self.slider.setValue(round(value / self.unit))
        self.slider.blockSignals(False)
        self.write()


class _WholeArea(QScrollArea):
    """Wishes to be as tall as what it holds; Qt's own stops at a few lines."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """The content's, at the width there is."""
        content = self.widget()
        layout = content.layout() if content is not None else None
        if layout is None:
            return super().sizeHint()
        width = max(self.viewport().width(), layout.minimumSize().width())
        return QSize(layout.sizeHint().width(), layout.totalHeightForWidth(width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A sentence of more lines wishes for more room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class SettingsDrawer(QWidget):
    """Sliders settle for a moment before they ask; what the devices really took stands under them."""

    exposure_requested = Signal(float)
    gain_requested = Signal(float)
    light_requested = Signal(object)
    automatic_requested = Signal(bool)
    grades_requested = Signal(bool)
    skin_requested = Signal(bool)
    patient_window_requested = Signal(bool)
    asides_requested = Signal(bool)
    pedal_chosen = Signal(str)
    repeats_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(3))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.level = self._add(words.RING_LEVEL, (0, 100), 1.0, words.PERCENT, self._ask_light)
        self.colour = self._add(words.RING_COLOUR, (27, 65), 100.0, words.KELVIN, self._ask_light)
        self.ring_took = make_label(role=TextRole.CAPTION, wrap=True)
        self._grid.addWidget(self.ring_took, self._grid.rowCount(), 0, 1, 3)
        self.exposure = self._add(words.EXPOSURE, (5, 400), 0.1, words.MILLISECONDS, self._ask_exposure)
        self.gain = self._add(words.GAIN, (0, 240), 0.1, words.DECIBELS, self._ask_gain)
        self.camera_took = make_label(role=TextRole.CAPTION, wrap=True)
        self._grid.addWidget(self.camera_took, self._grid.rowCount(), 0, 1, 3)
        self.automatic, self.flash, self.sound = (
            _make_check(word, checked=True) for word in (words.AUTOMATIC, words.FLASH, words.SOUND)
        )
        self.grades = _make_check(words.GRADES, checked=False)
        self.grades.setToolTip(words.GRADES_LABEL)
        self.skin = _make_check(words.SKIN, checked=False)
        self.skin.setToolTip(words.SKIN_LABEL)
        self.asides = _make_check(sweep_words.ASIDE_CHOICE, checked=False)
        self.patient_window = _make_check(words.PATIENT_WINDOW, checked=False)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._grid)
        self.light_panel = LightPanel()
        layout.addWidget(self.light_panel)
        layout.addSpacing(space(2))
        for box in (self.automatic, self.flash, self.sound, self.grades, self.skin, self.asides, self.patient_window):
            layout.addWidget(box)
        self.repeats = RepeatsChoice()
        self.repeats.chosen.connect(self.repeats_chosen)
        layout.addWidget(self.repeats)
        self.pedal = QKeySequenceEdit()
        self.pedal.setMaximumSequenceLength(1)
        for part in (self.pedal, *self.pedal.findChildren(QLineEdit)):
            part.setAccessibleName(words.PEDAL)
        self.pedal.setFixedWidth(space(32))
        self.pedal.editingFinished.connect(self._ask_pedal)
        caption = make_label(words.PEDAL, TextRole.MUTED)
        caption.setBuddy(self.pedal)
        row = QHBoxLayout()
        row.addWidget(caption, 1)
        row.addWidget(self.pedal)
        layout.addLayout(row)
        self._scroll(content)
        self.automatic.toggled.connect(self.automatic_requested)
        self.grades.toggled.connect(self.grades_requested)
        self.skin.toggled.connect(self.skin_requested)
        self.asides.toggled.connect(self.asides_requested)
        self.patient_window.toggled.connect(self.patient_window_requested)

    def _scroll(self, content: QWidget) -> None:
        """All of it where the window is tall, with a scroll bar where it is not."""
        area = _WholeArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content.setProperty("surface", "")
        area.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_camera(self, asked: CameraSettings, taken: CameraSettings | None, problem: str) -> None:
        """What was asked of the camera and what it really took."""
        self.exposure.move(asked.exposure_us / 1000.0)
        self.gain.move(asked.gain_db)
        answer = "" if taken is None else words.TOOK.format(exposure=taken.exposure_us / 1000.0, gain=taken.gain_db)
        self.camera_took.setText(problem or answer)

    def show_ring(self, status: RingStatus, problem: str) -> None:
        """What was asked of the ring and what it reports."""
        if status.info is not None:
            low, high = status.info.colour_temperature_range_k
            self.colour.slider.setRange(-(-low // 100), high // 100)
        self.level.move(status.wanted.level * 100.0)
        self.colour.move(status.wanted.colour_temperature_k)
        light = status.state.light if status.state is not None else None
        answer = ""
        if light is not None:
            answer = words.RING_TOOK.format(level=light.level * 100, colour=light.colour_temperature_k)
        self.ring_took.setText(problem or answer)

    def _add(self, name: str, limits: tuple[int, int], unit: float, text: str, ask: Callable[[], None]) -> _Row:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(*limits)
        slider.setPageStep(max(1, (limits[1] - limits[0]) // 10))
        slider.setAccessibleName(name)
        settle = QTimer(self)
        settle.setSingleShot(True)
        settle.setInterval(_SETTLE_MS)
        settle.timeout.connect(ask)
        row = _Row(slider, settle, make_label(), unit, text)
        row.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.value.setMinimumWidth(64)
        caption = make_label(name, TextRole.MUTED)
        caption.setBuddy(slider)
        slider.valueChanged.connect(lambda _position: row.write())
        slider.valueChanged.connect(lambda _position: settle.start())
        place = self._grid.rowCount()
        self._grid.addWidget(caption, place, 0)
        self._grid.addWidget(slider, place, 1)
        self._grid.addWidget(row.value, place, 2)
        row.write()
        return row

    def show_pedal(self, key: str) -> None:
        """The key that the foot pedal sends, in Qt's portable text."""
        self.pedal.setKeySequence(QKeySequence.fromString(key))

    def _ask_pedal(self) -> None:
        key = self.pedal.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if key:
            self.pedal_chosen.emit(key)
        self.pedal.clearFocus()

    def _ask_exposure(self) -> None:
        self.exposure_requested.emit(self.exposure.slider.value() * 100.0)

    def _ask_gain(self) -> None:
        self.gain_requested.emit(self.gain.slider.value() * self.gain.unit)

    def _ask_light(self) -> None:
        level, kelvin = self.level.slider.value() / 100.0, self.colour.slider.value() * 100
        self.light_requested.emit(LightSettings(level=level, colour_temperature_k=kelvin))


def _make_check(text: str, *, checked: bool) -> CheckBox:
    box = CheckBox(text)
    box.setAccessibleName(text)
    box.setChecked(checked)
    return box
