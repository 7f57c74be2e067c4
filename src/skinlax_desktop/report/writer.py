"""Write a report as PDF: fonts embedded, text selectable, the same bytes for the same content."""

import io
from pathlib import Path
from typing import Any

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.report.blocks import boxes_of
from skinlax_desktop.report.boxes import MM, Ink
from skinlax_desktop.report.marks import PictureDrawer
from skinlax_desktop.report.pages import MARGIN_FOOT, MARGIN_SIDE, MARGIN_TOP, Page, paginate
from skinlax_desktop.report.typefaces import Face, default_folder, load_typefaces
from skinlax_desktop.report.typesetting import ACCENT, HAIRLINE, LABEL, MUTED, Setting, break_lines, draw_line, paint
from skinlax_desktop.workflows.report_blocks import PAPER_MM, ReportContent

_HEAD = Setting(size=8, leading=10, face=Face.SEMIBOLD, colour=ACCENT)
_FOOT = Setting(size=LABEL.size, leading=LABEL.leading, colour=MUTED)


def write_report(content: ReportContent, path: Path, *, fonts: Path | None = None) -> None:
    """Write the PDF whole or not at all.

    `fonts` is the folder of the typefaces, by default the one that set-up fills. Raises `SkinlaxError` with
    `report_not_writable` or `report_fonts_missing`.
    """
    data = render_report(content, fonts=fonts)
    partial = path.with_name(f"{path.name}.part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise SkinlaxError("report_not_writable") from error


def render_report(content: ReportContent, *, fonts: Path | None = None) -> bytes:
    """The PDF in memory, for the preview; raises `SkinlaxError("report_fonts_missing")`."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    typefaces = load_typefaces(fonts or default_folder())
    # Binary streams: ASCII85 would make the file a quarter larger and four times slower.
    rl_config.useA85 = 0
    width, height = (side * MM for side in PAPER_MM[content.paper])
    target = io.BytesIO()
    canvas = Canvas(
        target,
        pagesize=(width, height),
        invariant=1,
        pageCompression=1,
        initialFontName=Face.REGULAR.value,
        lang="en",
    )
    canvas.setTitle(f"{content.title} {content.subject}")
    canvas.setCreator("skinlax")
    canvas.setAuthor("")
    pages = paginate(boxes_of(content.blocks, width - 2 * MARGIN_SIDE, typefaces), height - MARGIN_TOP - MARGIN_FOOT)
    ink = Ink(canvas=canvas, typefaces=typefaces, pictures=PictureDrawer(canvas, typefaces))
    for number, page in enumerate(pages, start=1):
        _draw_page(ink, page, height)
        label = content.page_label.format(page=number, pages=len(pages))
        _draw_frame(ink, content, page, label, (width, height))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw_page(ink: Ink, page: Page, height: float) -> None:
    for below, box in page.placed:
        box.draw(ink, MARGIN_SIDE, height - MARGIN_TOP - below)


def _draw_frame(ink: Ink, content: ReportContent, page: Page, label: str, size: tuple[float, float]) -> None:
    width, height = size
    right = width - MARGIN_SIDE
    _draw_left(ink, page.part, _HEAD, MARGIN_SIDE, height - 13 * MM, right - MARGIN_SIDE)
    foot = 11 * MM
    ink.canvas.setStrokeColor(paint(HAIRLINE))
    ink.canvas.setLineWidth(0.5)
    ink.canvas.line(MARGIN_SIDE, foot + 4 * MM, right, foot + 4 * MM)
    measured = ink.typefaces.width(label, _FOOT.face, _FOOT.size)
    draw_line(ink.canvas, ink.typefaces, label, _FOOT, right - measured, foot)
    _draw_left(ink, content.footer, _FOOT, MARGIN_SIDE, foot, right - MARGIN_SIDE - measured - 8 * MM)


def _draw_left(ink: Ink, text: str, setting: Setting, x: float, baseline: float, room: float) -> None:
    """One line; a longer one is set smaller until it fits, because nothing may be cut off."""
    fitted: Any = setting
    while len(break_lines(text, fitted, room, ink.typefaces)) > 1 and fitted.size > 3:
        fitted = Setting(size=fitted.size - 0.5, leading=setting.leading, face=setting.face, colour=setting.colour)
    draw_line(ink.canvas, ink.typefaces, ink.typefaces.clean(text), fitted, x, baseline)
