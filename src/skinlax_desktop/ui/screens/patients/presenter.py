"""Decides which patients are listed, and saves what the form says."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from skinlax_desktop.domain.ids import PatientId
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.vault import PatientSummary
from skinlax_desktop.text.screens import patients as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.workflows.record_keeping import RecordKeeper


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRow:
    """A line of the list, in words."""

    id: PatientId
    name: str
    record_number: str
    born: str
    last_visit: str
    visits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientList:
    """What the list shows: its rows, or the sentence that stands in their place.

    `is_first`: nobody is in the record yet, so adding a patient is all there is to do.
    """

    rows: tuple[PatientRow, ...]
    sentence: str
    is_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientForm:
    """What was typed into the form."""

    family_name: str = ""
    given_name: str = ""
    birth_date: str = ""
    sex: str = ""
    record_number: str = ""
    fitzpatrick: str = ""
    monk: int = 0
    notes: str = ""


class PatientsView(Protocol):
    """What the presenter shows."""

    def show_list(self, content: PatientList) -> None:
        """Another list."""
        ...

    def show_form(self, title: str, form: PatientForm) -> None:
        """The form, filled in."""
        ...

    def hide_form(self) -> None:
        """No form."""
        ...

    def show_problem(self, sentence: str) -> None:
        """Why the list or the form does not go on."""
        ...


class PatientsPresenter:
    """Lists patients out of the open record; `on_opened(patient)` follows when one is opened."""

    def __init__(
        self,
        view: PatientsView,
        *,
        keeper: RecordKeeper,
        clock: Clock,
        on_opened: Callable[[Patient], None],
    ) -> None:
        self._view = view
        self._keeper = keeper
        self._clock = clock
        self._on_opened = on_opened
        self._search = ""
        self._today_only = False
        self._found: tuple[PatientSummary, ...] = ()
        self._edited: Patient | None = None

    def entered(self) -> None:
        """Read the list anew."""
        self.search(self._search)

    def search(self, text: str) -> None:
        """List the patients that match."""
        self._search = text
        self._keeper.list_patients(text.strip(), on_done=self._listed, on_failed=self._failed)

    def show_today(self, today_only: bool) -> None:
        """Only who was seen today, or everybody."""
        self._today_only = today_only
        self._show()

    def open(self, patient_id: PatientId) -> None:
        """Open a patient of the list."""
        found = self.find(patient_id)
        if found is not None:
            self._on_opened(found)

    def begin_new(self) -> None:
        """An empty form; what was searched for is probably the name."""
        self._edited = None
        self._view.show_problem("")
        typed = self._search.strip()
        self._view.show_form(words.NEW_TITLE, PatientForm(family_name=typed if typed.isalpha() else ""))

    def begin_edit(self, patient_id: PatientId) -> None:
        """The form of a patient of the list."""
        self._edited = self.find(patient_id)
        if self._edited is not None:
            self._view.show_problem("")
            self._view.show_form(words.EDIT_TITLE, _form_of(self._edited))

    def cancel_form(self) -> None:
        """Forget what was typed."""
        self._edited = None
        self._view.hide_form()

    def save_form(self, form: PatientForm) -> None:
        """Save the patient, or say what is missing; a new patient is opened."""
        problem = _problem(form, self._clock.now().date())
        self._view.show_problem(problem)
        if problem:
            return
        is_new = self._edited is None
        patient = _patient_of(form, self._edited, self._clock.now().isoformat())
        self._keeper.save_patient(
            patient, on_done=lambda saved: self._saved(saved, is_new=is_new), on_failed=self._failed
        )

    def _saved(self, patient: Patient, *, is_new: bool) -> None:
        self.cancel_form()
        self._search = "" if is_new else self._search
        self.search(self._search)
        if is_new:
            self._on_opened(patient)

    def find(self, patient_id: PatientId) -> Patient | None:
        """A patient of the list."""
        return next((found.patient for found in self._found if found.patient.id == patient_id), None)

    def _listed(self, found: tuple[PatientSummary, ...]) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        today = self._clock.now().date()
        rows = tuple(
            _row_of(found, today)
            for found in self._found
            if not self._today_only or _day_of(found.last_visit_at) == today
        )
        is_first = not self._found and not self._search.strip()
        self._view.show_list(PatientList(rows=rows, sentence=self._sentence(len(rows)), is_first=is_first))

    def _sentence(self, count: int) -> str:
        if count:
            return words.ONE_FOUND if count == 1 else words.MANY_FOUND.format(count=count)
        if self._search.strip():
            return words.NO_MATCH
        return words.NOBODY_TODAY if self._today_only and self._found else words.EMPTY_CLINIC

    def _failed(self, error: Exception) -> None:
        say_failure(self._view.show_problem, error)


def _day_of(moment: str | None) -> date | None:
    return date.fromisoformat(moment[:10]) if moment else None


def _row_of(found: PatientSummary, today: date) -> PatientRow:
    patient, last = found.patient, _day_of(found.last_visit_at)
    return PatientRow(
        id=patient.id,
        name=", ".join(part for part in (patient.family_name, patient.given_name) if part),
        record_number=patient.record_number,
        born=patient.birth_date or "",
        last_visit=words.NEVER if last is None else words.TODAY_WORD if last == today else last.isoformat(),
        visits=str(found.visits),
    )


def _problem(form: PatientForm, today: date) -> str:
    if not form.family_name.strip():
        return words.NAME_MISSING
    if not form.birth_date.strip():
        return ""
    try:
        born = date.fromisoformat(form.birth_date.strip())
    except ValueError:
        return words.DATE_WRONG
    return words.DATE_AHEAD if born > today else ""


def _form_of(patient: Patient) -> PatientForm:
    return PatientForm(
        family_name=patient.family_name,
        given_name=patient.given_name,
        birth_date=patient.birth_date or "",
        sex=patient.sex or "",
        record_number=patient.record_number,
        fitzpatrick=patient.fitzpatrick or "",
        monk=patient.monk or 0,
        notes=patient.notes,
    )


def _patient_of(form: PatientForm, known: Patient | None, now: str) -> Patient:
    base = known or Patient(id=PatientId(uuid.uuid4().hex), family_name="", given_name="", created_at=now)
    return replace(
        base,
        family_name=form.family_name.strip(),
        given_name=form.given_name.strip(),
        birth_date=form.birth_date.strip() or None,
        sex=form.sex or None,
        record_number=form.record_number.strip(),
        fitzpatrick=form.fitzpatrick or None,
        monk=form.monk or None,
        notes=form.notes.strip(),
    )
