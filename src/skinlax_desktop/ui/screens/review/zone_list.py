"""The list of zones, the most notable first."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from skinlax_desktop.domain.measurement import Confidence, Measurement
from skinlax_desktop.domain.zones import mirrored_zone
from skinlax_desktop.text.grades import EXPLORATORY
from skinlax_desktop.text.metrics import metric_label, zone_label
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.shapes import draw_cross, draw_tick
from skinlax_desktop.ui.screens.review.value_painting import (
    BAR_HEIGHT_PX,
    paint_bar,
    paint_elided,
    paint_value,
    span_of,
    spoken,
)
from skinlax_desktop.ui.theme import TextSize, current_palette, font, space
from skinlax_desktop.workflows.review import Standing, ZoneFinding

_PADDING_PX: Final = 5
_LINE_PX: Final = 20
_NOTE_LINE_PX: Final = 18
_MARK_PX: Final = 22
_BAR_PX: Final = 96
_FINDING: Final = Qt.ItemDataRole.UserRole
_TWIN: Final = Qt.ItemDataRole.UserRole + 1


def leading_metric(finding: ZoneFinding) -> Measurement | None:
    """The value that stands for the zone in the list: the uneven one, else the first."""
    named = next((metric for metric in finding.metrics if metric.name == finding.uneven_metric), None)
    return named or (finding.metrics[0] if finding.metrics else None)


def find_metric(findings: Sequence[ZoneFinding], zone: str, name: str) -> Measurement | None:
    """A metric of a zone of the list."""
    finding = next((known for known in findings if known.zone == zone), None)
    return next((metric for metric in finding.metrics if metric.name == name), None) if finding is not None else None


class ZoneList(QListWidget):
    """Up and down choose; `zone_chosen` follows."""

    zone_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(words.ZONE_LIST)
        self.setItemDelegate(_FindingDelegate(self))
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._findings: tuple[ZoneFinding, ...] = ()
        self._filling = False
        self.currentItemChanged.connect(self._choose)

    def show_findings(self, findings: tuple[ZoneFinding, ...], selected: str) -> None:
        """Show other findings or another selection."""
        self._filling = True
        if findings != self._findings:
            self._findings = findings
            self.clear()
            for finding in findings:
                self.addItem(self._item(finding))
        row = next((number for number, finding in enumerate(findings) if finding.zone == selected), -1)
        if row != self.currentRow():
            self.setCurrentRow(row)
        if row >= 0:
            self.scrollToItem(self.item(row))
        self._filling = False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The selected zone stays in sight."""
        super().resizeEvent(event)
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())

    def _item(self, finding: ZoneFinding) -> QListWidgetItem:
        item = QListWidgetItem()
        metric = leading_metric(finding)
        twin = find_metric(self._findings, mirrored_zone(finding.zone), metric.name) if metric is not None else None
        item.setData(_FINDING, finding)
        item.setData(_TWIN, twin)
        said = [zone_label(finding.zone), *([spoken(metric)] if metric is not None else [])]
        if finding.judgement is not None:
            judgement = finding.judgement
            said.append(words.AGREED if judgement.agrees else words.DISAGREED.format(reason=judgement.reason))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(said))
        item.setToolTip("\n".join(spoken(one) for one in finding.metrics))
        return item

    def _choose(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and not self._filling:
            self.zone_chosen.emit(item.data(_FINDING).zone)


class _FindingDelegate(QStyledItemDelegate):
    """Zone and number; below, what was measured and its bar."""

    def __init__(self, parent: ZoneList) -> None:
        super().__init__(parent)
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """As many lines as the note takes beside its bar: nothing that matters is cut off."""
        finding: ZoneFinding = index.data(_FINDING)
        metric, twin = leading_metric(finding), index.data(_TWIN)
        width = self._list.viewport().width() - 2 - 2 * space(2) - _MARK_PX - _bar_room(metric, twin)
        lines = note_lines(_note(finding, metric, twin), width) if metric is not None else ()
        height = 2 * _PADDING_PX + _LINE_PX + max(1, len(lines)) * _NOTE_LINE_PX + 2
        return QSize(200, round(height))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        finding: ZoneFinding = index.data(_FINDING)
        twin: Measurement | None = index.data(_TWIN)
        palette = current_palette()
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        state = option.state
        chosen, hovered = state & QStyle.StateFlag.State_Selected, state & QStyle.StateFlag.State_MouseOver
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or hovered:
            painter.setBrush(QColor(palette.hovered if chosen else palette.raised))
            painter.drawRoundedRect(box, 4, 4)
        if chosen:
            painter.setPen(QPen(QColor(palette.text), 2))
            painter.drawLine(box.topLeft(), box.bottomLeft())
        self._paint_words(painter, box.adjusted(space(2), _PADDING_PX - 1, -space(2), 1 - _PADDING_PX), finding, twin)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRectF, finding: ZoneFinding, twin: Measurement | None) -> None:
        palette = current_palette()
        metric = leading_metric(finding)
        mark = QRectF(box.left(), box.top() + 3, 14, 14)
        if finding.judgement is not None:
            draw = draw_tick if finding.judgement.agrees else draw_cross
            draw(painter, mark, palette.text)
        line = QRectF(box.left() + _MARK_PX, box.top(), box.width() - _MARK_PX, _LINE_PX)
        taken = paint_value(painter, line, metric) if metric is not None else 0.0
        painter.setFont(font(TextSize.BODY))
        painter.setPen(QColor(palette.text))
        paint_elided(painter, line.adjusted(0, 0, -taken - space(2), 0), zone_label(finding.zone))
        if metric is None:
            return
        below = QRectF(line.left(), line.bottom() + 2, line.width(), box.bottom() - line.bottom() - 2)
        span = span_of(metric, *([twin] if twin is not None else []))
        if span is not None:
            bar = QRectF(below.right() - _BAR_PX, below.center().y() - BAR_HEIGHT_PX / 2, _BAR_PX, BAR_HEIGHT_PX)
            paint_bar(painter, bar, metric, span)
        painter.setFont(font(TextSize.CAPTION))
        painter.setPen(QColor(palette.muted))
        below.setWidth(below.width() - _bar_room(metric, twin))
        for number, text in enumerate(note_lines(_note(finding, metric, twin), below.width())):
            paint_elided(
                painter, QRectF(below.left(), below.top() + number * _NOTE_LINE_PX, below.width(), _NOTE_LINE_PX), text
            )


