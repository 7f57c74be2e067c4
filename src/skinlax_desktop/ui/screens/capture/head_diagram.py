"""A small head that shows how the patient sits now and how the view wants it."""

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

Floats = npt.NDArray[np.float64]

_HALF = (0.74, 1.0, 0.86)


def _meridian() -> Floats:
    turn = np.linspace(-1.25, 1.35, 24)
    return np.column_stack((np.zeros_like(turn), np.sin(turn), np.cos(turn)))


def _eye_line() -> Floats:
    turn = np.linspace(-1.25, 1.25, 24)
    return np.column_stack((np.sin(turn) * 0.985, np.full_like(turn, 0.17), np.cos(turn) * 0.985))


def _mouth() -> Floats:
    turn = np.linspace(-0.36, 0.36, 24)
    return np.column_stack((np.sin(turn) * 0.87, np.full_like(turn, -0.48), np.cos(turn) * 0.87))


_NOSE = np.array([(0.0, 0.12, 1.0), (0.0, -0.2, 1.32), (0.0, -0.27, 0.98)])
_LINES = tuple(line * _HALF for line in (_meridian(), _eye_line(), _mouth(), _NOSE))


def turned(points: Floats, pose: Pose) -> Floats:
    """Points (n, 3) of the head (x to the subject's left, y up, z forward) after it turned; picture x runs right."""
    (yaw, pitch, roll) = np.radians((pose.yaw_deg, pose.pitch_deg, pose.roll_deg))
    nod = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    tilt = np.array([[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(points @ (tilt @ turn @ nod).T)


class HeadDiagram(QWidget):
    """The wanted head dashed, the head as it is now in full lines; angles in words beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(132)
        self.setMaximumHeight(200)
        self.setAccessibleName(words.DIAGRAM)
        self._now: Pose | None = None
        self._wanted = Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0)
        self._ready = False

    def show_poses(self, now: Pose | None, wanted: Pose, *, ready: bool) -> None:
        """Another pose."""
        if (now, wanted, ready) != (self._now, self._wanted, self._ready):
            self._now, self._wanted, self._ready = now, wanted, ready
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Two heads side by side."""
        return QSize(300, 132)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Both heads, each over its word."""
        palette = current_palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        quarter = self.width() / 4
        radius = min((self.height() - space(9)) / 2, quarter * 0.85)
        middle = space(2) + radius
        colour = palette.accent if self._ready else palette.text
        self._head(painter, QPointF(quarter, middle), radius, self._now, colour, dashed=False)
        self._head(painter, QPointF(3 * quarter, middle), radius, self._wanted, palette.muted, dashed=True)
        painter.setFont(font(TextSize.CAPTION))
        below = middle + radius + space(1)
        for x, word, pose in ((0.0, words.NOW, self._now), (2 * quarter, words.WANTED, self._wanted)):
            painter.setPen(QColor(palette.muted))
            text = word if pose is None else f"{word}  {_angle(pose.yaw_deg)}"
            painter.drawText(QRectF(x, below, 2 * quarter, space(6)), int(Qt.AlignmentFlag.AlignCenter), text)
        painter.end()

    def _head(
        self, painter: QPainter, centre: QPointF, radius: float, pose: Pose | None, colour: str, *, dashed: bool
    ) -> None:
        pen = QPen(QColor(colour), 2.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if dashed or pose is None:
            pen.setDashPattern([2.0, 2.5])
        painter.setPen(pen)
        painter.setBrush(QColor(current_palette().raised) if pose is not None else Qt.BrushStyle.NoBrush)
        wide = radius * _width_of(pose.yaw_deg if pose is not None else 0.0)
        painter.drawEllipse(centre, wide, radius)
        if pose is None:
            return
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setWidthF(2.0)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in _LINES:
            for part in _front(line, pose):
                painter.drawPolyline(
                    QPolygonF([QPointF(centre.x() + radius * x, centre.y() - radius * y) for x, y in part])
                )


def _angle(degrees: float) -> str:
    rounded = round(degrees)
    return f"{rounded:+d}°".replace("-", "−") if rounded else "0°"


def _width_of(yaw_deg: float) -> float:
    yaw = math.radians(yaw_deg)
    return math.hypot(_HALF[0] * math.cos(yaw), _HALF[2] * math.sin(yaw))


def _front(line: Floats, pose: Pose) -> list[list[tuple[float, float]]]:
    """The parts of a line that face the camera."""
    parts: list[list[tuple[float, float]]] = [[]]
    for x, y, z in turned(line, pose).tolist():
        if z >= -0.02:
            parts[-1].append((x, y))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if len(part) > 1]
