"""The header: patient, visit, saved or not, camera, ring, device, lock."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from skinlax_desktop.text.screens import shell as words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.parts.shapes import draw_mark
from skinlax_desktop.ui.shell.status import HeaderContent, Level, Status
from skinlax_desktop.ui.theme import TextRole, space

_MARK_PX = 14


class StatusChip(QWidget):
    """A shape and a word or two; the whole sentence on hover."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: Status | None = None
        self._label = make_label()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_MARK_PX + space(2), 0, 0, 0)
        layout.addWidget(self._label)
        self.hide()

    @property
    def level(self) -> Level | None:
        """How it stands; None while nothing is shown."""
        return self._status.level if self._status is not None else None

    def show_status(self, status: Status | None) -> None:
        """Show another status, or nothing."""
        if status == self._status:
            return
        self._status = status
        self.setVisible(status is not None)
        if status is not None:
            self._label.setText(status.text)
            self.setToolTip(status.sentence or status.text)
            self.setAccessibleName(f"{status.text}. {status.sentence}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The shape of the level."""
        if self._status is None:
            return
        painter = QPainter(self)
        draw_mark(painter, QRectF(0, (self.height() - _MARK_PX) / 2, _MARK_PX, _MARK_PX), self._status.level)
        painter.end()


class PatientLabel(QLabel):
    """Initials and id; the name while the pointer rests on it, or while it is switched on by key."""

    def __init__(self) -> None:
        super().__init__(words.NO_PATIENT)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", str(TextRole.STRONG))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._short = words.NO_PATIENT
        self._name = ""
        self._pinned = False
        self._hovered = False

    def show_patient(self, short: str, name: str) -> None:
        """Another patient; the name is hidden again."""
        if (short, name) != (self._short, self._name):
            self._short, self._name, self._pinned = short or words.NO_PATIENT, name, False
            self._write()

    def toggle_name(self) -> None:
        """Show or hide the name."""
        self._pinned = not self._pinned
        self._write()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """The pointer rests on it."""
        self._hovered = True
        self._write()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        self._hovered = False
        self._write()
        super().leaveEvent(event)

    def _write(self) -> None:
        full = self._name and (self._pinned or self._hovered)
        self.setText(f"{self._name}  {self._short}" if full else self._short)


class Header(QFrame):
    """Always there while the record is open."""

    lock_requested = Signal()
    keys_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setFixedHeight(52)
        self.setAccessibleName(words.HEADER)
        self.patient = PatientLabel()
        self._visit = make_label(role=TextRole.MUTED)
        self._user = make_label(role=TextRole.MUTED)
        self.saving, self.camera, self.ring, self.device = (StatusChip(self) for _ in range(4))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(space(4), 0, space(2), 0)
        layout.setSpacing(space(5))
        layout.addWidget(self.patient, 1)
        layout.addWidget(self._visit)
        for chip in (self.saving, self.camera, self.ring, self.device):
            layout.addWidget(chip)
        layout.addWidget(self._user)
        layout.addWidget(
            make_button(words.KEYS, self.keys_requested.emit, kind="quiet", icon="help", hint=f"{words.KEYS}  F1")
        )
        layout.addWidget(
            make_button(words.LOCK, self.lock_requested.emit, kind="quiet", icon="lock", hint=f"{words.LOCK}  Ctrl+L")
        )

    def show_content(self, content: HeaderContent) -> None:
        """Show what a presenter resolved."""
        self.patient.show_patient(content.patient, content.patient_name)
        for label, text in ((self._visit, content.visit), (self._user, content.user)):
            label.setText(text)
            label.setVisible(bool(text))
        self.saving.show_status(content.saving)
        self.camera.show_status(content.camera)
        self.ring.show_status(content.ring)
        self.device.show_status(content.device)
