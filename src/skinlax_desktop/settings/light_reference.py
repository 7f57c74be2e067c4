"""The reading of the last check of the light, in a file beside the settings; nothing of a patient stands there."""

from pathlib import Path
from typing import Final

import msgspec

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_check import LightReading
from skinlax_desktop.settings.atomic_file import write_whole

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
        try:
            write_whole(self._path, msgspec.json.encode(reading))
        except OSError:
            raise SkinlaxError("settings_unwritable") from None
