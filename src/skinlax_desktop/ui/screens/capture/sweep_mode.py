"""Switches the capture screen between the views and the sweep; everything of the sweep that the screen needs."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from skinlax_desktop.ui.screens.capture.live_picture import LivePicture
from skinlax_desktop.ui.screens.capture.patient_window import PatientWindow
from skinlax_desktop.ui.screens.capture.sweep_panel import SweepPanel
from skinlax_desktop.ui.screens.capture.sweep_shown import SweepShown


class SweepMode(QObject):
    """The view of `SweepPresenter`. The screen asks `is_on`, and gives its keys to `perform` first."""

    toggle_requested = Signal()
    go_on_requested = Signal()
    sector_requested = Signal(int)
    select_requested = Signal(int)
    again_requested = Signal()
    other_head_requested = Signal()
    look_due = Signal()
    metronome_due = Signal()
    switched = Signal(bool)
    screen_left = Signal()

    def __init__(self, live: LivePicture, patient_window: PatientWindow) -> None:
        super().__init__()
        self.panel = SweepPanel()
        self.sides = QStackedWidget()
        self.is_on = False
        self.sounds: Callable[[], bool] = lambda: True
        self.on_celebrate: Callable[[], None] = lambda: None
        self._live = live
        self._patient_window = patient_window
        self.panel.bar.hide()
        self.panel.mirrored_bar.hide()
        self.panel.go_on_requested.connect(self.go_on_requested)
        self.panel.leave_requested.connect(self.toggle_requested)
        self.panel.sector_requested.connect(self.sector_requested)
        self.panel.other_head_requested.connect(self.other_head_requested)
        patient_window.add_below(self.panel.mirrored_bar)

    def beside(self, side: QWidget) -> QStackedWidget:
        """The screen's side, with the sweep's panel behind it."""
        self.sides.setFixedWidth(side.width())
        self.sides.addWidget(side)
        self.sides.addWidget(self.panel)
        return self.sides

    def perform(self, action_id: str) -> bool:
        """Keys; says whether the sweep took them."""
        if action_id == "sweep":
            self.toggle_requested.emit()
            return True
        if not self.is_on:
            return False
        if action_id == "take":
            if self.panel.go_on_button.isEnabled():
                self.go_on_requested.emit()
        elif action_id == "chin_down":
            self.other_head_requested.emit()
        elif action_id == "retake":
            self.again_requested.emit()
        elif action_id in ("next_view", "previous_view"):
            self.select_requested.emit(1 if action_id == "next_view" else -1)
        else:
            return False
        return True

    # What is shown

    def show_sweep(self, shown: SweepShown | None) -> None:
        """The sweep in place of the views, or the views again."""
        on = shown is not None
        if shown is not None:
            self.panel.show_state(shown)
            self._patient_window.sentence.setText(shown.sentence)
        if on == self.is_on:
            return
        self.is_on = on
        for live in (self._live, self._patient_window.live):
            live.show_quietly(on)
        for bar in (self.panel.bar, self.panel.mirrored_bar):
            bar.setVisible(on)
        self.sides.setCurrentIndex(1 if on else 0)
        if on:
            self.panel.go_on_button.setFocus()
        self.switched.emit(on)

    def show_metronome(self, yaw_deg: float | None) -> None:
        """Where the head should be."""
        if self.is_on:
            self.panel.show_metronome(yaw_deg)

    def tick(self) -> None:
        """One more sector was seen."""
        if self.sounds():
            QApplication.beep()

    def celebrate(self) -> None:
        """All is taken."""
        self.on_celebrate()
