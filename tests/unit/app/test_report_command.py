"""`skinlax report`: from a folder of results to a PDF, or one sentence and nothing written."""

import dataclasses
from pathlib import Path

import pypdf
import pytest

from report_sample import make_analysis, picture
from skinlax_desktop.app.command_line import main
from skinlax_desktop.domain.views import STANDARD_SERIES
from skinlax_desktop.workflows.analysis_file import write_analysis


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    (folder / "pictures").mkdir(parents=True)
    write_analysis(make_analysis(), folder / "analysis.json")
    for view in STANDARD_SERIES:
        (folder / "pictures" / f"{view}_1.png").write_bytes(picture())
    return folder


def report(folder: Path, out: Path, *options: str) -> int:
    return main(["report", str(folder), "--out", str(out), *options])


def test_a_folder_of_results_becomes_a_report(results: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    assert report(results, out, "--paper", "letter") == 0
    reader = pypdf.PdfReader(out)
    assert len(reader.pages) > 3
    assert float(reader.pages[0].mediabox.width) == pytest.approx(612)
    assert "6.7 mm" in "".join(page.extract_text() for page in reader.pages)


def test_for_the_patient_two_pages(results: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    assert report(results, out, "--for", "patient") == 0
    assert len(pypdf.PdfReader(out).pages) == 2


def test_overlays_serve_where_there_are_no_pictures(results: Path, tmp_path: Path) -> None:
    for path in (results / "pictures").iterdir():
        path.unlink()
    (results / "pictures").rmdir()
    for view in STANDARD_SERIES[:3]:
        (results / f"overlay_{view}.png").write_bytes(picture())
    assert report(results, tmp_path / "report.pdf") == 0


def test_a_missing_picture_is_named(results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (results / "pictures" / "frontal_1.png").unlink()
    assert report(results, tmp_path / "report.pdf") == 1
    assert "frontal" in capsys.readouterr().err
    assert not (tmp_path / "report.pdf").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema": 99}', b"\xff\xfe"])
def test_a_damaged_analysis_is_refused(results: Path, tmp_path: Path, content: bytes) -> None:
    (results / "analysis.json").write_bytes(content)
    assert report(results, tmp_path / "report.pdf") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_folder_without_analysis_is_refused(tmp_path: Path) -> None:
    assert report(tmp_path, tmp_path / "report.pdf") == 1


def test_a_place_that_cannot_be_written_is_refused(results: Path, tmp_path: Path) -> None:
    assert report(results, tmp_path / "absent" / "report.pdf") == 1
    assert report(results, results) == 1


def test_a_refused_series_still_makes_a_report(results: Path, tmp_path: Path) -> None:
    write_analysis(dataclasses.replace(make_analysis(refused=True), zones=()), results / "analysis.json")
    assert report(results, tmp_path / "report.pdf") == 0
