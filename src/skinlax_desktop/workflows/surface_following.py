"""Compares surfaces with what was simulated as soon as both visits have one, without being asked.

Whenever the open visit has a surface that another visit's simulation can be held against, the pair is compared in a
process of its own and what it came to is kept with the open visit. A pair that cannot be compared is kept as that.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from skinlax_desktop import __version__
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.surfaces_compared import SurfaceFinding, SurfacesCompared
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import Job, JobRunner, Lane
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.workflows.record_keeping import RecordKeeper, SaveStage, SaveState
from skinlax_desktop.workflows.surface_pairs import DEFINITION, Pair, pairs_to_compare, surface_fingerprint
from skinlax_desktop.workflows.visit_store import VisitStore

Told = tuple[tuple[SurfaceFinding, ...], tuple[str, ...]]
_NO_ANSWER: Final = frozenset({"surfaces_comparison_ended", "vault_closed", "image_missing", "image_damaged"})
"""Failures that say nothing of the surfaces: asked again when the visit is opened next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfacesToCompare:
    """Two visits, the earlier one first, with the PLY files of their surfaces."""

    then: Visit
    then_ply: bytes
    now: Visit
    now_ply: bytes


CompareSurfaces = Callable[[SurfacesToCompare, Callable[[float, str], None]], Told]
"""Findings and codes of what limits them; called in lane PROCESS, ended by what it tells to."""


def compare_surfaces_of_visits(asked: SurfacesToCompare, tell: Callable[[float, str], None]) -> Told:
    """What both surfaces say. Raises what `compare_visit_faces` raises, and `mesh_file_unreadable`."""
    from skinlax_desktop.surface.ply import parse_ply
    from skinlax_desktop.workflows.change_to_show import compare_visit_faces
    from skinlax_desktop.workflows.surface_findings import surface_findings

    try:
        earlier, later = parse_ply(asked.then_ply), parse_ply(asked.now_ply)
    except (ValueError, KeyError, IndexError) as error:
        raise SkinlaxError("mesh_file_unreadable", file="mesh.ply") from error
    tell(0.1, "compare")
    found = compare_visit_faces(earlier, asked.then, later, asked.now)
    tell(0.6, "read")
    return surface_findings(found), found.warnings


