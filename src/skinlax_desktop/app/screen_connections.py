"""Which wish of a light screen goes to which method of its presenter."""

from skinlax_desktop.ui.screens.first_run.presenter import FirstRunPresenter
from skinlax_desktop.ui.screens.first_run.view import FirstRunScreen
from skinlax_desktop.ui.screens.patient import PatientPresenter, PatientScreen
from skinlax_desktop.ui.screens.patients import PatientsPresenter, PatientsScreen
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
    screen.open_requested.connect(presenter.open_visit)
