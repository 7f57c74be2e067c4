"""The audit trail: who did what when, in codes and ids; each entry's hash covers the one before."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.ports.vault import TrailEntry
from skinlax_desktop.vault.connection import Connection, database_errors_told

_FIRST = bytes(32)


def append_to_trail(
    connection: Connection,
    *,
    at: datetime,
    who: str,
    what: str,
    subject: str = "",
    details: Mapping[str, str | int] | None = None,
) -> None:
    """Add an entry; inside the transaction of the change that it tells of."""
    last = connection.execute("SELECT number, hash FROM trail ORDER BY number DESC LIMIT 1").fetchone()
    number, previous = (last[0] + 1, last[1]) if last else (1, _FIRST)
    entry = (number, at.isoformat(), who, what, subject, json.dumps(details or {}, sort_keys=True))
    connection.execute("INSERT INTO trail VALUES (?, ?, ?, ?, ?, ?, ?)", (*entry, _hash(previous, entry)))


def read_trail(connection: Connection, *, subject: str | None = None) -> tuple[TrailEntry, ...]:
    """The entries, oldest first, of one subject or of all."""
    with database_errors_told():
        rows = connection.execute(
            "SELECT at, who, what, subject, details FROM trail WHERE ?1 IS NULL OR subject = ?1 ORDER BY number",
            (subject,),
        ).fetchall()
    return tuple(
        TrailEntry(at=at, who=who, what=what, subject=about, details=tuple(sorted(json.loads(details).items())))
        for at, who, what, about, details in rows
    )


def check_trail(connection: Connection) -> tuple[int, str]:
    """Recompute the chain; the number of entries and the last hash, to be noted outside the vault.

    Raises `vault_trail_broken` with the first entry that is missing or not as it was written. That the newest
    entries were cut off shows only against a number and hash noted earlier.
    """
    previous, expected = _FIRST, 0
    with database_errors_told():
        for *entry, kept in connection.execute(
            "SELECT number, at, who, what, subject, details, hash FROM trail ORDER BY number"
        ):
            expected += 1
            if entry[0] != expected or _hash(previous, tuple(entry)) != kept:
                raise SkinlaxError("vault_trail_broken", number=expected)
            previous = kept
    return expected, previous.hex()


def _hash(previous: bytes, entry: tuple[object, ...]) -> bytes:
    return hashlib.sha256(previous + json.dumps(entry, separators=(",", ":")).encode()).digest()
