"""What sign-in and first run share: ask the door in a job, show that it takes a moment, and say how it ended."""

from collections.abc import Callable
from typing import Protocol

from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.ui.screens.failures import say_failure


class OpeningView(Protocol):
    """What is shown of it."""

    def show_problem(self, sentence: str) -> None:
        """Why it does not go on; empty when all is well."""
        ...

    def show_busy(self, *, busy: bool) -> None:
        """The door is being asked."""
        ...


class RecordOpening:
    """Works on the main thread; `on_opened(user, vault)` follows when the door gave the record."""

    def __init__(
        self,
        view: OpeningView,
        *,
        jobs: JobRunner,
        on_opened: Callable[[UserName, Vault], None],
        on_settled: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_settled` is called at either end, before anything else follows."""
        self._view = view
        self._jobs = jobs
        self._on_opened = on_opened
        self._on_settled = on_settled

    def ask(self, user: UserName, door: Callable[[], Vault], *, job: str) -> None:
        """Have the door open; an error people can act on is shown, any other is raised."""
        self._view.show_problem("")
        self._view.show_busy(busy=True)

        def work(_control: JobControl) -> Vault:
            return door()

        def opened(vault: Vault) -> None:
            self._settle()
            self._on_opened(user, vault)

        self._jobs.submit(job, work, lane=Lane.VAULT, on_done=opened, on_failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._settle()
        say_failure(self._view.show_problem, error)

    def _settle(self) -> None:
        self._view.show_busy(busy=False)
        self._on_settled()
