"""A list of entries of up to three lines: a small title, the value, a small remark."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from skinlax_desktop.ui.theme import TextSize, current_palette, font, space

Lines = tuple[str, str, str]
"""Title, value and remark; each may be empty."""
_LINES: Final = Qt.ItemDataRole.UserRole


class LinedList(QListWidget):
    """Up and down choose."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setItemDelegate(_LinesDelegate(self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)

    def show_lines(self, entries: Sequence[Lines]) -> None:
        """Show other entries."""
        self.clear()
        for lines in entries:
            item = QListWidgetItem()
            item.setData(_LINES, lines)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join(part for part in lines if part))
            self.addItem(item)


class _LinesDelegate(QStyledItemDelegate):
    """Title in small letters, the value large enough to read at the chair, its remark below."""

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As high as its lines."""
        _, value, remark = index.data(_LINES)
        width = max(120, self._width(option) - 2 * space(2))
        height = 2 * space(2) + 18 + (self._value_height(value, width) if value else 0) + (18 if remark else 0)
        return QSize(width, round(height))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The lines, on the colour of what is chosen."""
        palette = current_palette()
        painter.save()
        box = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(palette.raised))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(palette.text), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        title, value, remark = index.data(_LINES)
        inside = box.adjusted(space(2), space(2), -space(2), -space(2))
        caption = font(TextSize.CAPTION)
        painter.setFont(caption)
        painter.setPen(QColor(palette.muted))
        elided = QFontMetricsF(caption).elidedText(title, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(QRectF(inside.left(), inside.top(), inside.width(), 18), Qt.AlignmentFlag.AlignLeft, elided)
        top = inside.top() + 18
        if value:
            height = self._value_height(value, inside.width())
            painter.setFont(font(TextSize.BODY))
            painter.setPen(QColor(palette.text))
            painter.drawText(QRectF(inside.left(), top, inside.width(), height), int(Qt.TextFlag.TextWordWrap), value)
            top += height
        if remark:
            painter.setFont(caption)
            painter.setPen(QColor(palette.muted))
            painter.drawText(QRectF(inside.left(), top, inside.width(), 18), Qt.AlignmentFlag.AlignLeft, remark)
        painter.restore()

    def _width(self, option: QStyleOptionViewItem) -> int:
        parent = self.parent()
        return parent.viewport().width() if isinstance(parent, QListWidget) else 320

    def _value_height(self, value: str, width: float) -> float:
        metrics = QFontMetricsF(font(TextSize.BODY))
        return metrics.boundingRect(QRectF(0, 0, width, 400), int(Qt.TextFlag.TextWordWrap), value).height() + 2
