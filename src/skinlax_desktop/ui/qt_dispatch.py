"""Put a call on the main thread's queue, from any thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class QtDispatcher(QObject):
    """Make it on the main thread; its `call_on_main` then serves a `JobRunner`."""

    _called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._called.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def call_on_main(self, call: Callable[[], None]) -> None:
        """Run `call` on the main thread when its event loop comes round."""
        self._called.emit(call)

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        call()
