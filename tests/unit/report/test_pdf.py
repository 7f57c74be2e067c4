"""The PDF: fonts embedded, text selectable, nothing cut off, small, the same bytes twice."""

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest

from report_sample import images, make_analysis, make_patient, make_visit, picture
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.report import render_report, write_report
from skinlax_desktop.workflows.report_blocks import PAPER_MM, Paper
from skinlax_desktop.workflows.report_content import compose_report

LONG_NAME = "Maximiliana-Theodolinda " * 6
SCRIPTS = {
    "Greek": ("Ελένη", "Παπαδοπούλου"),
    "Cyrillic": ("Наталья", "Щёголева"),
    "Japanese": ("花子", "髙﨑"),
    "Latin": ("Łucja", "Đặng-Šűřç"),
}


def render(visit: Visit, patient: Patient | None = None, *, page: str = "a4", for_whom: str = "clinician") -> bytes:
    at_hand = images() if visit.captures else {}
    return render_report(compose_report(patient or make_patient(), visit, at_hand, for_whom=for_whom, page=page))


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(reader: pypdf.PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def text_places(page: pypdf.PageObject) -> list[tuple[float, float, str]]:
    places: list[tuple[float, float, str]] = []

    def visit(text: str, matrix: Any, text_matrix: Any, _font: Any, _size: float) -> None:
        if text.strip():
            x = text_matrix[4] * matrix[0] + matrix[4]
            y = text_matrix[5] * matrix[3] + matrix[5]
            places.append((x, y, text))

    page.extract_text(visitor_text=visit)
    return places


@pytest.fixture(scope="module")
def whole() -> pypdf.PdfReader:
    return read(render(make_visit(analysis=make_analysis())))


@pytest.mark.parametrize("paper", list(Paper))
def test_pages_have_the_size_of_the_paper_and_are_counted(paper: Paper) -> None:
    reader = read(render(make_visit(analysis=make_analysis()), page=paper.value))
    for number, page in enumerate(reader.pages, start=1):
        size = (float(page.mediabox.width) / 72 * 25.4, float(page.mediabox.height) / 72 * 25.4)
        assert size == pytest.approx(PAPER_MM[paper], abs=0.1)
        text = page.extract_text()
        assert f"Page {number} of {len(reader.pages)}" in text
        assert "SX-000123" in text
        assert "2026-11-23" in text


@pytest.mark.parametrize("paper", list(Paper))
def test_the_patient_gets_two_pages(paper: Paper) -> None:
    visit = make_visit(analysis=make_analysis())
    assert len(read(render(visit, page=paper.value, for_whom="patient")).pages) == 2
    clinician = read(render(visit, page=paper.value))
    assert "For you" in clinician.pages[1].extract_text()
    assert "Clinician's annex" in clinician.pages[2].extract_text()


def test_every_font_is_embedded(whole: pypdf.PdfReader) -> None:
    fonts = {
        str(font["/BaseFont"]): font
        for page in whole.pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    }
    assert fonts
    for name, font in fonts.items():
        assert re.match(r"/[A-Z]{6}\+", name), f"{name} is no embedded subset"
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_the_numbers_are_those_of_the_analysis(whole: pypdf.PdfReader) -> None:
    text = text_of(whole)
    assert "6.7 mm (6.0 to 7.4)" in text
    assert "62.4 mm (61.7 to 63.1)" in text
    assert "31.7°" in text
    assert "ab" * 32 in text.replace(" ", "")
    assert "Not for diagnosis of skin cancer" in text
    assert "no model for one is installed" in text


@pytest.mark.parametrize("script", SCRIPTS)
def test_names_of_every_script_are_drawn_and_selectable(script: str) -> None:
    given, family = SCRIPTS[script]
    data = render(make_visit(views=()), make_patient(given_name=given, family_name=family), for_whom="patient")
    assert f"{given} {family}" in text_of(read(data))


def test_what_no_font_draws_becomes_a_box() -> None:
    data = render(make_visit(views=()), make_patient(given_name="A\u0000\u202e", family_name="\U0001f600"))
    assert "A □" in text_of(read(data))


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize(
    ("visit", "patient"),
    [
        (make_visit(analysis=make_analysis(), annotations=40), make_patient(given_name=LONG_NAME)),
        (
            make_visit(analysis=make_analysis(off_protocol=True), next_step="Wait and see. " * 400),
            make_patient(family_name="W" * 300, record_number="R" * 120),
        ),
        (make_visit(views=(View.FRONTAL,), analysis=make_analysis(refused=True)), make_patient(given_name="花子" * 60)),
        (make_visit(), make_patient(given_name="", family_name="", record_number="")),
    ],
)
def test_nothing_reaches_beyond_the_margins(visit: Visit, patient: Patient, paper: Paper) -> None:
    typefaces_room = 12 * 72 / 25.4
    for page in read(render(visit, patient, page=paper.value)).pages:
        for x, y, _text in text_places(page):
            assert x >= typefaces_room
            assert x <= float(page.mediabox.width) - typefaces_room
            assert typefaces_room * 0.8 <= y <= float(page.mediabox.height) - typefaces_room * 0.8


def test_long_notes_are_printed_whole() -> None:
    words = " ".join(f"word{number}" for number in range(1500))
    text = text_of(read(render(make_visit(next_step=words))))
    assert all(f"word{number}" in text for number in range(1500))


def test_the_same_content_gives_the_same_bytes() -> None:
    visit = make_visit(analysis=make_analysis())
    assert render(visit) == render(visit)


def test_five_views_of_12_megapixels_stay_small() -> None:
    data = picture(3000, 4096)
    content = compose_report(
        make_patient(), make_visit(analysis=make_analysis()), dict.fromkeys(STANDARD_SERIES, data), page="a4"
    )
    written = render_report(content)
    assert len(written) < 2_000_000
    filters = {
        str(resource.get_object().get("/Filter"))
        for page in read(written).pages
        for resource in page["/Resources"].get("/XObject", {}).values()
    }
    assert filters == {"['/DCTDecode']"}


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    content = compose_report(make_patient(), make_visit(views=()), {})
    (tmp_path / "file").write_text("")
    with pytest.raises(SkinlaxError, match="report_not_writable"):
        write_report(content, tmp_path / "absent" / "report.pdf")
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(SkinlaxError, match="report_not_writable"):
        write_report(content, tmp_path / "folder.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.pdf"]


def test_absent_fonts_are_named(tmp_path: Path) -> None:
    content = compose_report(make_patient(), make_visit(views=()), {})
    with pytest.raises(SkinlaxError, match="report_fonts_missing"):
        render_report(content, fonts=tmp_path)


def test_the_report_needs_neither_matplotlib_nor_qt() -> None:
    program = (
        "import sys; from skinlax_desktop.report import render_report;"
        "from skinlax_desktop.workflows.report_content import compose_report;"
        "from report_sample import *;"
        "render_report(compose_report(make_patient(), make_visit(analysis=make_analysis()), images()));"
        "assert not {'matplotlib', 'PySide6', 'mediapipe', 'vtkmodules'} & set(sys.modules)"
    )
    tests = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": f"{tests.parent / 'src'}:{tests}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
