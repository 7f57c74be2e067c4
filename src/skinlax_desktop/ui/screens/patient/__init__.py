"""One patient: who it is, the timeline of visits, start or open one."""

from skinlax_desktop.ui.screens.patient.course import CoursePresenter
from skinlax_desktop.ui.screens.patient.move import MovePresenter
from skinlax_desktop.ui.screens.patient.presenter import PatientPresenter
from skinlax_desktop.ui.screens.patient.view import PatientScreen

__all__ = ["CoursePresenter", "MovePresenter", "PatientPresenter", "PatientScreen"]
