"""A record to practise with: a phantom patient, thrown away at the end."""

import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from skinlax_desktop.app.phantom_record import make_phantom_record
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.vault import Vault

if TYPE_CHECKING:
    from skinlax_desktop.app.wiring import Wiring

PRACTICE_USER: Final = UserName("practice")


class PracticeRecord:
    """`begin` on the main thread, then `make` in lane VAULT, and `remove` when the record is closed."""

    def __init__(self, wiring: "Wiring", clock: Clock) -> None:
        self._wiring = wiring
        self._clock = clock
        self._folder: Path | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was begun."""
        return self._folder is not None

    def begin(self) -> None:
        """Make a folder for it."""
        self._folder = Path(tempfile.mkdtemp(prefix="skinlax-practice-"))

    def make(self, phantom: str) -> tuple[Vault, Patient]:
        """A new record with the phantom patient of that name (empty: the first) in it; nobody knows its passphrase."""
        if self._folder is None:
            raise RuntimeError("the practice was not begun")
        vault = self._wiring.door(self._folder / "vault").create(PRACTICE_USER, secrets.token_urlsafe(24))
        patient = make_phantom_record(phantom, created_at=self._clock.now().isoformat())
        vault.save_patient(patient, by=PRACTICE_USER)
        return vault, patient

    def remove(self) -> None:
        """Nothing of it stays."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
