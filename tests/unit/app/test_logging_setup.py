"""No name, birth date or path of a patient reaches a log."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from sample_records import PATIENT
from skinlax_desktop.app.logging_setup import LOG_FILE, Redactor, set_up_logging, take_down_logging
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.workflows.patients import words_of

_log = logging.getLogger("skinlax_desktop.test")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    set_up_logging(tmp_path).hide(*words_of(PATIENT))
    yield tmp_path
    take_down_logging()


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / LOG_FILE).read_text(encoding="utf-8").splitlines()]


def test_a_line_is_json_with_time_level_place_and_extras(folder: Path) -> None:
    _log.info("closing lane %s", "vault", extra={"visits": 3})
    (line,) = lines(folder)
    assert (line["level"], line["logger"], line["message"], line["visits"]) == (
        "INFO",
        "skinlax_desktop.test",
        "closing lane vault",
        3,
    )
    assert line["at"].startswith("20")


def test_nothing_of_a_patient_passes_wherever_it_stands(folder: Path) -> None:
    _log.info("saved %s", PATIENT)
    _log.info("Amaryllis", extra={"who": "ZWETSCHGENBAUM", "born": "1961-05-11", "day": "11.05.1961"})
    try:
        try:
            raise OSError(2, "No such file", "/srv/pictures/Zwetschgenbaum 1961/frontal.png")
        except OSError as error:
            raise ValueError("cannot read C:\\Patients\\face.jpg of MRN-8842-QX") from error
    except ValueError:
        _log.exception("opening failed for amaryllis@example.org")
    text = (folder / LOG_FILE).read_text(encoding="utf-8")
    for word in ("zwetschgenbaum", "amaryllis", "1961", "mrn-8842", "pictures", "frontal", "patients\\", "face.jpg"):
        assert word not in text.casefold(), word
    assert "ValueError" in text
    assert "test_logging_setup.py" in text, "where it happened is still told"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("no /home/ann/x.tif here", "no <path> here"),
        ("'/data/Ann Other/x.tif' lost", "<path> lost"),
        ("born 1999-12-31.", "born <date>."),
        ("took 12/25 ms, ratio 3/4, 5.1 s", "took 12/25 ms, ratio 3/4, 5.1 s"),
        ("image_damaged(number=3)", "image_damaged(number=3)"),
        ("4096x3000 px 8000.0 us", "4096x3000 px 8000.0 us"),
    ],
)
def test_dates_and_paths_go_and_figures_stay(text: str, redacted: str) -> None:
    assert Redactor().redact(text) == redacted


def test_short_names_are_hidden_as_words_only() -> None:
    redactor = Redactor()
    redactor.hide("Li", "von Ö")
    assert redactor.redact("Li lives; ö too, slice stays") == "<patient> lives; <patient> too, slice stays"


def test_an_error_of_ours_keeps_its_code(folder: Path) -> None:
    try:
        raise SkinlaxError("vault_disk_failed", number=5)
    except SkinlaxError:
        _log.exception("saving")
    assert "vault_disk_failed(number=5)" in str(lines(folder)[0]["error"])


def test_logs_are_rotated(folder: Path) -> None:
    set_up_logging(folder, file_bytes=20_000)
    for _ in range(200):
        _log.info("x" * 1000)
    files = list(folder.iterdir())
    assert len(files) == 5
    assert all(file.stat().st_size <= 20_000 for file in files)
