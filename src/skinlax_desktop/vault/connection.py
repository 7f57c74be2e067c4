"""The connection to the encrypted database, and its failures in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlcipher3

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.vault.durable_files import disk_error

# sqlcipher3 ships no types; a connection and its rows are what the database makes them.
Connection = Any

_SQLITE_BUSY: Final = 5
_SQLITE_LOCKED: Final = 6
_SQLITE_READONLY: Final = 8
_SQLITE_IOERR: Final = 10
_SQLITE_FULL: Final = 13
_SQLITE_CANTOPEN: Final = 14
_CODES: Final = {
    _SQLITE_BUSY: "vault_locked_by_another",
    _SQLITE_LOCKED: "vault_locked_by_another",
    _SQLITE_READONLY: "vault_not_writable",
    _SQLITE_FULL: "vault_disk_full",
    _SQLITE_CANTOPEN: "vault_not_writable",
}


def open_database(path: Path, key: bytes) -> Connection:
    """Open or create the database under a raw key, with every commit durable on return.

    One thread uses it at a time. The lock is held until it is closed, so no shared-memory file is needed, and
    temporary tables stay in memory: nothing plain reaches the disk.
    """
    with database_errors_told():
        if not path.exists():
            path.touch(mode=0o600)
        connection = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False)
        try:
            for pragma in (
                "cipher_log_level = NONE",
                f"key = \"x'{key.hex()}'\"",
                "locking_mode = EXCLUSIVE",
                "temp_store = MEMORY",
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",
            ):
                connection.execute(f"PRAGMA {pragma}")
            # The key is only tried when a page is read.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """All or nothing, durable on return."""
    with database_errors_told():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled back by itself already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def database_errors_told() -> Iterator[None]:
    """Turn the database's failures into `SkinlaxError`; its own text never travels, it could quote the record."""
    try:
        yield
    except sqlcipher3.IntegrityError:
        raise
    except sqlcipher3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        known = _CODES.get((code or 0) & 0xFF)
        if known is not None:
            raise SkinlaxError(known) from None
        if code is not None and code & 0xFF == _SQLITE_IOERR:
            raise SkinlaxError("vault_disk_failed", number=code) from None
        if isinstance(error, sqlcipher3.ProgrammingError) or code == 1:
            raise
        raise SkinlaxError("vault_damaged") from None
    except OSError as error:
        raise disk_error(error) from None
