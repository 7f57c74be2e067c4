"""Files that are whole or absent, whatever happens to the power."""

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError

TEMPORARY_PREFIX: Final = ".part-"
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_WRITING: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def disk_errors_told() -> Iterator[None]:
    """Turn the operating system's refusal into `vault_disk_full`, `vault_not_writable` or `vault_disk_failed`."""
    try:
        yield
    except OSError as error:
        raise disk_error(error) from None


def disk_error(error: OSError) -> SkinlaxError:
    """The error people meet for a refusal of the operating system; paths stay out of it."""
    if error.errno in _NO_SPACE:
        return SkinlaxError("vault_disk_full")
    if error.errno in _NO_WRITING:
        return SkinlaxError("vault_not_writable")
    return SkinlaxError("vault_disk_failed", number=error.errno or 0)


def write_durably(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file so that after a crash it is either the old one or the whole new one, and durable on return.

    Raises OSError; nothing half-written remains then.
    """
    move_durably(write_beside(path.parent, pieces), path)


def write_beside(folder: Path, pieces: Iterable[bytes]) -> Path:
    """Write a whole file with durable bytes under a passing name in `folder`; returns that.

    Raises OSError; nothing half-written remains then. After a crash the name tells that it was never finished.
    """
    temporary = folder / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb", buffering=0) as file:
            for piece in pieces:
                _write_all(file.fileno(), piece)
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def move_durably(temporary: Path, path: Path) -> None:
    """Give a file of `write_beside` its name, durably; it may be in another folder of the same disk.

    Raises OSError; the passing name is gone then.
    """
    try:
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _write_all(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync_file(path: Path) -> None:
    """Make a file that somebody else wrote durable."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; a no-op where folders cannot be synced (Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder that only this account can read, durably; nothing happens when it is there."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o700)
    try:
        sync_folder(folder.parent)
    except OSError:
        # Else the next attempt would find it there and take it for durable.
        with suppress(OSError):
            folder.rmdir()
        raise
