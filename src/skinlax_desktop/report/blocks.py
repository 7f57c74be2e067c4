"""From blocks of content to boxes of a given width."""

from collections.abc import Iterable
from typing import Final

from skinlax_desktop.report.boxes import MM, Box, Draw, Ink, draw_nothing
from skinlax_desktop.report.marks import aspect_of
from skinlax_desktop.report.tables import table_boxes
from skinlax_desktop.report.typefaces import Typefaces
from skinlax_desktop.report.typesetting import (
    ACCENT,
    BODY,
    CAPTION,
    EYEBROW,
    FACT,
    HEADING,
    INK,
    LABEL,
    LEAD,
    MUTED,
    SMALL,
    SUBHEADING,
    TINT,
    TITLE,
    WARNING,
    WARNING_TINT,
    Setting,
    break_lines,
    draw_line,
    draw_lines,
    paint,
)
from skinlax_desktop.workflows.report_blocks import (
    Block,
    Facts,
    Legend,
    Messages,
    NewPage,
    Notice,
    Photographs,
    Picture,
    SideBySide,
    Signature,
    Space,
    Table,
    Text,
    TextStyle,
)

_SETTINGS: Final = {
    TextStyle.TITLE: TITLE,
    TextStyle.HEADING: HEADING,
    TextStyle.SUBHEADING: SUBHEADING,
    TextStyle.LEAD: LEAD,
    TextStyle.BODY: BODY,
    TextStyle.SMALL: SMALL,
    TextStyle.EYEBROW: EYEBROW,
}
# Points above and below a paragraph of each style.
_AIR: Final = {TextStyle.HEADING: (8.0, 3.0), TextStyle.SUBHEADING: (6.0, 2.0)}
_HEADINGS: Final = (TextStyle.HEADING, TextStyle.SUBHEADING, TextStyle.EYEBROW)
_GUTTER: Final = 7 * MM


def boxes_of(blocks: Iterable[Block], width: float, typefaces: Typefaces) -> list[Box]:
    """All boxes of the blocks, in order, each `width` points wide."""
    found: list[Box] = []
    for block in blocks:
        found.extend(_boxes(block, width, typefaces))
    return found


def _boxes(block: Block, width: float, typefaces: Typefaces) -> list[Box]:
    match block:
        case NewPage():
            return [Box(height=0, draw=draw_nothing, new_part=block.part)]
        case Space():
            return [_space(block.height_mm * MM)]
        case Text():
            return _text(block, width, typefaces)
        case Messages():
            return _messages(block, width, typefaces)
        case Facts():
            return _facts(block, width, typefaces)
        case Notice():
            return _notice(block, width, typefaces)
        case Legend():
            return _legend(block, width, typefaces)
        case Signature():
            return _signature(block, width)
        case Photographs():
            return _photographs(block, width, typefaces)
        case SideBySide():
            return _side_by_side(block, width, typefaces)
        case Table():
            return [*table_boxes(block, width, typefaces), _space(4)]


def _space(height: float) -> Box:
    return Box(height=height, draw=draw_nothing, blank=True)


def _text(block: Text, width: float, typefaces: Typefaces) -> list[Box]:
    setting = _SETTINGS[block.style]
    heading = block.style in _HEADINGS
    above, below = _AIR.get(block.style, (0.0, 3.0))
    lines = break_lines(block.text, setting, width, typefaces)
    boxes = [_space(above)] if above else []
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        # No single line of a paragraph stands alone at the foot or the head of a page.
        keep = heading or (not last and (number == 0 or number == len(lines) - 2))
        boxes.append(Box(height=setting.leading, draw=_line(line, setting), keep_with_next=keep))
    boxes.append(Box(height=below, draw=draw_nothing, blank=True, keep_with_next=heading))
    return boxes


def _line(line: str, setting: Setting) -> Draw:
    def draw(ink: Ink, x: float, top: float) -> None:
        draw_lines(ink.canvas, ink.typefaces, (line,), setting, x, top)

    return draw


