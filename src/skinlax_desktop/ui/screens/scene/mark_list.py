"""The list of marks on the face and of pictures in the report."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.text.surface_values import counts_from, value_words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.scene.state import MarkRow
from skinlax_desktop.ui.theme import TextRole, TextSize, current_palette, font, space

_LINES = Qt.ItemDataRole.UserRole
_ID = Qt.ItemDataRole.UserRole + 1
_OFF_MM = 1.0


def lines_of(row: MarkRow) -> tuple[str, str, str]:
    """Title, value and remark of a mark."""
    if row.is_picture or row.kind is None:
        return words.PICTURE_ROW, row.text, ""
    value = words.MEASURING if row.is_measuring else value_words(row.value) if row.value is not None else ""
    remarks = [counts_from(row.value)] if row.value is not None else []
    if row.off_mm > _OFF_MM:
        remarks.append(words.OFF_SURFACE.format(distance=f"{row.off_mm:.0f}"))
    title = words.TOOL_NAMES[row.kind]
    head = f"{title}: {row.text}" if row.text and value else title
    return head, value or row.text, ", ".join(part for part in remarks if part)


class MarkList(QWidget):
    """Passive; up and down choose, Delete erases."""

    chosen = Signal(str)
    erase_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(words.MARKS_NAME)
        self.list.setItemDelegate(_MarkDelegate(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._empty = make_label(words.NO_MARKS, TextRole.MUTED, wrap=True)
        self.erase: QPushButton = make_button(words.ERASE, self.erase_requested.emit, kind="quiet", icon="delete")
        self.erase.setToolTip(f"{words.ERASE} (Del)")
        self._rows: tuple[MarkRow, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        column.addWidget(self.erase)
        self.list.currentRowChanged.connect(self._choose)

    def show_rows(self, rows: tuple[MarkRow, ...], chosen: str) -> None:
        """Show the marks, one of them chosen."""
        self.list.blockSignals(True)
        if rows != self._rows:
            self._rows = rows
            self.list.clear()
            for row in rows:
                item = QListWidgetItem()
                lines = lines_of(row)
                item.setData(_LINES, lines)
                item.setData(_ID, row.id)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join(part for part in lines if part))
                self.list.addItem(item)
        ids = [row.id for row in rows]
        self.list.setCurrentRow(ids.index(chosen) if chosen in ids else -1)
        self.list.blockSignals(False)
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.erase.setEnabled(chosen in ids)

    def _choose(self, number: int) -> None:
        self.chosen.emit(self._rows[number].id if 0 <= number < len(self._rows) else "")


class _MarkDelegate(QStyledItemDelegate):
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
