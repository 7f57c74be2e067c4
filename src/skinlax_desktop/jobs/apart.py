"""One piece of work in a process of its own, which is ended the moment nobody wants it any more.

For work that cannot be stopped from inside, that may crash in native code or that takes gigabytes: neither the window
nor its memory notices.
"""

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Tell = Callable[[float, str], None]
"""How far the work is, 0 to 1, and the code of what it does now."""

_LOOK_EVERY_S: Final = 0.1
_STEP_BACK: Final = 2


class ProcessDiedError(Exception):
    """The process ended without an answer."""


def run_apart(work: Callable[[Item, Tell], Result], item: Item, tell: Tell) -> Result:
    """`work(item, tell)` in a fresh process; `work` is a function of a module, what it takes and gives is picklable.

    `tell` is called here, several times a second; where it raises (`JobControl.report` does once the job is cancelled)
    the process is ended and the error goes on. Raises what `work` raises, and `ProcessDiedError`.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process: SpawnProcess = context.Process(target=_serve, args=(theirs, work, item), daemon=True)
    process.start()
    theirs.close()
    far: tuple[float, str] = (0.0, "")
    try:
        while True:
            tell(*far)
            if not ours.poll(_LOOK_EVERY_S):
                continue
            try:
                kind, answer = ours.recv()
            except (EOFError, OSError) as error:
                raise ProcessDiedError from error
            if kind == "far":
                far = answer
            elif kind == "failed":
                raise answer
            else:
                found: Result = answer
                return found
    finally:
        ours.close()
        end_process(process)


def end_process(process: SpawnProcess) -> None:
    """End it, gently first."""
    process.terminate()
    process.join(timeout=5.0)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


def _serve(pipe: Connection, work: Callable[[Any, Tell], Any], item: Any) -> None:
    # The parent hears Ctrl-C and ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_STEP_BACK)
    # A parent that is gone wants no answer.
    with contextlib.suppress(BrokenPipeError):
        try:
            answer = ("done", work(item, lambda fraction, step: pipe.send(("far", (fraction, step)))))
        except Exception as error:
            pipe.send(("failed", error))
        else:
            pipe.send(answer)
