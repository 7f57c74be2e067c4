"""Decides what first run asks for, and sets up the record."""

from collections.abc import Callable
from typing import Final, Protocol

from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.vault import Vault, VaultDoor
from skinlax_desktop.text.screens import sign_in as words
from skinlax_desktop.ui.screens.record_opening import OpeningView, RecordOpening

LEAST_CHARACTERS: Final = 10


class FirstRunView(OpeningView, Protocol):
    """What the presenter shows."""

    def show_hint(self, strength: str, sentence: str) -> None:
        """How strong the passphrase is: "none", "weak", "fair" or "strong"."""
        ...


def rate_passphrase(passphrase: str) -> str:
    """How strong: length counts most, repetition and a single kind of character count against it."""
    if not passphrase:
        return "none"
    kinds = sum(
        any(test(character) for character in passphrase)
        for test in (str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum())
    )
    weight = len(set(passphrase)) + len(passphrase) / 2 + 2 * kinds
    if len(passphrase) < LEAST_CHARACTERS or weight < 18:
        return "weak"
    return "fair" if weight < 26 else "strong"


class FirstRunPresenter:
    """Sets up the record; `on_opened(user, vault)` follows, `on_phantom()` when somebody only wants to try."""

    def __init__(
        self,
        view: FirstRunView,
        *,
        door: VaultDoor,
        jobs: JobRunner,
        on_opened: Callable[[UserName, Vault], None],
        on_phantom: Callable[[], None],
    ) -> None:
        self._view = view
        self._door = door
        self._on_phantom = on_phantom
        self._opening = RecordOpening(view, jobs=jobs, on_opened=on_opened)

    def passphrase_edited(self, passphrase: str) -> None:
        """Rate what was typed so far."""
        strength = rate_passphrase(passphrase)
        self._view.show_hint(strength, words.STRENGTH[strength])
        self._view.show_problem("")

    def create(self, user: str, passphrase: str, again: str) -> None:
        """Set up the record, or say what is missing."""
        problem = _problem(user.strip(), passphrase, again)
        self._view.show_problem(problem)
        if problem:
            return
        name = UserName(user.strip())
        self._opening.ask(name, lambda: self._door.create(name, passphrase), job="create vault")

    def try_phantom(self) -> None:
        """Go on with a phantom patient and a record that is thrown away."""
        self._on_phantom()


def _problem(user: str, passphrase: str, again: str) -> str:
    if not user:
        return words.USER_MISSING
    if len(passphrase) < LEAST_CHARACTERS:
        return words.TOO_SHORT.format(least=LEAST_CHARACTERS)
    return "" if passphrase == again else words.NOT_ALIKE
