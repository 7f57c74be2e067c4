"""The script of the demo: one visit, from the empty record to the printed report."""

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.demo.pilot import Pilot
from skinlax_desktop.app.demo.results import write_results
from skinlax_desktop.app.demo.stills import Picture, StillsAgainstTruth
from skinlax_desktop.app.phantom_record import make_phantom_record
from skinlax_desktop.app.places import Places
from skinlax_desktop.app.review_screens import ReviewScreens
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.app.workstation_options import WorkstationOptions
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Advice
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.jobs.runner import Lane
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS, patient_named
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.workflows.assessment import JudgedPicture, Overall
from skinlax_desktop.workflows.capture_session import CaptureSession, SessionStage, SessionState
from skinlax_desktop.workflows.record_keeping import SaveStage
from skinlax_desktop.workflows.report_blocks import Audience

USER = "demo"
LARGE, SMALL = (1920, 1080), (1366, 768)
_RING_STEP = 0.08
# A new light needs a new picture before it can be judged.
_RING_PATIENCE_S = 6.0
NOTE = "Early fold. Compare at the next visit."


class DemoVisit:
    """Drives the workstation through its window; what a person presses, the pilot presses."""

    def __init__(
        self, places: Places, out: Path, console: Console, *, phantom: str, seed: int, passphrase: str
    ) -> None:
        self._out = out
        self._passphrase = passphrase
        self._console = console
        self._ring_set_s = 0.0
        patient = patient_named(phantom) if phantom else DEFAULT_PATIENTS[0]
        self._phantom = patient.name
        self._stills = StillsAgainstTruth(patient, places.resources)
        self._workstation = Workstation(WorkstationOptions(places=places, phantom=patient.name, seed=seed))
        self._pilot = Pilot(self._workstation.window, out / "screens", console)

    def run(self) -> list[tuple[str, float]]:
        """Do the visit; returns each step's name and seconds."""
        try:
            with self._pilot.step("Open the workstation and set up the record", 0.02):
                self._set_up_record()
            with self._pilot.step("Enter the patient", 0.08):
                self._enter_patient()
            with self._pilot.step("Take the five views", 0.12):
                self._capture()
            with self._pilot.step("Measure and review", 0.6):
                self._review()
            with self._pilot.step("Turn the face in 3D", 0.75):
                self._turn()
            with self._pilot.step("Simulate a plan", 0.79):
                self._simulate()
            with self._pilot.step("Write the report", 0.82):
                self._report()
            with self._pilot.step("Check the stills against their truth, leave the results", 0.9):
                self._leave()
        finally:
            self._workstation.stop()
        return self._pilot.steps

    def _set_up_record(self) -> None:
        pilot, workstation = self._pilot, self._workstation
        workstation.start()
        workstation.window.resize(QSize(*LARGE))
        first = workstation.first_run_screen
        pilot.type(first.user, USER)
        pilot.type(first.passphrase, self._passphrase)
        pilot.type(first.again, self._passphrase)
        pilot.photograph("01_first_run", (SMALL,))
        pilot.press(first.create_button)
        pilot.wait(lambda: workstation.vault is not None, at_most_s=30, what="the new record")
        pilot.wait(lambda: workstation.station is not None, at_most_s=60, what="camera and ring")
        # A clinic meets the sign-in far more often than the first run: lock, and open again.
        workstation.window.lock_requested.emit()
        pilot.wait(lambda: workstation.vault is None, at_most_s=30, what="the locked record")
        pilot.type(workstation.sign_in_screen.passphrase, self._passphrase)
        pilot.photograph("02_sign_in", (SMALL,))
        pilot.press(workstation.sign_in_screen.open_button)
        pilot.wait(lambda: workstation.vault is not None, at_most_s=30, what="the opened record")

    def _enter_patient(self) -> None:
        pilot, workstation = self._pilot, self._workstation
        patients = workstation.patients_screen
        record = make_phantom_record(self._phantom, created_at=workstation.clock.now().isoformat())
        pilot.press(patients.button_to_add)
        form = patients.form
        pilot.type(form.given_name, record.given_name)
        pilot.type(form.family_name, record.family_name)
        pilot.type(form.record_number, record.record_number)
        for box, known in ((form.sex, record.sex), (form.fitzpatrick, record.fitzpatrick), (form.monk, record.monk)):
            box.setCurrentIndex(max(box.findData(known), 0))
        pilot.photograph("03_patients", (SMALL,))
        pilot.press(form.save)
        pilot.wait(workstation.patient_screen.isVisible, at_most_s=20, what="the patient")
        pilot.photograph("04_patient", (SMALL,))

    def _capture(self) -> None:
        pilot = self._pilot
        pilot.press(self._workstation.patient_screen.start_button)
        session = self._session()
        session.changed.connect(self._remember_scene)
        session.changed.connect(self._hear_about_light)
        session.refused.connect(self._hear_why)
        pilot.wait(lambda: session.state.assessment is not None, at_most_s=90, what="the live picture")
        pilot.wait(lambda: session.state.taken >= 1, at_most_s=120, what="the frontal view")
        pilot.wait(lambda: _is_guiding(session.state), at_most_s=60, what="guidance")
        pilot.photograph("05_capture", (SMALL,))
        for count, view in enumerate(STANDARD_SERIES, start=1):
            pilot.wait(lambda n=count: session.state.taken >= n, at_most_s=120, what=f"the view {view.value}")  # type: ignore[misc]
            self._console.progress(0.12 + 0.09 * count, f"{view.value} taken")
        pilot.wait(lambda: session.state.stage is SessionStage.COMPLETE, at_most_s=20, what="the series")
        pilot.photograph("06_capture_complete", (SMALL,))

    def _session(self) -> CaptureSession:
        def find() -> CaptureSession | None:
            return self._workstation.capture.session if self._workstation.capture is not None else None

        self._pilot.wait(lambda: find() is not None, at_most_s=60, what="the capture session")
        session = find()
        if session is None:
            raise SkinlaxError("demo_waited_in_vain", what="the capture session", seconds=60)
        return session

    def _remember_scene(self, before: SessionState, after: SessionState) -> None:
        """The phantom's own whereabouts at the moment of each shot."""
        station = self._workstation.station
        shot = after.stage is SessionStage.TAKING and before.stage is not SessionStage.TAKING
        if shot and station is not None and station.studio is not None:
            self._stills.remember(after.wanted, station.studio)

    def _hear_about_light(self, _before: SessionState, after: SessionState) -> None:
        if after.stage is SessionStage.GUIDING and after.assessment is not None:
            self._set_ring(after.assessment.advice)

    def _hear_why(self, refused: JudgedPicture) -> None:
        """A still may be a little too bright where the live picture was not."""
        for check in refused.verdict.failed:
            self._set_ring(check.advice)

    def _set_ring(self, advice: Advice | None) -> None:
        """What a technician does when the screen says to dim or to brighten the ring."""
        screen, station = self._workstation.capture_screen, self._workstation.station
        by = {"dim_light": -_RING_STEP, "brighten_light": _RING_STEP}.get(advice.code if advice is not None else "")
        if by is None or screen is None or station is None:
            return
        settled = station.studio is not None and station.studio.settled
        if settled and time.monotonic() - self._ring_set_s > _RING_PATIENCE_S:
            self._ring_set_s = time.monotonic()
            light = station.capture.ring.status.wanted
            screen.drawer.light_requested.emit(replace(light, level=min(max(light.level + by, 0.1), 1.0)))

    def _review(self) -> None:
        pilot, screens = self._pilot, self._screens()
        self._workstation.go(Step.REVIEW)
        pilot.wait(lambda: self._visit().analysis is not None, at_most_s=120, what="the measurements")
        canvas = screens.review_screen.stage.front
        pilot.wait(lambda: canvas.picture_size_px is not None, at_most_s=30, what="the photograph")
        screens.review.select_zone("nasolabial_L")
        pilot.key(Qt.Key.Key_R, canvas)
        width, height = canvas.picture_size_px or (1, 1)
        pilot.drag(
            canvas, canvas.to_screen((0.80 * width, 0.73 * height)), canvas.to_screen((0.66 * width, 0.64 * height))
        )
        pilot.wait(lambda: len(self._visit().annotations) == 1, at_most_s=10, what="the arrow")
        screens.review.write_on_mark(self._visit().annotations[0].id, NOTE)
        pilot.key(Qt.Key.Key_V, canvas)
        pilot.key(Qt.Key.Key_A, canvas)
        pilot.wait(lambda: len(self._visit().judgements) == 1, at_most_s=10, what="the agreement")
        pilot.key(Qt.Key.Key_4, canvas)
        pilot.rest(1.0)
        pilot.photograph("07_review", (SMALL,))
        pilot.key(Qt.Key.Key_3, canvas)
        pilot.rest(0.5)
        pilot.photograph("08_review_three_views", (SMALL,))

    def _turn(self) -> None:
        pilot, screens = self._pilot, self._screens()
        self._workstation.go(Step.SCENE)
        pilot.wait(lambda: screens.faces.model is not None, at_most_s=60, what="the face in 3D")
        screens.scene_screen.maps.map_chosen.emit("wrinkles")
        pilot.rest(1.5)
        pilot.photograph("09_face_3d", (SMALL,))

    def _simulate(self) -> None:
        """Ultrasound at the brow and a filler at the jowl, kept with the visit and signed."""
        pilot, screens = self._pilot, self._screens()
        screen, presenter = screens.simulation_screen, screens.simulation
        self._workstation.go(Step.SIMULATION)
        pilot.wait(lambda: presenter.state.ready or bool(presenter.state.problem), at_most_s=90, what="the tissue")
        if presenter.state.problem:
            pilot.photograph("10_simulation", (SMALL,))
            return
        pilot.press(screen.panel.plan.add)
        presenter.plan.change(1, device="filler", zone="jowl")
        pilot.key(Qt.Key.Key_X, screen.stage)
        pilot.wait(lambda: not self._workstation.jobs.busy, at_most_s=60, what="the moved photograph")
        pilot.photograph("10_simulation", (SMALL,))
        pilot.press(screen.panel.keep.keep)
        pilot.wait(lambda: len(self._visit().simulations) == 1, at_most_s=120, what="the kept simulation")
        pilot.press(screen.panel.keep.sign)
        pilot.wait(lambda: len(self._visit().simulations_seen) == 1, at_most_s=20, what="the signature")

    def _report(self) -> None:
        pilot, screens = self._pilot, self._screens()
        self._workstation.go(Step.REPORT)
        screens.report_screen.next_step.setPlainText("See you again in three months, same time of day.")
        pilot.rest(1.0)
        screens.report.choose_audience(Audience.CLINICIAN)
        pilot.wait(
            lambda: screens.report.pdf is not None and not screens.report.state.is_making,
            at_most_s=60,
            what="the report",
        )
        pilot.rest(1.0)
        pilot.photograph("11_report", (SMALL,))
        screens.report.save(self._out / "report.pdf")
        pilot.wait((self._out / "report.pdf").is_file, at_most_s=30, what="the saved report")

    def _leave(self) -> None:
        visit, model = self._visit(), self._screens().faces.model
        analysis = visit.analysis
        if analysis is None or model is None:
            raise SkinlaxError("demo_waited_in_vain", what="the measurements", seconds=0)
        self._pilot.wait(self._is_saved, at_most_s=30, what="the saved visit")
        pictures = self._pictures(visit)
        for truth in self._stills.compare(pictures):
            self._console.say(f"  {truth.view.value}: {truth.difference:.2f} of 255 levels from its true render")
        write_results(self._out, analysis, model.mesh, pictures)

    def _pictures(self, visit: Visit) -> dict[View, Picture]:
        """The stored stills, out of the vault again, by the one thread that owns it."""
        read: dict[View, Picture] = {}

        def fetch(view: View, image: ImageRef, vault: Vault) -> None:
            self._workstation.jobs.submit(
                "read still",
                lambda _control: decode_picture(vault.image(image)),
                lane=Lane.VAULT,
                on_done=lambda picture: read.update({view: picture}),
            )

        vault = self._workstation.vault
        for view in STANDARD_SERIES:
            capture = visit.capture_of(view)
            if capture is not None and vault is not None:
                fetch(view, capture.image, vault)
        self._pilot.wait(lambda: len(read) == len(STANDARD_SERIES), at_most_s=60, what="the stored stills")
        return read

    def _is_saved(self) -> bool:
        keeper = self._workstation.keeper
        return keeper is not None and keeper.state is SaveStage.SAVED

    def _visit(self) -> Visit:
        visit = self._workstation.visits.visit
        if visit is None:
            raise SkinlaxError("demo_waited_in_vain", what="the visit", seconds=0)
        return visit

    def _screens(self) -> ReviewScreens:
        screens = self._workstation.review
        if screens is None:
            raise SkinlaxError("demo_waited_in_vain", what="the review", seconds=0)
        return screens


def _is_guiding(state: SessionState) -> bool:
    return state.assessment is not None and state.assessment.overall is Overall.ADJUST