def _bar_room(metric: Measurement | None, twin: Measurement | None) -> int:
    """What a bar takes of the line."""
    has_bar = metric is not None and span_of(metric, *([twin] if twin is not None else [])) is not None
    return _BAR_PX + space(2) if has_bar else 0


def note_lines(parts: tuple[str, ...], width: float) -> tuple[str, ...]:
    """The parts of a note on one line where they fit, else each on its own, broken between words where it must."""
    metrics = QFontMetricsF(font(TextSize.CAPTION))
    together = " · ".join(parts)
    if metrics.horizontalAdvance(together) <= width:
        return (together,)
    lines: list[str] = []
    for part in parts:
        line = ""
        for word in part.split(" "):
            longer = f"{line} {word}" if line else word
            if line and metrics.horizontalAdvance(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return tuple(lines)


def _note(finding: ZoneFinding, metric: Measurement, twin: Measurement | None) -> tuple[str, ...]:
    name = metric_label(metric.name)
    if finding.standing is Standing.UNEVEN and twin is not None and twin.value is not None and metric.value is not None:
        side = zone_side(finding.zone, higher=metric.value > twin.value)
        return (name, words.UNEVEN.format(side=side))
    if metric.value is not None and metric.confidence is Confidence.LOW:
        return (f"◇ {words.LOW_CONFIDENCE}", name)
    if metric.exploratory:
        return (f"△ {EXPLORATORY}", name)
    return (name,)


def zone_side(zone: str, *, higher: bool) -> str:
    """The side that is higher, when this zone's value is (or is not)."""
    return words.LEFT if zone.endswith("_L") == higher else words.RIGHT