def _messages(block: Messages, width: float, typefaces: Typefaces) -> list[Box]:
    boxes = []
    indent = 26.0
    for number, message in enumerate(block.items, start=1):
        title = break_lines(message.title, SUBHEADING, width - indent, typefaces)
        text = break_lines(message.text, BODY, width - indent, typefaces)
        height = len(title) * SUBHEADING.leading + len(text) * BODY.leading + 11

        def draw(
            ink: Ink, x: float, top: float, n: int = number, a: tuple[str, ...] = title, b: tuple[str, ...] = text
        ) -> None:
            ink.canvas.setFillColor(paint(TINT))
            ink.canvas.circle(x + 8.5, top - 8.5, 8.5, stroke=0, fill=1)
            setting = Setting(size=9, leading=9, face=SUBHEADING.face, colour=ACCENT)
            half = ink.typefaces.width(str(n), setting.face, setting.size) / 2
            draw_line(ink.canvas, ink.typefaces, str(n), setting, x + 8.5 - half, top - 11.6)
            draw_lines(ink.canvas, ink.typefaces, a, SUBHEADING, x + indent, top)
            draw_lines(ink.canvas, ink.typefaces, b, BODY, x + indent, top - len(a) * SUBHEADING.leading)

        boxes.append(Box(height=height, draw=draw))
    return boxes


def _facts(block: Facts, width: float, typefaces: Typefaces) -> list[Box]:
    cell = (width - (block.columns - 1) * 12) / block.columns
    boxes = []
    for begin in range(0, len(block.pairs), block.columns):
        row = [
            (label, break_lines(value, FACT, cell, typefaces))
            for label, value in block.pairs[begin : begin + block.columns]
        ]
        height = LABEL.leading + max(len(lines) for _, lines in row) * FACT.leading + 5

        def draw(ink: Ink, x: float, top: float, cells: list[tuple[str, tuple[str, ...]]] = row) -> None:
            for number, (label, lines) in enumerate(cells):
                left = x + number * (cell + 12)
                draw_lines(ink.canvas, ink.typefaces, (label,), LABEL, left, top)
                draw_lines(ink.canvas, ink.typefaces, lines, FACT, left, top - LABEL.leading)

        boxes.append(Box(height=height, draw=draw))
    return boxes


def _notice(block: Notice, width: float, typefaces: Typefaces) -> list[Box]:
    colour, tint = (WARNING, WARNING_TINT) if block.warning else (ACCENT, TINT)
    setting = Setting(size=BODY.size, leading=BODY.leading, colour=INK)
    lines = break_lines(block.text, setting, width - 24, typefaces)
    height = len(lines) * setting.leading + 14

    def draw(ink: Ink, x: float, top: float) -> None:
        ink.canvas.setFillColor(paint(tint))
        ink.canvas.rect(x, top - height, width, height, stroke=0, fill=1)
        ink.canvas.setFillColor(paint(colour))
        ink.canvas.rect(x, top - height, 2.5, height, stroke=0, fill=1)
        draw_lines(ink.canvas, ink.typefaces, lines, setting, x + 13, top - 7)

    return [Box(height=height, draw=draw), _space(6)]


def _legend(block: Legend, width: float, typefaces: Typefaces) -> list[Box]:
    bar_width, bar_height = min(width, 62 * MM), 7.0
    steps = 48
    title = break_lines(block.title, SUBHEADING, width, typefaces)
    blank = break_lines(block.blank, SMALL, width, typefaces) if block.blank else ()
    beside = width - bar_width > 60 * MM
    height = len(title) * SUBHEADING.leading + bar_height + 4 + LABEL.leading
    height += 4 if beside else len(blank) * SMALL.leading + 4

    def draw(ink: Ink, x: float, top: float) -> None:
        draw_lines(ink.canvas, ink.typefaces, title, SUBHEADING, x, top)
        bar_top = top - len(title) * SUBHEADING.leading - 2
        for step in range(steps):
            ink.canvas.setFillColor(_mixed(block.colours, step / (steps - 1)))
            # Each strip reaches a little under the next, so that no seam shows.
            strip = bar_width / steps
            ink.canvas.rect(
                x + step * strip,
                bar_top - bar_height,
                min(strip + 0.4, bar_width - step * strip),
                bar_height,
                stroke=0,
                fill=1,
            )
        below = bar_top - bar_height - 2
        draw_lines(ink.canvas, ink.typefaces, (block.low,), LABEL, x, below)
        end = ink.typefaces.width(block.high, LABEL.face, LABEL.size)
        draw_lines(ink.canvas, ink.typefaces, (block.high,), LABEL, x + bar_width - end, below)
        if beside:
            draw_lines(ink.canvas, ink.typefaces, blank, SMALL, x + bar_width + 12, bar_top + 2)
        else:
            draw_lines(ink.canvas, ink.typefaces, blank, SMALL, x, below - LABEL.leading)

    return [Box(height=height, draw=draw, keep_with_next=True)]


