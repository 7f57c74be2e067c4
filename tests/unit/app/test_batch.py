"""`skinlax batch` as a program: bad files are rows, and a killed run goes on where it was."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import pyarrow.parquet as pq
import pytest

import phantom_series as phantom
from skinlax_desktop.app.command_line import main
from skinlax_desktop.domain.views import View

COMMAND = [sys.executable, "-m", "skinlax_desktop.app.command_line", "batch"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    cv2.imwrite(str(made / "frontal_1.jpg"), phantom.view_picture(View.FRONTAL)[::2, ::2])
    return made


def spoil(folder: Path) -> None:
    whole = (folder / "frontal_1.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.png").write_bytes(b"")
    (folder / "words.tiff").write_bytes(b"no picture")
    (folder / "set").mkdir()
    (folder / "set" / "capture_set.json").write_text("{")


def test_bad_files_are_rows_and_the_run_ends_well(folder: Path, tmp_path: Path) -> None:
    spoil(folder)
    out = tmp_path / "r.parquet"
    assert main(["batch", str(folder), "--out", str(out), "--workers", "1", "--off-protocol", "--json"]) == 0
    rows = {row["source"]: row for row in pq.read_table(out).to_pylist()}
    assert set(rows) == {"frontal_1.jpg", "cut.jpg", "empty.png", "words.tiff", "set"}
    good = rows.pop("frontal_1.jpg")
    assert (good["error"], good["off_protocol"], good["gate_passed"]) == ("", True, False)
    assert good["zone.upper_eyelid_L.canthal_tilt_deg"] is not None
    assert {"calibration", "series"} <= set(good["reasons"])
    assert all(row["error"] and row["overall.laxity"] is None for row in rows.values())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "r.parquet"]


def test_a_killed_run_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    for number in range(2, 7):
        shutil.copy(folder / "frontal_1.jpg", folder / f"frontal_{number}.jpg")
    out = tmp_path / "r.parquet"
    arguments = [str(folder), "--out", str(out), "--workers", "1"]
    run = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    assert "1 of 6" in run.stdout.readline()
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    run.stdout.close()
    assert not out.exists()
    again = subprocess.run([*COMMAND, *arguments, "--resume"], capture_output=True, text=True, check=True)
    measured_before = int(again.stdout.split(" of 6 were measured before")[0].split()[-1])
    assert 1 <= measured_before < 6
    progress = [line for line in again.stdout.splitlines() if " %  " in line]
    assert len(progress) == 6 - measured_before
    assert pq.read_table(out).num_rows == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "r.parquet"]


@pytest.mark.parametrize(
    ("more", "words"),
    [(["--scheduler", "tcp://somewhere"], "other machines"), (["--workers", "0"], "at least one worker")],
)
def test_what_cannot_be_done_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], words: str
) -> None:
    assert main(["batch", str(folder), "--out", str(tmp_path / "r.parquet"), *more]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "r.parquet").exists()


def test_a_result_file_that_cannot_be_written_is_said_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", str(folder), "--out", str(folder / "absent" / "r.parquet")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
