"""The report screen: what the printer prints is what the screen shows."""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from screens import made_up_visit as made_up
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.ui.qt_dispatch import QtDispatcher
from skinlax_desktop.ui.screens.report.pages import Pages
from skinlax_desktop.ui.screens.report.presenter import ReportPresenter
from skinlax_desktop.ui.screens.report.view import ReportScreen
from skinlax_desktop.ui.theme import apply_theme
from skinlax_desktop.workflows.report_blocks import Audience, Paper
from skinlax_desktop.workflows.visit_store import VisitStore

SIZES = {Paper.A4: (595.28, 841.89), Paper.LETTER: (612.0, 792.0)}


def make_pdf(
    visit: Visit, images: Mapping[View, bytes], scene: Mapping[str, bytes], audience: Audience, paper: Paper
) -> bytes:
    """Two pages, three for the clinician, each with a mark at its corners."""
    from reportlab.pdfgen.canvas import Canvas

    assert len(images) == len(visit.captures)
    if visit.next_step == "no fonts":
        raise SkinlaxError("report_fonts_missing")
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=SIZES[paper])
    width, height = SIZES[paper]
    for number in range(3 if audience is Audience.CLINICIAN else 2):
        canvas.drawString(72, height - 72, f"{audience} page {number + 1} {visit.next_step}")
        for x, y in ((20, 20), (width - 60, 20), (20, height - 60), (width - 60, height - 60)):
            canvas.rect(x, y, 40, 40, fill=1)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@dataclass
class Room:
    visits: VisitStore
    presenter: ReportPresenter
    screen: ReportScreen
    printed: Path
    saved: Path


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Room]:
    apply_theme(qapp)
    visits, dispatcher = VisitStore(), QtDispatcher()
    jobs = JobRunner(dispatcher.call_on_main)
    printed, saved = tmp_path / "printed.pdf", tmp_path / "report.pdf"

    def choose(_parent: QWidget, printer: QPrinter) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(printed))
        printer.setResolution(150)
        return True

    presenter = ReportPresenter(visits=visits, jobs=jobs, load_image=made_up.load_image, make_pdf=make_pdf)
    screen = ReportScreen(presenter, choose_printer=choose, choose_path=lambda _parent: saved)
    screen.resize(1200, 700)
    screen.show()
    visits.open(made_up.visit(), by="test")
    screen.entered()
    yield Room(visits, presenter, screen, printed, saved)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)
    screen.left()
    jobs.close()
    screen.close()
    screen.deleteLater()


def wait_for_pages(room: Room, qtbot: QtBot, count: int) -> Pages:
    def ready() -> bool:
        pages = room.screen.pages.pages
        return pages is not None and pages.count == count and not room.presenter.state.is_making

    qtbot.waitUntil(ready, timeout=10_000)
    assert room.screen.pages.pages is not None
    return room.screen.pages.pages


def ink(image: QImage) -> np.ndarray:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].astype(float)


@pytest.mark.parametrize("paper", list(Paper))
def test_the_printer_prints_what_the_screen_shows(room: Room, qtbot: QtBot, paper: Paper) -> None:
    room.presenter.choose_paper(paper)
    wait_for_pages(room, qtbot, 2)
    qtbot.waitUntil(lambda: room.screen.pages.pages.size_points(0).width() == pytest.approx(SIZES[paper][0], abs=1))
    shown = room.screen.pages.pages
    qtbot.mouseClick(room.screen.print_button, Qt.MouseButton.LeftButton)
    printed = Pages(room.printed.read_bytes())
    assert printed.count == 2
    for page in range(2):
        assert printed.size_points(page).width() == pytest.approx(shown.size_points(page).width(), abs=1.5)
        assert printed.size_points(page).height() == pytest.approx(shown.size_points(page).height(), abs=1.5)
        size = QSize(300, 420)
        assert np.abs(ink(printed.draw(page, size)) - ink(shown.draw(page, size))).mean() < 4
    assert "2 pages" in room.presenter.state.sentence


def test_the_clinician_gets_the_annex(room: Room, qtbot: QtBot) -> None:
    wait_for_pages(room, qtbot, 2)
    room.screen.perform("for_clinician")
    pages = wait_for_pages(room, qtbot, 3)
    assert "clinician page 3" in pages.text(2)


