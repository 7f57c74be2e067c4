"""The hand and the eye of the demo: presses what a person would press, waits, and photographs the window."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPointF, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from skinlax_desktop.app.console import Console
from skinlax_desktop.domain.errors import SkinlaxError


class Pilot:
    """Works on one window; `steps` keeps the name and the seconds of everything it did."""

    def __init__(self, window: QWidget, screens: Path, console: Console) -> None:
        self._window = window
        self._screens = screens
        self._console = console
        self.steps: list[tuple[str, float]] = []

    @contextmanager
    def step(self, name: str, fraction: float) -> Iterator[None]:
        """A named step of the visit, with its share of the whole."""
        self._console.progress(fraction, name)
        began = time.monotonic()
        yield
        self.steps.append((name, time.monotonic() - began))

    def wait(self, condition: Callable[[], bool], *, at_most_s: float, what: str) -> None:
        """Let the program live until `condition` holds.

        Raises `SkinlaxError("demo_waited_in_vain")` when it never does.
        """
        until = time.monotonic() + at_most_s
        while not condition():
            if time.monotonic() > until:
                self._save(self._window.grab(), "stuck")
                raise SkinlaxError("demo_waited_in_vain", what=what, seconds=round(at_most_s))
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            time.sleep(0.002)

    def rest(self, seconds: float) -> None:
        """Let the program live for a while."""
        until = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() >= until, at_most_s=seconds + 5.0, what="rest")

    def press(self, button: QAbstractButton) -> None:
        """Press a button that can be pressed."""
        self.wait(lambda: button.isVisible() and button.isEnabled(), at_most_s=20, what=button.accessibleName())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key, on: QWidget | None = None) -> None:
        """Press a key."""
        QTest.keyClick(on or self._window.focusWidget() or self._window, key)

    def type(self, field: QLineEdit, text: str) -> None:
        """Type into a field."""
        self.wait(lambda: field.isVisible() and field.isEnabled(), at_most_s=20, what=field.accessibleName())
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)

    def drag(self, widget: QWidget, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press, drag and let go with the left button; widget coordinates."""
        first, last = QPointF(*start).toPoint(), QPointF(*end).toPoint()
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
        for part in (0.3, 0.6, 1.0):
            QTest.mouseMove(widget, first + (last - first) * part)
            self.rest(0.05)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, last)

    def photograph(self, name: str, sizes: tuple[tuple[int, int], ...] = ()) -> None:
        """Save what the window shows, at its size and at others."""
        self.rest(0.15)
        self._save(self._window.grab(), name)
        before = self._window.size()
        for width, height in sizes:
            self._window.resize(QSize(width, height))
            self.rest(0.4)
            self._save(self._window.grab(), f"{name}_{width}x{height}")
        if sizes:
            self._window.resize(before)
            self.rest(0.2)

    def _save(self, pixels: QPixmap, name: str) -> None:
        path = self._screens / f"{name}.png"
        if not pixels.save(str(path), "PNG"):
            raise SkinlaxError("output_not_writable", folder=self._screens.name)
