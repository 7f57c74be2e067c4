"""The command line keeps its exit codes and says one sentence when it fails."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from skinlax_desktop.app import command_line
from skinlax_desktop.app.command_line import main, parse_arguments


def test_wrong_arguments_exit_with_2() -> None:
    with pytest.raises(SystemExit) as stop:
        main(["analyze"])
    assert stop.value.code == 2


@pytest.mark.parametrize("arguments", [["--json", "assets", "verify"], ["assets", "verify", "--json"]])
def test_json_may_stand_before_or_after_the_command(arguments: list[str]) -> None:
    assert parse_arguments(arguments).json is True


def test_without_the_switch_there_is_no_json() -> None:
    assert parse_arguments(["assets", "verify"]).json is False


def test_a_defect_is_one_sentence_and_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(command_line, "_doctor", broken)
    assert main(["doctor"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "Traceback" not in error


def test_a_refusal_is_machine_readable_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", str(tmp_path / "absent"), "--out", str(tmp_path / "out"), "--json"]) == 1
    streams = capsys.readouterr()
    event = json.loads(streams.out.splitlines()[-1])
    assert event["event"] == "error"
    assert event["text"] == streams.err.strip()
    assert not (tmp_path / "out").exists()


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from skinlax_desktop.app.command_line import build_parser\n"
        "build_parser()\n"
        "heavy = {'numpy', 'cv2', 'PySide6', 'mediapipe', 'vtkmodules', 'scipy', 'open3d'} & set(sys.modules)\n"
        "sys.exit(repr(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_native_libraries_do_not_reach_the_terminal_and_our_sentence_does() -> None:
    script = (
        "import os, sys\n"
        "from skinlax_desktop.app import command_line\n"
        "def loud(*_):\n"
        "    os.write(2, b'W0000 chatter')\n"
        "    raise ZeroDivisionError\n"
        "command_line._doctor = loud\n"
        "sys.argv = ['skinlax', 'doctor']\n"
        "sys.exit(command_line.main())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "chatter" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Something went wrong")
