"""The workstation: builds the window from ports, opens and locks the record, and takes everything down again."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QTimer

from skinlax_desktop.app.entrance import Entrance
from skinlax_desktop.app.logging_setup import Redactor
from skinlax_desktop.app.main_thread_collector import MainThreadCollector
from skinlax_desktop.app.practice_record import PRACTICE_USER, PracticeRecord
from skinlax_desktop.app.preferences import Preferences
from skinlax_desktop.app.qt_application import forget_qt_of_opencv
from skinlax_desktop.app.record_screens import RecordWishes, build_record_screens
from skinlax_desktop.app.wiring import DefaultWiring, Wiring
from skinlax_desktop.app.workstation_options import WorkstationOptions
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobRunner, Lane
from skinlax_desktop.ports.vault import Vault, VaultDoor
from skinlax_desktop.settings.remembered_theme import SETTINGS_FILE
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.ui.qt_dispatch import QtDispatcher
from skinlax_desktop.ui.shell import Step
from skinlax_desktop.ui.shell.header_content import StationFacts, header_content, reachable_steps, step_marks
from skinlax_desktop.ui.shell.unsaved_question import ask_to_close_unsaved
from skinlax_desktop.ui.theme import DARK, LIGHT, apply_theme, current_palette, load_fonts, reload_icons
from skinlax_desktop.workflows.patients import words_of
from skinlax_desktop.workflows.record_keeping import RecordKeeper, SaveStage
from skinlax_desktop.workflows.record_tidying import Merged, RecordTidying
from skinlax_desktop.workflows.report_blocks import Paper
from skinlax_desktop.workflows.visit_store import VisitStore

if TYPE_CHECKING:
    from skinlax_desktop.app.review_screens import ReviewScreens
    from skinlax_desktop.app.station import Station
    from skinlax_desktop.ui.screens.calibration import CalibrationPresenter
    from skinlax_desktop.ui.screens.capture import CapturePresenter, CaptureScreen
    from skinlax_desktop.workflows.surface_following import SurfaceFollowing

_LOG: Final = logging.getLogger(__name__)

HEADER_EVERY_MS: Final = 500
RING_EVERY_MS: Final = 1000


class Workstation:
    """Everything of one running program, with handles for whoever drives it: tests, the demo.

    Make it on the main thread, `start()` it, and `stop()` it when the event loop has ended.
    """

    def __init__(
        self,
        options: WorkstationOptions,
        *,
        wiring: Wiring | None = None,
        redactor: Redactor | None = None,
        entrance: Entrance | None = None,
    ) -> None:
        """`entrance`: the one that stands already; without it one is made."""
        self.options = options
        self.wiring: Wiring = wiring or DefaultWiring(options.places)
        self._entrance = entrance or Entrance(options, self.wiring.door(options.places.vault))
        self.application = self._entrance.application
        self.window = self._entrance.window
        self.door: VaultDoor = self._entrance.door
        self.clock = self.wiring.clock()
        # Before the first worker thread.
        self._collector = MainThreadCollector(self.window, live=self._live_is_shown)
        self._dispatcher = QtDispatcher()
        self.jobs = JobRunner(self._dispatcher.call_on_main)
        self.preferences = Preferences(options.places.data / SETTINGS_FILE, self.jobs)
        load_fonts(options.places.third_party / "fonts")
        self.visits = VisitStore()
        self.vault: Vault | None = None
        self.user = UserName("")
        self.patient: Patient | None = None
        self.station: Station | None = None
        self.capture: CapturePresenter | None = None
        self.capture_screen: CaptureScreen | None = None
        self.review: ReviewScreens | None = None
        self.following: SurfaceFollowing | None = None
        self.calibration: CalibrationPresenter | None = None
        self._phantom = options.phantom
        self._practice = PracticeRecord(self.wiring, self.clock)
        self._stopped = False
        self.keeper = RecordKeeper(
            self.visits,
            self.jobs,
            lambda: self.vault,
            call_later=lambda seconds, call: QTimer.singleShot(round(seconds * 1000), self.window, call),
            on_patient_seen=None if redactor is None else lambda patient: redactor.hide(*words_of(patient)),
        )
        self.ask_to_close_unsaved: Callable[[SkinlaxError], bool] = lambda error: ask_to_close_unsaved(
            self.window, sentence_of(error)
        )
        self._build_light_screens()
        self._header_timer, self._ring_timer = QTimer(), QTimer()
        self._connect()

    # Life

    def start(self) -> None:
        """Show the first screen."""
        if self.options.practice:
            self.try_phantom()
        self._entrance.show()
        if self.window.screen_shown is self.sign_in_screen:
            self.sign_in.entered()
        self._header_timer.start(HEADER_EVERY_MS)

    def stop(self) -> None:
        """Take everything down: no thread, process, timer or temporary file stays."""
        if self._stopped:
            return
        self._stopped = True
        self._header_timer.stop()
        self._ring_timer.stop()
        # Whoever stops the program has asked already, or nobody is there to answer.
        self.window.may_close = lambda: True
        self.window.close()
        self._follow_no_further()
        self.wait_until_quiet()
        for presenter in (self.capture, self.calibration):
            if presenter is not None:
                presenter.close()
        if self.station is not None:
            self.station.stop()
            self.jobs.submit("close model", lambda _control: self._close_model(), lane=Lane.INFERENCE)
        if self.vault is not None:
            self.keeper.close_when_saved(self._locked, on_not_saved=self._close_unsaved)
        self.wait_until_quiet()
        self.jobs.close()
        self._collector.stop()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._practice.remove()

    def wait_until_quiet(self, at_most_ms: int = 15_000) -> bool:
        """Let jobs end and deliver; says whether they did."""
        waited = QElapsedTimer()
        waited.start()
        while self.jobs.busy and waited.elapsed() < at_most_ms:
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents()
        return not self.jobs.busy

    def _may_close(self) -> bool:
        """Before the window closes: what is still to be saved is saved, or it is asked whether to lose it."""
        self.wait_until_quiet()
        if self.keeper.state is not SaveStage.SAVED:
            self.keeper.retry()
            self.wait_until_quiet()
        error = self.keeper.error
        return error is None or self._practice.is_open or self.ask_to_close_unsaved(error)

    def _close_unsaved(self, error: SkinlaxError) -> None:
        """The last change is lost, knowingly; the record itself is closed in order."""
        _LOG.error("closed with a visit that is not saved: %s", error.code)
        if self.vault is not None:
            vault = self.vault
            self.jobs.submit("close vault", lambda _control: vault.close(), lane=Lane.VAULT)

    # The record

    def try_phantom(self) -> None:
        """Go on with a phantom patient and a record that is thrown away at the end."""
        phantom = self._phantom = self._phantom or ""
        self.preferences.begin_practice()
        self._practice.begin()

        def opened(made: tuple[Vault, Patient]) -> None:
            self.opened(PRACTICE_USER, made[0])
            self.open_patient(made[1])

        self.jobs.submit(
            "open practice", lambda _control: self._practice.make(phantom), lane=Lane.VAULT, on_done=opened
        )

    def opened(self, user: UserName, vault: Vault) -> None:
        """The record is open: show the patients, and bring the station up."""
        self.user, self.vault = user, vault
        self.window.show_step(Step.PATIENTS)
        self._refresh()
        # The heavy rooms are imported only now, once the patients stand on the screen.
        QTimer.singleShot(0, self.window, self._bring_up_station)

    def lock(self) -> None:
        """Close the record and wait for a passphrase."""
        if self.vault is None:
            return
        self.window.show_step(Step.SIGN_IN)
        if self.capture is not None:
            self.capture.forget()
        self._follow_no_further()
        # A picture that is being judged or stored still belongs to the visit.
        self.wait_until_quiet(5_000)
        self.keeper.close_when_saved(self._locked, on_not_saved=lambda _error: self.go(Step.PATIENTS))

    def _locked(self) -> None:
        """All is saved and the record is closed: forget what was open."""
        self.vault = self.patient = None
        self.visits.open(None, by=self)
        self.patient_page.open(None)
        self._refresh()

    # Going about

    def open_patient(self, patient: Patient) -> None:
        """Show a patient."""
        if self.patient is None or self.patient.id != patient.id:
            self.visits.open(None, by=self)
        self.patient = patient
        self.patient_page.open(patient)
        self.go(Step.PATIENT)

    def open_visit(self, visit: Visit) -> None:
        """Go on with a visit of the store where its next step is; a new one learns of the station's calibration."""
        if not visit.captures and self.station is not None:
            self.visits.apply(self.station.begin, by=self)
        is_complete = all(visit.capture_of(view) is not None for view in STANDARD_SERIES)
        review = is_complete and Step.REVIEW in self.window.screens
        self.go(Step.REVIEW if review else Step.CAPTURE)

    def go(self, step: Step) -> None:
        """Show a step, when it makes sense now."""
        if step not in self.window.screens or step not in self._reachable():
            return
        self.window.show_step(step)
        self._refresh()

    # Inside

    def _reachable(self) -> frozenset[Step]:
        return reachable_steps(patient=self.patient, visit=self.visits.visit)

    def _build_light_screens(self) -> None:
        made = build_record_screens(
            self._entrance,
            jobs=self.jobs,
            keeper=self.keeper,
            tidying=RecordTidying(self.keeper, self.visits, on_tidied=self._tidied),
            clock=self.clock,
            visits=self.visits,
            resources=self.options.places.resources,
            wishes=RecordWishes(
                opened=self.opened,
                phantom=self.try_phantom,
                patient=self.open_patient,
                visit=self.open_visit,
                merged=self._merged,
            ),
        )
        self.sign_in_screen, self.first_run_screen = made.sign_in_screen, made.first_run_screen
        self.patients_screen, self.patient_screen = made.patients_screen, made.patient_screen
        self.sign_in, self.first_run = made.sign_in, made.first_run
        self.patients, self.patient_page, self._course = made.patients, made.patient_page, made.course

    def _connect(self) -> None:
        self.window.step_requested.connect(self.go)
        self.window.lock_requested.connect(self.lock)
        self.window.theme_requested.connect(self._switch_theme)
        self.window.may_close = self._may_close
        self._header_timer.timeout.connect(self._refresh)
        self._ring_timer.timeout.connect(self._tick_ring)
        self.visits.changed.connect(self._refresh)
        self.keeper.save_state_changed.connect(self._refresh)

    def _tidied(self) -> None:
        """A capture session of before the change no longer holds."""
        if self.capture is not None:
            self.capture.forget()

    def _merged(self, merged: Merged) -> None:
        """An entry that was taken up is open no more; one that stays is shown as it is now."""
        if self.patient is not None and self.patient.id in (merged.kept.id, merged.absorbed):
            self.patient = merged.kept
            self.patient_page.open(merged.kept)
        self.patients.entered()
        self._refresh()

    def _open_vault(self) -> Vault:
        """For jobs in lane VAULT; a job that comes after the lock is a defect."""
        if self.vault is None:
            raise RuntimeError("the record is locked")
        return self.vault

    def _bring_up_station(self) -> None:
        """Camera, ring, model, and the capture screen; once in the program's life."""
        if self.station is not None or self._stopped:
            return
        from skinlax_desktop.app.calibration_screen import add_calibration
        from skinlax_desktop.app.capture_connections import connect_all, keep_capture_preferences
        from skinlax_desktop.ui.screens.capture import CapturePresenter, CaptureScreen

        self.station = self.wiring.station(
            jobs=self.jobs, clock=self.clock, vault=self._open_vault, phantom=self._phantom, seed=self.options.seed
        )
        forget_qt_of_opencv()
        self.station.capture.ring.set_light(self.preferences.light)
        self.capture_screen = CaptureScreen(pedal_keys=self.preferences.current.foot_pedal_keys)
        self.capture = CapturePresenter(
            self.capture_screen,
            visits=self.visits,
            jobs=self.jobs,
            clock=self.clock,
            station=replace(self.station.capture, camera_settings=self.preferences.camera),
            automatic=self.preferences.current.auto_capture,
            repeats=self.preferences.current.repeats,
            on_review=lambda: self.go(Step.REVIEW),
        )
        self.capture_parts = connect_all(self, self.station, self.capture_screen, self.capture)
        keep_capture_preferences(self.capture_screen, self.preferences)
        self.window.add_screen(Step.CAPTURE, self.capture_screen)
        self.capture_screen.was_entered.connect(self._collector.settle)
        self.station.start()
        self._ring_timer.start(RING_EVERY_MS)
        self._refresh()
        self.calibration = add_calibration(self.window, self.station, jobs=self.jobs, clock=self.clock)
        QTimer.singleShot(0, self.window, self._build_review)

    def _build_review(self) -> None:
        """Review, 3D and report: VTK is imported here, while the list of patients can already be read."""
        if self.station is None or self._stopped or self.review is not None:
            return
        from skinlax_desktop.app.review_screens import build_review_screens
        from skinlax_desktop.app.surface_comparing import follow_surfaces

        self.review = build_review_screens(
            visits=self.visits,
            jobs=self.jobs,
            clock=self.clock,
            finder=self.station.finder,
            laxity=self.station.laxity,
            reader=self.keeper,
            course=self._course,
            author=lambda: self.user,
            patient=lambda: self.patient,
            vault=self._open_vault,
            open_finder=self.station.open_finder,
            paper=Paper(self.preferences.current.paper),
            on_paper=lambda paper: self.preferences.keep(paper=str(paper)),
        )
        for screen in self.review.screens:
            self.window.add_screen(screen.step, screen)
        self.following = follow_surfaces(self, self.review.scene.say)
        self._refresh()
        QTimer.singleShot(0, self.window, self._collector.settle)

    def _live_is_shown(self) -> bool:
        return self.capture_screen is not None and self.capture_screen.isVisible()

    def _follow_no_further(self) -> None:
        if self.following is not None:
            self.following.stop()

    def _tick_ring(self) -> None:
        if self.station is not None:
            self.station.tick()

    def _close_model(self) -> None:
        if self.station is not None:
            self.station.finder.close()

    def _switch_theme(self) -> None:
        light = current_palette() is not LIGHT
        self.preferences.keep(theme="light" if light else "dark")
        self._show_theme(light=light)
        reload_icons()
        self._refresh()

    def _show_theme(self, *, light: bool) -> None:
        fonts = self.options.places.third_party / "fonts"
        apply_theme(self.application, LIGHT if light else DARK, fonts=fonts)

    def _refresh(self, *_changed: object) -> None:
        """Header and rail of the moment."""
        visit = self.visits.visit
        session = self.capture.session if self.capture is not None else None
        facts = self.station.facts() if self.station is not None else StationFacts()
        self.window.show_header(
            header_content(
                patient=self.patient,
                visit=visit,
                user=self.user,
                saving=str(self.keeper.state),
                station=facts,
            )
        )
        refused = session is not None and session.state.refused is not None
        for step, mark in step_marks(visit, refused=refused, calibration_due=facts.calibration_due).items():
            self.window.set_mark(step, mark)
        self.window.set_reachable(self._reachable())
