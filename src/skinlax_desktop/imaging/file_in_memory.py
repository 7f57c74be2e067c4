"""A file written in memory without ever being copied whole.

A buffer that grows is copied from time to time, or filled with zeros beforehand, all of it with the interpreter held:
ten milliseconds and more, in which the live picture stands still. Here the room is there from the start and is
touched as it is written, part by part.
"""

import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class FileInMemory(io.RawIOBase):
    """For whoever writes into a file; `at_most` bytes are foreseen, and more are no error."""

    def __init__(self, at_most: int) -> None:
        self._room = np.empty(at_most, dtype=np.uint8)
        self._place = self._end = 0

    def content(self) -> memoryview:
        """What was written, up to its last byte."""
        return self._room.data[: self._end]

    def write(self, part: "ReadableBuffer", /) -> int:
        """Write on at the present place."""
        given = np.frombuffer(memoryview(part), dtype=np.uint8)
        after = self._place + len(given)
        if after > len(self._room):
            self._room = np.concatenate((self._room, np.empty(after, dtype=np.uint8)))
        # Memory that is used again holds what was there before.
        self._room[self._end : self._place] = 0
        self._room[self._place : after] = given
        self._place, self._end = after, max(self._end, after)
        return len(given)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """As files do; what is passed over is zero."""
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._end}[whence]
        return self._place

    def tell(self) -> int:
        """The present place."""
        return self._place

    def readable(self) -> bool:
        """It is written only."""
        return False

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True
