"""The workstation: builds the window from ports, opens and locks the record, and takes everything down again."""

import os
import secrets
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from skinlax_desktop.app.places import Places
from skinlax_desktop.app.wiring import DefaultWiring, Wiring
from skinlax_desktop.domain.ids import PatientId, UserName
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.vault import Vault, VaultDoor
from skinlax_desktop.ui.qt_dispatch import QtDispatcher
from skinlax_desktop.ui.screens.first_run import FirstRunPresenter, FirstRunScreen
from skinlax_desktop.ui.screens.patient import PatientPresenter, PatientScreen
from skinlax_desktop.ui.screens.patients import PatientsPresenter, PatientsScreen
from skinlax_desktop.ui.screens.sign_in import SignInPresenter, SignInScreen
from skinlax_desktop.ui.shell import MainWindow, Step
from skinlax_desktop.ui.shell.header_content import StationFacts, header_content, reachable_steps, step_marks
from skinlax_desktop.ui.theme import DARK, LIGHT, apply_theme
from skinlax_desktop.workflows.record_keeping import RecordKeeper
from skinlax_desktop.workflows.visit_store import VisitStore

if TYPE_CHECKING:
    from skinlax_desktop.app.review_screens import ReviewScreens
    from skinlax_desktop.app.station import Station
    from skinlax_desktop.ui.screens.capture import CapturePresenter, CaptureScreen

HEADER_EVERY_MS: Final = 500
RING_EVERY_MS: Final = 1000
PRACTICE_USER: Final = UserName("practice")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationOptions:
    """`phantom`: name of the phantom patient in front of the emulated camera, empty for the first, None for a person.

    `practice`: open at once with a record that is thrown away at the end. `seed`: of the phantom's imperfections.
    """

    places: Places
    phantom: str | None = None
    practice: bool = False
    seed: int = 0
    light_theme: bool = False


