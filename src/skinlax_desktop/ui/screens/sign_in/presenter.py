"""Opens the record."""

from collections.abc import Callable, Sequence
from typing import Protocol

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.vault import Vault, VaultDoor
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.screens import sign_in as words
from skinlax_desktop.ui.screens.record_opening import OpeningView, RecordOpening


class SignInView(OpeningView, Protocol):
    """What the presenter shows."""

    def show_users(self, users: Sequence[str]) -> None:
        """Who may open the record."""
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
        self._on_phantom = on_phantom
        self._opening = RecordOpening(view, jobs=jobs, on_opened=on_opened, on_settled=view.clear_passphrase)

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
        name = UserName(user.strip())
        self._opening.ask(name, lambda: self._door.open(name, passphrase), job="open vault")

    def try_phantom(self) -> None:
        """Go on with a phantom patient and a record that is thrown away."""
        self._on_phantom()
