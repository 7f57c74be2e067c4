"""A short note over the capture screen when a device came back; that it is gone stands there already."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from skinlax_desktop.text.screens import light as words
from skinlax_desktop.ui.theme import space
from skinlax_desktop.workflows.ring_keeping import RingKeeper, RingStatus

_STANDS_MS: Final = 6000
_LOOK_MS: Final = 500


class DeviceNote(QLabel):
    """Hangs at the top of its parent for some seconds; a click takes it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._screen = parent
        self.setProperty("surface", "raised")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMargin(space(2))
        self.setAutoFillBackground(True)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(_STANDS_MS)
        self._end.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def tell(self, sentence: str) -> None:
        """Show it now; a newer note replaces an older one."""
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        self._end.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep to the middle when the screen changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, _event: object) -> None:  # noqa: N802
        """Seen."""
        self.hide()

    def _place(self) -> None:
        self.adjustSize()
        self.move(max((self._screen.width() - self.width()) // 2, 0), space(2))


class DeviceWatcher(QObject):
    """Tells when camera or ring answer again after they were lost."""

    def __init__(self, parent: QObject, camera_stage: Callable[[], str], ring: RingKeeper, tell: Callable[[str], None]):
        super().__init__(parent)
        self._stage = camera_stage
        self._tell = tell
        self._camera_lost = False
        self._ring_lost = False
        self._seen_camera = False
        timer = QTimer(self)
        timer.setInterval(_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()
        ring.changed.connect(self._ring_changed)

    def look(self) -> None:
        """Compare the camera's stage with the last one."""
        stage = self._stage()
        if stage == "failed":
            self._camera_lost = self._seen_camera
        elif stage == "streaming":
            if self._camera_lost:
                self._tell(words.CAMERA_BACK)
            self._camera_lost, self._seen_camera = False, True

    def _ring_changed(self, status: RingStatus) -> None:
        if status.error is not None and status.state is None:
            self._ring_lost = self._ring_lost or status.error.code == "ring_unplugged"
        elif status.state is not None and self._ring_lost:
            self._ring_lost = False
            self._tell(words.RING_BACK)
