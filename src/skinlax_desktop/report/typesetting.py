"""Text on paper: styles, line breaking for spaced and unspaced scripts, drawing of lines."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from skinlax_desktop.report.typefaces import Face, Typefaces

INK: Final = "#1d2221"
MUTED: Final = "#5f6b68"
HAIRLINE: Final = "#d7dedb"
ACCENT: Final = "#0f6b54"
TINT: Final = "#eff6f3"
WARNING: Final = "#9a6200"
WARNING_TINT: Final = "#fdf4e1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How text is set: sizes in points, colour as #rrggbb."""

    size: float
    leading: float
    face: Face = Face.REGULAR
    colour: str = INK


BODY: Final = Setting(size=9.5, leading=13.5)
SMALL: Final = Setting(size=8, leading=11, colour=MUTED)
CELL: Final = Setting(size=8.2, leading=10.6)
CELL_SMALL: Final = Setting(size=7.2, leading=8.8)
CELL_TITLE: Final = Setting(size=7.2, leading=9.2, face=Face.SEMIBOLD, colour=MUTED)
LABEL: Final = Setting(size=7.4, leading=10, colour=MUTED)
FACT: Final = Setting(size=9, leading=12)
CAPTION: Final = Setting(size=8, leading=10.5, colour=MUTED)
SUBHEADING: Final = Setting(size=10, leading=14, face=Face.SEMIBOLD)
HEADING: Final = Setting(size=13.5, leading=18, face=Face.SEMIBOLD, colour=ACCENT)
LEAD: Final = Setting(size=11, leading=15.5)
TITLE: Final = Setting(size=25, leading=30, face=Face.LIGHT)
EYEBROW: Final = Setting(size=9, leading=13, face=Face.SEMIBOLD, colour=ACCENT)


@cache
def paint(colour: str) -> Any:
    """A #rrggbb colour as the PDF writer wants it, parsed once."""
    from reportlab.lib.colors import HexColor

    return HexColor(colour)


def break_lines(text: str, setting: Setting, width: float, typefaces: Typefaces) -> tuple[str, ...]:
    """Lines no wider than `width` points; a line feed breaks, a word that is too long breaks anywhere."""
    lines: list[str] = []
    for paragraph in typefaces.clean(text).split("\n"):
        lines.extend(_break_paragraph(paragraph, setting, width, typefaces))
    return tuple(lines)


def _break_paragraph(text: str, setting: Setting, width: float, typefaces: Typefaces) -> Iterator[str]:
    line = ""
    for piece in _pieces(text):
        if typefaces.width((line + piece).rstrip(), setting.face, setting.size) <= width:
            line += piece
            continue
        if line.strip():
            yield line.rstrip()
        line = piece.lstrip()
        while line and typefaces.width(line.rstrip(), setting.face, setting.size) > width:
            cut = _fitting(line, setting, width, typefaces)
            yield line[:cut]
            line = line[cut:]
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Words with the spaces before them; each wide (East Asian) character stands alone."""
    begin = 0
    for at in range(1, len(text)):
        before, here = text[at - 1], text[at]
        starts_word = here == " " and before != " "
        if starts_word or _is_wide(here) or _is_wide(before):
            yield text[begin:at]
            begin = at
    if text:
        yield text[begin:]


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _fitting(text: str, setting: Setting, width: float, typefaces: Typefaces) -> int:
    """How many characters fit; at least one, so that breaking always ends."""
    for count in range(2, len(text) + 1):
        if typefaces.width(text[:count], setting.face, setting.size) > width:
            return count - 1
    return len(text)


def draw_line(canvas: Any, typefaces: Typefaces, text: str, setting: Setting, x: float, baseline: float) -> None:
    """Set one line with its left end at x."""
    if not text:
        return
    drawn = canvas.beginText(x, baseline)
    drawn.setFillColor(paint(setting.colour))
    for font, run in typefaces.runs(text, setting.face):
        drawn.setFont(font, setting.size)
        drawn.textOut(run)
    canvas.drawText(drawn)


def draw_lines(
    canvas: Any, typefaces: Typefaces, lines: tuple[str, ...], setting: Setting, x: float, top: float
) -> None:
    """Set lines below each other; `top` is the upper edge of the first."""
    for number, line in enumerate(lines):
        baseline = top - number * setting.leading - 0.5 * (setting.leading + 0.66 * setting.size)
        draw_line(canvas, typefaces, line, setting, x, baseline)
