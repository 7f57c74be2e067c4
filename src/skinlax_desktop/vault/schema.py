"""The tables, and how older ones become today's."""

from collections.abc import Sequence
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.vault.connection import Connection, database_errors_told, transaction

_SCHEMA_1: Final = (
    "CREATE TABLE patient (id TEXT PRIMARY KEY, document BLOB NOT NULL, words TEXT NOT NULL,"
    " created_at TEXT NOT NULL, merged_into TEXT REFERENCES patient(id)) STRICT",
    "CREATE TABLE visit (id TEXT PRIMARY KEY, patient_id TEXT NOT NULL REFERENCES patient(id),"
    " started_at TEXT NOT NULL, operator TEXT NOT NULL, views_taken INTEGER NOT NULL, analysed INTEGER NOT NULL,"
    " document BLOB NOT NULL) STRICT",
    "CREATE INDEX visit_of_patient ON visit (patient_id, started_at)",
    "CREATE TABLE picture (sha256 TEXT PRIMARY KEY, width INTEGER NOT NULL, height INTEGER NOT NULL,"
    " media_type TEXT NOT NULL, plain_bytes INTEGER NOT NULL, stored_at TEXT NOT NULL) STRICT",
    # No foreign key to picture: a visit is saved even when one of its pictures is lost; `verify` tells.
    "CREATE TABLE visit_picture (visit_id TEXT NOT NULL REFERENCES visit(id), sha256 TEXT NOT NULL,"
    " PRIMARY KEY (visit_id, sha256)) STRICT, WITHOUT ROWID",
    "CREATE INDEX picture_in_visit ON visit_picture (sha256)",
    "CREATE TABLE trail (number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,"
    " subject TEXT NOT NULL, details TEXT NOT NULL, hash BLOB NOT NULL) STRICT",
    "CREATE TRIGGER trail_is_never_changed BEFORE UPDATE ON trail"
    " BEGIN SELECT RAISE(ABORT, 'the trail is never changed'); END",
    "CREATE TRIGGER trail_is_never_shortened BEFORE DELETE ON trail"
    " BEGIN SELECT RAISE(ABORT, 'the trail is never shortened'); END",
)

# No table changes: documents hold consents, treatments and simulations from here on, and a program that does not know
# them would lose them, a withdrawn consent included, when it saves.
_SCHEMA_2: Final[Sequence[str]] = ()

# No table changes: from here on a document may hold that a patient saw a simulation, and the simulation's pictures.
_SCHEMA_3: Final[Sequence[str]] = ()

# No table changes: from here on a sign-off holds what was signed and what it is bound to.
_SCHEMA_4: Final[Sequence[str]] = ()

# No table changes: from here on a visit may hold the surface of a face with its chin down.
_SCHEMA_5: Final[Sequence[str]] = ()

# No table changes: from here on a picture of a sweep may say that the chin was down; an older program would take it for
# one of the level head and save it as that.
_SCHEMA_6: Final[Sequence[str]] = ()

# No table changes: from here on a visit may hold what its surface and that of another visit came to; an older program
# would lose it on saving.
_SCHEMA_7: Final[Sequence[str]] = ()

MIGRATIONS: Final[Sequence[Sequence[str]]] = (
    _SCHEMA_1,
    _SCHEMA_2,
    _SCHEMA_3,
    _SCHEMA_4,
    _SCHEMA_5,
    _SCHEMA_6,
    _SCHEMA_7,
)
"""Step n leads from schema n to n + 1; a released step is never edited."""


def migrate(connection: Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> int:
    """Bring the tables up to date, each step whole or not at all; returns the schema found.

    Raises `vault_newer_schema` when a newer program wrote them, and leaves them as they are.
    """
    with database_errors_told():
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > len(migrations):
        raise SkinlaxError("vault_newer_schema")
    for number, step in enumerate(migrations[found:], found + 1):
        with transaction(connection):
            for statement in step:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
    return found