def test_the_next_step_is_kept_in_the_visit_and_printed(room: Room, qtbot: QtBot) -> None:
    wait_for_pages(room, qtbot, 2)
    room.screen.next_step.setPlainText("See again in May")
    qtbot.waitUntil(lambda: room.visits.visit.next_step == "See again in May", timeout=5000)
    qtbot.waitUntil(lambda: "See again in May" in room.screen.pages.pages.text(0), timeout=5000)


def test_what_was_typed_last_is_kept_when_the_screen_is_left(room: Room, qtbot: QtBot) -> None:
    wait_for_pages(room, qtbot, 2)
    room.screen.next_step.setPlainText("Sun cream")
    room.screen.left()
    assert room.visits.visit.next_step == "Sun cream"


def test_saving_writes_the_very_bytes_that_are_shown(room: Room, qtbot: QtBot) -> None:
    wait_for_pages(room, qtbot, 2)
    qtbot.mouseClick(room.screen.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(room.saved.exists, timeout=5000)
    qtbot.waitUntil(lambda: bool(room.presenter.state.sentence), timeout=5000)
    assert room.saved.read_bytes() == room.presenter.pdf
    assert list(room.saved.parent.glob("*.part")) == []


def test_a_folder_that_cannot_be_written_is_a_sentence(room: Room, qtbot: QtBot, tmp_path: Path) -> None:
    wait_for_pages(room, qtbot, 2)
    room.presenter.save(tmp_path / "absent" / "report.pdf")
    qtbot.waitUntil(lambda: room.presenter.state.is_error, timeout=5000)
    assert "not saved" in room.presenter.state.sentence


def test_a_report_that_cannot_be_made_says_so_and_can_be_made_later(room: Room, qtbot: QtBot) -> None:
    wait_for_pages(room, qtbot, 2)
    room.presenter.write_next_step("no fonts")
    qtbot.waitUntil(lambda: room.presenter.state.is_error, timeout=5000)
    room.presenter.write_next_step("fonts are back")
    qtbot.waitUntil(lambda: "fonts are back" in room.screen.pages.pages.text(0), timeout=5000)
    assert not room.presenter.state.is_error


def test_pages_are_shown_as_sheets(room: Room, qtbot: QtBot) -> None:
    wait_for_pages(room, qtbot, 2)
    shown = ink(room.screen.pages.grab().toImage())
    assert 0.3 < (shown > 250).mean() < 0.9, "white paper on a grey room"
    assert len(room.screen.pages._places) == 2
    assert all(place.height() < room.screen.pages.height() for place in room.screen.pages._places)
    wide = room.screen.pages._places[0].width()
    room.screen.perform("zoom_in")
    assert room.screen.pages._places[0].width() == pytest.approx(1.2 * wide, abs=2)


def test_no_report_without_a_visit(room: Room, qtbot: QtBot) -> None:
    wait_for_pages(room, qtbot, 2)
    room.visits.open(None, by="test")
    assert room.screen.pages.pages is None
    assert not room.screen.print_button.isEnabled()
    assert room.presenter.pdf is None


def test_what_else_the_report_needs_is_read_before_it_is_made(qtbot: QtBot, qapp: QApplication) -> None:
    visits, waiting, made = VisitStore(), [], []
    jobs = JobRunner(QtDispatcher().call_on_main)

    def prepare(visit: Visit, go_on: Callable[[], None]) -> None:
        waiting.append((visit.id, go_on))

    def count_pdf(*asked: object) -> bytes:
        made.append(asked[0])
        return b""

    presenter = ReportPresenter(
        visits=visits, jobs=jobs, load_image=made_up.load_image, make_pdf=count_pdf, prepare=prepare
    )
    visits.open(made_up.visit(), by="test")
    presenter.entered()
    qtbot.waitUntil(lambda: len(waiting) == 1, timeout=10_000)
    assert not made
    assert presenter.state.is_making
    visit_id, go_on = waiting[0]
    go_on()
    qtbot.waitUntil(lambda: not presenter.state.is_making and not jobs.busy, timeout=10_000)
    assert [visit.id for visit in made] == [visit_id]
    jobs.close()
