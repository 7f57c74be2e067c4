"""Values that only a probe can measure: a field for each, with its unit and instrument."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from skinlax_desktop.domain.annotation import PROBE_UNITS, ProbeQuantity, ProbeReading
from skinlax_desktop.text.metrics import probe_label, unit_label
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.labels import make_label, set_role
from skinlax_desktop.ui.theme import TextRole, space


class ProbeForm(QWidget):
    """`value_entered(quantity, typed, instrument)` follows when a field is left with both filled, or emptied."""

    value_entered = Signal(object, str, str)

    def __init__(self) -> None:
        super().__init__()
        self._values: dict[ProbeQuantity, QLineEdit] = {}
        self._instruments: dict[ProbeQuantity, QLineEdit] = {}
        self._notes: dict[ProbeQuantity, QLabel] = {}
        self._shown: dict[ProbeQuantity, ProbeReading] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), 0, space(2), 0)
        column.setSpacing(space(2))
        column.addWidget(make_label(words.PROBE_SENTENCE, TextRole.CAPTION, wrap=True))
        for quantity in ProbeQuantity:
            column.addLayout(self._row(quantity))
        column.addStretch(1)

    def show_readings(
        self, readings: tuple[ProbeReading, ...], error: tuple[ProbeQuantity, str] | None, *, can_enter: bool
    ) -> None:
        """Show what is kept, and what could not be."""
        known = {reading.quantity: reading for reading in readings if not reading.zone}
        for quantity in ProbeQuantity:
            reading = known.get(quantity)
            failed = error is not None and error[0] is quantity
            if reading != self._shown.get(quantity) and not failed:
                self._values[quantity].setText(f"{reading.value:g}" if reading is not None else "")
                self._instruments[quantity].setText(reading.instrument if reading is not None else "")
            for field in (self._values[quantity], self._instruments[quantity]):
                field.setEnabled(can_enter)
            note = self._notes[quantity]
            if failed and error is not None:
                set_role(note, TextRole.WARNING)
                note.setText(f"△ {error[1]}")
            else:
                set_role(note, TextRole.CAPTION)
                note.setText(_kept(reading) if reading is not None else words.NOT_MEASURED)
        self._shown = known

    def _row(self, quantity: ProbeQuantity) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(1))
        value, instrument = QLineEdit(), QLineEdit()
        name = probe_label(quantity)
        unit = unit_label(PROBE_UNITS[quantity])
        value.setPlaceholderText(unit)
        instrument.setPlaceholderText(words.INSTRUMENT)
        value.setAccessibleName(f"{name}, {words.PROBE_VALUE}, {unit}")
        instrument.setAccessibleName(f"{name}, {words.INSTRUMENT}")
        value.setMaximumWidth(120)
        note = make_label("", TextRole.CAPTION, wrap=True)
        for field in (value, instrument):
            field.editingFinished.connect(partial(self._entered, quantity))
        grid.addWidget(make_label(name, TextRole.STRONG), 0, 0, 1, 2)
        grid.addWidget(value, 1, 0)
        grid.addWidget(instrument, 1, 1)
        grid.addWidget(note, 2, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self._values[quantity], self._instruments[quantity], self._notes[quantity] = value, instrument, note
        return grid

    def _entered(self, quantity: ProbeQuantity) -> None:
        typed, instrument = self._values[quantity].text(), self._instruments[quantity].text()
        known = self._shown.get(quantity)
        same = known is not None and (f"{known.value:g}", known.instrument) == (typed, instrument)
        # A value whose instrument is still to be typed is not complained about while the hand moves there.
        moving_on = bool(typed.strip()) and not instrument.strip() and self._instruments[quantity].hasFocus()
        if not same and not moving_on and (typed.strip() or known is not None):
            self.value_entered.emit(quantity, typed, instrument)


def _kept(reading: ProbeReading) -> str:
    return words.PROBE_KEPT.format(
        value=f"{reading.value:g}", unit=unit_label(reading.unit), instrument=reading.instrument
    )
