"""The rows of a batch, its journal, and its one file."""

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from laxity_stand_in import MODEL, grade
from sample_records import ANALYSIS
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.laxity import youthfulness_index
from skinlax_desktop.domain.measurement import LaxityResult
from skinlax_desktop.workflows.batch_results import read_results, write_results
from skinlax_desktop.workflows.batch_rows import column_types, error_row, find_sources, row_of
from skinlax_desktop.workflows.row_journal import RowJournal, journal_path

SETTINGS = {"off_protocol": False, "laxity": "ab"}
DIFFERS = SkinlaxError("batch_resume_differs")


def test_a_set_is_one_source_and_its_pictures_are_not_loose(tmp_path: Path) -> None:
    for name in (
        "b.JPG",
        "set/capture_set.json",
        "set/frontal.png",
        "set/more/x.png",
        "sub/a.tiff",
        "list.csv",
        ".h.png",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert [source.name for source in find_sources(tmp_path)] == ["b.JPG", "set", "sub/a.tiff"]


@pytest.mark.parametrize(("make", "code"), [(False, "source_missing"), (True, "source_empty")])
def test_a_folder_with_nothing_to_measure_is_refused(tmp_path: Path, make: bool, code: str) -> None:
    if make:
        (tmp_path / "in").mkdir()
    with pytest.raises(SkinlaxError, match=code):
        find_sources(tmp_path / "in")


def test_the_contracts_columns() -> None:
    wanted = {
        *("source", "gate_passed", "reasons", "off_protocol", "confidence", "error"),
        *("overall.laxity", "overall.laxity_low", "overall.laxity_high"),
        *("zone.jowl_L.laxity", "zone.jowl_L.jowl_descent_mm", "zone.neck.laxity", "attribute.wrinkles"),
        *("model.face_landmarker.version", "model.laxity.version", "model.laxity.sha256"),
    }
    assert wanted <= set(column_types())


def test_a_row_holds_the_numbers_and_why_the_gate_refused() -> None:
    overall = grade(1.9)
    whole = LaxityResult(overall=overall, youthfulness_index=youthfulness_index(overall), reason=None)
    zone = replace(ANALYSIS.zones[0], laxity=grade(2.2), laxity_reason=None)
    row = row_of("set", replace(ANALYSIS, laxity=whole, zones=(zone,), models=(MODEL,)))
    assert row["reasons"] == ["focus"]
    assert row["gate_passed"] is False
    assert (row["overall.laxity"], row["overall.laxity_low"], row["confidence"]) == (1.9, 1.5, "ok")
    assert (row["zone.jowl_L.laxity"], row["zone.jowl_L.jowl_descent_mm"]) == (2.2, 3.0)
    assert row["zone.jowl_R.laxity"] is None
    assert row["model.laxity.version"] == MODEL.version
    assert row["error"] == ""
    assert list(row) == list(column_types())


def test_what_is_written_is_read_back_and_nothing_else_is_left(tmp_path: Path) -> None:
    rows = [row_of("b", ANALYSIS), error_row("a", SkinlaxError("source_missing"))]
    write_results(rows, tmp_path / "r.parquet", SETTINGS)
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]
    back = read_results(tmp_path / "r.parquet", SETTINGS)
    assert back == sorted(rows, key=lambda row: str(row["source"]))
    table = pq.read_table(tmp_path / "r.parquet")
    assert table.schema.field("overall.laxity").type == "double"
    assert table.column("gate_passed").to_pylist() == [None, False]


def test_rows_measured_in_another_way_are_not_mixed(tmp_path: Path) -> None:
    write_results([row_of("b", ANALYSIS)], tmp_path / "r.parquet", SETTINGS)
    with pytest.raises(SkinlaxError, match="batch_resume_differs"):
        read_results(tmp_path / "r.parquet", SETTINGS | {"off_protocol": True})
    (tmp_path / "other.parquet").write_bytes(b"something else")
    with pytest.raises(SkinlaxError, match="batch_results_unreadable"):
        read_results(tmp_path / "other.parquet", SETTINGS)


def test_the_journal_survives_a_line_that_was_cut_short(tmp_path: Path) -> None:
    path = journal_path(tmp_path / "r.parquet")
    journal = RowJournal(path, SETTINGS, resume=False, differs=DIFFERS)
    journal.add(row_of("a", ANALYSIS))
    journal.add(row_of("b", ANALYSIS))
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    again = RowJournal(path, SETTINGS, resume=True, differs=DIFFERS)
    assert [row["source"] for row in again.rows] == ["a"]
    again.add(row_of("b", ANALYSIS))
    again.close()
    assert path.read_bytes() == whole
    with pytest.raises(SkinlaxError, match="batch_resume_differs"):
        RowJournal(path, SETTINGS | {"laxity": "cd"}, resume=True, differs=DIFFERS)
    anew = RowJournal(path, SETTINGS, resume=False, differs=DIFFERS)
    assert anew.rows == []
    anew.remove()
    assert not path.exists()
