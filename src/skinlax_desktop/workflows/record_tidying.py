"""Putting a record in order: two entries of one person become one; a picture goes to the visit where it belongs."""

from collections.abc import Callable
from dataclasses import dataclass

from skinlax_desktop.domain.ids import CaptureId, PatientId, VisitId
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ports.vault import TrailEntry, Vault
from skinlax_desktop.workflows.patients import merge_patients, move_capture
from skinlax_desktop.workflows.record_keeping import Done, Failed, RecordKeeper
from skinlax_desktop.workflows.visit_store import VisitStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The entry that was kept, and the line of the trail that says so."""

    kept: Patient
    absorbed: PatientId
    trace: TrailEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Both visits as they are now, and the line of the trail."""

    capture_id: CaptureId
    source: Visit
    target: Visit
    trace: TrailEntry


class RecordTidying:
    """Works on the stored record, on the main thread. A visit that is concerned is closed: it is opened anew after.

    Refused with `visit_not_saved_yet` while the newest version of a visit is not in the vault.
    """

    def __init__(self, keeper: RecordKeeper, visits: VisitStore, *, on_tidied: Callable[[], None]) -> None:
        """`on_tidied` is called before the answer: what is shown of an open visit no longer holds."""
        self._keeper = keeper
        self._visits = visits
        self._on_tidied = on_tidied

    def merge(self, kept: PatientId, absorbed: PatientId, *, on_done: Done[Merged], on_failed: Failed) -> None:
        """Give all visits of `absorbed` to `kept`; the absorbed entry leaves the list."""

        def work(vault: Vault) -> Merged:
            merged = merge_patients(vault, kept=kept, absorbed=absorbed, by=vault.user)
            return Merged(kept=merged, absorbed=absorbed, trace=vault.trail(absorbed)[-1])

        def done(merged: Merged) -> None:
            visit = self._visits.visit
            if visit is not None and visit.patient_id in (kept, absorbed):
                self._visits.open(None, by=self)
            self._on_tidied()
            on_done(merged)

        self._keeper.change("merge patients", work, on_done=done, on_failed=on_failed)

    def move(
        self,
        capture_id: CaptureId,
        *,
        from_visit: VisitId,
        to_visit: VisitId,
        on_done: Done[Moved],
        on_failed: Failed,
    ) -> None:
        """Move a picture with its marks; both visits must be measured again."""

        def work(vault: Vault) -> Moved:
            source, target = move_capture(vault, capture_id, from_visit=from_visit, to_visit=to_visit, by=vault.user)
            return Moved(capture_id=capture_id, source=source, target=target, trace=vault.trail(capture_id)[-1])

        def done(moved: Moved) -> None:
            visit = self._visits.visit
            if visit is not None and visit.id in (from_visit, to_visit):
                self._visits.open(None, by=self)
            self._on_tidied()
            on_done(moved)

        self._keeper.change("move picture", work, on_done=done, on_failed=on_failed)

    def list_pictures(self, visit_id: VisitId, *, on_done: Done[Visit], on_failed: Failed) -> None:
        """A stored visit with its pictures, without opening it."""
        self._keeper.read_visit(visit_id, on_done=on_done, on_failed=on_failed)
