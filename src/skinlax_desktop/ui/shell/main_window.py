"""The window: rail, header, one screen at a time."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from skinlax_desktop.text.language import translate
from skinlax_desktop.ui.parts.labels import make_panel
from skinlax_desktop.ui.shell.actions import SHELL_ACTIONS, ActionSpec
from skinlax_desktop.ui.shell.header import Header
from skinlax_desktop.ui.shell.key_map import KeyMap
from skinlax_desktop.ui.shell.rail import Rail
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.status import HeaderContent
from skinlax_desktop.ui.shell.steps import Step, StepMark


class MainWindow(QMainWindow):
    """The one window. `step_requested` asks to go to a step (a presenter decides), `lock_requested` to lock.

    `closing` is emitted once, before the window goes; the screen that is shown has been left by then.
    """

    step_requested = Signal(object)
    lock_requested = Signal()
    theme_requested = Signal()
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.may_close: Callable[[], bool] = lambda: True
        """Asked before the window closes; the screen that is shown has been left by then."""
        self._is_asking = False
        self.setWindowTitle("Skinlax")
        self.setMinimumSize(1180, 680)
        self.resize(1366, 768)
        self._screens: dict[Step, Screen] = {}
        self._shown: Screen | None = None
        self.rail = Rail()
        self.header = Header()
        self._stack = QStackedWidget()
        self._build()
        self.key_map = KeyMap(self._stack)
        self._shell_actions = self._make_shell_actions()
        self.show_locked(locked=True)

    # What is shown

    @property
    def screen_shown(self) -> Screen | None:
        """The screen in front."""
        return self._shown

    @property
    def screens(self) -> dict[Step, Screen]:
        """Every registered screen."""
        return dict(self._screens)

    def add_screen(self, step: Step, screen: Screen) -> None:
        """Register a screen; its keys work while it is shown."""
        self._screens[step] = screen
        self._stack.addWidget(screen)
        if not step.is_locked:
            self.rail.add_step(step)
        for spec in screen.action_specs:
            action = _make_action(screen, spec, partial(screen.perform, spec.id))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            screen.addAction(action)

    def show_step(self, step: Step) -> None:
        """Bring a screen to the front; the one before it is left first."""
        screen = self._screens[step]
        if screen is self._shown:
            return
        self.key_map.hide()
        if self._shown is not None:
            self._shown.left()
        self._shown = screen
        self._stack.setCurrentWidget(screen)
        self.show_locked(locked=step.is_locked)
        self.rail.show_step(step)
        self.setWindowTitle(f"{screen.title} - Skinlax" if screen.title else "Skinlax")
        screen.entered()

    def show_locked(self, *, locked: bool) -> None:
        """Without rail and header while the record is locked."""
        self.rail.setVisible(not locked)
        self.header.setVisible(not locked)

    def show_header(self, content: HeaderContent) -> None:
        """Show another header."""
        self.header.show_content(content)

    def set_mark(self, step: Step, mark: StepMark) -> None:
        """Show in the rail what a step has come to."""
        self.rail.set_mark(step, mark)

    def set_reachable(self, reachable: frozenset[Step]) -> None:
        """Allow only these steps in the rail."""
        self.rail.set_reachable(reachable)

    def toggle_key_map(self) -> None:
        """Lay the keys over the screen, or take them away."""
        if self.key_map.isVisible():
            self.key_map.hide()
            return
        here = self._shown.action_specs if self._shown is not None else ()
        title = self._shown.title if self._shown is not None else ""
        self.key_map.setGeometry(self._stack.rect())
        self.key_map.show_keys(title, here, [spec for spec in SHELL_ACTIONS if self._means_something(spec)])

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the key map over the screen."""
        super().resizeEvent(event)
        self.key_map.setGeometry(self._stack.rect())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Leave the screen that is shown, then say so; or go on with it when the window must stay."""
        if self._is_asking:
            event.ignore()
            return
        if self._shown is not None:
            self._shown.left()
        self._is_asking = True
        may_close = self.may_close()
        self._is_asking = False
        if not may_close:
            if self._shown is not None:
                self._shown.entered()
            event.ignore()
            return
        self._shown = None
        self.closing.emit()
        super().closeEvent(event)

    # Building

    def _build(self) -> None:
        body = make_panel("window")
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(body)
        self.rail.step_requested.connect(self.step_requested)
        self.header.lock_requested.connect(self.lock_requested)
        self.header.keys_requested.connect(self.toggle_key_map)

    def _make_shell_actions(self) -> dict[str, QAction]:
        handlers: dict[str, Callable[[], object]] = {
            "show_keys": self.toggle_key_map,
            "show_name": self.header.patient.toggle_name,
            "lock": self.lock_requested.emit,
            "theme": self.theme_requested.emit,
            "full_screen": self._toggle_full_screen,
            **{f"go_{step}": partial(self._request, step) for step in Step},
        }
        made = {spec.id: _make_action(self, spec, handlers[spec.id]) for spec in SHELL_ACTIONS}
        for action in made.values():
            self.addAction(action)
        return made

    def _request(self, step: Step) -> None:
        if self._means_something_step(step):
            self.step_requested.emit(step)

    def _means_something(self, spec: ActionSpec) -> bool:
        if not spec.id.startswith("go_"):
            return True
        return self._means_something_step(Step(spec.id.removeprefix("go_")))

    def _means_something_step(self, step: Step) -> bool:
        return step in self._screens and not self.rail.isHidden()

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()


def _make_action(owner: QWidget, spec: ActionSpec, handler: Callable[[], object]) -> QAction:
    action = QAction(translate(spec.label), owner)
    action.setObjectName(spec.id)
    action.setShortcuts([QKeySequence.fromString(key) for key in spec.keys])
    action.setAutoRepeat(False)
    action.triggered.connect(lambda: handler())
    return action
