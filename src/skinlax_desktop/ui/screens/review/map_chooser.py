"""Choose the quantity that colours the zones."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.text.metrics import metric_label, unit_label
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.labels import make_label
from skinlax_desktop.ui.screens.review.state import MapChoice
from skinlax_desktop.ui.theme import TextRole


class MapChooser(QWidget):
    """`map_chosen` carries the metric's name, "" for the photograph alone."""

    map_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._box = QComboBox()
        self._names: tuple[str, ...] = ()
        self._box.setAccessibleName(words.MAP)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        caption = make_label(words.MAP, TextRole.CAPTION)
        caption.setBuddy(self._box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(caption)
        row.addWidget(self._box, 1)
        self._box.activated.connect(lambda index: self.map_chosen.emit(self._names[index]))

    def show_maps(
        self,
        maps: tuple[Measurement, ...],
        choice: MapChoice | None,
        *,
        layers: tuple[tuple[str, str], ...] = (),
        layer: str = "",
    ) -> None:
        """Show what can be chosen, and what is; `layers` are names and words of what is known at every point."""
        names = ("", *(metric.name for metric in maps), *(name for name, _ in layers))
        if names != self._names:
            self._names = names
            self._box.clear()
            self._box.addItem(words.MAP_NONE)
            for metric in maps:
                unit = unit_label(metric.unit)
                self._box.addItem(f"{metric_label(metric.name)} ({unit})" if unit else metric_label(metric.name))
            for _, label in layers:
                self._box.addItem(label)
        chosen = layer or (choice.metric.name if choice is not None else "")
        self._box.setCurrentIndex(names.index(chosen) if chosen in names else 0)
        self._box.setEnabled(len(names) > 1)
