"""Decides what the course of a patient shows, and has what is written down kept; knows no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from skinlax_desktop.domain.consent import ConsentScope, consents_to
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.treatment import RiskFactor
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.text import course as course_words
from skinlax_desktop.text.screens import course as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.patient.move import Choice

if TYPE_CHECKING:
    from skinlax_desktop.workflows.cohort import Peer
    from skinlax_desktop.workflows.course_told import CourseTold

Failed = Callable[[Exception], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseQuestion:
    """What is to be told; `chosen` is the id of a measure, "" for the first there is."""

    patient: Patient
    visits: tuple[Visit, ...]
    peers: "tuple[Peer, ...]"
    chosen: str
    today: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseAnswer:
    """The measures there are, and the chosen one told; None where nothing was measured."""

    choices: tuple[Choice, ...]
    chosen: str
    told: "CourseTold | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseShown:
    """The panel. `sentence` stands in place of the course; `kept` says what was written down, `problem` why not."""

    choices: tuple[Choice, ...] = ()
    chosen: str = ""
    told: "CourseTold | None" = None
    sentence: str = ""
    consents: bool = False
    risk_factors: tuple[tuple[str, str], ...] = ()
    can_write: bool = False
    kept: str = ""
    problem: str = ""


class CourseView(Protocol):
    """What the presenter shows."""

    def show_course(self, shown: CourseShown | None) -> None:
        """The panel, or nothing when it is closed."""
        ...


class Reader(Protocol):
    """The part of `CourseReader` that is needed."""

    def read_own(self, patient: Patient, *, on_done: Callable[[tuple[Visit, ...]], None], on_failed: Failed) -> None:
        """All visits of the patient."""
        ...

    def read_peers(
        self, patient: Patient, *, today: str, on_done: "Callable[[tuple[Peer, ...]], None]", on_failed: Failed
    ) -> None:
        """The clinic's consenting patients."""
        ...

    def forget(self) -> None:
        """Keep nothing in memory."""
        ...


class Scribe(Protocol):
    """Who writes treatments and answers into a visit."""

    def treatment(self, visit_id: VisitId, kind: str, day: str, zone: str, *, on_done: Callable[[], None]) -> None:
        """Raises or reports `SkinlaxError` through the presenter's `failed`."""
        ...

    def risk_factor(self, visit_id: VisitId, factor: RiskFactor, typed: str, *, on_done: Callable[[], None]) -> None:
        """The same for an answer."""
        ...

    def simulation(self, visit_id: VisitId, path: Path, *, on_done: Callable[[], None]) -> None:
        """The same for a written simulation."""
        ...


