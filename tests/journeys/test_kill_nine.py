"""kill -9 at any moment: every picture that was acknowledged is there, bit for bit, and the record is sound."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sample_records import PATIENT, USER
from skinlax_desktop.vault.keys import derive_keys
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault
from skinlax_desktop.vault.verification import verify_vault

KEYS = derive_keys(bytes(range(32)))
TESTS = Path(__file__).parents[1]
KILLS = 12


def accept_until_killed(folder: Path, seed: int, after_s: float) -> list[tuple[str, str]]:
    """Let a child accept pictures, kill it that long after its first one; what it said was accepted."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])}
    child = subprocess.Popen(
        [sys.executable, str(TESTS / "journeys" / "accept_pictures.py"), str(folder), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(after_s)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    # A line without its end was cut off by the kill: it was not said.
    lines = [line for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
    return [(line.split()[0], line.split()[1]) for line in lines]


@pytest.mark.journey
def test_every_acknowledged_picture_survives_any_kill(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir()
    SqlCipherVault(folder, KEYS, user=USER, new=True).close()
    moments = random.Random(20261123)  # noqa: S311 (moments of a test)
    acknowledged: dict[str, str] = {}
    for kill in range(KILLS):
        said = accept_until_killed(folder, kill, moments.uniform(0.0, 0.4))
        assert said, "the child must have accepted something before it was killed"
        acknowledged.update(said)
        vault = SqlCipherVault(folder, KEYS, user=USER)
        captures = {
            capture.id: capture for line in vault.visits(PATIENT.id) for capture in vault.visit(line.id).captures
        }
        for capture_id, sha256 in acknowledged.items():
            assert captures[capture_id].image.sha256 == sha256
        for capture_id, sha256 in said:
            assert hashlib.sha256(vault.image(captures[capture_id].image)).hexdigest() == sha256
        assert not list(folder.glob("pictures/*/.part-*"))
        vault.close()
    vault = SqlCipherVault(folder, KEYS, user=USER)
    verdict = verify_vault(vault)
    assert verdict.faults == ()
    assert verdict.pictures >= len(acknowledged) >= KILLS
    vault.close()
