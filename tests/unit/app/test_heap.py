"""Freed memory goes back to the system even where it lies between memory that is held."""

import sys
from pathlib import Path

import pytest

from skinlax_desktop.app.heap import give_back

_BLOCK_BYTES, _HELD_BYTES, _BLOCKS = 60_000, 9_000, 2_000


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc gives back what it is asked for")
def test_what_is_free_between_what_is_held_goes_back() -> None:
    free, held = [], []
    for _ in range(_BLOCKS):
        free.append(b"\1" * _BLOCK_BYTES)
        held.append(b"\1" * _HELD_BYTES)
    free.clear()
    before = resident_mb()
    give_back()
    assert before - resident_mb() > 0.7 * _BLOCK_BYTES * _BLOCKS / 1e6
    assert all(block == b"\1" * _HELD_BYTES for block in held)
