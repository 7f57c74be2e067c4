"""What comes after the first window: the other rooms, imported piece by piece so that typing is never held up."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, SignalInstance

if TYPE_CHECKING:
    from skinlax_desktop.app.entrance import Entrance

# Small enough that a key is answered between two of them: numpy, the longest, takes 0.07 s of the smallest machine.
_PIECES: Final = (
    "numpy",
    "msgspec",
    "psygnal",
    "skinlax_desktop.app.logging_setup",
    "skinlax_desktop.domain.visit",
    "skinlax_desktop.ports",
    "skinlax_desktop.jobs.runner",
    "skinlax_desktop.app.preferences",
    "skinlax_desktop.text.errors",
    "skinlax_desktop.workflows.record_keeping",
    "skinlax_desktop.ui.screens.patients",
    "skinlax_desktop.ui.screens.patient",
    "skinlax_desktop.app.screen_connections",
    "skinlax_desktop.app.wiring",
    "skinlax_desktop.app.workstation",
)
_UNPAINTED_MS: Final = 1000


class FirstPaint(QObject):
    """Says once that a window has been painted, or that a second has passed without that (it starts minimised)."""

    painted = Signal()

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._is_told = False
        window.installEventFilter(self)
        QTimer.singleShot(_UNPAINTED_MS, self, self._tell)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The paint itself comes after this; what is told waits until the event loop comes round."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._tell)
        return False

    def _tell(self) -> None:
        if not self._is_told:
            self._is_told = True
            self._window.removeEventFilter(self)
            self.painted.emit()


class Furnishing(QObject):
    """Imports the pieces, one a turn of the event loop, then calls `build`.

    What is asked for at the entrance before that is done at once, after whatever is still missing. A failure of
    `build` ends the event loop; it is in `error` then.
    """

    def __init__(self, entrance: "Entrance", build: Callable[[], None]) -> None:
        super().__init__(entrance.window)
        self.error: Exception | None = None
        self._application = entrance.application
        self._build = build
        self._missing = list(_PIECES)
        self._is_done = False
        self._waiting = [(signal, partial(self._wanted, signal)) for signal in _wishes(entrance)]
        for signal, slot in self._waiting:
            signal.connect(slot)
        FirstPaint(entrance.window).painted.connect(self._go_on)

    def finish(self) -> None:
        """Bring everything now."""
        while not self._is_done:
            self._bring_next()

    def _go_on(self) -> None:
        if not self._is_done:
            self._bring_next()
            QTimer.singleShot(0, self, self._go_on)

    def _bring_next(self) -> None:
        if self._missing:
            import_module(self._missing.pop(0))
            return
        self._is_done = True
        for signal, slot in self._waiting:
            signal.disconnect(slot)
        try:
            self._build()
        except Exception as error:
            self.error = error
            self._application.exit(1)

    def _wanted(self, signal: SignalInstance, *values: object) -> None:
        """Somebody was quicker than we are: their wish is repeated to those who can fulfil it."""
        self.finish()
        if self.error is None:
            signal.emit(*values)


def _wishes(entrance: "Entrance") -> list[SignalInstance]:
    window = [entrance.window.theme_requested]
    if entrance.sign_in_screen is not None:
        return [entrance.sign_in_screen.open_requested, entrance.sign_in_screen.phantom_requested, *window]
    if entrance.first_run_screen is not None:
        screen = entrance.first_run_screen
        return [screen.create_requested, screen.passphrase_edited, screen.phantom_requested, *window]
    return window
