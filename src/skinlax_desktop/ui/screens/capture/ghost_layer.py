"""The ghost over a live picture: the baseline's face as edges, see-through, or blinking."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter

from skinlax_desktop.workflows.baseline_ghost import Ghost

# Slow enough for everybody: once a second there, once a second gone.
BLINK_MS: Final = 600


class GhostMode(StrEnum):
    """How it is shown."""

    EDGES = "edges"
    SURFACE = "surface"
    BLINK = "blink"


class GhostLayer(QObject):
    """Holds the ghost's pictures as images and draws one of them; `repaint` is called when it looks different."""

    def __init__(self, parent: QObject, repaint: Callable[[], None]) -> None:
        super().__init__(parent)
        self._repaint = repaint
        self._ghost: Ghost | None = None
        self._edges: QImage | None = None
        self._surface: QImage | None = None
        self._mode, self._opacity, self._on = GhostMode.EDGES, 0.6, True
        self._lit = True
        self._fit_of: QImage | None = None
        self._fit: QImage | None = None
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._turn)

    @property
    def stands(self) -> bool:
        """Whether a ghost takes the place of the target outline."""
        return self._ghost is not None

    def show_ghost(self, ghost: Ghost | None) -> None:
        """Another view's ghost, or none."""
        if ghost is self._ghost:
            return
        self._ghost = ghost
        self._edges = None if ghost is None else _image(ghost.edges)
        self._surface = None if ghost is None else _image(ghost.surface)
        self._follow()

    def set_look(self, mode: GhostMode, opacity: float, *, on: bool) -> None:
        """`opacity` 0 to 1."""
        self._mode, self._opacity, self._on = mode, opacity, on
        self._follow()

    def paint(self, painter: QPainter, box: QRectF, *, mirrored: bool) -> None:
        """Over the picture that fills `box`."""
        image = self._edges if self._mode is GhostMode.EDGES else self._surface
        if image is None or not self._on or (self._mode is GhostMode.BLINK and not self._lit):
            return
        painter.save()
        if mirrored:
            painter.translate(2 * box.center().x(), 0)
            painter.scale(-1, 1)
        # Edges are thin: they keep enough strength to be seen however weak the rest is asked for.
        painter.setOpacity(max(self._opacity, 0.25) if self._mode is GhostMode.EDGES else self._opacity)
        painter.drawImage(box, self._fitted(image, box, painter.device().devicePixelRatio()))
        painter.restore()

    def _fitted(self, image: QImage, box: QRectF, scale: float) -> QImage:
        """As large as it is shown, made once: to scale it anew for every frame takes longer than all else."""
        size = QSize(round(box.width() * scale), round(box.height() * scale))
        if self._fit_of is not image or self._fit is None or self._fit.size() != size:
            wholly = Qt.AspectRatioMode.IgnoreAspectRatio
            self._fit_of, self._fit = image, image.scaled(size, wholly, Qt.TransformationMode.SmoothTransformation)
        return self._fit

    def _follow(self) -> None:
        blinks = self._on and self._ghost is not None and self._mode is GhostMode.BLINK
        if blinks and not self._blink.isActive():
            self._lit = True
            self._blink.start()
        elif not blinks:
            self._blink.stop()
        self._repaint()

    def _turn(self) -> None:
        self._lit = not self._lit
        self._repaint()


def _image(picture: npt.NDArray[np.uint8]) -> QImage:
    height, width = picture.shape[:2]
    straight = QImage(picture.data, width, height, picture.strides[0], QImage.Format.Format_ARGB32)
    # Premultiplied once, so that painting need not do it at every frame.
    return straight.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).copy()
