"""The reading of the last check of the light, in a file beside the settings; nothing of a patient stands there."""

import os
import secrets
from pathlib import Path
from typing import Final

import msgspec

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_check import LightReading

LIGHT_REFERENCE_FILE: Final = "light_reference.json"


class LightReferenceFile:
    """Implements `workflows.light_checking.LightReferences`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> LightReading | None:
        """The last one; a missing or damaged file is none."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=LightReading)
        except (OSError, msgspec.DecodeError):
            return None

    def keep(self, reading: LightReading) -> None:
        """Write it atomically; raises `settings_unwritable`."""
        temporary = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(msgspec.json.encode(reading))
                os.replace(temporary, self._path)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError:
            raise SkinlaxError("settings_unwritable") from None
