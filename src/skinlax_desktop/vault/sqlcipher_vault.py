"""The open record: documents in SQLCipher, pictures in encrypted files beside it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ports.vault import PatientSummary, PreparedImage, TrailEntry, VisitSummary
from skinlax_desktop.vault import rows
from skinlax_desktop.vault.connection import Connection, database_errors_told, open_database, transaction
from skinlax_desktop.vault.database_name import DATABASE
from skinlax_desktop.vault.folder_lock import FolderLock
from skinlax_desktop.vault.keys import VaultKeys
from skinlax_desktop.vault.picture_folder import PictureFolder
from skinlax_desktop.vault.schema import migrate
from skinlax_desktop.vault.simulation_guard import require_simulations_kept, simulation_traces
from skinlax_desktop.vault.trail import append_to_trail, read_trail

PICTURES: Final = "pictures"
LOCK: Final = "in-use.lock"
# A picture that no visit took up is kept this long: a crash between picture and visit must not cost the picture.
_KEEP_UNREFERENCED: Final = timedelta(days=30)


class SqlCipherVault:
    """`ports.Vault` on SQLCipher. Made by the door, which holds the keys; one thread uses it."""

    def __init__(self, folder: Path, keys: VaultKeys, *, user: UserName, new: bool = False) -> None:
        """Open the record in `folder` for `user`; `new` allows that there is no database yet."""
        self.folder = folder
        self._user = user
        self._database_key = keys.database
        self._connection: Connection | None = None
        self._owed: list[_Entry] = []
        self._paid = False
        self._lock = FolderLock(folder / LOCK)
        try:
            if not new and not (folder / DATABASE).exists():
                raise SkinlaxError("vault_damaged")
            self._connection = self._open_database()
            migrate(self._connection)
            self.pictures = PictureFolder(folder / PICTURES, picture_key=keys.pictures, name_key=keys.names)
            self._sweep_if_possible()
            self._trace("vault_created" if new else "vault_opened")
        except BaseException:
            self.close()
            raise

    @property
    def user(self) -> UserName:
        """Who opened it."""
        return self._user

    @property
    def connection(self) -> Connection:
        """The database connection; `vault_closed` after `close`."""
        if self._connection is None:
            raise SkinlaxError("vault_closed")
        return self._connection

    def patients(self, search: str = "") -> tuple[PatientSummary, ...]:
        """Patients in whom every word of `search` is found, without regard to case and accents, last seen first."""
        with self._reading() as connection:
            return rows.list_patients(connection, search)

    def patient(self, patient_id: PatientId) -> Patient:
        """One patient; also one who was merged into another."""
        with self._reading() as connection:
            return rows.require_patient(connection, patient_id)

    def save_patient(self, patient: Patient, *, by: UserName) -> None:
        """Create or replace a patient."""
        with self._change() as connection:
            before = rows.read_patient(connection, patient.id)
            rows.write_patient(connection, patient)
            if before is None:
                self._append(by, "patient_created", patient.id)
            else:
                self._append(by, "patient_changed", patient.id, {"fields": rows.changed_fields(before, patient)})

    def merge_patients(self, *, kept: Patient, absorbed: PatientId, by: UserName) -> None:
        """Give all visits of `absorbed` to `kept`; the absorbed record stays, off the list, and names the kept one."""
        with self._change() as connection:
            rows.require_patient(connection, kept.id)
            rows.require_patient(connection, absorbed)
            moved = [rows.read_visit(connection, line.id) for line in rows.list_visits(connection, absorbed)]
            for visit in moved:
                if visit is not None:
                    rows.write_visit(connection, replace(visit, patient_id=kept.id))
            rows.write_patient(connection, kept)
            connection.execute("UPDATE patient SET merged_into = ? WHERE id = ?", (kept.id, absorbed))
            self._append(by, "patients_merged", kept.id, {"absorbed": absorbed, "visits": len(moved)})
            self._append(by, "patient_merged_away", absorbed, {"into": kept.id})

    def visits(self, patient_id: PatientId) -> tuple[VisitSummary, ...]:
        """A patient's visits, newest first."""
        with self._reading() as connection:
            return rows.list_visits(connection, patient_id)

    def visit(self, visit_id: VisitId) -> Visit:
        """One visit, whole; that it was looked at leaves a trace."""
        with self._reading() as connection:
            visit = rows.read_visit(connection, visit_id)
        if visit is None:
            raise SkinlaxError("visit_missing")
        self._trace("visit_read", visit_id)
        return visit

    def save_visit(self, visit: Visit, *, by: UserName) -> None:
        """Create or replace a visit."""
        with self._change() as connection:
            before = rows.read_visit(connection, visit.id)
            if before == visit:
                return
            rows.require_patient(connection, visit.patient_id)
            if before is not None:
                require_simulations_kept(before, visit)
            rows.write_visit(connection, visit)
            if before is None:
                self._append(by, "visit_created", visit.id, {"patient": visit.patient_id})
            else:
                self._append(by, "visit_changed", visit.id, {"fields": rows.changed_fields(before, visit)})
            for what, details in simulation_traces(before, visit):
                self._append(by, what, visit.id, details)

    def save_visits(
        self,
        *visits: Visit,
        by: UserName,
        what: str,
        subject: str,
        details: Mapping[str, str | int] = MappingProxyType({}),
    ) -> None:
        """Save several visits together or not at all, with one trace."""
        with self._change() as connection:
            for visit in visits:
                rows.require_patient(connection, visit.patient_id)
                before = rows.read_visit(connection, visit.id)
                if before is not None:
                    require_simulations_kept(before, visit)
                rows.write_visit(connection, visit)
            self._append(by, what, subject, details)

    def trail(self, subject: str | None = None) -> tuple[TrailEntry, ...]:
        """The trail of one id, or all of it, oldest first."""
        with self._reading() as connection:
            return read_trail(connection, subject=subject)

    def put_image(self, encoded: bytes, *, width: int, height: int, media_type: str) -> ImageRef:
        """Store a picture's encoded bytes; the file is durable before the database learns of it."""
        return self.keep_image(self.prepare_image(encoded, width=width, height=height, media_type=media_type))

    def prepare_image(self, encoded: bytes, *, width: int, height: int, media_type: str) -> PreparedImage:
        """Encrypt and write the bytes, durably, under a passing name. Any thread: the database is not touched."""
        _ = self.connection
        sha256, waiting = self.pictures.prepare(encoded)
        return PreparedImage(
            image=ImageRef(sha256=sha256, width=width, height=height, media_type=media_type),
            size_bytes=len(encoded),
            place="" if waiting is None else str(waiting),
        )

    def keep_image(self, prepared: PreparedImage) -> ImageRef:
        """Give the file its name, durably, then tell the database."""
        _ = self.connection
        image = prepared.image
        self.pictures.keep(image.sha256, Path(prepared.place) if prepared.place else None)
        with self._change() as connection:
            added = connection.execute(
                "INSERT INTO picture VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    image.sha256,
                    image.width,
                    image.height,
                    image.media_type,
                    prepared.size_bytes,
                    _now().isoformat(),
                ),
            ).rowcount
            if added:
                self._append(self._user, "picture_stored", image.sha256)
        return image

    def drop_image(self, prepared: PreparedImage) -> None:
        """Remove the file that was written for it."""
        self.pictures.drop(Path(prepared.place) if prepared.place else None)

    def image(self, ref: ImageRef) -> bytes:
        """The bytes of a stored picture, checked against their hash."""
        _ = self.connection
        return self.pictures.get(ref.sha256)

    def note(self, what: str, subject: str, details: Mapping[str, str | int] = MappingProxyType({})) -> None:
        """Leave a trace of something that changes nothing in the record."""
        self._trace(what, subject, details=details)

    def note_in_trail(self, what: str, details: Mapping[str, str | int] = MappingProxyType({})) -> None:
        """Leave a trace of something that concerns the whole vault."""
        self._trace(what, details=details)

    def note_users(self, users: str) -> None:
        """Leave a trace when the users, or one of their passphrases, are others than at the last note."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT details FROM trail WHERE what = 'users' ORDER BY number DESC LIMIT 1"
            ).fetchone()
        if row is None or json.loads(row[0]) != {"users": users}:
            self._trace("users", details={"users": users})

    def close(self) -> None:
        """Lock the record; safe to call twice."""
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                with database_errors_told():
                    connection.close()
        finally:
            self._lock.release()

    def _trace(self, what: str, subject: str = "", *, details: Mapping[str, str | int] = MappingProxyType({})) -> None:
        """Leave a trace of what changed nothing; on a full disk it is owed, so that the record can still be read."""
        entry = _Entry(at=_now(), who=self._user, what=what, subject=subject, details=details)
        try:
            with self._change():
                self._write(entry)
        except SkinlaxError as error:
            if error.code != "vault_disk_full":
                raise
            self._owed.append(entry)

    def _append(
        self, who: UserName, what: str, subject: str, details: Mapping[str, str | int] = MappingProxyType({})
    ) -> None:
        self._write(_Entry(at=_now(), who=who, what=what, subject=subject, details=details))

    def _write(self, entry: "_Entry") -> None:
        """Inside `_change`: what is owed, once, then the entry."""
        owed = () if self._paid else tuple(self._owed)
        self._paid = True
        for each in (*owed, entry):
            append_to_trail(
                self.connection, at=each.at, who=each.who, what=each.what, subject=each.subject, details=each.details
            )

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._fresh_after_damage(), database_errors_told():
            yield self.connection

    @contextmanager
    def _fresh_after_damage(self) -> Iterator[None]:
        """After one damaged page SQLCipher refuses every further one: a fresh connection still reads the sound ones."""
        try:
            yield
        except SkinlaxError as error:
            if error.code == "vault_damaged" and self._connection is not None:
                self._connection.close()
                self._connection = self._open_database()
            raise

    def _open_database(self) -> Connection:
        return open_database(self.folder / DATABASE, self._database_key)

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        """A transaction; the traces owed are paid with it."""
        self._paid = False
        with self._fresh_after_damage(), transaction(self.connection) as connection:
            yield connection
        if self._paid:
            self._owed.clear()

    def _sweep_if_possible(self) -> None:
        """A full disk or a damaged page must not keep the record shut: tidying can wait."""
        try:
            self._sweep()
        except SkinlaxError as error:
            if error.code not in ("vault_disk_full", "vault_damaged"):
                raise

    def _sweep(self) -> None:
        """Remove half-written files, and old pictures that no visit ever took up or still holds."""
        self.pictures.sweep_unfinished()
        before = _now() - _KEEP_UNREFERENCED
        with self._reading() as connection:
            old = connection.execute(
                "SELECT sha256 FROM picture WHERE stored_at < ?"
                " AND sha256 NOT IN (SELECT sha256 FROM visit_picture) ORDER BY sha256",
                (before.isoformat(),),
            ).fetchall()
        for (sha256,) in old:
            with self._change() as connection:
                connection.execute("DELETE FROM picture WHERE sha256 = ?", (sha256,))
                self._append(self._user, "picture_swept", sha256)
            self.pictures.delete(sha256)
        with self._reading() as connection:
            known = connection.execute("SELECT sha256 FROM picture UNION SELECT sha256 FROM visit_picture").fetchall()
        self.pictures.sweep_unknown(frozenset(row[0] for row in known), older_than_s=before.timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A trace on its way into the trail."""

    at: datetime
    who: UserName
    what: str
    subject: str
    details: Mapping[str, str | int]


def _now() -> datetime:
    return datetime.now(UTC)
