"""Decides what the comparison with an earlier visit shows; knows no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from skinlax_desktop.domain.ids import PatientId, VisitId
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ports.vault import VisitSummary
from skinlax_desktop.text import comparison as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.patient_words import format_moment
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.visit_comparison import ZoneChange, compare_visits
from skinlax_desktop.workflows.visit_store import VisitStore

Failed = Callable[[Exception], None]


class VisitReader(Protocol):
    """The part of `RecordKeeper` that is needed: stored visits, read without opening them."""

    def list_visits(
        self, patient_id: PatientId, *, on_done: Callable[[tuple[VisitSummary, ...]], None], on_failed: Failed
    ) -> object:
        """A patient's visits, newest first."""
        ...

    def read_visit(self, visit_id: VisitId, *, on_done: Callable[[Visit], None], on_failed: Failed) -> object:
        """A stored visit."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierVisit:
    """One that can be chosen."""

    id: VisitId
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonState:
    """`sentence` stands in place of changes, or says of the selected one whose it is."""

    choices: tuple[EarlierVisit, ...] = ()
    chosen: VisitId | None = None
    changes: tuple[ZoneChange, ...] = ()
    selected: str = ""
    sentence: str = ""


class ComparisonView(Protocol):
    """The passive half."""

    def show_comparison(self, state: ComparisonState) -> None:
        """Show a state."""
        ...


class ComparisonPresenter:
    """Reads earlier visits when it is looked at, and compares the one that is chosen with the open visit."""

    def __init__(self, *, visits: VisitStore, focus: ReviewFocus, reader: VisitReader | None) -> None:
        self._visits = visits
        self._focus = focus
        self._reader = reader
        self._view: ComparisonView | None = None
        self._state = ComparisonState()
        self._earlier: Visit | None = None
        self._listed_for: tuple[VisitId, bool] | None = None
        self._compared: tuple[Visit, Analysis | None] | None = None
        visits.changed.connect(self._visit_changed)
        focus.changed.connect(self._show)

    @property
    def state(self) -> ComparisonState:
        """What is shown now."""
        return self._state

    def attach(self, view: ComparisonView) -> None:
        """Give the presenter its view."""
        self._view = view
        self._show()

    def entered(self) -> None:
        """Looked at: read which visits came before."""
        visit = self._visits.visit
        if visit is None or self._reader is None or self._listed_for == (visit.id, visit.analysis is not None):
            self._show()
            return
        self._listed_for = (visit.id, visit.analysis is not None)

        def listed(summaries: tuple[VisitSummary, ...]) -> None:
            if self._visits.visit is not None and self._visits.visit.id == visit.id:
                earlier = [row for row in summaries if row.id != visit.id and row.analysed]
                before = [row for row in earlier if row.started_at < visit.started_at]
                choices = tuple(EarlierVisit(id=row.id, label=format_moment(row.started_at)) for row in before)
                self._state = replace(self._state, choices=choices)
                if choices and self._state.chosen not in [choice.id for choice in choices]:
                    self.choose(choices[0].id)
                self._show()

        self._reader.list_visits(visit.patient_id, on_done=listed, on_failed=self._failed)

    def choose(self, visit_id: VisitId) -> None:
        """Compare with this visit."""
        if self._reader is None:
            return
        self._earlier = self._compared = None
        self._state = replace(self._state, chosen=visit_id, changes=())
        self._show()

        def read(visit: Visit) -> None:
            if self._state.chosen == visit.id:
                self._earlier = visit
                self._show()

        self._reader.read_visit(visit_id, on_done=read, on_failed=self._failed)

    def select(self, zone: str) -> None:
        """Light a zone everywhere; "" for the whole face."""
        self._focus.look_at(zone=zone)

    def _visit_changed(self, before: Visit | None, after: Visit | None, _by: object) -> None:
        if before is None or after is None or before.id != after.id:
            self._state, self._earlier, self._listed_for, self._compared = ComparisonState(), None, None, None
        self._show()

    def _show(self) -> None:
        self._state = self._resolved()
        if self._view is not None:
            self._view.show_comparison(self._state)

    def _resolved(self) -> ComparisonState:
        visit, state = self._visits.visit, self._state
        if visit is None or visit.analysis is None:
            return replace(state, changes=(), sentence=words.MEASURE_FIRST)
        if not state.choices:
            return replace(state, changes=(), sentence=words.NO_EARLIER)
        if self._earlier is None:
            return replace(state, changes=(), sentence=words.READING)
        if self._compared != (self._earlier, visit.analysis):
            self._compared = (self._earlier, visit.analysis)
            comparison = compare_visits(self._earlier, visit)
            if comparison.reason is not None:
                return replace(state, changes=(), sentence=words.not_comparable(comparison.reason))
            state = replace(state, changes=comparison.changes)
        selected = self._focus.zone
        change = next((known for known in state.changes if known.zone == selected), None)
        return replace(state, selected=selected, sentence=state.sentence if change is None else _whose(change))

    def _failed(self, error: Exception) -> None:
        self._state = replace(self._state, choices=(), changes=())
        say_failure(self._say, error)

    def _say(self, sentence: str) -> None:
        if self._view is not None:
            self._view.show_comparison(replace(self._state, sentence=sentence))


def _whose(change: ZoneChange) -> str:
    sources = change.sources
    return words.whose_change(
        change.zone,
        sources.unit,
        change=sources.change,
        capture=sources.capture,
        skin=sources.skin,
        verdict=change.verdict.value,
        reason=change.reason,
    )