class Workstation:
    """Everything of one running program, with handles for whoever drives it: tests, the demo.

    Make it on the main thread, `start()` it, and `stop()` it when the event loop has ended.
    """

    def __init__(self, options: WorkstationOptions, *, wiring: Wiring | None = None) -> None:
        self.options = options
        self.application = _application(options)
        self.wiring: Wiring = wiring or DefaultWiring(options.places)
        self.clock = self.wiring.clock()
        self._dispatcher = QtDispatcher()
        self.jobs = JobRunner(self._dispatcher.call_on_main)
        self.visits = VisitStore()
        self.vault: Vault | None = None
        self.user = UserName("")
        self.patient: Patient | None = None
        self.door: VaultDoor = self.wiring.door(options.places.vault)
        self.station: Station | None = None
        self.capture: CapturePresenter | None = None
        self.capture_screen: CaptureScreen | None = None
        self.review: ReviewScreens | None = None
        self._phantom = options.phantom
        self._practice_folder: Path | None = None
        self._stopped = False
        self.window = MainWindow()
        self.keeper = RecordKeeper(
            self.visits,
            self.jobs,
            lambda: self.vault,
            call_later=lambda seconds, call: QTimer.singleShot(round(seconds * 1000), self.window, call),
        )
        self._build_light_screens()
        self._header_timer, self._ring_timer = QTimer(), QTimer()
        self._connect()

    # Life

    def start(self) -> None:
        """Show the first screen."""
        if self.options.practice:
            self.try_phantom()
        self.window.show_step(Step.SIGN_IN if self.door.exists() else Step.FIRST_RUN)
        self.window.show()
        self.window.activateWindow()
        self._header_timer.start(HEADER_EVERY_MS)

    def stop(self) -> None:
        """Take everything down: no thread, process, timer or temporary file stays."""
        if self._stopped:
            return
        self._stopped = True
        self._header_timer.stop()
        self._ring_timer.stop()
        if self.window.isVisible():
            self.window.close()
        self.wait_until_quiet()
        if self.capture is not None:
            self.capture.close()
        if self.station is not None:
            self.station.stop()
            self.jobs.submit("close model", lambda _control: self._close_model(), lane=Lane.INFERENCE)
        if self.vault is not None:
            self.keeper.close_when_saved(self._locked)
        self.wait_until_quiet()
        self.jobs.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if self._practice_folder is not None:
            shutil.rmtree(self._practice_folder, ignore_errors=True)

    def wait_until_quiet(self, at_most_ms: int = 15_000) -> bool:
        """Let jobs end and deliver; says whether they did."""
        waited = QElapsedTimer()
        waited.start()
        while self.jobs.busy and waited.elapsed() < at_most_ms:
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents()
        return not self.jobs.busy

    # The record

    def try_phantom(self) -> None:
        """Go on with a phantom patient and a record that is thrown away at the end."""
        self._phantom = self._phantom or ""
        self._practice_folder = Path(tempfile.mkdtemp(prefix="skinlax-practice-"))
        door = self.wiring.door(self._practice_folder / "vault")

        def work(_control: JobControl) -> tuple[Vault, Patient]:
            vault = door.create(PRACTICE_USER, secrets.token_urlsafe(24))
            patient = self.phantom_record()
            vault.save_patient(patient, by=PRACTICE_USER)
            return vault, patient

        def opened(made: tuple[Vault, Patient]) -> None:
            self.opened(PRACTICE_USER, made[0])
            self.open_patient(made[1])

        self.jobs.submit("open practice", work, lane=Lane.VAULT, on_done=opened)

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
        if not visit.captures:
            self.visits.apply(self._with_calibration, by=self)
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
        door, jobs = self.door, self.jobs
        self.sign_in_screen, self.first_run_screen = SignInScreen(), FirstRunScreen()
        self.patients_screen, self.patient_screen = PatientsScreen(), PatientScreen()
        self.sign_in = SignInPresenter(
            self.sign_in_screen, door=door, jobs=jobs, on_opened=self.opened, on_phantom=self.try_phantom
        )
        self.first_run = FirstRunPresenter(
            self.first_run_screen, door=door, jobs=jobs, on_opened=self.opened, on_phantom=self.try_phantom
        )
        self.patients = PatientsPresenter(
            self.patients_screen,
            keeper=self.keeper,
            clock=self.clock,
            on_opened=self.open_patient,
        )
        self.patient_page = PatientPresenter(
            self.patient_screen,
            keeper=self.keeper,
            clock=self.clock,
            on_visit=self.open_visit,
        )
        for screen in (self.sign_in_screen, self.first_run_screen, self.patients_screen, self.patient_screen):
            self.window.add_screen(screen.step, screen)

    def _connect(self) -> None:
        self.sign_in_screen.was_entered.connect(self.sign_in.entered)
        self.sign_in_screen.open_requested.connect(self.sign_in.open)
        self.sign_in_screen.phantom_requested.connect(self.sign_in.try_phantom)
        self.first_run_screen.create_requested.connect(self.first_run.create)
        self.first_run_screen.passphrase_edited.connect(self.first_run.passphrase_edited)
        self.first_run_screen.phantom_requested.connect(self.first_run.try_phantom)
        patients, page = self.patients_screen, self.patient_screen
        patients.was_entered.connect(self.patients.entered)
        patients.search_edited.connect(self.patients.search)
        patients.today_toggled.connect(self.patients.show_today)
        patients.open_requested.connect(self.patients.open)
        patients.new_requested.connect(self.patients.begin_new)
        patients.edit_requested.connect(self.patients.begin_edit)
        patients.save_requested.connect(self.patients.save_form)
        patients.cancel_requested.connect(self.patients.cancel_form)
        page.was_entered.connect(self.patient_page.entered)
        page.start_requested.connect(self.patient_page.start_visit)
        page.open_requested.connect(self.patient_page.open_visit)
        self.window.step_requested.connect(self.go)
        self.window.lock_requested.connect(self.lock)
        self._header_timer.timeout.connect(self._refresh)
        self._ring_timer.timeout.connect(self._tick_ring)
        self.visits.changed.connect(self._visit_changed)
        self.keeper.save_state_changed.connect(self._save_state_changed)

    def _open_vault(self) -> Vault:
        """For jobs in lane VAULT; a job that comes after the lock is a defect."""
        if self.vault is None:
            raise RuntimeError("the record is locked")
        return self.vault

    def _bring_up_station(self) -> None:
        """Camera, ring, model, and the capture screen; once in the program's life."""
        if self.station is not None or self._stopped:
            return
        from skinlax_desktop.app.capture_connections import connect_capture
        from skinlax_desktop.ui.screens.capture import CapturePresenter, CaptureScreen

        self.station = self.wiring.station(
            jobs=self.jobs, clock=self.clock, vault=self._open_vault, phantom=self._phantom, seed=self.options.seed
        )
        _forget_qt_of_opencv()
        self.capture_screen = CaptureScreen()
        self.capture = CapturePresenter(
            self.capture_screen,
            visits=self.visits,
            jobs=self.jobs,
            clock=self.clock,
            station=self.station.capture,
            on_review=lambda: self.go(Step.REVIEW),
        )
        connect_capture(self.capture_screen, self.capture)
        self.window.add_screen(Step.CAPTURE, self.capture_screen)
        self._seat_phantom(self.station, self.capture_screen, self.capture)
        self.station.start()
        self._ring_timer.start(RING_EVERY_MS)
        self._refresh()
        QTimer.singleShot(0, self.window, self._build_review)

    def _build_review(self) -> None:
        """Review, 3D and report: VTK is imported here, while the list of patients can already be read."""
        if self.station is None or self._stopped or self.review is not None:
            return
        from skinlax_desktop.app.review_screens import build_review_screens

        self.review = build_review_screens(
            visits=self.visits,
            jobs=self.jobs,
            clock=self.clock,
            finder=self.station.finder,
            author=lambda: self.user,
            patient=lambda: self.patient,
            load_image=lambda image: self._open_vault().image(image),
        )
        for screen in self.review.screens:
            self.window.add_screen(screen.step, screen)
        self._refresh()

    @staticmethod
    def _seat_phantom(station: "Station", screen: "CaptureScreen", capture: "CapturePresenter") -> None:
        """A phantom hears what the capture screen says; a person does anyway."""
        if station.seat is not None:
            attend = station.seat.attend
            screen.was_entered.connect(lambda: attend(capture.session))

    def _tick_ring(self) -> None:
        if self.station is not None:
            self.station.capture.ring.tick()

    def _close_model(self) -> None:
        if self.station is not None:
            self.station.finder.close()

    def _with_calibration(self, visit: Visit) -> Visit:
        if self.station is None:
            return visit
        return replace(visit, calibration=self.station.calibration, scale=self.station.scale)

    def _save_state_changed(self, _state: object) -> None:
        self._refresh()

    def _visit_changed(self, _before: Visit | None, _after: Visit | None, _by: object) -> None:
        self._refresh()

    def _refresh(self) -> None:
        """Header and rail of the moment."""
        visit = self.visits.visit
        session = self.capture.session if self.capture is not None else None
        self.window.show_header(
            header_content(
                patient=self.patient,
                visit=visit,
                user=self.user,
                saving=str(self.keeper.state),
                station=self.station.facts() if self.station is not None else StationFacts(),
            )
        )
        refused = session is not None and session.state.refused is not None
        for step, mark in step_marks(visit, refused=refused).items():
            self.window.set_mark(step, mark)
        self.window.set_reachable(self._reachable())

    def phantom_record(self) -> Patient:
        """A record for the phantom patient, under its invented name."""
        from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS, patient_named

        phantom = patient_named(self._phantom) if self._phantom else DEFAULT_PATIENTS[0]
        given, _, family = phantom.name.partition(" ")
        return Patient(
            id=PatientId(secrets.token_hex(16)),
            family_name=family or "Phantom",
            given_name=given,
            sex=phantom.sex,
            fitzpatrick=phantom.fitzpatrick,
            monk=phantom.monk,
            record_number="PHANTOM-1",
            created_at=self.clock.now().isoformat(),
        )


def _application(options: WorkstationOptions) -> QApplication:
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("skinlax")
    apply_theme(application, LIGHT if options.light_theme else DARK, fonts=options.places.third_party / "fonts")
    return application


def _forget_qt_of_opencv() -> None:
    """Importing OpenCV points Qt at OpenCV's own plug-ins and fonts; a process started later would follow."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)


def run_workstation(options: WorkstationOptions) -> int:
    """Open the window and stay until it is closed."""
    if options.phantom is not None:
        options = replace(options, practice=True)
    workstation = Workstation(options)
    workstation.start()
    try:
        return workstation.application.exec()
    finally:
        workstation.stop()
