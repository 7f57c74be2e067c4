"""First run: set up the record, or try the program with a phantom patient."""

from skinlax_desktop.ui.screens.first_run.presenter import FirstRunPresenter
from skinlax_desktop.ui.screens.first_run.view import FirstRunScreen

__all__ = ["FirstRunPresenter", "FirstRunScreen"]
