"""The driver: presses what a technician presses, and lets things fail at random."""

import faulthandler
import json
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize

from skinlax_desktop.app.bench.live_watch import LiveWatch
from skinlax_desktop.app.console import Console
from skinlax_desktop.app.demo.pilot import Pilot
from skinlax_desktop.app.places import Places, find_places
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.app.workstation_options import WorkstationOptions
from skinlax_desktop.devices.simulated import RingFault
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Capture
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.workflows.assessment import JudgedPicture
from skinlax_desktop.workflows.capture_session import CaptureSession, SessionStage
from skinlax_desktop.workflows.record_keeping import SaveStage
from soak.disk import Disk
from soak.faulty_station import FaultyStation
from soak.ledger import Found, Ledger, find_again, settled_mb
from soak.sitter import Sitter

USER = "soak"
_VISITS_A_PATIENT = 5
_STUCK_S, _ATTEMPTS = 240.0, 3
_SAMPLE_EVERY_S = 5.0
# A machine that others use too may take so much longer than planned.
_PATIENCE = 1.15
# A fault is over before the next one begins; in between the station has time to show that it is well again.
_FAULT_S = (3.0, 10.0)


@dataclass(frozen=True)
class SoakPlan:
    """What is asked of the run. `fault_pause_s`: bounds of the quiet time between two faults."""

    minutes: float
    captures: int
    seed: int
    views: int = len(STANDARD_SERIES)
    fault_pause_s: tuple[float, float] = (15.0, 45.0)


@dataclass(frozen=True)
class SoakResult:
    """What came of it. `stood_still`: what was waited for in vain, for which the run ended early."""

    seconds: float
    stood_still: str
    ledger: Ledger
    found: Found
    live: dict[str, object]


