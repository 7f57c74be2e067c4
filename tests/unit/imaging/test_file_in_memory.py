"""Pictures are written in memory by parts: nothing of their size is copied while the interpreter is held."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from skinlax_desktop.imaging.encoding import encode_tiff
from skinlax_desktop.imaging.file_in_memory import FileInMemory
from skinlax_desktop.imaging.raw_archive import encode_dng
from skinlax_desktop.ports.frame import RawMosaic

MOSAIC = np.random.default_rng(3).integers(0, 256, (1024, 1536), dtype=np.uint8)
PACKED = RawMosaic(samples=MOSAIC.astype(np.uint16) * 16, bits=12)
PICTURE = np.dstack([MOSAIC // 32 + 100] * 3)
LARGEST_PART = 1 << 20


@contextmanager
def parts_seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    sizes: list[int] = []
    write = FileInMemory.write

    def seen(self: FileInMemory, part: bytes) -> int:
        sizes.append(memoryview(part).nbytes)
        return write(self, part)

    with monkeypatch.context() as patched:
        patched.setattr(FileInMemory, "write", seen)
        yield sizes


@pytest.mark.parametrize(
    ("encode", "size"),
    [
        (lambda: encode_dng(RawMosaic(samples=MOSAIC, bits=8)), MOSAIC.nbytes),
        (lambda: encode_dng(PACKED), PACKED.samples.nbytes),
        (lambda: encode_tiff(PICTURE), PICTURE.nbytes),
    ],
    ids=["mosaic", "packed mosaic", "picture"],
)
def test_no_part_is_large_and_nothing_is_held_twice(
    encode: Callable[[], bytes], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode()
    with parts_seen(monkeypatch) as sizes:
        encoded = encode()
    assert max(sizes) <= LARGEST_PART
    assert sum(sizes) >= len(encoded) - LARGEST_PART
    tracemalloc.start()
    try:
        again = encode()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert again == encoded
    # Beside the file itself, some parts under way and what the codec needs for them.
    assert peak < 1.2 * size + 4 * LARGEST_PART


def test_it_ends_with_the_last_byte_written_wherever_that_was() -> None:
    file = FileInMemory(100)
    file.write(b"head....")
    file.write(b"body")
    file.seek(4)
    file.write(b"tags")
    assert file.content() == b"headtagsbody"


def test_what_is_passed_over_holds_nothing_of_before() -> None:
    used = FileInMemory(1 << 12)
    used.write(b"x" * (1 << 12))
    del used
    file = FileInMemory(1 << 12)
    file.write(b"head")
    file.seek(1000, io.SEEK_CUR)
    file.write(b"end")
    assert bytes(file.content()) == b"head" + bytes(1000) + b"end"


def test_more_than_was_foreseen_is_no_error() -> None:
    file = FileInMemory(3)
    file.write(b"twelve bytes")
    assert file.content() == b"twelve bytes"
