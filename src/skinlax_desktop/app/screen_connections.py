"""Which wish of a light screen goes to which method of its presenter."""

from pathlib import Path

from skinlax_desktop.ui.screens.first_run.presenter import FirstRunPresenter
from skinlax_desktop.ui.screens.first_run.view import FirstRunScreen
from skinlax_desktop.ui.screens.patient import CoursePresenter, MovePresenter, PatientPresenter, PatientScreen
from skinlax_desktop.ui.screens.patients import MergePresenter, PatientsPresenter, PatientsScreen
from skinlax_desktop.ui.screens.sign_in.presenter import SignInPresenter
from skinlax_desktop.ui.screens.sign_in.view import SignInScreen


def connect_sign_in(screen: SignInScreen, presenter: SignInPresenter) -> None:
    """Signals of the view to the presenter."""
    screen.was_entered.connect(presenter.entered)
    screen.open_requested.connect(presenter.open)
    screen.phantom_requested.connect(presenter.try_phantom)


def connect_first_run(screen: FirstRunScreen, presenter: FirstRunPresenter) -> None:
    """Signals of the view to the presenter."""
    screen.create_requested.connect(presenter.create)
    screen.passphrase_edited.connect(presenter.passphrase_edited)
    screen.phantom_requested.connect(presenter.try_phantom)


def connect_patients(screen: PatientsScreen, presenter: PatientsPresenter) -> None:
    """Signals of the view to the presenter."""
    screen.was_entered.connect(presenter.entered)
    screen.search_edited.connect(presenter.search)
    screen.today_toggled.connect(presenter.show_today)
    screen.open_requested.connect(presenter.open)
    screen.new_requested.connect(presenter.begin_new)
    screen.edit_requested.connect(presenter.begin_edit)
    screen.save_requested.connect(presenter.save_form)
    screen.cancel_requested.connect(presenter.cancel_form)


def connect_patient(screen: PatientScreen, presenter: PatientPresenter) -> None:
    """Signals of the view to the presenter."""
    screen.was_entered.connect(presenter.entered)
    screen.start_requested.connect(presenter.start_visit)
    screen.baseline_requested.connect(presenter.choose_baseline)
    screen.open_requested.connect(presenter.open_visit)


def connect_merge(screen: PatientsScreen, merge: MergePresenter, patients: PatientsPresenter) -> None:
    """Merging begins with the entry that is chosen in the list; the next one chosen is the other."""
    screen.merge_requested.connect(lambda patient_id: merge.begin(patients.find(patient_id)))
    screen.chosen_changed.connect(lambda patient_id: merge.choose(patients.find(patient_id)))
    screen.cancel_requested.connect(merge.cancel)
    screen.merging.swap_requested.connect(merge.swap)
    screen.merging.confirm_requested.connect(merge.confirm)
    screen.merging.cancel_requested.connect(merge.cancel)


def connect_move(screen: PatientScreen, move: MovePresenter, page: PatientPresenter) -> None:
    """Moving begins with the visit that is chosen on the timeline."""
    panel = screen.moving
    screen.move_requested.connect(lambda visit_id: move.begin(page.patient, visit_id))
    screen.was_left.connect(move.cancel)
    panel.picture_chosen.connect(move.choose_picture)
    panel.patient_sought.connect(move.find)
    panel.patient_chosen.connect(move.choose_patient)
    panel.visit_chosen.connect(move.choose_visit)
    panel.confirm_requested.connect(move.confirm)
    panel.undo_requested.connect(move.undo)
    panel.cancel_requested.connect(move.cancel)


def connect_course(screen: PatientScreen, course: CoursePresenter, page: PatientPresenter) -> None:
    """The course of the open patient; an answer to being compared with is kept with the patient."""
    panel = screen.course
    screen.course_requested.connect(lambda: course.begin(page.patient))
    screen.was_left.connect(course.close)
    page.on_changed = course.refresh
    panel.measure_chosen.connect(course.choose)
    panel.consent_answered.connect(course.answer_consent)
    panel.treatment_entered.connect(course.keep_treatment)
    panel.risk_factor_entered.connect(course.keep_risk_factor)
    panel.simulation_chosen.connect(lambda path: course.keep_simulation(Path(path)))
    panel.close_requested.connect(course.close)