def _mixed(colours: tuple[str, ...], share: float) -> tuple[float, float, float]:
    place = share * (len(colours) - 1)
    first = min(int(place), len(colours) - 2)
    low, high = (tuple(int(colours[first + step][at : at + 2], 16) / 255 for at in (1, 3, 5)) for step in (0, 1))
    red, green, blue = (a + (place - first) * (b - a) for a, b in zip(low, high, strict=True))
    return red, green, blue


def _signature(block: Signature, width: float) -> list[Box]:
    gap = 12 * MM
    line = (width - gap * (len(block.labels) - 1)) / len(block.labels)

    def draw(ink: Ink, x: float, top: float) -> None:
        ink.canvas.setStrokeColor(paint(MUTED))
        ink.canvas.setLineWidth(0.6)
        for number, label in enumerate(block.labels):
            left = x + number * (line + gap)
            ink.canvas.line(left, top - 38, left + line, top - 38)
            draw_lines(ink.canvas, ink.typefaces, (label,), LABEL, left, top - 41)

    return [Box(height=56, draw=draw)]


def _photographs(block: Photographs, width: float, typefaces: Typefaces) -> list[Box]:
    boxes = []
    for begin in range(0, len(block.pictures), block.columns):
        row = block.pictures[begin : begin + block.columns]
        boxes.append(_picture_row(row, block, width, typefaces))
    return boxes


def _picture_row(row: tuple[Picture, ...], block: Photographs, width: float, typefaces: Typefaces) -> Box:
    least_gap = 3 * MM
    cell = (width - (block.columns - 1) * least_gap) / block.columns
    sizes = []
    for picture in row:
        height = min(block.height_mm * MM, cell / aspect_of(picture))
        sizes.append((height * aspect_of(picture), height))
    tallest = max(height for _, height in sizes)
    captions = [break_lines(picture.caption, CAPTION, cell, typefaces) if picture.caption else () for picture in row]
    below = max((len(lines) for lines in captions), default=0) * CAPTION.leading
    # A full row spreads to both edges; a shorter one keeps to the left.
    free = width - sum(wide for wide, _ in sizes)
    gap = free / (len(row) - 1) if 1 < len(row) == block.columns else least_gap

    def draw(ink: Ink, x: float, top: float) -> None:
        left = x
        for picture, (wide, height), lines in zip(row, sizes, captions, strict=True):
            ink.pictures.draw(picture, left, top - tallest, wide, height)
            draw_lines(ink.canvas, ink.typefaces, lines, CAPTION, left, top - tallest - 2)
            left += wide + gap

    return Box(height=tallest + below + (6 if below else 2), draw=draw)


def _side_by_side(block: SideBySide, width: float, typefaces: Typefaces) -> list[Box]:
    left_width = (width - _GUTTER) * block.left_share
    right_width = width - _GUTTER - left_width
    left = boxes_of(block.left, left_width, typefaces)
    right = boxes_of(block.right, right_width, typefaces)
    height = max(sum(box.height for box in side) for side in (left, right))

    def draw(ink: Ink, x: float, top: float) -> None:
        for side, at in ((left, x), (right, x + left_width + _GUTTER)):
            below = top
            for number, box in enumerate(side):
                if box.blank and number == 0:
                    continue
                box.draw(ink, at, below)
                below -= box.height

    return [Box(height=height, draw=draw)]
