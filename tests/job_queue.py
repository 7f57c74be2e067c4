"""Jobs that wait until a test runs, cancels or reports on them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.jobs import Lane, Progress


@dataclass
class Submitted:
    """A job that waits to be run by the test."""

    work: Callable[[Any], Any]
    lane: Lane
    then: dict[str, Any]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True
        self.then["on_cancelled"]()

    def run(self) -> None:
        try:
            result = self.work(self)
        except SkinlaxError as error:
            self.then["on_failed"](error)
        else:
            self.then["on_done"](result)

    def report(self, fraction: float, step: str = "") -> None:
        self.then["on_progress"](Progress(fraction=fraction, step=step))


@dataclass
class Queue:
    jobs: list[Submitted] = field(default_factory=list)

    def submit(self, _name: str, work: Callable[[Any], Any], *, lane: Lane, **then: Any) -> Submitted:
        self.jobs.append(Submitted(work=work, lane=lane, then=then))
        return self.jobs[-1]
