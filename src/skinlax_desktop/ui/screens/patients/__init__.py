"""The patient list: search, today's patients, a form for a new one."""

from skinlax_desktop.ui.screens.patients.merge import MergePresenter
from skinlax_desktop.ui.screens.patients.presenter import PatientsPresenter
from skinlax_desktop.ui.screens.patients.view import PatientsScreen

__all__ = ["MergePresenter", "PatientsPresenter", "PatientsScreen"]
