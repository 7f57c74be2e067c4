"""Keep `None`, `True` and `False` alive under Python 3.11.

PySide6 6.12.0 gives back one reference to `None` too many at every call of a method that returns nothing (measured:
300 calls of `QWidget.update`, 300 references lost; 6.11.3 loses none), and references to the truth values elsewhere.
From Python 3.12 on they are immortal and nothing happens; Python 3.11 aborts after half a minute of a live picture.
"""

import ctypes
import sys
from typing import Final

# A live picture loses some ten thousand references a second: this lasts for millions of years.
_RESERVE: Final = 1 << 60


def hold_singletons() -> None:
    """Give the three references to lose; does nothing where they are immortal, and nothing the second time."""
    if sys.version_info >= (3, 12):
        return
    for singleton in (None, True, False):
        if sys.getrefcount(singleton) < _RESERVE // 2:
            # The reference count is the first field of every object of CPython 3.11.
            ctypes.c_ssize_t.from_address(id(singleton)).value += _RESERVE