class Soak:
    """One run. `record`: an empty folder, best on a file system of its own; `full_disk` says that it may be filled."""

    def __init__(self, plan: SoakPlan, record: Path, screens: Path, *, full_disk: bool) -> None:
        self._plan = plan
        self._record = record
        self._progress = screens / "progress.json"
        self._chance = np.random.default_rng(plan.seed)
        self._views = STANDARD_SERIES[: plan.views]
        installed = find_places()
        places = Places(resources=installed.resources, models=installed.models, data=record)
        self._sitter = Sitter(places.resources, self._views)
        self._wiring = FaultyStation(places, self._sitter.folder)
        self._disk = Disk(record) if full_disk else None
        self._program = Workstation(WorkstationOptions(places=places), wiring=self._wiring)
        self._pilot = Pilot(self._program.window, screens, Console(as_json=True))
        self._hand = ThreadPoolExecutor(1)
        self._broken: list[BaseException | None] = []
        self._pace_s = 60.0 * plan.minutes / plan.captures
        self._ledger = Ledger()
        self._watch: LiveWatch | None = None
        self._passphrase = secrets.token_urlsafe(18)
        self._fault = ""
        self._to_come: list[str] = []
        self._next_fault_s = self._fault_ends_s = self._sampled_s = 0.0
        self._session: CaptureSession | None = None
        self._began_s = time.monotonic()

    def run(self) -> SoakResult:
        """All of it. Where the program came to a stand, what it acknowledged until then is still looked for."""
        stood_still = ""
        try:
            self._open()
            number = 0
            while not self._is_over():
                if number % _VISITS_A_PATIENT == 0:
                    self._ledger.settled.append((len(self._ledger.acknowledged), settled_mb()))
                    self._new_patient(number // _VISITS_A_PATIENT)
                self._visit()
                number += 1
            self._end_fault()
            self._wait(self._is_saved, "the last visit saved")
            self._ledger.settled.append((len(self._ledger.acknowledged), settled_mb()))
        except SkinlaxError as error:
            if error.code != "demo_waited_in_vain":
                raise
            stood_still = str(error.parameters["what"])
        finally:
            seconds = time.monotonic() - self._began_s
            self._end_fault()
            self._hand.shutdown()
            if self._watch is not None:
                self._watch.stop()
            self._program.stop()
            self._sitter.close()
        for error in filter(None, self._broken):
            raise error
        found = find_again(self._ledger, self._sitter.shown, self._record / "vault", USER, self._passphrase)
        return SoakResult(
            seconds=seconds,
            stood_still=stood_still,
            ledger=self._ledger,
            found=found,
            live=self._live(),
        )

    def _live(self) -> dict[str, object]:
        """How the live picture went."""
        watch = self._watch
        return {
            "live_rate_hz": round(watch.rate_hz, 1),
            "live_frames": watch.frames,
            "longest_gap_ms": {name: round(value) for name, value in watch.longest_ms.items()},
            "gaps_over_100_ms": dict(watch.gaps_over_100_ms),
        }

    # The visit

    def _open(self) -> None:
        pilot, program = self._pilot, self._program
        program.start()
        program.window.resize(QSize(1920, 1080))
        pilot.type(program.first_run_screen.user, USER)
        pilot.type(program.first_run_screen.passphrase, self._passphrase)
        pilot.type(program.first_run_screen.again, self._passphrase)
        pilot.press(program.first_run_screen.create_button)
        pilot.wait(lambda: program.capture is not None, at_most_s=120, what="the station")
        capture, screen = program.capture, program.capture_screen
        self._watch = LiveWatch(screen.live, lambda: capture.previews_made, self._phase)
        self._began_s = time.monotonic()
        self._next_fault_s = self._began_s + self._chance.uniform(*self._plan.fault_pause_s)

    def _new_patient(self, number: int) -> None:
        pilot, screen = self._pilot, self._program.patients_screen
        self._program.go(Step.PATIENTS)
        self._press(screen.button_to_add)
        pilot.type(screen.form.given_name, f"Soak {number}")
        pilot.type(screen.form.family_name, "Phantom")
        pilot.type(screen.form.record_number, f"S{number:04}")
        self._press(screen.form.save)
        self._wait(self._program.patient_screen.isVisible, "the patient")

    def _visit(self) -> None:
        self._program.go(Step.PATIENT)
        before = self._program.visits.visit
        self._press(self._program.patient_screen.start_button)
        self._wait(lambda: self._program.visits.visit not in (None, before), "the new visit")
        self._wait(lambda: self._program.capture.session not in (None, self._session), "the session")
        self._listen(self._program.capture.session)
        for count, view in enumerate(self._views, start=1):
            if self._is_over():
                return
            self._do(lambda shown=view: self._sitter.show(shown))
            self._wait_for_picture(view, count)
            self._wait(self._is_due, "the pace")

    def _wait_for_picture(self, view: View, count: int) -> None:
        """Where the program came to a stand, what each thread does is told, it is counted, and the view begun again."""

        def taken() -> bool:
            return self._session.state.taken >= count or self._is_over()

        for _ in range(_ATTEMPTS):
            try:
                self._wait(taken, f"{view.value} taken")
            except SkinlaxError:
                if taken():
                    return
                self._ledger.stuck[f"{view.value} {self._session.state.stage.value}"] += 1
                faulthandler.dump_traceback()
                self._program.capture.choose(view)
            else:
                return
        raise SkinlaxError("demo_waited_in_vain", what=view.value, seconds=round(_ATTEMPTS * _STUCK_S))

    def _listen(self, session: CaptureSession) -> None:
        self._session = session
        visit = self._program.visits.visit.id

        def accepted(capture: Capture) -> None:
            self._ledger.acknowledged[capture.id] = (visit, capture)

        def refused(judged: JudgedPicture) -> None:
            self._ledger.refused.update(check.name.value for check in judged.verdict.failed)

        def failed(error: SkinlaxError) -> None:
            self._ledger.failed[error.code] += 1
            self._ledger.sentences[sentence_of(error)] += 1

        # The signals hold their listeners weakly.
        self._heard = (accepted, refused, failed)
        session.accepted.connect(accepted)
        session.refused.connect(refused)
        session.failed.connect(failed)

    def _is_over(self) -> bool:
        late = time.monotonic() - self._began_s > _PATIENCE * 60.0 * self._plan.minutes
        return late or len(self._ledger.acknowledged) >= self._plan.captures

    def _is_due(self) -> bool:
        """Captures are spread over the time."""
        return time.monotonic() - self._began_s >= self._pace_s * len(self._ledger.acknowledged)

    def _is_saved(self) -> bool:
        return self._program.keeper.state is SaveStage.SAVED

    # What fails meanwhile

    def _wait(self, happened: Callable[[], bool], what: str) -> None:
        def look() -> bool:
            self._tick()
            return happened()

        self._pilot.wait(look, at_most_s=max(_STUCK_S, 2.0 * self._pace_s), what=what)

    def _press(self, button: object) -> None:
        self._wait(lambda: button.isVisible() and button.isEnabled(), button.accessibleName())
        self._pilot.press(button)

    def _tick(self) -> None:
        now = time.monotonic()
        if self._fault == "camera unplugged" or self._program.station.capture.camera.state.stage != "streaming":
            self._watch.restart()
        if self._fault and now > self._fault_ends_s:
            self._end_fault()
            self._next_fault_s = now + self._chance.uniform(*self._plan.fault_pause_s)
        elif not self._fault and now > self._next_fault_s:
            self._begin_fault(now)
        if now - self._sampled_s > _SAMPLE_EVERY_S:
            self._sampled_s = now
            self._ledger.sample(now - self._began_s)
            self._note_sentences()
            self._progress.write_text(
                json.dumps({"seconds": now - self._began_s, **self._ledger.counts(), **self._live()})
            )

    def _begin_fault(self, now: float) -> None:
        if not self._to_come:
            kinds = ["camera unplugged", "ring silent", "ring talks nonsense", "ring unplugged"]
            kinds += ["camera unplugged", "disk full"] if self._disk else []
            self._to_come = [kinds[place] for place in self._chance.permutation(len(kinds))]
        self._fault = self._to_come.pop()
        lasts = self._chance.uniform(*_FAULT_S)
        self._fault_ends_s = now + lasts
        self._ledger.faults[self._fault] += 1
        actions: dict[str, Callable[[], None]] = {
            "camera unplugged": lambda: self._wiring.camera.pull(lasts),
            "ring silent": lambda: self._wiring.lose_ring(RingFault.SILENT),
            "ring talks nonsense": lambda: self._wiring.lose_ring(RingFault.GARBAGE),
            "ring unplugged": lambda: self._wiring.lose_ring(None),
            "disk full": lambda: self._disk.fill(),
        }
        self._do(actions[self._fault])

    def _do(self, action: Callable[[], None]) -> None:
        """On a thread of its own, and done before the next: what the tool does must not hold the window up."""
        self._hand.submit(action).add_done_callback(lambda done: self._broken.append(done.exception()))

    def _end_fault(self) -> None:
        fault, self._fault = self._fault, ""
        if fault.startswith("ring"):
            self._do(self._wiring.find_ring)
        elif fault == "disk full":
            self._do(self._disk.clear)

    def _note_sentences(self) -> None:
        shown, seen = self._program.capture_screen._shown, self._ledger.sentences
        if shown is not None and shown.problem is not None and self._fault:
            seen[f"{shown.problem.title}. {shown.problem.sentence}"] += 1
        if self._program.capture_screen.ring_problem.text():
            seen[self._program.capture_screen.ring_problem.text()] += 1
        if self._program.keeper.error is not None:
            seen[sentence_of(self._program.keeper.error)] += 1

    def _phase(self) -> str | None:
        program = self._program
        if self._session is None or not program.capture_screen.isVisible():
            return None
        if self._fault:
            return self._fault
        saving = self._session.state.stage in (SessionStage.TAKING, SessionStage.SAVING)
        return "a picture is judged and saved" if saving else "live"
