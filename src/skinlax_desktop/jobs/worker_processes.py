"""Many items through a few processes that each own what is costly to open; no item can stop the others.

A process that dies, by a crash in native code for example, costs the item it had, and is replaced.
"""

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final, Generic, TypeVar

from skinlax_desktop.jobs.apart import end_process

Item = TypeVar("Item")
Result = TypeVar("Result")

Work = Callable[[Any], Any]
MakeWork = Callable[[], Work]
"""A picklable function, called once in each process; it opens the models and returns the function for the items."""

_LONGEST_ITEM_S: Final = 600.0
_LOOK_EVERY_S: Final = 0.5


class Lost(StrEnum):
    """Why an item has no result."""

    WORKER_DIED = "worker_died"
    TOOK_TOO_LONG = "took_too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[Item, Result]):
    """An item with its result, or why there is none."""

    item: Item
    result: Result | None = None
    lost: Lost | None = None


class _Worker:
    def __init__(self, make_work: MakeWork) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(theirs, make_work), daemon=True)
        self.process.start()
        theirs.close()
        self.item: Any = None
        self.began_s = 0.0

    def give(self, item: Any) -> None:
        self.item, self.began_s = item, time.monotonic()
        # A worker that died at its start is met when its answer is read.
        with contextlib.suppress(OSError):
            self.pipe.send(item)

    def stop(self) -> None:
        self.pipe.close()
        end_process(self.process)


def run_in_processes(
    items: Iterable[Item], make_work: MakeWork, *, workers: int, longest_s: float = _LONGEST_ITEM_S
) -> Iterator[Outcome[Item, Any]]:
    """Outcomes in the order in which they come; each item gives exactly one. `work(item)` must not raise."""
    waiting = iter(items)
    crew: list[_Worker] = []
    try:
        for item in _next_of(waiting, workers):
            crew.append(_Worker(make_work))
            crew[-1].give(item)
        while crew:
            for worker in _ready(crew, longest_s):
                outcome = _outcome_of(worker)
                following = list(_next_of(waiting, 1))
                if outcome.lost is not None or not following:
                    worker.stop()
                    crew.remove(worker)
                if following:
                    if outcome.lost is not None:
                        worker = _Worker(make_work)
                        crew.append(worker)
                    worker.give(following[0])
                yield outcome
    finally:
        for worker in crew:
            worker.stop()


def _next_of(waiting: Iterator[Item], count: int) -> Iterator[Item]:
    for _ in range(count):
        try:
            yield next(waiting)
        except StopIteration:
            return


def _ready(crew: list[_Worker], longest_s: float) -> list[_Worker]:
    """Those that have answered, died or run out of time."""
    while True:
        answered = set(wait([worker.pipe for worker in crew], timeout=_LOOK_EVERY_S))
        now = time.monotonic()
        ready = [worker for worker in crew if worker.pipe in answered or now - worker.began_s > longest_s]
        if ready:
            return ready


def _outcome_of(worker: _Worker) -> Outcome[Any, Any]:
    try:
        if worker.pipe.poll():
            return Outcome(item=worker.item, result=worker.pipe.recv())
    except (EOFError, OSError):
        return Outcome(item=worker.item, lost=Lost.WORKER_DIED)
    return Outcome(item=worker.item, lost=Lost.TOOK_TOO_LONG)


def _serve(pipe: Connection, make_work: MakeWork) -> None:
    # The parent hears Ctrl-C and ends its workers; each would otherwise print its own traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work = make_work()
    while True:
        try:
            item = pipe.recv()
        except EOFError:
            return
        pipe.send(work(item))