class CoursePresenter:
    """Opened for a patient; asks the record, then `tell` in lane COMPUTE. `on_consent(given)` has an answer kept."""

    def __init__(
        self,
        view: CourseView,
        *,
        reader: Reader,
        scribe: Callable[[Failed], Scribe],
        jobs: JobRunner,
        clock: Clock,
        tell: Callable[[CourseQuestion], CourseAnswer],
        on_consent: Callable[[bool], None],
    ) -> None:
        self._view = view
        self._reader = reader
        self._scribe = scribe(self._failed)
        self._jobs = jobs
        self._clock = clock
        self._tell = tell
        self._on_consent = on_consent
        self._shown: CourseShown | None = None
        self._patient: Patient | None = None
        self._visits: tuple[Visit, ...] = ()
        self._peers: tuple[Peer, ...] | None = None

    @property
    def shown(self) -> CourseShown | None:
        """What is shown now."""
        return self._shown

    def begin(self, patient: Patient | None) -> None:
        """Show a patient's course; the measure that was looked at stays."""
        if patient is None:
            return
        chosen = self._shown.chosen if self._shown is not None and self._patient is not None else ""
        self._patient, self._visits, self._peers = patient, (), None

        self._show(CourseShown(chosen=chosen, sentence=course_words.READING))
        self._reader.read_own(patient, on_done=self._own_read, on_failed=self._failed)

    def refresh(self, patient: Patient | None) -> None:
        """The patient's record has changed: told anew while the panel is open."""
        if self._shown is not None and patient is not None:
            kept = self._shown.kept
            self.begin(patient)
            if self._shown is not None:
                self._show(replace(self._shown, kept=kept))

    def close(self) -> None:
        """Nothing beside the visits."""
        self._patient = self._shown = self._peers = None
        self._visits = ()
        self._reader.forget()
        self._view.show_course(None)

    def choose(self, key: str) -> None:
        """Another measure."""
        if self._shown is not None and key != self._shown.chosen:
            self._show(replace(self._shown, chosen=key, told=None))
            self._ask()

    def answer_consent(self, given: bool) -> None:
        """The patient's answer; it is kept with the patient."""
        if self._shown is not None and given != self._shown.consents:
            self._on_consent(given)

    def keep_treatment(self, kind: str, day: str, zone: str) -> None:
        """Into the newest visit."""
        if self._visits:
            said = words.TREATMENT_KEPT.format(kind=course_words.treatment_label(kind.strip()), day=day.strip())
            newest = self._visits[-1].id
            self._scribe.treatment(newest, kind, day, zone, on_done=lambda: self._kept(said))

    def keep_risk_factor(self, factor: RiskFactor, typed: str) -> None:
        """Into the newest visit."""
        if self._visits and typed.strip():
            said = words.RISK_KEPT.format(what=f"{words.RISK_FACTORS[factor.value]} {typed.strip()}")
            self._scribe.risk_factor(self._visits[-1].id, factor, typed, on_done=lambda: self._kept(said))

    def keep_simulation(self, path: Path) -> None:
        """A `simulation.json`, into the newest visit."""
        if self._visits:
            done = words.SIMULATION_KEPT.format(folder=path.parent.name)
            self._scribe.simulation(self._visits[-1].id, path, on_done=lambda: self._kept(done))

    def _kept(self, said: str) -> None:
        if self._patient is not None and self._shown is not None:
            self._show(replace(self._shown, kept=said, problem=""))
            self.refresh(self._patient)

    def _own_read(self, visits: tuple[Visit, ...]) -> None:
        patient = self._patient
        if patient is None or self._shown is None:
            return

        self._visits = visits
        self._show(
            replace(self._shown, sentence=course_words.COUNTING, risk_factors=_answers(visits), can_write=bool(visits))
        )
        today = self._clock.now().date().isoformat()
        self._reader.read_peers(patient, today=today, on_done=self._peers_read, on_failed=self._failed)

    def _peers_read(self, peers: "tuple[Peer, ...]") -> None:
        self._peers = peers
        self._ask()

    def _ask(self) -> None:
        patient, shown, peers = self._patient, self._shown, self._peers
        if patient is None or shown is None or peers is None:
            return
        today = self._clock.now().date().isoformat()
        question = CourseQuestion(patient=patient, visits=self._visits, peers=peers, chosen=shown.chosen, today=today)

        def work(_control: JobControl) -> CourseAnswer:
            return self._tell(question)

        self._jobs.submit(
            "tell course",
            work,
            lane=Lane.COMPUTE,
            on_done=lambda answer: self._told(patient, answer),
            on_failed=self._failed,
            replaces="tell course",
        )

    def _told(self, patient: Patient, answer: CourseAnswer) -> None:
        if self._shown is None or self._patient is not patient:
            return

        self._show(
            replace(
                self._shown,
                choices=answer.choices,
                chosen=answer.chosen,
                told=answer.told,
                sentence="" if answer.told is not None else course_words.NO_VISIT,
            )
        )

    def _show(self, shown: CourseShown) -> None:
        patient = self._patient
        if patient is not None:
            today = self._clock.now().date().isoformat()
            shown = replace(shown, consents=consents_to(patient.consents, ConsentScope.COHORT, on=today))
        self._shown = shown
        self._view.show_course(shown)

    def _failed(self, error: Exception) -> None:
        say_failure(self._say_problem, error)

    def _say_problem(self, sentence: str) -> None:
        if self._shown is not None:
            self._show(replace(self._shown, problem=sentence, kept=""))


def _answers(visits: Sequence[Visit]) -> tuple[tuple[str, str], ...]:
    """The newest answer to each, as typed."""
    known: dict[str, str] = {}
    for visit in visits:
        for answer in visit.risk_factors:
            known[answer.factor.value] = f"{answer.value:g}"
    return tuple(known.items())
