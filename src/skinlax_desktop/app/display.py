"""A window needs a display: the one there is, or a virtual one where there is none."""

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

from skinlax_desktop.domain.errors import SkinlaxError

_SCREEN = "1920x1080x24"


def has_display() -> bool:
    """Whether windows can be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextlib.contextmanager
def some_display() -> Iterator[bool]:
    """Yield True on a virtual display, False on a real one.

    A virtual one is started once and stays until the process ends: Qt's connection to it lasts as long, and ends the
    process when the display goes. Raises `SkinlaxError("display_absent")` when there is neither.
    """
    if has_display() and not _virtual_display.cache_info().currsize:
        yield False
        return
    _virtual_display()
    yield True


@cache
def _virtual_display() -> None:
    program = shutil.which("Xvfb")
    if program is None:
        raise SkinlaxError("display_absent")
    readable, writable = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writable), "-screen", "0", _SCREEN, "-nolisten", "tcp"],
        pass_fds=[writable],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(_end, server)
    os.close(writable)
    with os.fdopen(readable) as answer:
        number = answer.readline().strip()
    if not number:
        raise SkinlaxError("display_absent")
    os.environ["DISPLAY"] = f":{number}"
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb")


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(timeout=10)
