"""Keep Python's constants alive under PySide6 on Python 3.11.

PySide6 6.12 returns None without counting the reference, as if it were immortal, which it is from Python 3.12 on
(PEP 683). On 3.11 every such call lowers the count of None by one; after some ten thousand calls, seconds of painting,
the interpreter aborts with "none_dealloc". Giving the constants more references than a process can ever lose has the
effect of immortality.
"""

import ctypes
import sys

_MORE_THAN_EVER_LOST = 1 << 40


def keep_constants() -> None:
    """Raise the reference counts once; does nothing where the interpreter itself keeps its constants."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for constant in (None, True, False, NotImplemented, ...):
        count = ctypes.c_ssize_t.from_address(id(constant))
        if count.value < _MORE_THAN_EVER_LOST // 2:
            count.value += _MORE_THAN_EVER_LOST
