"""What the station needs from the encrypted record."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSummary:
    """A line of a patient's timeline; `has_face` as of `Visit`."""

    id: VisitId
    patient_id: PatientId
    started_at: str
    operator: UserName
    views_taken: int
    analysed: bool
    has_face: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSummary:
    """A line of the patient list, with the day of the last visit."""

    patient: Patient
    visits: int
    last_visit_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEntry:
    """Who did what when: codes and ids, never a name of a patient."""

    at: str
    who: UserName
    what: str
    subject: str
    details: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedImage:
    """A picture on its way into the record. `place`: where the adapter keeps it meanwhile, empty where it is there."""

    image: ImageRef
    size_bytes: int
    place: str = ""


class Vault(Protocol):
    """An open, unlocked record. One thread owns it.

    Raises `SkinlaxError` with one of the codes `vault_wrong_passphrase`, `vault_damaged`, `vault_disk_full`,
    `vault_locked_by_another`, `vault_absent`, `vault_exists`, `vault_newer_schema`, `image_damaged`,
    `image_missing`, `patient_missing`, `visit_missing`, `simulation_never_changed`, `vault_not_writable`,
    `vault_disk_failed`, `vault_closed`.
    """

    @property
    def user(self) -> UserName:
        """Who opened it."""
        ...

    def patients(self, search: str = "") -> tuple[PatientSummary, ...]:
        """Patients whose name, initials or record number match, last seen first."""
        ...

    def patient(self, patient_id: PatientId) -> Patient:
        """One patient."""
        ...

    def save_patient(self, patient: Patient, *, by: UserName) -> None:
        """Create or replace a patient; leaves a trace."""
        ...

    def visits(self, patient_id: PatientId) -> tuple[VisitSummary, ...]:
        """A patient's visits, newest first."""
        ...

    def visit(self, visit_id: VisitId) -> Visit:
        """One visit, whole."""
        ...

    def save_visit(self, visit: Visit, *, by: UserName) -> None:
        """Create or replace a visit, durably, before returning; leaves a trace."""
        ...

    def save_visits(
        self,
        *visits: Visit,
        by: UserName,
        what: str,
        subject: str,
        details: Mapping[str, str | int] = MappingProxyType({}),
    ) -> None:
        """Save several visits together or not at all, with one trace of what was done (code, id, codes and ids)."""
        ...

    def merge_patients(self, *, kept: Patient, absorbed: PatientId, by: UserName) -> None:
        """Give all visits of `absorbed` to `kept` and take `absorbed` off the list; leaves a trace."""
        ...

    def trail(self, subject: str | None = None) -> tuple[TrailEntry, ...]:
        """The trail of one id, or all of it, oldest first."""
        ...

    def note(self, what: str, subject: str, details: Mapping[str, str | int] = MappingProxyType({})) -> None:
        """Leave a trace of something that changes nothing in the record: that a copy left it (codes and ids)."""
        ...

    def prepare_image(self, encoded: bytes, *, width: int, height: int, media_type: str) -> PreparedImage:
        """Encrypt a picture's encoded bytes and write them durably, not yet as part of the record.

        The one method for any thread, also while another is at work in the vault. What is never kept is removed by
        `drop_image`, or after a crash when the record is opened next.
        """
        ...

    def keep_image(self, prepared: PreparedImage) -> ImageRef:
        """Make a prepared picture part of the record, durably, before returning."""
        ...

    def drop_image(self, prepared: PreparedImage) -> None:
        """Remove a prepared picture that nobody wants; a picture of the same bytes in the record stays."""
        ...

    def put_image(self, encoded: bytes, *, width: int, height: int, media_type: str) -> ImageRef:
        """Store a picture's encoded bytes, durably, before returning; the same bytes are stored once."""
        ...

    def image(self, ref: ImageRef) -> bytes:
        """The bytes of a stored picture, checked against their hash."""
        ...

    def close(self) -> None:
        """Lock the record; safe to call twice."""
        ...


class VaultDoor(Protocol):
    """The locked record on the disk. Codes as in `Vault`, and `vault_unknown_user`."""

    def exists(self) -> bool:
        """Whether a record was set up here."""
        ...

    def users(self) -> tuple[UserName, ...]:
        """Who may open it."""
        ...

    def create(self, user: UserName, passphrase: str) -> Vault:
        """Set up a new, empty record and open it."""
        ...

    def open(self, user: UserName, passphrase: str) -> Vault:
        """Open the record."""
        ...

    def change_passphrase(self, user: UserName, passphrase: str, new_passphrase: str) -> None:
        """Give a user another passphrase; the old one opens nothing any more."""
        ...

    def add_user(self, by: UserName, by_passphrase: str, user: UserName, passphrase: str) -> None:
        """Let somebody else in, with a passphrase of their own."""
        ...
