"""Keeping the record: every change of the open visit reaches the vault, and it is known whether it has."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import Job, JobControl, JobRunner, Lane
from skinlax_desktop.ports.vault import PatientSummary, Vault, VisitSummary
from skinlax_desktop.workflows.visit_store import VisitStore

T = TypeVar("T")
Done = Callable[[T], None]
Failed = Callable[[Exception], None]
CallLater = Callable[[float, Callable[[], None]], object]

RETRY_AFTER_S: Final = 5.0


class SaveStage(StrEnum):
    """What the header says."""

    SAVED = "saved"
    SAVING = "saving"
    NOT_SAVED = "not_saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveState:
    """Whether the vault holds the newest version of every visit, and why not."""

    stage: SaveStage = SaveStage.SAVED
    error: SkinlaxError | None = None


class RecordKeeper:
    """Watches the visit store and saves, one version at a time, always the newest. Used on the main thread only.

    After a failure the newest version stays in memory and is tried again: at the next change, at `retry`, and by
    itself every few seconds when `call_later(seconds, call)` is given. Callbacks and signals come on the main thread.
    """

    save_state_changed = Signal(object)
    """`SaveState`, whenever it changes."""
    patients_changed = Signal()
    """A patient or visit was created or changed in the vault: lists should be read again."""

    def __init__(
        self,
        visits: VisitStore,
        jobs: JobRunner,
        vault_provider: Callable[[], Vault | None],
        *,
        call_later: CallLater | None = None,
        on_patient_seen: Callable[[Patient], None] | None = None,
    ) -> None:
        """`vault_provider` gives the open vault, or None while the station is locked.

        `on_patient_seen` hears of every patient read or saved, so that logs can be kept free of them.
        """
        self._visits = visits
        self._jobs = jobs
        self._vault_provider = vault_provider
        self._call_later = call_later
        self._on_patient_seen = on_patient_seen
        self._state = SaveState()
        self._unsaved: dict[VisitId, Visit] = {}
        self._saving: Visit | None = None
        self._saved: dict[VisitId, Visit] = {}
        self._retry_waits = False
        self._closing: tuple[Callable[[], None], Callable[[SkinlaxError], None] | None] | None = None
        visits.changed.connect(self._visit_changed)

    @property
    def state(self) -> SaveStage:
        """Whether all is saved."""
        return self._state.stage

    @property
    def error(self) -> SkinlaxError | None:
        """Why the newest version is not saved."""
        return self._state.error

    @property
    def user(self) -> UserName:
        """Who opened the record; `vault_closed` while it is locked."""
        return self._vault().user

    # Patients and visits

    def list_patients(self, search: str, *, on_done: Done[tuple[PatientSummary, ...]], on_failed: Failed) -> Job:
        """The patient list; an answer to an older search is dropped."""

        def done(patients: tuple[PatientSummary, ...]) -> None:
            for line in patients:
                self._seen(line.patient)
            on_done(patients)

        return self._ask(
            "list patients", lambda vault: vault.patients(search), done, on_failed, replaces="list patients"
        )

    def save_patient(self, patient: Patient, *, on_done: Done[Patient], on_failed: Failed) -> Job:
        """Create or replace a patient."""
        self._seen(patient)

        def work(vault: Vault) -> Patient:
            vault.save_patient(patient, by=vault.user)
            return patient

        def done(saved: Patient) -> None:
            on_done(saved)
            self.patients_changed.emit()

        return self._ask("save patient", work, done, on_failed)

    def list_visits(self, patient_id: PatientId, *, on_done: Done[tuple[VisitSummary, ...]], on_failed: Failed) -> Job:
        """A patient's visits, newest first."""
        return self._ask("list visits", lambda vault: vault.visits(patient_id), on_done, on_failed)

    def open_visit(self, visit_id: VisitId, *, on_failed: Failed, on_done: Done[Visit] | None = None) -> Job:
        """Read a visit and show it in the visit store; a version not saved yet is shown rather than the stored one."""

        def done(stored: Visit) -> None:
            newest = self._newest(visit_id)
            if newest is None:
                self._saved[visit_id] = stored
            shown = newest or stored
            self._visits.open(shown, by=self)
            if on_done is not None:
                on_done(shown)

        return self._ask("open visit", lambda vault: vault.visit(visit_id), done, on_failed, replaces="open visit")

    def create_visit(self, patient_id: PatientId, *, started_at: str) -> Visit:
        """Begin a visit: it is in the store at once, and on its way to the vault."""
        visit = Visit(
            id=VisitId(uuid.uuid4().hex),
            patient_id=patient_id,
            started_at=started_at,
            operator=self._vault().user,
        )
        self._visits.open(visit, by=self)
        return visit

    def read_visit(self, visit_id: VisitId, *, on_done: Done[Visit], on_failed: Failed) -> Job:
        """A stored visit, which is not opened."""
        return self._ask("read visit", lambda vault: vault.visit(visit_id), on_done, on_failed, replaces="read visit")

    def look_up(
        self,
        name: str,
        question: Callable[[Vault], T],
        *,
        on_done: Done[T],
        on_failed: Failed,
        replaces: str | None = None,
    ) -> Job:
        """Read something of the record that no other question asks; keep it short, saving waits for it."""
        return self._ask(name, question, on_done, on_failed, replaces=replaces)

    def change(self, name: str, question: Callable[[Vault], T], *, on_done: Done[T], on_failed: Failed) -> None:
        """Change stored visits or patients beside the open visit; `patients_changed` follows.

        Fails with `visit_not_saved_yet` while a version waits to be saved: it would be written over the change.
        """
        if self.state is not SaveStage.SAVED:
            on_failed(SkinlaxError("visit_not_saved_yet"))
            return

        def done(answer: T) -> None:
            on_done(answer)
            self.patients_changed.emit()

        self._ask(name, question, done, on_failed)

    # Pictures

    def store_picture(
        self,
        encoded: bytes,
        *,
        width: int,
        height: int,
        media_type: str,
        on_done: Done[ImageRef],
        on_failed: Failed,
    ) -> Job:
        """Store a picture durably; only then may a capture refer to it."""
        return self._ask(
            "store picture",
            lambda vault: vault.put_image(encoded, width=width, height=height, media_type=media_type),
            on_done,
            on_failed,
        )

    def load_picture(self, image: ImageRef, *, on_done: Done[bytes], on_failed: Failed) -> Job:
        """The stored bytes of a picture."""
        return self._ask("load picture", lambda vault: vault.image(image), on_done, on_failed)

    # Saving

    def retry(self) -> None:
        """Try again what could not be saved."""
        if self._unsaved and self._saving is None:
            self._save_next()

    def close_when_saved(
        self, on_closed: Callable[[], None], *, on_not_saved: Callable[[SkinlaxError], None] | None = None
    ) -> None:
        """Save what is left, lock the vault, then call `on_closed`.

        When saving fails nothing is closed, `on_not_saved` tells why, and the keeper goes on as before.
        """
        self._closing = (on_closed, on_not_saved)
        if self._unsaved:
            self.retry()
        elif self._saving is None:
            self._close()

    def _visit_changed(self, before: Visit | None, after: Visit | None, by: object) -> None:
        if after is None or after == self._newest(after.id, saved=True):
            return
        self._unsaved[after.id] = after
        if self._saving is None:
            self._save_next()

    def _newest(self, visit_id: VisitId, *, saved: bool = False) -> Visit | None:
        if visit_id in self._unsaved:
            return self._unsaved[visit_id]
        if self._saving is not None and self._saving.id == visit_id:
            return self._saving
        return self._saved.get(visit_id) if saved else None

    def _save_next(self) -> None:
        visit_id = next(iter(self._unsaved))
        visit = self._saving = self._unsaved.pop(visit_id)
        self._set_state(SaveState(stage=SaveStage.SAVING))
        vault = self._vault_provider()

        def work(_control: JobControl) -> None:
            if vault is None:
                raise SkinlaxError("vault_closed")
            vault.save_visit(visit, by=vault.user)

        self._jobs.submit(
            "save visit",
            work,
            lane=Lane.VAULT,
            on_done=lambda _none: self._save_done(visit),
            on_failed=lambda error: self._save_failed(visit, error),
        )

    def _save_done(self, visit: Visit) -> None:
        self._saving = None
        is_new = visit.id not in self._saved
        self._saved[visit.id] = visit
        if self._unsaved:
            self._save_next()
        else:
            self._set_state(SaveState())
            if self._closing is not None:
                self._close()
        if is_new:
            self.patients_changed.emit()

    def _save_failed(self, visit: Visit, error: Exception) -> None:
        self._saving = None
        self._unsaved.setdefault(visit.id, visit)
        reason = error if isinstance(error, SkinlaxError) else SkinlaxError("unexpected")
        self._set_state(SaveState(stage=SaveStage.NOT_SAVED, error=reason))
        closing, self._closing = self._closing, None
        if closing is not None and closing[1] is not None:
            closing[1](reason)
        if self._call_later is not None and not self._retry_waits:
            self._retry_waits = True
            self._call_later(RETRY_AFTER_S, self._retry_now)
        if reason is not error:
            raise error

    def _retry_now(self) -> None:
        self._retry_waits = False
        self.retry()

    def _close(self) -> None:
        if self._closing is None:
            return
        (on_closed, _), self._closing = self._closing, None
        vault = self._vault_provider()
        if vault is None:
            on_closed()
            return
        self._jobs.submit(
            "close vault", lambda _control: vault.close(), lane=Lane.VAULT, on_done=lambda _none: on_closed()
        )

    def _vault(self) -> Vault:
        vault = self._vault_provider()
        if vault is None:
            raise SkinlaxError("vault_closed")
        return vault

    def _set_state(self, state: SaveState) -> None:
        if state != self._state:
            self._state = state
            self.save_state_changed.emit(state)

    def _seen(self, patient: Patient) -> None:
        if self._on_patient_seen is not None:
            self._on_patient_seen(patient)

    def _ask(
        self,
        name: str,
        question: Callable[[Vault], T],
        on_done: Done[T],
        on_failed: Failed,
        *,
        replaces: str | None = None,
    ) -> Job:
        # Taken now, on the main thread: a question asked before the lock is still answered by the vault of then.
        vault = self._vault_provider()

        def work(_control: JobControl) -> T:
            if vault is None:
                raise SkinlaxError("vault_closed")
            return question(vault)

        return self._jobs.submit(name, work, lane=Lane.VAULT, on_done=on_done, on_failed=on_failed, replaces=replaces)
