"""Five small heads, one for each standard view."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout

from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.head_outline import target_outline
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.buttons import press_on_return
from skinlax_desktop.ui.scene.orbit import Preset
from skinlax_desktop.ui.theme import RADIUS_PX, TextSize, current_palette, font, space

_SIZE = QSize(112, 84)
_PICTURE_MM = (250.0, 341.0)
_TOP, _BOTTOM = 0.16, 0.86
_MIDDLE_MM = 55.0
_TURN_DEG = {
    Preset.LATERAL_RIGHT: 90.0,
    Preset.OBLIQUE_RIGHT: 45.0,
    Preset.FRONTAL: 0.0,
    Preset.OBLIQUE_LEFT: -45.0,
    Preset.LATERAL_LEFT: -90.0,
}
_PROFILES = (Preset.LATERAL_RIGHT, Preset.LATERAL_LEFT)


class Heads(QFrame):
    """The row below the face; `chosen` carries the view."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "window")
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), space(1), space(2), space(1))
        row.setSpacing(space(1))
        row.addStretch(1)
        for number, preset in enumerate(Preset, start=1):
            head = _Head(preset, number)
            head.clicked.connect(lambda _checked=False, at=preset: self.chosen.emit(at))
            row.addWidget(head)
        row.addStretch(1)


class _Head(QAbstractButton):
    """A head's outline as the view shows it, with the view's name and key."""

    def __init__(self, preset: Preset, number: int) -> None:
        super().__init__()
        self._preset = preset
        self._name = words.VIEW_NAMES[preset]
        self._lines = target_outline(View(preset))
        self.setAccessibleName(self._name)
        self.setToolTip(f"{self._name} ({number})")
        self.setFixedSize(_SIZE)

    def sizeHint(self) -> QSize:  # noqa: N802
        """All of it: the style sheet's least size would win over the fixed one."""
        return _SIZE

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """All of it."""
        return _SIZE

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return presses it."""
        if not press_on_return(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The outline above the name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = current_palette()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(palette.text if self.hasFocus() else palette.raised), 2))
        painter.setBrush(QColor(palette.hovered if self.underMouse() else palette.panel))
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        caption = QRectF(box.left(), box.bottom() - 22, box.width(), 20)
        self._paint_head(painter, QRectF(box.left(), box.top() + 5, box.width(), caption.top() - box.top() - 7))
        painter.setPen(QColor(palette.text))
        painter.setFont(font(TextSize.CAPTION))
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, self._name)

    def _paint_head(self, painter: QPainter, box: QRectF) -> None:
        px_per_mm = box.height() / ((_BOTTOM - _TOP) * _PICTURE_MM[1])
        path = QPainterPath()
        for line in self._lines:
            places = [
                QPointF(
                    box.center().x() + (x - 0.5) * _PICTURE_MM[0] * px_per_mm,
                    box.top() + (y - _TOP) * _PICTURE_MM[1] * px_per_mm,
                )
                for x, y in line
            ]
            path.moveTo(places[0])
            for place in places[1:]:
                path.lineTo(place)
        painter.save()
        painter.setClipRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(current_palette().text), 1.6))
        painter.drawPath(path)
        self._paint_features(painter, box, px_per_mm)
        painter.restore()

    def _paint_features(self, painter: QPainter, box: QRectF, px_per_mm: float) -> None:
        """Eyes, nose and mouth where a head of that turn has them, so that an oblique view is told from a frontal."""
        turn = math.radians(_TURN_DEG[self._preset])

        def place(x: float, y: float, z: float) -> QPointF | None:
            across, ahead = x * math.cos(turn) + z * math.sin(turn), -x * math.sin(turn) + z * math.cos(turn)
            # A turned head has its middle in the middle of the picture.
            across -= _MIDDLE_MM * math.sin(turn)
            down = (0.5 - _TOP) * _PICTURE_MM[1] - y
            return QPointF(box.center().x() + across * px_per_mm, box.top() + down * px_per_mm) if ahead > 0 else None

        for eye in (place(-31.0, -2.0, 28.0), place(31.0, -2.0, 28.0)):
            if eye is not None:
                painter.drawEllipse(eye, 1.3, 1.0)
        for first, last in (((0.0, -6.0, 52.0), (0.0, -42.0, 72.0)), ((-21.0, -72.0, 44.0), (21.0, -72.0, 44.0))):
            ends = (place(*first), place(*last))
            if ends[0] is not None and ends[1] is not None and self._preset not in _PROFILES:
                painter.drawLine(ends[0], ends[1])
