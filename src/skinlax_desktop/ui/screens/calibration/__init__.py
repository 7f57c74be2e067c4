"""Calibration of the station: lens, light and colour, and the daily check.

Must not: decide what is good enough; that is the workflows' business.
"""

from skinlax_desktop.ui.screens.calibration.presenter import CalibrationPresenter
from skinlax_desktop.ui.screens.calibration.view import CalibrationScreen

__all__ = ["CalibrationPresenter", "CalibrationScreen"]
