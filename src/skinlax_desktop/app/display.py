"""A window needs a display: the one there is, or a virtual one where there is none."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from skinlax_desktop.domain.errors import SkinlaxError

_SCREEN = "1920x1080x24"


def has_display() -> bool:
    """Whether windows can be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextlib.contextmanager
def some_display() -> Iterator[bool]:
    """Yield True on a virtual display started for the occasion, False on a real one.

    Raises `SkinlaxError("display_absent")` when there is neither.
    """
    if has_display():
        yield False
        return
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
    os.close(writable)
    with os.fdopen(readable) as answer:
        number = answer.readline().strip()
    try:
        if not number:
            raise SkinlaxError("display_absent")
        os.environ["DISPLAY"] = f":{number}"
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
        yield True
    finally:
        os.environ.pop("DISPLAY", None)
        server.terminate()
        server.wait(timeout=10)
