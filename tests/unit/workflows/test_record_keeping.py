"""Every change reaches the vault, the newest version always; a failure is told and nothing is forgotten."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sample_records import PATIENT, USER, WHEN, capture_of, empty_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.vault.keys import derive_keys
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault
from skinlax_desktop.workflows.record_keeping import RecordKeeper, SaveStage, SaveState
from skinlax_desktop.workflows.visit_store import VisitStore


class FullDiskVault(SqlCipherVault):
    """The real vault on a disk that can be filled; counts what really was saved."""

    full = False
    saves = 0

    def save_visit(self, visit, *, by):  # type: ignore[no-untyped-def]
        if self.full:
            raise SkinlaxError("vault_disk_full")
        self.saves += 1
        super().save_visit(visit, by=by)


class Station:
    """Main thread, jobs, vault, store and keeper, as in the program but without a window."""

    def __init__(self, folder: Path) -> None:
        self.calls: queue.Queue[Callable[[], None]] = queue.Queue()
        self.jobs = JobRunner(self.calls.put)
        self.vault: FullDiskVault | None = FullDiskVault(
            folder, derive_keys(bytes(32)), user=USER, new=not (folder / "record.db").exists()
        )
        self.vault.save_patient(PATIENT, by=USER)
        self.visits = VisitStore()
        self.later: list[Callable[[], None]] = []
        self.seen: list[str] = []
        self.keeper = RecordKeeper(
            self.visits,
            self.jobs,
            lambda: self.vault,
            call_later=lambda _seconds, call: self.later.append(call),
            on_patient_seen=lambda patient: self.seen.append(patient.id),
        )
        self.states: list[SaveState] = []
        self.keeper.save_state_changed.connect(self.states.append)

    def settle(self) -> None:
        """Deliver on the main thread until nothing is under way."""
        deadline = time.monotonic() + 20
        while (self.jobs.busy or not self.calls.empty()) and time.monotonic() < deadline:
            try:
                self.calls.get(timeout=0.05)()
            except queue.Empty:
                continue

    def hold_lane(self) -> threading.Event:
        """Keep lane VAULT busy until the event is set."""
        go = threading.Event()
        self.jobs.submit("hold", lambda _control: go.wait(20), lane=Lane.VAULT)
        return go


def unexpected(error: Exception) -> None:
    raise error


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    station = Station(tmp_path)
    yield station
    station.settle()
    station.jobs.close()
    if station.vault is not None:
        station.vault.close()


def noted(text: str) -> Callable[[Visit], Visit]:
    return lambda visit: replace(visit, next_step=text)


def test_a_new_visit_and_every_change_are_saved_and_said_so(station: Station) -> None:
    visit = station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    assert station.keeper.state is SaveStage.SAVING
    station.settle()
    assert station.vault.visit(visit.id) == visit
    after = station.visits.apply(noted("soon"), by="test")
    station.settle()
    assert station.vault.visit(visit.id) == after
    assert [state.stage for state in station.states] == ["saving", "saved"] * 2


def test_many_changes_become_one_save_of_the_newest(station: Station) -> None:
    station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    station.settle()
    go, before = station.hold_lane(), station.vault.saves
    for number in range(50):
        station.visits.apply(noted(str(number)), by="test")
    go.set()
    station.settle()
    assert station.vault.visit(station.visits.visit.id).next_step == "49"
    assert station.vault.saves - before == 2
    assert station.keeper.state is SaveStage.SAVED


def test_an_undo_back_to_the_saved_version_is_not_overtaken_by_the_version_in_between(station: Station) -> None:
    first = station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    station.settle()
    go = station.hold_lane()
    station.visits.apply(noted("no"), by="test")
    station.visits.apply(lambda _visit: first, by="undo")
    go.set()
    station.settle()
    assert station.vault.visit(first.id) == first


def test_a_full_disk_is_told_and_the_newest_version_is_saved_once_there_is_space(station: Station) -> None:
    visit = station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    station.settle()
    station.vault.full = True
    station.visits.apply(noted("one"), by="test")
    station.settle()
    assert station.keeper.state is SaveStage.NOT_SAVED
    assert station.keeper.error.code == "vault_disk_full"
    newest = station.visits.apply(noted("two"), by="test")
    station.settle()
    assert station.vault.visit(visit.id).next_step == ""
    assert len(station.later) == 1, "one retry is waiting, not one for each failure"
    station.vault.full = False
    station.later.pop()()
    station.settle()
    assert station.vault.visit(visit.id) == newest
    assert (station.keeper.state, station.keeper.error) == (SaveStage.SAVED, None)


def test_another_visit_can_be_opened_while_the_first_is_not_saved_yet(station: Station) -> None:
    first = station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    station.settle()
    station.vault.full = True
    changed = station.visits.apply(noted("kept"), by="test")
    station.settle()
    second = station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    station.settle()
    station.keeper.open_visit(first.id, on_failed=unexpected)
    station.settle()
    assert station.visits.visit == changed, "the version in memory is newer than the stored one"
    station.vault.full = False
    station.keeper.retry()
    station.settle()
    assert station.vault.visit(first.id) == changed
    assert station.vault.visit(second.id) == second


def test_opening_a_visit_saves_nothing(station: Station) -> None:
    station.vault.save_visit(empty_visit(), by=USER)
    before = station.vault.saves
    opened: list[Visit] = []
    station.keeper.open_visit(empty_visit().id, on_done=opened.append, on_failed=unexpected)
    station.settle()
    assert station.visits.visit == empty_visit()
    assert opened == [empty_visit()]
    assert station.vault.saves == before


def test_a_picture_is_stored_before_the_visit_refers_to_it(station: Station) -> None:
    visit = station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    station.keeper.store_picture(
        b"picture",
        width=3,
        height=4,
        media_type="image/tiff",
        on_done=lambda image: station.visits.apply(lambda open_: open_.with_capture(capture_of(image)), by="test"),
        on_failed=unexpected,
    )
    station.settle()
    stored = station.vault.visit(visit.id)
    loaded: list[bytes] = []
    station.keeper.load_picture(stored.captures[0].image, on_done=loaded.append, on_failed=unexpected)
    station.settle()
    assert loaded == [b"picture"]


def test_patients_are_listed_saved_and_announced(station: Station) -> None:
    changed: list[int] = []
    station.keeper.patients_changed.connect(lambda: changed.append(1))
    found: list[object] = []
    station.keeper.save_patient(replace(PATIENT, notes="n"), on_done=found.append, on_failed=unexpected)
    station.settle()
    station.keeper.list_patients("zwet", on_done=found.append, on_failed=unexpected)
    station.settle()
    assert found[1][0].patient.notes == "n"
    assert changed == [1]
    assert set(station.seen) == {PATIENT.id}


def test_closing_saves_first_and_refuses_while_it_cannot(station: Station) -> None:
    visit = station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    station.settle()
    station.vault.full = True
    newest = station.visits.apply(noted("last words"), by="test")
    closed: list[str] = []
    station.keeper.close_when_saved(lambda: closed.append("closed"), on_not_saved=lambda e: closed.append(e.code))
    station.settle()
    assert closed == ["vault_disk_full"]
    station.vault.full = False
    station.keeper.close_when_saved(lambda: closed.append("closed"))
    station.settle()
    assert closed[-1] == "closed"
    with pytest.raises(SkinlaxError):
        station.vault.patients()
    again = SqlCipherVault(station.vault.folder, derive_keys(bytes(32)), user=USER)
    assert again.visit(visit.id) == newest
    again.close()


def test_what_was_asked_before_the_lock_is_still_saved_and_after_it_refused(station: Station) -> None:
    visit = station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    open_vault, station.vault = station.vault, None
    station.settle()
    assert open_vault.visit(visit.id) == visit
    failed: list[Exception] = []
    station.keeper.list_patients("", on_done=lambda _patients: None, on_failed=failed.append)
    station.settle()
    assert [error.code for error in failed] == ["vault_closed"]
    station.vault = open_vault


def test_a_defect_in_saving_is_raised_and_the_visit_stays_in_memory(station: Station) -> None:
    station.keeper.create_visit(PATIENT.id, started_at=WHEN)
    station.settle()
    station.visits.apply(lambda visit: replace(visit, captures=(object(),)), by="defect")
    with pytest.raises(Exception):  # noqa: B017, PT011 (any defect)
        station.settle()
    assert station.keeper.state is SaveStage.NOT_SAVED
    assert station.keeper.error.code == "unexpected"
    repaired = station.visits.apply(lambda visit: replace(visit, captures=()), by="repair")
    station.settle()
    assert station.vault.visit(repaired.id) == repaired
