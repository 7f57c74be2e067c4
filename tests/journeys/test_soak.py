"""A minute of the soak: every fault once, and each capture that was acknowledged is in the record, bit for bit.

The whole hour is `python -m soak`, from `tests/`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.timeout(420)]


def test_no_capture_is_lost_while_camera_ring_and_disk_fail(tmp_path: Path, third_party: Path) -> None:
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-m", "soak", "--minutes", "0.8", "--captures", "5", "--views", "2"]
    done = subprocess.run(
        [*command, "--pause", "1", "2", "--out", str(tmp_path)],
        cwd=tests,
        env={**os.environ, "PYTHONPATH": f"{tests.parent / 'src'}{os.pathsep}{tests}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["acknowledged"] >= 2
    assert told["found_whole"] == told["acknowledged"]
    assert told["lost"] == told["record_faults"] == []
    assert told["left_over_files"] == 0
    assert len(told["faults"]) >= 3, "or nothing was proved"
    assert told["live_frames"] > 100
