"""Reads what the course needs from the record: a patient's visits at once, the clinic's patients few at a time."""

from collections.abc import Callable, Sequence
from typing import Final

from skinlax_desktop.domain.ids import PatientId
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ports.vault import PatientSummary, Vault
from skinlax_desktop.workflows.cohort import Peer, consenting
from skinlax_desktop.workflows.course_series import without_pictures
from skinlax_desktop.workflows.record_keeping import Done, Failed, RecordKeeper

PATIENTS_A_TURN: Final = 5
"""Between two turns a visit can be saved."""

_Stamp = tuple[int, str | None]


class CourseReader:
    """Used on the main thread; what was read is kept until `forget`, or until that patient is seen again."""

    def __init__(self, keeper: RecordKeeper) -> None:
        self._keeper = keeper
        self._known: dict[PatientId, tuple[_Stamp, Peer]] = {}
        self._turn = 0

    def read_own(self, patient: Patient, *, on_done: Done[tuple[Visit, ...]], on_failed: Failed) -> None:
        """All visits of one patient, oldest first, without what the course does not need."""
        self._keeper.look_up(
            "read course",
            lambda vault: _visits(vault, patient.id),
            on_done=on_done,
            on_failed=on_failed,
            replaces=f"read course {id(self)}",
        )

    def read_peers(self, patient: Patient, *, today: str, on_done: Done[tuple[Peer, ...]], on_failed: Failed) -> None:
        """The consenting patients of the clinic but this one; a later call drops the answer to an earlier one."""
        self._turn += 1
        turn = self._turn

        def listed(lines: tuple[PatientSummary, ...]) -> None:
            if turn != self._turn:
                return
            agreeing = {one.id for one in consenting((line.patient for line in lines), on=today, but=patient)}
            wanted = [line for line in lines if line.patient.id in agreeing and line.visits]
            self._read_on(wanted, [], turn, on_done, on_failed)

        def everyone(vault: Vault) -> tuple[PatientSummary, ...]:
            return vault.patients()

        self._keeper.look_up("list cohort", everyone, on_done=listed, on_failed=on_failed)

    def forget(self) -> None:
        """Keep nothing; what is still being read reaches nobody."""
        self._turn += 1
        self._known.clear()

    def _read_on(
        self,
        wanted: Sequence[PatientSummary],
        found: list[Peer],
        turn: int,
        on_done: Done[tuple[Peer, ...]],
        on_failed: Failed,
    ) -> None:
        if turn != self._turn:
            return
        rest = list(wanted)
        while rest and self._kept(rest[0]) is not None:
            peer = self._kept(rest.pop(0))
            if peer is not None:
                found.append(peer)
        if not rest:
            on_done(tuple(found))
            return
        now, later = rest[:PATIENTS_A_TURN], rest[PATIENTS_A_TURN:]

        def read(peers: tuple[Peer, ...]) -> None:
            for line, peer in zip(now, peers, strict=True):
                self._known[line.patient.id] = ((line.visits, line.last_visit_at), peer)
            self._read_on(later, [*found, *peers], turn, on_done, on_failed)

        question = _peers_question([line.patient for line in now])
        self._keeper.look_up("read cohort", question, on_done=read, on_failed=on_failed)

    def _kept(self, line: PatientSummary) -> Peer | None:
        stamp, peer = self._known.get(line.patient.id, ((0, None), None))
        if peer is None or stamp != (line.visits, line.last_visit_at):
            return None
        return Peer(patient=line.patient, visits=peer.visits)


def _peers_question(patients: Sequence[Patient]) -> Callable[[Vault], tuple[Peer, ...]]:
    return lambda vault: tuple(Peer(patient=one, visits=_visits(vault, one.id)) for one in patients)


def _visits(vault: Vault, patient_id: PatientId) -> tuple[Visit, ...]:
    """Oldest first; one that was never measured counts for what was done at it."""
    return tuple(without_pictures(vault.visit(line.id)) for line in reversed(vault.visits(patient_id)))
