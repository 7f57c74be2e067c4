"""The patches of the chart: outside as they are, inside as measured, and by how much they miss."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.imaging.colour_chart import COLUMNS, NAMES, ROWS
from skinlax_desktop.text.screens import calibration as words
from skinlax_desktop.ui.screens.calibration.shown import PatchShown
from skinlax_desktop.ui.theme import TextSize, current_palette, font

_GAP_PX = 4
_LARGE_DELTA_E = 3.0


class PatchStrip(QWidget):
    """Four rows of six, as on the chart. A patch that misses by much carries a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._patches: tuple[PatchShown, ...] = ()
        self.setAccessibleName(words.STRIP)
        self.setToolTip(words.STRIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(112)
        self.setMaximumHeight(220)

    def show_patches(self, patches: tuple[PatchShown, ...]) -> None:
        """Show them; none hides the strip."""
        self._patches = patches
        self.setVisible(bool(patches))
        rows = [f"{name.replace('_', ' ')} {patch.delta_e:.1f}" for name, patch in zip(NAMES, patches, strict=False)]
        self.setAccessibleDescription(", ".join(rows))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A chart's shape."""
        return QSize(380, 180)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Patch by patch."""
        if len(self._patches) != COLUMNS * ROWS:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TextSize.CAPTION))
        wide = (self.width() - (COLUMNS - 1) * _GAP_PX) / COLUMNS
        tall = (self.height() - (ROWS - 1) * _GAP_PX) / ROWS
        for number, patch in enumerate(self._patches):
            row, column = divmod(number, COLUMNS)
            box = QRectF(column * (wide + _GAP_PX), row * (tall + _GAP_PX), wide, tall)
            painter.fillRect(box, QColor(*patch.true_rgb))
            inner = box.adjusted(wide * 0.2, tall * 0.2, -wide * 0.2, -tall * 0.2)
            painter.fillRect(inner, QColor(*patch.seen_rgb))
            bright = sum(patch.seen_rgb) > 330
            painter.setPen(QColor("#000000" if bright else "#ffffff"))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter), f"{patch.delta_e:.1f}")
            much = patch.delta_e > _LARGE_DELTA_E
            colour = current_palette().warning if much else current_palette().outline
            painter.setPen(QPen(QColor(colour), 3.0 if much else 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
