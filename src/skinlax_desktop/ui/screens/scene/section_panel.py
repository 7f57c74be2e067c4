"""Where the section runs, its profile, and how far two visits differ along it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.scene.profile_plot import ProfilePlot
from skinlax_desktop.ui.screens.scene.state import SECTION_REACH_MM, SectionKind, SectionState
from skinlax_desktop.ui.theme import TARGET_PX, TextRole, space


class SectionPanel(QWidget):
    """Passive; `cut(kind, at_mm)` with None for the place that kind had."""

    cut = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.plot = ProfilePlot()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.kinds: dict[SectionKind, QPushButton] = {}
        self._kind = SectionKind.UPRIGHT
        self.place = make_label("", TextRole.CAPTION, wrap=True)
        self.difference = make_label("", TextRole.STRONG, wrap=True)
        self._midline = make_button(words.MIDLINE, lambda: self.cut.emit(SectionKind.UPRIGHT, 0.0), kind="quiet")
        self._build()

    def show_section(self, state: SectionState | None) -> None:
        """Show a section, or that there is none."""
        for widget in (self.slider, self._midline, *self.kinds.values()):
            widget.setEnabled(state is not None)
        if state is None:
            self.plot.show_section(None, "")
            self.place.setText("")
            self.difference.setText("")
            return
        self._kind = state.kind
        self.kinds[state.kind].setChecked(True)
        low, high = SECTION_REACH_MM[state.kind]
        self.slider.blockSignals(True)
        self.slider.setRange(round(low), round(high))
        self.slider.setValue(round(state.at_mm))
        self.slider.blockSignals(False)
        place = words.section_place(state.kind, state.at_mm, scale_known=state.scale_known)
        self.place.setText(place)
        said = ""
        if state.apart is not None:
            said = words.profile_sentence(state.apart[0], scale_known=state.scale_known, counts=state.counts)
        self.difference.setText(said)
        self.difference.setVisible(bool(said))
        self.plot.show_section(state, " ".join(part for part in (place, said) if part))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        row = QHBoxLayout()
        row.setSpacing(space(1))
        group = QButtonGroup(self)
        for kind in SectionKind:
            button = make_button(words.SECTION_KINDS[kind], partial(self.cut.emit, kind, None), kind="quiet")
            button.setCheckable(True)
            group.addButton(button)
            self.kinds[kind] = button
            row.addWidget(button, 1)
        row.addWidget(self._midline, 1)
        self.slider.setAccessibleName(words.SECTION_PLACE)
        self.slider.setMinimumHeight(TARGET_PX)
        self.slider.setPageStep(10)
        self.slider.valueChanged.connect(lambda value: self.cut.emit(self._kind, float(value)))
        column.addLayout(row)
        column.addWidget(self.slider)
        column.addWidget(self.place)
        column.addWidget(self.plot, 1)
        column.addWidget(self.difference)
