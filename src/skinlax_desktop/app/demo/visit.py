"""The script of the demo: one visit, from the empty record to the printed report."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.demo.pilot import Pilot
from skinlax_desktop.app.demo.results import write_results
from skinlax_desktop.app.demo.stills import StillsAgainstTruth
from skinlax_desktop.app.places import Places
from skinlax_desktop.app.workstation import Workstation, WorkstationOptions
from skinlax_desktop.domain.views import STANDARD_SERIES
from skinlax_desktop.ui.shell import Step

USER = "demo"
LARGE, SMALL = (1920, 1080), (1366, 768)


class DemoVisit:
    """Drives the workstation through its window; what a person presses, the pilot presses."""

    def __init__(
        self, places: Places, out: Path, console: Console, *, phantom: str, seed: int, passphrase: str
    ) -> None:
        self._out = out
        self._passphrase = passphrase
        self._workstation = Workstation(WorkstationOptions(places=places, phantom=phantom, seed=seed))
        self._pilot = Pilot(self._workstation.window, out / "screens", console)

    def run(self) -> list[tuple[str, float]]:
        """Do the visit; returns each step's name and seconds."""
        try:
            with self._pilot.step("Open the workstation and set up the record", 0.02):
                self._sign_in()
            with self._pilot.step("Enter the patient", 0.08):
                self._enter_patient()
            with self._pilot.step("Take the five views", 0.12):
                self._capture()
            with self._pilot.step("Measure and review", 0.6):
                self._review()
            with self._pilot.step("Write the report", 0.85):
                self._report()
            with self._pilot.step("Leave the results", 0.95):
                write_results(self._workstation, self._out)
        finally:
            self._workstation.stop()
        return self._pilot.steps

    def _sign_in(self) -> None:
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
        # A clinic meets the sign-in far more often than the first run: lock, and open again.
        workstation.lock()
        pilot.wait(lambda: workstation.vault is None, at_most_s=30, what="the locked record")
        sign_in = workstation.sign_in_screen
        pilot.wait(sign_in.isVisible, at_most_s=10, what="the sign-in")
        pilot.type(sign_in.passphrase, self._passphrase)
        pilot.photograph("02_sign_in", (SMALL,))
        pilot.press(sign_in.open_button)
        pilot.wait(lambda: workstation.vault is not None, at_most_s=30, what="the opened record")

    def _enter_patient(self) -> None:
        pilot, workstation = self._pilot, self._workstation
        patients = workstation.patients_screen
        record = workstation.phantom_record()
        pilot.press(patients.new_button)
        form = patients.form
        pilot.type(form.given_name, record.given_name)
        pilot.type(form.family_name, record.family_name)
        pilot.type(form.record_number, record.record_number)
        pilot.type(form.birth_date, record.birth_date or "")
        form.sex.setCurrentIndex(max(form.sex.findData(record.sex), 0))
        form.fitzpatrick.setCurrentIndex(max(form.fitzpatrick.findData(record.fitzpatrick), 0))
        form.monk.setCurrentIndex(max(form.monk.findData(record.monk), 0))
        pilot.photograph("03_patients", (SMALL,))
        pilot.press(form.save)
        pilot.wait(lambda: patients.table.rowCount() > 0, at_most_s=20, what="the patient list")
        patients.table.selectRow(0)
        pilot.press(patients.open_button)
        pilot.wait(workstation.patient_screen.isVisible, at_most_s=20, what="the patient")
        pilot.photograph("04_patient", (SMALL,))
        pilot.wait(lambda: workstation.station is not None, at_most_s=60, what="camera and ring")

    def _capture(self) -> None:
        pilot, workstation = self._pilot, self._workstation
        pilot.press(workstation.patient_screen.start_button)
        pilot.wait(lambda: workstation.capture is not None, at_most_s=60, what="the capture screen")
        capture = workstation.capture
        assert capture is not None
        pilot.wait(lambda: capture.session is not None, at_most_s=60, what="the capture session")
        session = capture.session
        assert session is not None
        pilot.wait(lambda: session.state.assessment is not None, at_most_s=90, what="the live picture")
        stills = StillsAgainstTruth(workstation)
        for count, view in enumerate(STANDARD_SERIES, start=1):
            pilot.wait(
                lambda: session.state.assessment is not None and session.state.assessment.overall == "adjust",
                at_most_s=90,
                what=f"guidance for {view}",
            ) if count == 2 else None
            if count == 2:
                pilot.photograph("05_capture_guiding", (SMALL,))
            pilot.wait(lambda n=count: session.state.taken >= n, at_most_s=90, what=f"the view {view}")
            stills.compare_newest()
        pilot.photograph("06_capture_complete", (SMALL,))
        stills.require_true()
