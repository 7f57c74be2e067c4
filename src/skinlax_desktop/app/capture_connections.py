"""Which wish of the capture screen goes to which method of its presenter."""

from skinlax_desktop.ui.screens.capture import CapturePresenter, CaptureScreen


def connect_capture(screen: CaptureScreen, presenter: CapturePresenter) -> None:
    """Signals of the view to the presenter."""
    screen.was_entered.connect(presenter.entered)
    screen.preview_due.connect(presenter.show_newest)
    screen.assessment_due.connect(presenter.assess_newest)
    screen.snap_requested.connect(presenter.snap)
    screen.view_requested.connect(presenter.choose)
    screen.drawer.automatic_requested.connect(presenter.set_automatic)
    screen.drawer.exposure_requested.connect(presenter.set_exposure)
    screen.drawer.gain_requested.connect(presenter.set_gain)
    screen.drawer.light_requested.connect(presenter.set_light)
