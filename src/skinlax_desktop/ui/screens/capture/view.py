"""The capture screen: filmstrip, live picture, guidance."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.text.screens import sweep as sweep_words
from skinlax_desktop.ui.parts.labels import make_button, make_label, make_panel, set_role
from skinlax_desktop.ui.parts.lent_focus import LentFocus
from skinlax_desktop.ui.screens.capture.baseline_bar import BaselineBar
from skinlax_desktop.ui.screens.capture.baseline_shown import BaselineShown
from skinlax_desktop.ui.screens.capture.check_dots import CheckDots
from skinlax_desktop.ui.screens.capture.filmstrip import Filmstrip
from skinlax_desktop.ui.screens.capture.head_diagram import HeadDiagram
from skinlax_desktop.ui.screens.capture.live_grades import GradesShown
from skinlax_desktop.ui.screens.capture.live_picture import LivePicture, Picture, Polyline, as_image
from skinlax_desktop.ui.screens.capture.live_skin import SkinShown
from skinlax_desktop.ui.screens.capture.patient_window import PatientWindow
from skinlax_desktop.ui.screens.capture.settings_drawer import SettingsDrawer
from skinlax_desktop.ui.screens.capture.shown import CaptureShown
from skinlax_desktop.ui.screens.capture.stills import JudgedStill
from skinlax_desktop.ui.screens.capture.sweep_mode import SweepMode
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TextRole, space
from skinlax_desktop.workflows.baseline_ghost import Ghost
from skinlax_desktop.workflows.ring_keeping import RingStatus

PEDAL_KEYS = ("PgDown", "B")
_PREVIEW_MS = 30
_ASSESS_MS = 60
_GUIDANCE_WIDTH_PX = 372
_SENTENCE_HEIGHT_PX = 116


class CaptureScreen(Screen):
    """One view after the other. A foot pedal is a keyboard with one key: Page Down or B, or what it was set to."""

    step = Step.CAPTURE
    action_specs: tuple[ActionSpec, ...] = (
        ActionSpec(id="take", label="Take the picture now", keys=("Space", *PEDAL_KEYS), icon="capture"),
        ActionSpec(id="retake", label="Take the last view again", keys=("R",), icon="retake"),
        ActionSpec(id="next_view", label="Go to the next view", keys=("N",), icon="forward"),
        ActionSpec(id="previous_view", label="Go to the view before", keys=("P",), icon="back"),
        ActionSpec(id="automatic", label="Take the picture by itself, or not", keys=("A",), icon="camera"),
        ActionSpec(id="settings", label="Open or close the settings", keys=("S",), icon="settings"),
        ActionSpec(id="ghost", label="Show or hide the baseline's ghost", keys=("O",), icon="overlay"),
        ActionSpec(id="ghost_mode", label="Another way of showing the ghost", keys=("M",), icon="overlay"),
        ActionSpec(id="grades", label="Show model grades on the live picture, or not", keys=("G",), icon="measure"),
        ActionSpec(id="skin", label="Show wrinkles and spots on the live picture, or not", keys=("K",), icon="measure"),
        ActionSpec(id="sweep", label="Sweep from profile to profile, or back", keys=("T",), icon="cube"),
        ActionSpec(id="chin_down", label="Sweep with the chin down, or level again", keys=("C",), icon="retake"),
        ActionSpec(id="patient_window", label="Show or hide the patient's window", keys=("W",), icon="expand"),
    )
    was_entered = Signal()
    preview_due = Signal()
    assessment_due = Signal()
    snap_requested = Signal()
    view_requested = Signal(object)
    repeat_requested = Signal(object, int)
    pedal_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, pedal_keys: tuple[str, ...] = PEDAL_KEYS) -> None:
        super().__init__(parent)
        self._use_pedal(pedal_keys)
        self.title = words.TITLE
        self._shown: CaptureShown | None = None
        self._baseline_stood = False
        self.live = LivePicture()
        self.filmstrip = Filmstrip()
        self.baseline = BaselineBar()
        self.progress = make_label(role=TextRole.TITLE)
        self.diagram = HeadDiagram()
        self.sentence = make_label(role=TextRole.SENTENCE, wrap=True)
        self.dots = CheckDots()
        self.hint = make_label(role=TextRole.CAPTION, wrap=True)
        self.take_button = make_button(words.TAKE_NOW, self.snap_requested.emit, kind="primary", icon="")
        self.settings_button = make_button(
            words.SETTINGS, self._toggle_settings, kind="quiet", icon="settings", hint=f"{words.SETTINGS}  S"
        )
        self.sweep_button = make_button(
            sweep_words.TITLE,
            lambda: self.perform("sweep"),
            kind="quiet",
            icon="cube",
            name=sweep_words.START,
            hint=f"{sweep_words.START}  T",
        )
        self.drawer = SettingsDrawer()
        self.drawer.show_pedal(next(iter(pedal_keys), ""))
        self.patient_window = PatientWindow()
        self.sweep = SweepMode(self.live, self.patient_window)
        self._preview_timer, self._assess_timer = QTimer(self), QTimer(self)
        self._taking = LentFocus(self.take_button)
        self._build()

    # Screen

    def entered(self) -> None:
        """Start the live picture."""
        self.was_entered.emit()
        self._preview_timer.start()
        self._assess_timer.start()
        self.take_button.setFocus()

    def left(self) -> None:
        """Stop the live picture."""
        self._preview_timer.stop()
        self._assess_timer.stop()
        self.sweep.screen_left.emit()
        self.patient_window.hide()
        self.drawer.patient_window.setChecked(False)

    def perform(self, action_id: str) -> None:
        """Keys."""
        if self.sweep.perform(action_id):
            return
        {
            "take": self._press_take,
            "retake": self._retake_last,
            "next_view": lambda: self._step_view(1),
            "previous_view": lambda: self._step_view(-1),
            "automatic": self.drawer.automatic.toggle,
            "settings": self._toggle_settings,
            "ghost": self.baseline.ghost.toggle,
            "ghost_mode": self.baseline.next_mode,
            "grades": self.drawer.grades.toggle,
            "skin": self.drawer.skin.toggle,
            "patient_window": self.drawer.patient_window.toggle,
        }[action_id]()

    # What is shown

    def show_state(self, shown: CaptureShown) -> None:
        """Everything but the pixels."""
        if shown == self._shown:
            return
        self._shown = shown
        self.progress.setText(shown.progress)
        self.sentence.setText(shown.sentence if shown.problem is None else "")
        self.dots.show_dots(shown.dots)
        self.hint.setText(shown.hint)
        self.diagram.show_poses(shown.pose_now, shown.pose_wanted, ready=shown.ready)
        self.filmstrip.show_tiles(shown.tiles)
        self.live.show_state(shown)
        if not self.sweep.is_on:
            self.patient_window.show_state(shown)
        self._taking.enable(not shown.busy and (shown.problem is None or shown.complete))
        self.take_button.setText(f"{words.REVIEW_NOW if shown.complete else words.TAKE_NOW}     Space")
        self.take_button.setAccessibleName(words.REVIEW_NOW if shown.complete else words.TAKE_NOW)
        self.drawer.repeats.show_repeats(len(shown.tiles[0].repeats) if shown.tiles else 1)
        if self.drawer.automatic.isChecked() != shown.automatic:
            self.drawer.automatic.setChecked(shown.automatic)

    def show_baseline(self, shown: BaselineShown) -> None:
        """Match score, date of the baseline, warning."""
        self.baseline.show_baseline(shown)

    def show_ghost(self, ghost: Ghost | None) -> None:
        """The baseline's face over both live pictures."""
        self.live.ghost.show_ghost(ghost)
        self.patient_window.live.ghost.show_ghost(ghost)

    def show_live(self, picture: Picture) -> None:
        """The newest live picture."""
        self.live.show_picture(picture)
        if self.patient_window.isVisible():
            self.patient_window.live.show_picture(picture)

    def live_size(self) -> tuple[int, int]:
        """Physical pixels the live picture may fill."""
        mine = self.live.picture_size()
        return max(mine, self.patient_window.live.picture_size()) if self.patient_window.isVisible() else mine

    def show_outline(self, outline: tuple[Polyline, ...]) -> None:
        """Where the head should be."""
        self.live.show_outline(outline)
        self.patient_window.live.show_outline(outline)

    def show_refused(self, still: JudgedStill | None) -> None:
        """The refused picture itself, or the live one again."""
        self.live.show_refused(still)

    def show_thumbnail(self, capture_id: CaptureId, picture: Picture) -> None:
        """A small copy of an accepted picture."""
        self.filmstrip.show_image(capture_id, as_image(picture))

    def show_camera(self, asked: CameraSettings, taken: CameraSettings | None, problem: str) -> None:
        """The camera's settings."""
        self.drawer.show_camera(asked, taken, problem)

    def show_ring(self, status: RingStatus, problem: str) -> None:
        """The ring's settings; a lost ring is said beside the picture at once."""
        self.drawer.show_ring(status, problem)
        self.ring_problem.setText(f"{words.RING_LOST_TITLE}. {problem}" if problem else "")
        self.ring_problem.setVisible(bool(problem))

    def show_grades(self, shown: GradesShown) -> None:
        """For the operator only: a patient is not shown numbers without their meaning."""
        self.live.show_grades(shown)

    def show_skin(self, shown: SkinShown) -> None:
        """For the operator, as the grades are."""
        self.live.show_skin(shown)

    def celebrate(self) -> None:
        """A picture was accepted."""
        if self.drawer.flash.isChecked():
            self.live.flash()
            self.patient_window.live.flash()
        if self.drawer.sound.isChecked():
            QApplication.beep()

    # Intents

    def _press_take(self) -> None:
        if self.take_button.isEnabled():
            self.snap_requested.emit()

    def _assess(self) -> None:
        """While a sweep is on its frames are looked at, and no view is assessed."""
        (self.sweep.look_due if self.sweep.is_on else self.assessment_due).emit()

    def _switched(self, sweeping: bool) -> None:
        self._baseline_stood = self.baseline.isVisibleTo(self) if sweeping else self._baseline_stood
        self.baseline.setVisible(not sweeping and self._baseline_stood)
        self.filmstrip.setEnabled(not sweeping)
        if not sweeping and self._shown is not None:
            self.patient_window.show_state(self._shown)
            self.take_button.setFocus()

    def _step_view(self, by: int) -> None:
        if self._shown is None:
            return
        views = [tile.view for tile in self._shown.tiles]
        self.view_requested.emit(views[(views.index(self._shown.wanted) + by) % len(views)])

    def _retake_last(self) -> None:
        if self._shown is None:
            return
        taken = [tile.view for tile in self._shown.tiles if tile.capture_id is not None]
        if taken:
            self.view_requested.emit(taken[-1])

    def _toggle_settings(self) -> None:
        opened = not self.drawer.isVisible()
        self.drawer.setVisible(opened)
        for widget in (self.diagram, self.dots, self.hint):
            widget.setVisible(not opened)
        # The settings need the room that the large sentence takes.
        set_role(self.sentence, str(TextRole.TITLE if opened else TextRole.SENTENCE))
        self.sentence.setMinimumHeight(space(9) if opened else _SENTENCE_HEIGHT_PX)
        if opened:
            self.drawer.level.slider.setFocus()

    # Building

    def _build(self) -> None:
        self.ring_problem = make_label(role=TextRole.WARNING, wrap=True)
        self.ring_problem.hide()
        self.drawer.hide()
        side = make_panel()
        side.setFixedWidth(_GUIDANCE_WIDTH_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(space(6), space(5), space(6), space(4))
        column.setSpacing(space(3))
        column.addWidget(self.progress)
        column.addWidget(self.diagram, 2)
        self.sentence.setMinimumHeight(_SENTENCE_HEIGHT_PX)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(self.sentence, 1)
        column.addWidget(self.dots)
        # Its room is kept while there is no hint: the rest must not jump.
        self.hint.setMinimumHeight(space(6))
        column.addWidget(self.hint)
        column.addWidget(self.ring_problem)
        column.addWidget(self.drawer)
        column.addSpacing(space(1))
        column.addWidget(self.take_button)
        quiet = QHBoxLayout()
        quiet.addWidget(self.settings_button, 1)
        quiet.addWidget(self.sweep_button, 1)
        column.addLayout(quiet)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.filmstrip)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.live, 1)
        middle.addWidget(self.baseline)
        middle.addWidget(self.sweep.panel.bar)
        row.addLayout(middle, 1)
        row.addWidget(self.sweep.beside(side))
        for timer in (self._preview_timer, self._assess_timer):
            timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._preview_timer.setInterval(_PREVIEW_MS)
        self._assess_timer.setInterval(_ASSESS_MS)
        self._preview_timer.timeout.connect(self.preview_due)
        self._preview_timer.timeout.connect(self.sweep.metronome_due)
        self._assess_timer.timeout.connect(self._assess)
        self.sweep.sounds, self.sweep.on_celebrate = self.drawer.sound.isChecked, self.celebrate
        self.sweep.switched.connect(self._switched)
        self.filmstrip.chosen.connect(self.view_requested)
        self.filmstrip.repeat_chosen.connect(self.repeat_requested)
        for live in (self.live, self.patient_window.live):
            self.baseline.look_changed.connect(
                lambda mode, opacity, on, layer=live.ghost: layer.set_look(mode, opacity, on=on)
            )
        self.drawer.patient_window_requested.connect(self._show_patient_window)
        self.drawer.pedal_chosen.connect(self._choose_pedal)

    def _use_pedal(self, keys: tuple[str, ...]) -> None:
        """Space and the pedal take the picture; a key that means something else here keeps its meaning."""
        taken = {key for spec in self.action_specs if spec.id != "take" for key in spec.keys}
        take = ("Space", *(key for key in keys if key not in taken and key != "Space"))
        self.action_specs = tuple(replace(spec, keys=take) if spec.id == "take" else spec for spec in self.action_specs)

    def _choose_pedal(self, key: str) -> None:
        self._use_pedal((key,))
        keys = next(spec.keys for spec in self.action_specs if spec.id == "take")
        for action in self.actions():
            if action.objectName() == "take":
                action.setShortcuts([QKeySequence.fromString(known) for known in keys])
        self.drawer.show_pedal(keys[1] if len(keys) > 1 else "")
        if key in keys:
            self.pedal_chosen.emit(key)

    def _show_patient_window(self, wanted: bool) -> None:
        self.patient_window.setVisible(wanted)
        self.activateWindow()
