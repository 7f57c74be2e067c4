"""The screens of the record: sign-in, first run, patients, one patient, each with its presenters."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from skinlax_desktop.app.entrance import Entrance
from skinlax_desktop.app.screen_connections import (
    connect_course,
    connect_first_run,
    connect_merge,
    connect_move,
    connect_patient,
    connect_patients,
    connect_sign_in,
)
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.ui.screens.first_run.presenter import FirstRunPresenter
from skinlax_desktop.ui.screens.first_run.view import FirstRunScreen
from skinlax_desktop.ui.screens.patient import CoursePresenter, MovePresenter, PatientPresenter, PatientScreen
from skinlax_desktop.ui.screens.patient.course import CourseAnswer, CourseQuestion
from skinlax_desktop.ui.screens.patient.move import Choice
from skinlax_desktop.ui.screens.patients import MergePresenter, PatientsPresenter, PatientsScreen
from skinlax_desktop.ui.screens.sign_in.presenter import SignInPresenter
from skinlax_desktop.ui.screens.sign_in.view import SignInScreen
from skinlax_desktop.workflows.course_gathering import CourseGathering
from skinlax_desktop.workflows.course_reading import CourseReader
from skinlax_desktop.workflows.course_recording import CourseScribe
from skinlax_desktop.workflows.record_keeping import RecordKeeper
from skinlax_desktop.workflows.record_tidying import Merged, RecordTidying
from skinlax_desktop.workflows.visit_store import VisitStore


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWishes:
    """What follows outside these screens."""

    opened: Callable[[UserName, Vault], None]
    phantom: Callable[[], None]
    patient: Callable[[Patient], None]
    visit: Callable[[Visit], None]
    merged: Callable[[Merged], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordScreens:
    """Views and presenters, connected and in the window."""

    sign_in_screen: SignInScreen
    first_run_screen: FirstRunScreen
    patients_screen: PatientsScreen
    patient_screen: PatientScreen
    sign_in: SignInPresenter
    first_run: FirstRunPresenter
    patients: PatientsPresenter
    patient_page: PatientPresenter
    course: CourseGathering


def build_record_screens(
    entrance: Entrance,
    *,
    jobs: JobRunner,
    keeper: RecordKeeper,
    tidying: RecordTidying,
    clock: Clock,
    visits: VisitStore,
    resources: Path,
    wishes: RecordWishes,
) -> RecordScreens:
    """Make the screens that the entrance lacks, and connect all four."""
    door = entrance.door
    sign_in_screen = entrance.sign_in_screen or SignInScreen()
    first_run_screen = entrance.first_run_screen or FirstRunScreen()
    patients_screen, patient_screen = PatientsScreen(), PatientScreen()
    sign_in = SignInPresenter(sign_in_screen, door=door, jobs=jobs, on_opened=wishes.opened, on_phantom=wishes.phantom)
    first_run = FirstRunPresenter(
        first_run_screen, door=door, jobs=jobs, on_opened=wishes.opened, on_phantom=wishes.phantom
    )
    patients = PatientsPresenter(patients_screen, keeper=keeper, clock=clock, on_opened=wishes.patient)
    page = PatientPresenter(patient_screen, keeper=keeper, clock=clock, on_visit=wishes.visit)
    merge = MergePresenter(patients_screen, tidying=tidying, on_merged=wishes.merged)
    move = MovePresenter(patient_screen, keeper=keeper, tidying=tidying, on_moved=page.entered)
    course = _build_course(patient_screen, page, jobs, keeper, clock, visits, resources)
    connect_sign_in(sign_in_screen, sign_in)
    connect_first_run(first_run_screen, first_run)
    connect_patients(patients_screen, patients)
    connect_merge(patients_screen, merge, patients)
    connect_patient(patient_screen, page)
    connect_move(patient_screen, move, page)
    connect_course(patient_screen, course, page)
    for screen in (sign_in_screen, first_run_screen, patients_screen, patient_screen):
        if screen is not entrance.screen:
            entrance.window.add_screen(screen.step, screen)
    return RecordScreens(
        sign_in_screen=sign_in_screen,
        first_run_screen=first_run_screen,
        patients_screen=patients_screen,
        patient_screen=patient_screen,
        sign_in=sign_in,
        first_run=first_run,
        patients=patients,
        patient_page=page,
        course=CourseGathering(CourseReader(keeper), resources),
    )


def _build_course(
    screen: PatientScreen,
    page: PatientPresenter,
    jobs: JobRunner,
    keeper: RecordKeeper,
    clock: Clock,
    visits: VisitStore,
    resources: Path,
) -> CoursePresenter:
    """The course beside the timeline; its statistics are imported when they are first asked for."""

    def tell(question: CourseQuestion) -> CourseAnswer:
        from skinlax_desktop.text.course import key_label
        from skinlax_desktop.workflows.course_told import course_keys, tell_course

        keys = {f"{key.zone} {key.quantity}": key for key in course_keys(question.visits, resources)}
        choices = tuple(Choice(id=name, label=key_label(key.zone, key.quantity)) for name, key in keys.items())
        if not keys:
            return CourseAnswer(choices=(), chosen="", told=None)
        chosen = question.chosen if question.chosen in keys else next(iter(keys))
        told = tell_course(
            question.patient,
            question.visits,
            keys[chosen],
            peers=question.peers,
            resources=resources,
            today=question.today,
        )
        return CourseAnswer(choices=choices, chosen=chosen, told=told)

    return CoursePresenter(
        screen,
        reader=CourseReader(keeper),
        scribe=lambda failed: CourseScribe(keeper, visits, lambda: clock.now().isoformat(), failed),
        jobs=jobs,
        clock=clock,
        tell=tell,
        on_consent=page.answer_consent,
    )
