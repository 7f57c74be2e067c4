"""The printable targets of a calibration, true to scale, each with rulers to check the printer by."""

import io
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.charuco import STATION_BOARD, BoardSize, board_picture
from skinlax_desktop.report.boxes import MM
from skinlax_desktop.report.typefaces import Face, default_folder, load_typefaces
from skinlax_desktop.text import targets as words

PAPERS_MM: Final = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
RULER_MM: Final = 100
MINI_CHART_MM: Final = (108.0, 63.5)
"""Outer size of the ColorChecker Classic Mini, with a millimetre of play."""

_PLACES_OF_FACE: Final = ((0.5, 0.45), (0.5, 0.16), (0.27, 0.50), (0.73, 0.50), (0.5, 0.80))


def write_targets(folder: Path, *, fonts: Path | None = None) -> tuple[Path, ...]:
    """Write board and holder for every paper size; returns the files. Raises `output_not_writable`."""
    load_typefaces(fonts or default_folder())
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for paper in PAPERS_MM:
            path = folder / f"calibration_targets_{paper}.pdf"
            path.write_bytes(render_targets(paper, fonts=fonts))
            written.append(path)
    except OSError:
        raise SkinlaxError("output_not_writable", folder=folder.name) from None
    return tuple(written)


def render_targets(paper: str, *, board: BoardSize = STATION_BOARD, fonts: Path | None = None) -> bytes:
    """Both pages as PDF; the same bytes every time."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    load_typefaces(fonts or default_folder())
    # As in reports: binary streams, smaller than ASCII85, and the same whatever was made before.
    rl_config.useA85 = 0
    width, height = (side * MM for side in PAPERS_MM[paper])
    target = io.BytesIO()
    canvas = Canvas(
        target, pagesize=(width, height), invariant=1, pageCompression=1, initialFontName=Face.REGULAR.value, lang="en"
    )
    canvas.setTitle(words.BOARD_TITLE)
    canvas.setCreator("skinlax")
    canvas.setAuthor("")
    # Viewers that honour it print at 100 %.
    canvas.setViewerPreference("PrintScaling", "None")
    _board_page(canvas, board, width, height)
    canvas.showPage()
    _holder_page(canvas, width, height)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _board_page(canvas: Any, board: BoardSize, width: float, height: float) -> None:
    across, down = (side * MM for side in board.size_mm)
    left, bottom = (width - across) / 2.0, (height - down) / 2.0
    _draw_board(canvas, board, left, bottom)
    _write(canvas, words.BOARD_TITLE, left, bottom + down + 4.6 * MM, 9, Face.SEMIBOLD)
    note = words.BOARD_NOTE.format(
        columns=board.columns, rows=board.rows, square=board.square_mm, marker=board.marker_mm
    )
    _write(canvas, note, left, bottom + down + 1.6 * MM, 6.5)
    _ruler(canvas, left, bottom - 4.8 * MM)
    _write(canvas, words.CHECK_SENTENCE, left + RULER_MM * MM + 3 * MM, bottom - 4.8 * MM, 6.5)
    canvas.saveState()
    canvas.translate(left - 5.6 * MM, bottom)
    canvas.rotate(90)
    _ruler(canvas, 0.0, 0.0)
    _write(canvas, words.CHECK_SENTENCE, RULER_MM * MM + 3 * MM, 0.0, 6.5)
    canvas.restoreState()


def _draw_board(canvas: Any, board: BoardSize, left: float, bottom: float) -> None:
    """Black cells as vectors: every edge of squares and markers lies on one grid."""
    pixels_per_mm = 2
    cell_mm = (board.square_mm - board.marker_mm) / 2.0
    step = round(cell_mm * pixels_per_mm)
    picture = board_picture(board, pixels_per_mm)
    cells = picture[step // 2 :: step, step // 2 :: step] < 128
    rows, columns = cells.shape
    path = canvas.beginPath()
    for row in range(rows):
        column = 0
        while column < columns:
            begin = column
            while column < columns and cells[row, column]:
                column += 1
            if column > begin:
                path.rect(
                    left + begin * cell_mm * MM,
                    bottom + (rows - 1 - row) * cell_mm * MM,
                    (column - begin) * cell_mm * MM,
                    cell_mm * MM,
                )
            column = max(column, begin + 1)
    canvas.setFillGray(0.0)
    # One path, so that neighbouring cells leave no hairline between them.
    canvas.drawPath(path, stroke=0, fill=1)


def _holder_page(canvas: Any, width: float, height: float) -> None:
    margin = 20 * MM
    top = height - 22 * MM
    _write(canvas, words.HOLDER_TITLE, margin, top, 15, Face.SEMIBOLD)
    for number, step in enumerate(words.HOLDER_STEPS):
        _write(canvas, step, margin, top - (11 + 7 * number) * MM, 10.5)
    wide, tall = (side * MM for side in MINI_CHART_MM)
    left, bottom = (width - wide) / 2.0, top - 46 * MM - tall
    _corner_marks(canvas, left, bottom, wide, tall)
    name = words.CHART_FRAME.format(width=MINI_CHART_MM[0], height=MINI_CHART_MM[1])
    canvas.setFillGray(0.35)
    canvas.setFont(Face.REGULAR.value, 10)
    canvas.drawCentredString(width / 2.0, bottom + tall / 2.0, name)
    _face(canvas, margin, bottom - 14 * MM)
    _ruler(canvas, margin, 22 * MM)
    _write(canvas, words.CHECK_SENTENCE, margin, 15 * MM, 8)
    right = width / 2.0 + 4 * MM
    _write(canvas, words.NOTE_TITLE, right, bottom - 14 * MM, 10.5, Face.SEMIBOLD)
    _write(canvas, words.NOTE_LINE, right, bottom - 20 * MM, 8)
    canvas.setStrokeGray(0.6)
    canvas.setLineWidth(0.5)
    for line in range(7):
        canvas.line(right, bottom - (29 + 9 * line) * MM, width - margin, bottom - (29 + 9 * line) * MM)


def _face(canvas: Any, left: float, top: float) -> None:
    """An outline of a face, and the five places of the chart in it, numbered."""
    wide, tall = 48 * MM, 64 * MM
    _write(canvas, words.PLACES_TITLE, left, top, 10.5, Face.SEMIBOLD)
    base = top - 5 * MM - tall
    canvas.setStrokeGray(0.55)
    canvas.setLineWidth(0.8)
    canvas.ellipse(left, base, left + wide, base + tall)
    canvas.setFillGray(0.0)
    for number, ((x, y), name) in enumerate(zip(_PLACES_OF_FACE, words.PLACES, strict=True), start=1):
        at_x, at_y = left + x * wide, base + (1.0 - y) * tall
        canvas.setFillGray(1.0)
        canvas.circle(at_x, at_y, 3.2 * MM, stroke=1, fill=1)
        canvas.setFillGray(0.0)
        canvas.setFont(Face.SEMIBOLD.value, 9)
        canvas.drawCentredString(at_x, at_y - 1.1 * MM, str(number))
        _write(canvas, f"{number}  {name}", left, base - (6 + 5 * (number - 1)) * MM, 9)


def _corner_marks(canvas: Any, left: float, bottom: float, wide: float, tall: float) -> None:
    canvas.setStrokeGray(0.0)
    canvas.setLineWidth(1.0)
    long = 9 * MM
    for x, along in ((left, 1), (left + wide, -1)):
        for y, up in ((bottom, 1), (bottom + tall, -1)):
            canvas.line(x, y, x + along * long, y)
            canvas.line(x, y, x, y + up * long)


def _ruler(canvas: Any, left: float, bottom: float) -> None:
    """A line of exactly 100 mm between the outer edges of its end marks' middles, with a mark every 5 mm."""
    canvas.setStrokeGray(0.0)
    canvas.setLineWidth(0.3)
    canvas.line(left, bottom, left + RULER_MM * MM, bottom)
    for millimetre in range(0, RULER_MM + 1, 5):
        high = 3.0 if millimetre in (0, RULER_MM) else 2.2 if millimetre % 10 == 0 else 1.2
        canvas.line(left + millimetre * MM, bottom, left + millimetre * MM, bottom + high * MM)


def _write(canvas: Any, text: str, left: float, bottom: float, size: float, face: Face = Face.REGULAR) -> None:
    canvas.setFillGray(0.0)
    canvas.setFont(face.value, size)
    canvas.drawString(left, bottom, text)
