"""Work for `jobs.worker_processes` and `jobs.apart`; top-level, so that a fresh process can find it."""

import os
import signal
import time
from collections.abc import Callable

from skinlax_desktop.domain.errors import SkinlaxError


def make_work() -> Callable[[str], str]:
    opened_by = os.getpid()

    def work(item: str) -> str:
        if item == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if item == "hang":
            time.sleep(600)
        return f"{item}:{opened_by}"

    return work


def work_apart(item: str, tell: Callable[[float, str], None]) -> str:
    tell(0.5, "half")
    if item == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if item == "hang":
        time.sleep(600)
    if item == "refuse":
        raise SkinlaxError("scan_empty", file="a.obj")
    return f"{item}:{os.getpid()}"
