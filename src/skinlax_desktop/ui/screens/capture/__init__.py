"""The capture screen: live picture, guidance, filmstrip, settings.

Imports OpenCV; load it after sign-in only.
"""

from skinlax_desktop.ui.screens.capture.presenter import CapturePresenter
from skinlax_desktop.ui.screens.capture.view import CaptureScreen

__all__ = ["CapturePresenter", "CaptureScreen"]
