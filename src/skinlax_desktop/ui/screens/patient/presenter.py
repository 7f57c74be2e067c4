"""Shows a patient's timeline; starts and opens visits."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from skinlax_desktop.domain.consent import Consent, ConsentScope
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.vault import VisitSummary
from skinlax_desktop.text.screens import baseline as baseline_words
from skinlax_desktop.text.screens import patients as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.patient_words import format_moment, full_name
from skinlax_desktop.workflows.record_keeping import RecordKeeper


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit on the timeline, in words."""

    id: VisitId
    when: str
    views: str
    measured: str
    operator: str
    taken: int
    baseline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPage:
    """What the screen shows."""

    name: str
    facts: str
    rows: tuple[VisitRow, ...]
    sentence: str


class PatientView(Protocol):
    """What the presenter shows."""

    def show_page(self, page: PatientPage) -> None:
        """Another patient or another timeline."""
        ...

    def show_problem(self, sentence: str) -> None:
        """Why it does not go on."""
        ...


class PatientPresenter:
    """Works on the patient that was opened last; `on_visit(visit)` follows when a visit is started or opened."""

    def __init__(
        self,
        view: PatientView,
        *,
        keeper: RecordKeeper,
        clock: Clock,
        on_visit: Callable[[Visit], None],
    ) -> None:
        self._view = view
        self._keeper = keeper
        self._clock = clock
        self._on_visit = on_visit
        self._patient: Patient | None = None
        self.on_changed: Callable[[Patient], None] = lambda _patient: None

    @property
    def patient(self) -> Patient | None:
        """The open patient."""
        return self._patient

    def open(self, patient: Patient | None) -> None:
        """Show another patient, or none."""
        self._patient = patient

    def entered(self) -> None:
        """Read the timeline anew."""
        patient = self._patient
        if patient is None:
            return
        self._view.show_problem("")

        def listed(visits: tuple[VisitSummary, ...]) -> None:
            if self._patient is patient:
                self._view.show_page(_page_of(patient, visits, self._clock.now().date()))

        self._keeper.list_visits(patient.id, on_done=listed, on_failed=self._failed)

    def start_visit(self) -> None:
        """A new visit, on its way to the record at once."""
        if self._patient is not None:
            self._on_visit(self._keeper.create_visit(self._patient.id, started_at=self._clock.now().isoformat()))

    def choose_baseline(self, visit_id: VisitId) -> None:
        """Later visits are matched to this one from now on; pressed on the chosen one, to the first complete again."""
        patient = self._patient
        if patient is None:
            return
        chosen = None if patient.baseline_visit == visit_id else visit_id

        def saved(after: Patient) -> None:
            if self._patient is patient:
                self._patient = after
                self.entered()

        changed = replace(patient, baseline_visit=chosen)
        self._keeper.save_patient(changed, on_done=saved, on_failed=self._failed)

    def answer_consent(self, given: bool) -> None:
        """Keep what the patient answers to being compared with; `on_changed` hears of it."""
        patient = self._patient
        if patient is None:
            return
        now = self._clock.now().isoformat()
        answer = Consent(scope=ConsentScope.COHORT, given=given, answered_at=now, recorded_by=self._keeper.user)

        def saved(after: Patient) -> None:
            if self._patient is patient:
                self._patient = after
                self.on_changed(after)

        changed = replace(patient, consents=(*patient.consents, answer))
        self._keeper.save_patient(changed, on_done=saved, on_failed=self._failed)

    def open_visit(self, visit_id: VisitId) -> None:
        """A visit of the timeline."""
        self._keeper.open_visit(visit_id, on_done=self._on_visit, on_failed=self._failed)

    def _failed(self, error: Exception) -> None:
        say_failure(self._view.show_problem, error)


def _baseline_of(patient: Patient, visits: tuple[VisitSummary, ...]) -> tuple[VisitId | None, str]:
    """Which visit later ones are matched to, and the word beside it."""
    if any(visit.id == patient.baseline_visit for visit in visits):
        return patient.baseline_visit, baseline_words.IS_CHOSEN_BASELINE
    complete = [visit.id for visit in visits if visit.views_taken >= len(STANDARD_SERIES)]
    return (complete[-1], baseline_words.IS_BASELINE) if complete else (None, "")


def _page_of(patient: Patient, visits: tuple[VisitSummary, ...], today: date) -> PatientPage:
    baseline, word = _baseline_of(patient, visits)
    rows = tuple(
        VisitRow(
            id=visit.id,
            when=format_moment(visit.started_at),
            views=words.VIEWS_TAKEN.format(taken=visit.views_taken),
            measured=words.MEASURED if visit.analysed else words.NOT_MEASURED,
            operator=words.BY.format(operator=visit.operator),
            taken=visit.views_taken,
            baseline=word if visit.id == baseline else "",
        )
        for visit in visits
    )
    return PatientPage(
        name=full_name(patient),
        facts="   ".join(_facts(patient, today)),
        rows=rows,
        sentence="" if rows else words.NO_VISIT,
    )


def _facts(patient: Patient, today: date) -> list[str]:
    facts = []
    if patient.birth_date:
        born = date.fromisoformat(patient.birth_date)
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        facts.append(f"{words.AGE.format(years=years)} ({patient.birth_date})")
    if patient.sex:
        facts.append(words.SEX_WORDS.get(patient.sex, patient.sex))
    if patient.fitzpatrick:
        facts.append(words.SKIN.format(fitzpatrick=patient.fitzpatrick))
    if patient.monk:
        facts.append(words.TONE.format(monk=patient.monk))
    if patient.record_number:
        facts.append(words.RECORD.format(number=patient.record_number))
    return facts
