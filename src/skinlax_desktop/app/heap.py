"""The C heap: memory that was freed, and that the C library keeps for whoever asks next, goes back to the system."""

import contextlib
import ctypes


def give_back() -> None:
    """Some milliseconds; nothing happens where the C library is not glibc.

    Pictures come and go in every size between two that stay, so that what is free lies in between and is kept: beside
    120 MB a visit, the program seems to grow from visit to visit.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
