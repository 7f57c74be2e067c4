"""One program at a time: a lock that the operating system lets go of when its holder dies."""

import os
import sys
from pathlib import Path

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.vault.durable_files import disk_errors_told


class FolderLock:
    """Holds `path` locked until `release`; raises `vault_locked_by_another` when someone else holds it."""

    def __init__(self, path: Path, *, wait: bool = False) -> None:
        with disk_errors_told():
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor, wait=wait)
        except OSError:
            os.close(self._descriptor)
            raise SkinlaxError("vault_locked_by_another") from None
        self._held = True

    def release(self) -> None:
        """Let go; safe to call twice."""
        if self._held:
            self._held = False
            os.close(self._descriptor)

    def __enter__(self) -> "FolderLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, wait: bool) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
