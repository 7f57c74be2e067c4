"""Work that is done once, by whichever thread comes to it first; the others wait for its outcome."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """`begin` on a thread with time to spare, `result` on the one that needs the outcome.

    Whoever needs it does the work itself where nobody began, so that a lane which never came to it holds nothing up.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._outcome: Future[T] = Future()

    def begin(self) -> None:
        """Do the work unless it is done; what it raises waits for `result`."""
        with self._lock:
            if self._outcome.done():
                return
            try:
                self._outcome.set_result(self._work())
            except Exception as error:
                self._outcome.set_exception(error)

    def result(self) -> T:
        """The outcome, or what the work raised."""
        self.begin()
        return self._outcome.result()
