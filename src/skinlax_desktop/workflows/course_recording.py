"""Writing down what was done to the skin and what may act on it, in the open visit or in a stored one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName, VisitId
from skinlax_desktop.domain.treatment import GivenTreatment, RiskFactor, RiskFactorAnswer
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.workflows.record_keeping import Failed, RecordKeeper
from skinlax_desktop.workflows.simulation_keeping import read_simulation
from skinlax_desktop.workflows.visit_store import VisitStore

T = TypeVar("T")

MOST: Final = {RiskFactor.SUN: 112.0, RiskFactor.SMOKING: 100.0, RiskFactor.SLEEP: 24.0}
"""Hours of daylight in a week; beyond belief; a whole day."""


def treatment_given(
    kind: str, performed_on: str, zones: tuple[str, ...], *, author: UserName, now: str
) -> GivenTreatment:
    """Checked. Raises `treatment_kind_missing`, `treatment_date_wrong` (a future one too), `treatment_zone_unknown`."""
    if not kind.strip():
        raise SkinlaxError("treatment_kind_missing")
    try:
        day = date.fromisoformat(performed_on.strip())
    except ValueError:
        raise SkinlaxError("treatment_date_wrong") from None
    if day > date.fromisoformat(now[:10]):
        raise SkinlaxError("treatment_date_wrong")
    for zone in zones:
        if zone not in ZONES:
            raise SkinlaxError("treatment_zone_unknown", zone=zone)
    return GivenTreatment(kind=kind.strip(), performed_on=day.isoformat(), zones=zones, author=author, entered_at=now)


def risk_factor_answer(factor: RiskFactor, typed: str, *, author: UserName, now: str) -> RiskFactorAnswer:
    """Checked. Raises `risk_factor_unreadable`, also for what nobody can do."""
    try:
        value = float(typed.strip().replace(",", "."))
    except ValueError:
        raise SkinlaxError("risk_factor_unreadable") from None
    if not 0.0 <= value <= MOST[factor]:
        raise SkinlaxError("risk_factor_unreadable")
    return RiskFactorAnswer(factor=factor, value=value, author=author, entered_at=now)


class CourseScribe:
    """Writes into a visit where it is: into the open one, and then its keeper saves it, or into a stored one."""

    def __init__(self, keeper: RecordKeeper, visits: VisitStore, now: Callable[[], str], on_failed: Failed) -> None:
        self._keeper = keeper
        self._visits = visits
        self._now = now
        self._on_failed = on_failed

    def treatment(self, visit_id: VisitId, kind: str, day: str, zone: str, *, on_done: Callable[[], None]) -> None:
        """A treatment of a zone, of the whole face where it is ""; what cannot be goes to `on_failed`."""
        zones = (zone,) if zone else ()
        now = self._now()
        self._write(
            visit_id,
            lambda by: treatment_given(kind, day, zones, author=by, now=now),
            lambda visit, made: visit.with_treatment(made),
            on_done,
        )

    def risk_factor(self, visit_id: VisitId, factor: RiskFactor, typed: str, *, on_done: Callable[[], None]) -> None:
        """The newest answer of a risk factor."""
        now = self._now()
        self._write(
            visit_id,
            lambda by: risk_factor_answer(factor, typed, author=by, now=now),
            lambda visit, made: visit.with_risk_factor(made),
            on_done,
        )

    def simulation(self, visit_id: VisitId, path: Path, *, on_done: Callable[[], None]) -> None:
        """A written simulation, kept once; nothing of it is ever changed."""
        now = self._now()
        self._write(
            visit_id,
            lambda by: read_simulation(path, made_at=now, made_by=by),
            lambda visit, made: visit.with_simulation(made),
            on_done,
        )

    def _write(
        self,
        visit_id: VisitId,
        make: Callable[[UserName], T],
        put: Callable[[Visit, T], Visit],
        on_done: Callable[[], None],
    ) -> None:
        try:
            made = make(self._keeper.user)
        except SkinlaxError as error:
            self._on_failed(error)
            return
        if self._visits.visit is not None and self._visits.visit.id == visit_id:
            self._visits.apply(lambda visit: put(visit, made), by=self)
            on_done()
            return

        def work(vault: Vault) -> None:
            vault.save_visit(put(vault.visit(visit_id), made), by=vault.user)

        self._keeper.change("write into visit", work, on_done=lambda _none: on_done(), on_failed=self._on_failed)