class SurfaceFollowing:
    """Used on the main thread. `failed` hears why a pair could not be compared; the visit is kept all the same."""

    def __init__(
        self,
        *,
        visits: VisitStore,
        keeper: RecordKeeper,
        jobs: JobRunner,
        compare: CompareSurfaces,
        now: Callable[[], str],
        failed: Callable[[Exception], None],
    ) -> None:
        self._visits = visits
        self._keeper = keeper
        self._jobs = jobs
        self._compare = compare
        self._now = now
        self._failed = failed
        self._followed: _Followed | None = None
        self._job: Job | None = None
        self._tried: set[Pair] = set()
        self._owed: list[tuple[VisitId, SurfacesCompared]] = []
        keeper.save_state_changed.connect(self._saving_changed)
        visits.changed.connect(self._visit_changed)

    def stop(self) -> None:
        """Compare no further: the record is about to be closed. The rest is compared when a visit is opened next."""
        self._followed = None
        self._tried.clear()
        self._owed.clear()
        self._end_job()

    def _end_job(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _visit_changed(self, _before: Visit | None, after: Visit | None, _by: object) -> None:
        followed = None
        if after is not None and after.face_surface is not None:
            simulations = tuple(one.id for one in after.simulations)
            followed = _Followed(id=after.id, surface=surface_fingerprint(after), simulations=simulations)
        if followed == self._followed:
            return
        if self._followed is not None and after is not None and after.id == self._followed.id:
            # The surface that is being compared is none any more.
            self._end_job()
        self._followed = followed
        self._tried.clear()
        if after is not None and followed is not None:
            self._look(after, followed)

    def _look(self, visit: Visit, followed: "_Followed") -> None:
        """Read the patient's other visits, then compare pair after pair."""

        def read(vault: Vault) -> tuple[Visit, ...]:
            return tuple(vault.visit(line.id) for line in vault.visits(visit.patient_id) if line.id != visit.id)

        def done(others: tuple[Visit, ...]) -> None:
            if followed == self._followed:
                self._next(others, followed)

        self._keeper.look_up("read visits for results", read, on_done=done, on_failed=self._unread)

    def _next(self, others: tuple[Visit, ...], followed: "_Followed") -> None:
        visit = self._visits.visit
        if visit is None or followed != self._followed:
            return
        for then, now in pairs_to_compare((*others, visit), visit.id):
            pair = then.id, now.id
            if pair not in self._tried:
                self._tried.add(pair)
                self._load(then, now, visit.id, go_on=lambda: self._next(others, followed))
                return

    def _load(self, then: Visit, now: Visit, of: VisitId, *, go_on: Callable[[], None]) -> None:
        """Read both surfaces and compare them; what it came to is kept with visit `of`."""
        first, second = then.face_surface, now.face_surface
        if first is None or second is None:
            return
        meshes = first.mesh, second.mesh
        outcome = SurfacesCompared(
            earlier=then.id,
            later=now.id,
            earlier_surface=surface_fingerprint(then),
            later_surface=surface_fingerprint(now),
            definition=DEFINITION,
            compared_at=self._now(),
            program=__version__,
        )

        def compared(told: Told) -> None:
            self._job = None
            self._keep(of, replace(outcome, findings=told[0], warnings=told[1]))
            go_on()

        def failed(error: Exception) -> None:
            self._job = None
            if isinstance(error, SkinlaxError) and error.code not in _NO_ANSWER:
                parameters = tuple((name, str(value)) for name, value in sorted(error.parameters.items()))
                self._keep(of, replace(outcome, refused=error.code, parameters=parameters))
            go_on()
            self._failed(error)

        def stopped() -> None:
            self._job = None

        def loaded(files: tuple[bytes, bytes]) -> None:
            asked = SurfacesToCompare(then=_bare(then), then_ply=files[0], now=_bare(now), now_ply=files[1])
            self._job = self._jobs.submit(
                "compare surfaces",
                lambda control: self._compare(asked, control.report),
                lane=Lane.PROCESS,
                on_done=compared,
                on_failed=failed,
                on_cancelled=stopped,
            )

        self._keeper.look_up(
            "read surfaces for results",
            lambda vault: (vault.image(meshes[0]), vault.image(meshes[1])),
            on_done=loaded,
            on_failed=failed,
        )

    def _keep(self, of: VisitId, compared: SurfacesCompared) -> None:
        """In the open visit, or in the stored one where another was opened meanwhile."""
        visit = self._visits.visit
        if visit is not None and visit.id == of:
            if surface_fingerprint(visit) in (compared.earlier_surface, compared.later_surface):
                self._visits.apply(lambda one: one.with_surfaces_compared(compared), by=self)
            return

        def work(vault: Vault) -> None:
            vault.save_visit(vault.visit(of).with_surfaces_compared(compared), by=vault.user)

        if self._keeper.state is SaveStage.SAVED:
            self._keeper.change("keep surface comparison", work, on_done=lambda _none: None, on_failed=self._unread)
        else:
            self._owed.append((of, compared))

    def _saving_changed(self, state: SaveState) -> None:
        if state.stage is SaveStage.SAVED:
            owed, self._owed = self._owed, []
            for of, compared in owed:
                self._keep(of, compared)

    def _unread(self, error: Exception) -> None:
        """Nothing was lost: it is tried again when the visit is opened next."""
        if not isinstance(error, SkinlaxError):
            raise error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Followed:
    """What is compared again as soon as any of it changes."""

    id: VisitId
    surface: str
    simulations: tuple[str, ...]


def _bare(visit: Visit) -> Visit:
    """What a comparison reads of a visit."""
    return Visit(
        id=visit.id,
        patient_id=visit.patient_id,
        started_at=visit.started_at,
        operator=visit.operator,
        posture=visit.posture,
        calibration=visit.calibration,
        scale=visit.scale,
        face_surface=visit.face_surface,
    )
