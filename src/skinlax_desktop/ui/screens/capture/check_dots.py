"""The dots: one for each thing that must be right, by shape as well as by colour."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.ui.parts.shapes import draw_cross, draw_open_circle, draw_tick, draw_triangle
from skinlax_desktop.ui.screens.capture.shown import Dot
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

_COLUMNS = 2
_ROW_PX = 28
_MARK_PX = 15


class CheckDots(QWidget):
    """Tick: good. Triangle: good, with a hint. Cross: not yet. Open circle: not judged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._dots: tuple[Dot, ...] = tuple(Dot(word=word, state=None) for word, _names in words.DOT_GROUPS)
        self._describe()

    def show_dots(self, dots: tuple[Dot, ...]) -> None:
        """Other states."""
        if dots != self._dots:
            self._dots = dots
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Two columns."""
        face = QFontMetrics(font(TextSize.BODY))
        widest = max(face.horizontalAdvance(dot.word) for dot in self._dots)
        rows = -(-len(self._dots) // _COLUMNS)
        return QSize(_COLUMNS * (widest + _MARK_PX + space(6)), rows * _ROW_PX)

    def _describe(self) -> None:
        states = ", ".join(
            f"{dot.word}: {words.DOT_WARNED if dot.warned else words.DOT_STATES[dot.state]}" for dot in self._dots
        )
        self.setAccessibleName(words.CHECKS)
        self.setAccessibleDescription(states)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Row by row."""
        palette = current_palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TextSize.BODY))
        column = self.width() / _COLUMNS
        for index, dot in enumerate(self._dots):
            x, y = column * (index % _COLUMNS), float(_ROW_PX * (index // _COLUMNS))
            box = QRectF(x + 1, y + (_ROW_PX - _MARK_PX) / 2, _MARK_PX, _MARK_PX)
            if dot.state is None:
                draw_open_circle(painter, box, palette.outline)
            elif dot.warned:
                draw_triangle(painter, box, palette.warning)
            elif dot.state:
                draw_tick(painter, box, palette.accent)
            else:
                draw_cross(painter, box, palette.warning)
            painter.setPen(QColor(palette.muted if dot.state is None else palette.text))
            text = QRectF(x + _MARK_PX + space(2), y, column - _MARK_PX - space(2), _ROW_PX)
            painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), dot.word)
        painter.end()
