"""Which wish of the capture screen goes to which method of its presenter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from skinlax_desktop.app.preferences import Preferences
from skinlax_desktop.app.sweep_connections import connect_sweep
from skinlax_desktop.settings.light_reference import LIGHT_REFERENCE_FILE, LightReferenceFile
from skinlax_desktop.ui.screens.capture import CapturePresenter, CaptureScreen
from skinlax_desktop.ui.screens.capture.device_note import DeviceNote, DeviceWatcher
from skinlax_desktop.ui.screens.capture.light_presenter import LightPresenter
from skinlax_desktop.ui.screens.capture.sweep_presenter import SweepPresenter
from skinlax_desktop.workflows.analyse_visit import years_between
from skinlax_desktop.workflows.light_checking import LightChecker
from skinlax_desktop.workflows.light_mode_series import LightModeSeries

if TYPE_CHECKING:
    from skinlax_desktop.app.phantom_seat import PhantomSeat
    from skinlax_desktop.app.station import Station
    from skinlax_desktop.app.workstation import Workstation


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureParts:
    """The presenters beside that of the views; they live as long as the window."""

    light: LightPresenter
    sweep: SweepPresenter


def connect_all(
    workstation: "Workstation", station: "Station", screen: CaptureScreen, capture: CapturePresenter
) -> CaptureParts:
    """Presenter, light panel, sweep and phantom; the caller keeps what comes back."""
    connect_capture(screen, capture)
    seat_phantom(station.seat, screen, capture)
    capture.overlays.grades.age_years = lambda: _age_years(workstation)
    sweep = connect_sweep(workstation, station, screen, capture)
    return CaptureParts(light=connect_light(workstation, station, screen, capture), sweep=sweep)


def _age_years(workstation: "Workstation") -> float | None:
    """Today's age of the person whose record is open."""
    person = workstation.patient
    return None if person is None else years_between(person.birth_date, workstation.clock.now().isoformat())


def connect_capture(screen: CaptureScreen, presenter: CapturePresenter) -> None:
    """Signals of the view to the presenter."""
    screen.was_entered.connect(presenter.entered)
    screen.preview_due.connect(presenter.show_newest)
    screen.assessment_due.connect(presenter.assess_newest)
    screen.snap_requested.connect(presenter.snap)
    screen.view_requested.connect(presenter.choose)
    screen.repeat_requested.connect(presenter.choose)
    screen.drawer.repeats_chosen.connect(presenter.set_repeats)
    screen.drawer.automatic_requested.connect(presenter.set_automatic)
    screen.drawer.exposure_requested.connect(presenter.set_exposure)
    screen.drawer.gain_requested.connect(presenter.set_gain)
    screen.drawer.light_requested.connect(presenter.set_light)
    screen.drawer.grades_requested.connect(presenter.overlays.grades.set_wanted)
    screen.drawer.skin_requested.connect(presenter.overlays.skin.set_wanted)


def keep_capture_preferences(screen: CaptureScreen, preferences: Preferences) -> None:
    """What is chosen in the drawer holds from now on."""
    drawer = screen.drawer
    drawer.flash.setChecked(preferences.current.flash)
    drawer.sound.setChecked(preferences.current.sounds)
    drawer.flash.toggled.connect(lambda on: preferences.keep(flash=on))
    drawer.sound.toggled.connect(lambda on: preferences.keep(sounds=on))
    drawer.automatic_requested.connect(lambda on: preferences.keep(auto_capture=on))
    drawer.asides.setChecked(preferences.current.asides)
    drawer.asides_requested.connect(lambda on: preferences.keep(asides=on))
    drawer.repeats_chosen.connect(lambda number: preferences.keep(repeats=number))
    drawer.exposure_requested.connect(lambda microseconds: preferences.keep(exposure_us=microseconds))
    drawer.gain_requested.connect(lambda decibels: preferences.keep(gain_db=decibels))
    drawer.light_requested.connect(preferences.keep_light)
    screen.pedal_chosen.connect(lambda key: preferences.keep(foot_pedal_keys=(key,)))


def seat_phantom(seat: "PhantomSeat | None", screen: CaptureScreen, presenter: CapturePresenter) -> None:
    """A phantom hears what the capture screen says; a person does anyway."""
    if seat is not None:
        attend = seat.attend
        screen.was_entered.connect(lambda: attend(presenter.session))


def connect_light(
    workstation: "Workstation", station: "Station", screen: CaptureScreen, capture: CapturePresenter
) -> LightPresenter:
    """The drawer's light panel: pictures in other light, and the check of the light. The caller keeps the presenter."""
    parts, panel = station.capture, screen.drawer.light_panel

    def call_later(seconds: float, call: Callable[[], None]) -> None:
        QTimer.singleShot(round(seconds * 1000), screen, call)

    def hold(held: bool) -> None:
        if capture.session is not None:
            capture.session.hold(held)

    def instruct(sentence: str) -> None:
        capture.instruction = sentence

    series = LightModeSeries(
        visits=workstation.visits,
        jobs=workstation.jobs,
        ring=parts.ring,
        camera=parts.camera,
        archive=parts.archive,
        clock=workstation.clock,
        call_later=call_later,
        ready=parts.settled,
        on_held=hold,
    )
    checker = LightChecker(
        jobs=workstation.jobs,
        ring=parts.ring,
        camera=parts.camera,
        clock=workstation.clock,
        call_later=call_later,
        references=LightReferenceFile(workstation.options.places.data / LIGHT_REFERENCE_FILE),
        ready=parts.settled,
        on_held=hold,
    )
    presenter = LightPresenter(
        panel,
        visits=workstation.visits,
        ring=parts.ring,
        series=series,
        checker=checker,
        chosen=lambda: panel.chosen,
        instruct=instruct,
    )
    panel.check_requested.connect(presenter.check)
    DeviceWatcher(screen, lambda: str(parts.camera.state.stage), parts.ring, DeviceNote(screen.live).tell)
    return presenter
