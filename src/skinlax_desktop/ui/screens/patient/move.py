"""Decides what moving a picture shows, and has it done, or undone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from skinlax_desktop.domain.ids import CaptureId, PatientId, VisitId
from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.ports.vault import PatientSummary, VisitSummary
from skinlax_desktop.text.screens import tidying as words
from skinlax_desktop.text.screens.capture import VIEW_LABELS
from skinlax_desktop.text.screens.light import MODE_LABELS
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.patient_words import format_moment, full_name, person_line, trace_line
from skinlax_desktop.workflows.record_keeping import RecordKeeper
from skinlax_desktop.workflows.record_tidying import Moved, RecordTidying


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A line to choose, with what it stands for."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveShown:
    """The panel. `done` is the sentence of a picture that was moved, with its trace; it can be undone then."""

    title: str
    pictures: tuple[Choice, ...] = ()
    picture: str = ""
    patients: tuple[Choice, ...] = ()
    patient: str = ""
    visits: tuple[Choice, ...] = ()
    visit: str = ""
    problem: str = ""
    done: str = ""
    can_undo: bool = False
    busy: bool = False


class MoveView(Protocol):
    """What the presenter shows."""

    def show_move(self, shown: MoveShown | None) -> None:
        """The panel, or nothing when it is closed."""
        ...


class MovePresenter:
    """Begins with a visit of the patient's page. `on_moved()` follows every move, also one back."""

    def __init__(
        self, view: MoveView, *, keeper: RecordKeeper, tidying: RecordTidying, on_moved: Callable[[], None]
    ) -> None:
        self._view = view
        self._keeper = keeper
        self._tidying = tidying
        self._on_moved = on_moved
        self._shown: MoveShown | None = None
        self._source: Visit | None = None
        self._people: dict[str, Patient] = {}
        self._moved: Moved | None = None

    def begin(self, patient: Patient | None, visit_id: VisitId) -> None:
        """A picture of this visit is to go elsewhere; first offered is another visit of the same patient."""
        if patient is None:
            return
        self._moved = None

        def read(visit: Visit) -> None:
            if not visit.captures:
                return
            self._source = visit
            pictures = tuple(Choice(id=taken.id, label=_picture_words(taken)) for taken in reversed(visit.captures))
            title = words.FROM.format(when=format_moment(visit.started_at))
            self._people = {patient.id: patient}
            self._show(
                MoveShown(
                    title=title,
                    pictures=pictures,
                    picture=pictures[0].id,
                    patients=(Choice(id=patient.id, label=person_line(patient)),),
                )
            )
            self.choose_patient(patient.id)

        self._tidying.list_pictures(visit_id, on_done=read, on_failed=self._failed)

    def find(self, text: str) -> None:
        """Offer the patients that match."""

        def found(people: tuple[PatientSummary, ...]) -> None:
            if self._shown is None:
                return
            self._people = {line.patient.id: line.patient for line in people}
            lines = tuple(Choice(id=line.patient.id, label=person_line(line.patient)) for line in people)
            first = lines[0].id if lines else ""
            self._show(replace(self._shown, patients=lines, visits=(), patient="", visit=""))
            self.choose_patient(first)

        self._keeper.list_patients(text.strip(), on_done=found, on_failed=self._failed)

    def choose_picture(self, capture_id: str) -> None:
        """The picture that is to go."""
        if self._shown is not None:
            self._show(replace(self._shown, picture=capture_id))

    def choose_patient(self, patient_id: str) -> None:
        """The patient it belongs to; their visits are offered."""
        if self._shown is None:
            return
        if patient_id not in self._people:
            self._show(replace(self._shown, patient="", visits=(), visit="", problem=words.NO_PATIENT))
            return
        self._show(replace(self._shown, patient=patient_id, problem=""))

        def listed(visits: tuple[VisitSummary, ...]) -> None:
            if self._shown is None or self._shown.patient != patient_id or self._source is None:
                return
            others = tuple(
                Choice(id=line.id, label=format_moment(line.started_at))
                for line in visits
                if line.id != self._source.id
            )
            problem = "" if others else words.NO_OTHER_VISIT
            first = others[0].id if others else ""
            self._show(replace(self._shown, visits=others, visit=first, problem=problem))

        self._keeper.list_visits(PatientId(patient_id), on_done=listed, on_failed=self._failed)

    def choose_visit(self, visit_id: str) -> None:
        """The visit it belongs to."""
        if self._shown is not None:
            self._show(replace(self._shown, visit=visit_id))

    def confirm(self) -> None:
        """Move it."""
        shown, source = self._shown, self._source
        if shown is None or source is None or shown.busy or not (shown.picture and shown.visit):
            return
        name = full_name(self._people[shown.patient])

        def moved(outcome: Moved) -> None:
            self._moved = outcome
            done = words.MOVED.format(
                picture=_name_of(outcome), when=format_moment(outcome.target.started_at), name=name
            )
            self._settle(outcome, done, can_undo=True)

        self._show(replace(shown, busy=True, problem=""))
        self._tidying.move(
            CaptureId(shown.picture),
            from_visit=source.id,
            to_visit=VisitId(shown.visit),
            on_done=moved,
            on_failed=self._failed,
        )

    def undo(self) -> None:
        """Move it back."""
        moved, shown = self._moved, self._shown
        if moved is None or shown is None or shown.busy:
            return

        def back(outcome: Moved) -> None:
            self._moved = None
            done = words.MOVED_BACK.format(picture=_name_of(outcome), when=format_moment(outcome.target.started_at))
            self._settle(outcome, done, can_undo=False)

        self._show(replace(shown, busy=True, problem=""))
        self._tidying.move(
            moved.capture_id,
            from_visit=moved.target.id,
            to_visit=moved.source.id,
            on_done=back,
            on_failed=self._failed,
        )

    def cancel(self) -> None:
        """Close the panel."""
        if self._shown is None or not self._shown.busy:
            self._shown = self._source = self._moved = None
            self._view.show_move(None)

    def _settle(self, outcome: Moved, done: str, *, can_undo: bool) -> None:
        if self._shown is not None:
            sentence = f"{done} {trace_line(outcome.trace)}"
            self._show(replace(self._shown, busy=False, done=sentence, can_undo=can_undo))
        self._on_moved()

    def _failed(self, error: Exception) -> None:
        say_failure(self._say_problem, error)

    def _say_problem(self, sentence: str) -> None:
        if self._shown is not None:
            self._show(replace(self._shown, busy=False, problem=sentence))

    def _show(self, shown: MoveShown) -> None:
        self._shown = shown
        self._view.show_move(shown)


def _picture_words(capture: Capture) -> str:
    light = "" if capture.mode is LightMode.PLAIN else f", {MODE_LABELS[capture.mode]}"
    return f"{VIEW_LABELS[capture.view]}{light}, {format_moment(capture.captured_at)}"


def _name_of(moved: Moved) -> str:
    capture = moved.target.capture(moved.capture_id)
    return VIEW_LABELS[capture.view] if capture is not None else ""
