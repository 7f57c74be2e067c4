"""Run long work off the main thread; exactly one outcome arrives, on the main thread."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")
_log = logging.getLogger(__name__)


_STEP_BACK = 2
"""Unix niceness of heavy work beside window, camera and live picture; little, because a picture waits for it to be kept
and other programs may want the processor too."""


class Lane(StrEnum):
    """Who does the work. VAULT and INFERENCE have one worker each, which owns the connection or the models.

    PREVIEW makes the live picture and nothing else, so that no work of any other kind can hold it up; COMPUTE steps
    back where the processor is wanted by all.
    """

    PREVIEW = "preview"
    VAULT = "vault"
    INFERENCE = "inference"
    COMPUTE = "compute"
    PROCESS = "process"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is, 0 to 1, and the code of what it does now."""

    fraction: float
    step: str = ""


class JobCancelledError(Exception):
    """Raised inside a job by `JobControl.report` once the job was cancelled."""


@dataclass(slots=True)
class JobControl:
    """What running work may ask and tell."""

    _cancelled: threading.Event
    _tell: Callable[[Progress], None]

    def report(self, fraction: float, step: str = "") -> None:
        """Tell how far the work is; raises `JobCancelledError` when nobody wants it any more."""
        if self._cancelled.is_set():
            raise JobCancelledError
        self._tell(Progress(fraction=fraction, step=step))


@dataclass(slots=True)
class Job:
    """A piece of work under way."""

    name: str
    lane: Lane
    cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Nobody wants the outcome any more: `on_cancelled` arrives unless another outcome is already on its way."""
        self.cancelled.set()


class JobRunner:
    """Lanes of worker threads. `call_on_main` puts a call on the main thread's queue (Qt's, or a test's list)."""

    def __init__(self, call_on_main: Callable[[Callable[[], None]], None], *, compute_workers: int = 2) -> None:
        self._call_on_main = call_on_main
        workers = {lane: compute_workers if lane is Lane.COMPUTE else 1 for lane in Lane}
        self._pools = {
            lane: ThreadPoolExecutor(
                count,
                thread_name_prefix=f"skinlax-{lane}",
                initializer=_step_back if lane is Lane.COMPUTE else None,
            )
            for lane, count in workers.items()
        }
        self._generations: dict[str, int] = {}
        self._busy: dict[int, Job] = {}
        self._lock = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether any job is still waiting, running or about to deliver."""
        with self._lock:
            return bool(self._busy)

    def submit(
        self,
        name: str,
        work: Callable[[JobControl], T],
        *,
        lane: Lane,
        on_done: Callable[[T], None] | None = None,
        on_failed: Callable[[Exception], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        replaces: str | None = None,
    ) -> Job:
        """Start `work(control)` on a lane.

        One of the callbacks arrives on the main thread. A failure without `on_failed` is raised there, as a defect.
        With `replaces`, an answer is dropped (as cancelled) once a newer job with the same key was submitted.
        """
        job = Job(name=name, lane=lane)
        token = id(job)
        with self._lock:
            self._busy[token] = job
            generation = self._generations.get(replaces or "", 0) + 1
            if replaces is not None:
                self._generations[replaces] = generation
        newest: list[Progress | None] = [None]

        def deliver_progress() -> None:
            with self._lock:
                progress, newest[0] = newest[0], None
                wanted = token in self._busy and not is_stale()
            if progress is not None and on_progress is not None and wanted:
                on_progress(progress)

        def tell(progress: Progress) -> None:
            with self._lock:
                queued, newest[0] = newest[0] is not None, progress
            if on_progress is not None and not queued:
                self._call_on_main(deliver_progress)

        def is_stale() -> bool:
            return job.cancelled.is_set() or (replaces is not None and self._generations[replaces] != generation)

        def run() -> T:
            if is_stale():
                raise JobCancelledError
            return work(JobControl(job.cancelled, tell))

        def deliver(future: Future[T]) -> None:
            with self._lock:
                self._busy.pop(token, None)
            error = JobCancelledError() if future.cancelled() else future.exception()
            if is_stale() or isinstance(error, JobCancelledError):
                if on_cancelled is not None:
                    on_cancelled()
            elif error is None:
                if on_done is not None:
                    on_done(future.result())
            elif isinstance(error, Exception) and on_failed is not None:
                on_failed(error)
            else:
                raise error

        def finished(future: Future[T]) -> None:
            self._call_on_main(lambda: deliver(future))

        self._pools[lane].submit(run).add_done_callback(finished)
        return job

    def close(self) -> None:
        """Wait for what runs and for every save, and free the threads.

        Other work that has not begun is cancelled, and so is what runs in a process of its own; outcomes still queued
        for the main thread may be dropped.
        """
        with self._lock:
            apart = [job for job in self._busy.values() if job.lane is Lane.PROCESS]
        for job in apart:
            job.cancel()
        for lane, pool in self._pools.items():
            pool.shutdown(wait=False, cancel_futures=lane is not Lane.VAULT)
        for lane, pool in self._pools.items():
            _log.debug("closing lane", extra={"lane": lane})
            pool.shutdown(wait=True)


def _step_back() -> None:
    """On Linux a thread has a priority of its own; elsewhere all threads keep that of the program."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + _STEP_BACK)
