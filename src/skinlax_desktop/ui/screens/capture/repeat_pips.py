"""The repeats of the wanted view under its tile: one small button each, pressed to take that one alone."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from skinlax_desktop.text.screens import baseline as words
from skinlax_desktop.ui.parts.buttons import press_on_return
from skinlax_desktop.ui.parts.shapes import draw_tick
from skinlax_desktop.ui.theme import RADIUS_PX, TARGET_PX, TextSize, current_palette, font


class RepeatPip(QAbstractButton):
    """One repeat: its number, and a tick when it was taken."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._taken = self._wanted = False
        # Drawn here; the style sheet would only pad it.
        self.setProperty("kind", "tool")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(TARGET_PX, TARGET_PX)

    def show_repeat(self, view: str, *, taken: bool, wanted: bool) -> None:
        """Another state."""
        self._taken, self._wanted = taken, wanted
        sentence = words.REPEAT_CHOOSE.format(view=view, number=self._number, state=words.REPEAT_STATES[taken])
        self.setAccessibleName(sentence)
        self.setToolTip(sentence)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A square to press."""
        return QSize(TARGET_PX, TARGET_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return presses it."""
        if not press_on_return(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The number, and its tick above."""
        palette = current_palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        edge = palette.text if self.hasFocus() or self._wanted else palette.outline
        painter.setPen(QPen(QColor(edge), 2 if self._wanted or self.hasFocus() else 1))
        painter.setBrush(QColor(palette.raised) if self._wanted or self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        painter.setFont(font(TextSize.CAPTION, strong=self._wanted))
        painter.setPen(QColor(palette.text if self._taken or self._wanted else palette.muted))
        number = box.adjusted(0, 0, -box.width() / 2, 0) if self._taken else box
        painter.drawText(number, int(Qt.AlignmentFlag.AlignCenter), str(self._number))
        if self._taken:
            mark = 11.0
            draw_tick(painter, QRectF(box.center().x(), box.center().y() - mark / 2, mark, mark), palette.accent)
        painter.end()


class RepeatPips(QWidget):
    """A row of them; hidden where a view is taken once, and under the views that are not taken now."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._pips: list[RepeatPip] = []

    @property
    def pips(self) -> tuple[RepeatPip, ...]:
        """The buttons, first repeat first."""
        return tuple(self._pips)

    def show_repeats(self, view: str, taken: tuple[bool, ...], wanted: int | None) -> None:
        """`wanted`: the number of the repeat that is taken now, from 1."""
        self.setVisible(len(taken) > 1 and wanted is not None)
        while len(self._pips) < len(taken):
            number = len(self._pips) + 1
            pip = RepeatPip(number, self)
            pip.clicked.connect(lambda _checked=False, number=number: self.chosen.emit(number))
            self._row.addWidget(pip)
            self._pips.append(pip)
        for number, pip in enumerate(self._pips, 1):
            pip.setVisible(number <= len(taken))
            if number <= len(taken):
                pip.show_repeat(view, taken=taken[number - 1], wanted=number == wanted)
