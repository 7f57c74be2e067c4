"""Report pages as pictures: clean margins, and colours where zones and marks lie."""

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from report_sample import images, make_analysis, make_patient, make_visit
from skinlax_desktop.report import render_report
from skinlax_desktop.workflows.report_content import compose_report
from skinlax_desktop.workflows.report_pictures import MARK_COLOUR

SIZE_PX = (850, 1100)


def pages_of(data: bytes) -> list[npt.NDArray[np.int16]]:
    """Every page as (1100, 850, 3) RGB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(data)
        document = QPdfDocument()
        assert document.load(str(path)) is QPdfDocument.Error.None_
        pages = []
        for number in range(document.pageCount()):
            rendered = document.render(number, QSize(*SIZE_PX)).convertToFormat(QImage.Format.Format_RGBA8888)
            pixels = np.frombuffer(rendered.constBits(), dtype=np.uint8).reshape(SIZE_PX[1], SIZE_PX[0], 4)
            # Where nothing was painted the page is transparent: paper.
            share = pixels[..., 3:].astype(np.float32) / 255
            pages.append((pixels[..., :3] * share + 255 * (1 - share)).astype(np.int16))
        document.close()
    return pages


@pytest.fixture(scope="module")
def crowded() -> bytes:
    visit = make_visit(analysis=make_analysis(off_protocol=True), annotations=40, next_step="Long words. " * 60)
    patient = make_patient(given_name="Wilhelmina-Maximiliane " * 4, record_number="M" * 60)
    return render_report(compose_report(patient, visit, images(), page="letter"))


def test_nothing_is_printed_in_the_margins(qtbot: QtBot, crowded: bytes) -> None:
    for page in pages_of(crowded):
        # 10 mm of 216 x 279 mm.
        for strip in (page[:39], page[-33:], page[:, :39], page[:, -39:]):
            assert strip.min() > 250


def test_zones_and_marks_are_on_the_paper(qtbot: QtBot, crowded: bytes) -> None:
    pages = pages_of(crowded)
    deep_blue = [int(((page[..., 2] - page[..., 1]) > 25).sum()) for page in pages]
    assert max(deep_blue) > 500
    wanted = np.array([int(MARK_COLOUR[at : at + 2], 16) for at in (1, 3, 5)])
    marked = [int((np.abs(page - wanted).max(axis=2) < 12).sum()) for page in pages]
    assert max(marked) > 200
    assert deep_blue[0] < 20, "the first page shows the photographs as they are"
