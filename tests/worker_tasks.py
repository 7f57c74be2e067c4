"""Work for the processes of `jobs.worker_processes`; top-level, so that a fresh process can find it."""

import os
import signal
import time
from collections.abc import Callable


def make_work() -> Callable[[str], str]:
    opened_by = os.getpid()

    def work(item: str) -> str:
        if item == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if item == "hang":
            time.sleep(600)
        return f"{item}:{opened_by}"

    return work
