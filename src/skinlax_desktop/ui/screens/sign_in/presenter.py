"""Opens the record."""

from collections.abc import Callable, Sequence
from typing import Protocol

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.vault import Vault, VaultDoor
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.screens import sign_in as words


class SignInView(Protocol):
    """What the presenter shows."""

    def show_users(self, users: Sequence[str]) -> None:
        """Who may open the record."""
        ...

    def show_problem(self, sentence: str) -> None:
        """Why the record did not open."""
        ...

    def show_busy(self, *, busy: bool) -> None:
        """The record is being opened."""
        ...

    def clear_passphrase(self) -> None:
        """Ready for another try."""
        ...


class SignInPresenter:
    """Opens the record; `on_opened(user, vault)` follows."""

    def __init__(
        self,
        view: SignInView,
        *,
        door: VaultDoor,
        jobs: JobRunner,
        on_opened: Callable[[UserName, Vault], None],
        on_phantom: Callable[[], None],
    ) -> None:
        self._view = view
        self._door = door
        self._jobs = jobs
        self._on_opened = on_opened
        self._on_phantom = on_phantom

    def entered(self) -> None:
        """Show who may open the record."""
        try:
            self._view.show_users(self._door.users())
            self._view.show_problem("")
        except SkinlaxError as error:
            self._view.show_users(())
            self._view.show_problem(sentence_of(error))

    def open(self, user: str, passphrase: str) -> None:
        """Open the record, or say why it stays shut."""
        if not passphrase:
            self._view.show_problem(words.EMPTY_PASSPHRASE)
            return
        self._view.show_problem("")
        self._view.show_busy(busy=True)
        name = UserName(user.strip())

        def work(_control: JobControl) -> Vault:
            return self._door.open(name, passphrase)

        self._jobs.submit(
            "open vault",
            work,
            lane=Lane.VAULT,
            on_done=lambda vault: self._opened(name, vault),
            on_failed=self._failed,
        )

    def try_phantom(self) -> None:
        """Go on with a phantom patient and a record that is thrown away."""
        self._on_phantom()

    def _opened(self, name: UserName, vault: Vault) -> None:
        self._view.show_busy(busy=False)
        self._view.clear_passphrase()
        self._on_opened(name, vault)

    def _failed(self, error: Exception) -> None:
        self._view.show_busy(busy=False)
        self._view.clear_passphrase()
        if not isinstance(error, SkinlaxError):
            raise error
        self._view.show_problem(sentence_of(error))
