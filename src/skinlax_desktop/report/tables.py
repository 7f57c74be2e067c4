"""Tables: wrapped cells, a head that comes again on every page, rows that break only when they must."""

from typing import Final

from skinlax_desktop.report.boxes import Box, Draw, Ink
from skinlax_desktop.report.typefaces import Face, Typefaces
from skinlax_desktop.report.typesetting import (
    CELL,
    CELL_SMALL,
    CELL_TITLE,
    HAIRLINE,
    INK,
    MUTED,
    TINT,
    Setting,
    break_lines,
    draw_lines,
    paint,
)
from skinlax_desktop.workflows.report_blocks import Row, Table

_PAD: Final = 3.0
_GAP: Final = 7.0
# A row may fill this many lines before it may break across pages.
_LINES_TOGETHER: Final = 30
_GROUP: Final = Setting(size=8.2, leading=10.6, face=Face.SEMIBOLD, colour=INK)


def table_boxes(table: Table, width: float, typefaces: Typefaces) -> list[Box]:
    """Head and rows; wide tables (more than six columns) are set smaller."""
    setting = CELL_SMALL if len(table.columns) > 6 else CELL
    total = sum(column.share for column in table.columns)
    widths = [width * column.share / total for column in table.columns]
    head = _head(table, width, widths, typefaces)
    boxes = [head]
    for row in table.rows:
        boxes.extend(_row(row, width, widths, setting, head, typefaces))
    return boxes


def _head(table: Table, width: float, widths: list[float], typefaces: Typefaces) -> Box:
    cells = _break_cells(tuple(column.title for column in table.columns), widths, CELL_TITLE, typefaces)
    height = max(len(lines) for lines in cells) * CELL_TITLE.leading + 2 * _PAD

    def draw(ink: Ink, x: float, top: float) -> None:
        _draw_cells(ink, cells, widths, CELL_TITLE, x, top - _PAD)
        ink.canvas.setStrokeColor(paint(MUTED))
        ink.canvas.setLineWidth(0.7)
        ink.canvas.line(x, top - height, x + width, top - height)

    return Box(height=height, draw=draw, keep_with_next=True)


def _row(row: Row, width: float, widths: list[float], setting: Setting, head: Box, typefaces: Typefaces) -> list[Box]:
    if row.group:
        lines = break_lines(row.cells[0], _GROUP, width - 2 * _PAD, typefaces)
        height = len(lines) * _GROUP.leading + 2 * _PAD

        def draw_group(ink: Ink, x: float, top: float) -> None:
            ink.canvas.setFillColor(paint(TINT))
            ink.canvas.rect(x, top - height, width, height, stroke=0, fill=1)
            draw_lines(ink.canvas, ink.typefaces, lines, _GROUP, x + _PAD, top - _PAD)

        return [Box(height=height, draw=draw_group, keep_with_next=True, head=head)]
    cells = _break_cells(row.cells, widths, setting, typefaces)
    most = max(len(lines) for lines in cells)
    boxes = []
    for begin in range(0, most, _LINES_TOGETHER):
        part = [lines[begin : begin + _LINES_TOGETHER] for lines in cells]
        last = begin + _LINES_TOGETHER >= most
        height = max(len(lines) for lines in part) * setting.leading + (2 * _PAD if last else _PAD)
        boxes.append(Box(height=height, draw=_drawing(part, width, widths, setting, height, last), head=head))
    return boxes


def _drawing(
    cells: list[tuple[str, ...]], width: float, widths: list[float], setting: Setting, height: float, last: bool
) -> Draw:
    def draw(ink: Ink, x: float, top: float) -> None:
        _draw_cells(ink, cells, widths, setting, x, top - _PAD)
        if last:
            ink.canvas.setStrokeColor(paint(HAIRLINE))
            ink.canvas.setLineWidth(0.5)
            ink.canvas.line(x, top - height, x + width, top - height)

    return draw


def _break_cells(
    cells: tuple[str, ...], widths: list[float], setting: Setting, typefaces: Typefaces
) -> list[tuple[str, ...]]:
    return [break_lines(cell, setting, width - _GAP, typefaces) for cell, width in zip(cells, widths, strict=True)]


def _draw_cells(
    ink: Ink, cells: list[tuple[str, ...]], widths: list[float], setting: Setting, x: float, top: float
) -> None:
    left = x + _PAD
    for lines, width in zip(cells, widths, strict=True):
        draw_lines(ink.canvas, ink.typefaces, lines, setting, left, top)
        left += width
