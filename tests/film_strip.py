"""Screenshots of the capture screen, from "patient sits down" to "five views saved", and the same with each fault.

    python -m film_strip --out FOLDER [--only NAME ...]       from `tests/`

To be looked at by a person; the pictures are not kept with the program. The patient is a phantom of whom each view was
rendered once; window, camera driver, ring firmware, gate and vault are the real ones. Who holds a busy camera is said
by the helper of the devices, which looks at a ring's port that another process has open: no emulated camera can be.
"""

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("PYLON_CAMEMU", "1")

import numpy as np
from PySide6.QtCore import QSize

from film_sitter import FLAWS, Picture, empty_room, moved_aside, photograph, seated
from skinlax_desktop.app.console import Console
from skinlax_desktop.app.demo.pilot import Pilot
from skinlax_desktop.app.display import some_display
from skinlax_desktop.app.places import Places, find_places
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.app.workstation_options import WorkstationOptions
from skinlax_desktop.devices.holders import busy_error
from skinlax_desktop.devices.simulated.mosaic_files import MosaicFiles
from skinlax_desktop.devices.simulated.obedient_subject import head_in_the_middle
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.station_calibration import DailyCheck, LensCalibration
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, View
from skinlax_desktop.phantom.calibration_set import CHART_PLACES, CHART_SCALE, UNEVEN, board_poses, some_camera
from skinlax_desktop.phantom.flat_target import FlatTarget, TargetPose
from skinlax_desktop.phantom.flat_target import photograph as board_photograph
from skinlax_desktop.phantom.printed_targets import board_sheet, chart_sheet, grey_card
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.sensor import to_mosaic
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.workflows.assessment import Overall
from skinlax_desktop.workflows.board_guidance import meets
from skinlax_desktop.workflows.calibration_session import CalibrationStage, CalibrationTask
from skinlax_desktop.workflows.capture_session import CaptureSession
from skinlax_desktop.workflows.colour_calibration import LARGEST_DRIFT
from soak.disk import Disk, disk_of_its_own
from soak.faulty_station import FaultyStation

SIZES = ((1366, 768),)
_VERDICTS_TO_SETTLE = 8
_DISK_BYTES = 300_000_000


class Strip:
    """One run of the program, photographed as it goes."""

    def __init__(self, out: Path, record: Path, *, settle_s: float) -> None:
        installed = find_places()
        places = Places(resources=installed.resources, models=installed.models, data=record)
        self._root = Path(tempfile.mkdtemp(prefix="skinlax-strip-"))
        folder = self._root / "pictures"
        folder.mkdir()
        self._files = MosaicFiles(folder)
        self.show(empty_room())
        self.station = FaultyStation(places, folder)
        self.program = Workstation(WorkstationOptions(places=places), wiring=self.station)
        self.pilot = Pilot(self.program.window, out, Console(as_json=True))
        self._settle_s = settle_s

    def show(self, picture: Picture) -> None:
        """The camera sees this from now on."""
        self._files.put((to_mosaic(picture),))

    def sit_down(self) -> None:
        """Record, patient, visit, capture screen."""
        pilot, program = self.pilot, self.program
        program.start()
        program.window.resize(QSize(1920, 1080))
        passphrase = secrets.token_urlsafe(18)
        first = program.first_run_screen
        for field, text in ((first.user, "strip"), (first.passphrase, passphrase), (first.again, passphrase)):
            pilot.type(field, text)
        pilot.press(first.create_button)
        pilot.wait(lambda: program.capture is not None, at_most_s=300, what="the station")
        screen = program.patients_screen
        pilot.press(screen.button_to_add)
        for field, text in (
            (screen.form.given_name, "Ada"),
            (screen.form.family_name, "Phantom"),
            (screen.form.record_number, "P-1"),
        ):
            pilot.type(field, text)
        pilot.press(screen.form.save)
        pilot.wait(program.patient_screen.isVisible, at_most_s=300, what="the patient")
        pilot.press(program.patient_screen.start_button)
        pilot.wait(lambda: program.capture.session is not None, at_most_s=300, what="the session")

    @property
    def session(self) -> CaptureSession:
        """Of the open visit."""
        return self.program.capture.session

    def settle(self) -> None:
        """Long enough for sentence and dots to follow, on a busy machine too."""
        until = self.program.capture.assessments_made + _VERDICTS_TO_SETTLE
        self.pilot.rest(self._settle_s)
        if self.program.station.capture.camera.state.stage == "streaming":
            self.wait_for(lambda: self.program.capture.assessments_made >= until, "the verdicts")

    def wait_for(self, happened: Callable[[], bool], what: str) -> None:
        """With patience."""
        self.pilot.wait(happened, at_most_s=300, what=what)

    def photograph(self, name: str) -> None:
        """The whole window, large and small."""
        self.pilot.photograph(name, SIZES)

    def close(self) -> None:
        """End the program."""
        self.program.stop()
        shutil.rmtree(self._root, ignore_errors=True)


def take_a_seat(strip: Strip, view: View) -> None:
    """As wanted for that view, and on by what is still asked for: an oblique is read a few degrees off."""
    strip.show(seated(view))
    strip.settle()
    seen, wanted = strip.session.state.assessment, POSE_TARGETS[view].pose
    if seen is not None and seen.view is view and seen.overall is Overall.ADJUST and seen.pose is not None:
        pose = replace(wanted, yaw_deg=2.0 * wanted.yaw_deg - seen.pose.yaw_deg)
        strip.show(photograph(Scene(pose=pose, offset_mm=head_in_the_middle(pose))))


def five_views(strip: Strip) -> None:
    """All goes well."""
    strip.sit_down()
    strip.settle()
    strip.photograph("series_00_nobody")
    strip.program.capture.set_automatic(False)
    strip.show(moved_aside())
    strip.settle()
    strip.photograph("series_01_sits_down")
    strip.show(seated())
    strip.wait_for(lambda: _overall(strip) is Overall.READY, "green")
    strip.photograph("series_02_ready")
    strip.program.capture.set_automatic(True)
    for number, view in enumerate(STANDARD_SERIES, start=1):
        take_a_seat(strip, view)
        strip.wait_for(lambda n=number: strip.session.state.taken >= n, f"{view.value} taken")
        strip.pilot.rest(0.3)
        strip.photograph(f"series_{2 + number:02}_{view.value}_saved")


def flaws(strip: Strip) -> None:
    """What the live guide says, and what becomes of a picture taken all the same."""
    strip.sit_down()
    strip.program.capture.set_automatic(False)
    for name, made in FLAWS.items():
        strip.show(made())
        strip.settle()
        strip.photograph(f"{name}_live")
        before = strip.session.state.refused
        strip.program.capture.snap()
        strip.wait_for(lambda seen=before: strip.session.state.refused not in (None, seen), f"{name} refused")
        strip.pilot.rest(0.2)
        strip.pilot.photograph(f"{name}_refused")


def no_camera(strip: Strip) -> None:
    """It was never there, and then it is."""
    strip.station.camera.refusal = SkinlaxError("camera_absent")
    strip.sit_down()
    strip.settle()
    strip.photograph("no_camera")
    strip.show(seated())
    strip.station.camera.refusal = None
    strip.wait_for(lambda: strip.session.state.assessment is not None, "the camera")
    strip.photograph("no_camera_then_there")


def busy_camera(strip: Strip) -> None:
    """Another program holds it."""
    with _held_by_another_process(strip.station) as error:
        strip.station.camera.refusal = error
        strip.sit_down()
        strip.settle()
        strip.photograph("busy_camera")


@contextmanager
def _held_by_another_process(station: FaultyStation) -> Iterator[SkinlaxError]:
    port = Path(station.simulated_ring.port)
    holder = subprocess.Popen(["sleep", "600"], stdin=port.open("rb"))
    try:
        yield busy_error("camera_busy", (port,))
    finally:
        holder.kill()
        holder.wait()


def unplugged(strip: Strip) -> None:
    """After the first view the cable is pulled, and put back."""
    strip.sit_down()
    strip.show(seated())
    strip.wait_for(lambda: strip.session.state.taken >= 1, "the first view")
    strip.station.camera.pull(12.0)
    strip.wait_for(lambda: strip.program.station.capture.camera.state.stage == "failed", "the loss")
    strip.pilot.rest(0.5)
    strip.photograph("unplugged")
    strip.wait_for(lambda: strip.program.station.capture.camera.state.stage == "streaming", "the camera")
    strip.pilot.rest(0.8)
    strip.photograph("unplugged_then_back")
    take_a_seat(strip, View.OBLIQUE_LEFT)
    strip.wait_for(lambda: strip.session.state.taken >= 2, "the second view")


def ring_lost(strip: Strip) -> None:
    """The ring's cable is pulled, and put back."""
    strip.sit_down()
    strip.program.capture.set_automatic(False)
    strip.show(seated())
    strip.settle()
    strip.station.lose_ring(None)
    strip.wait_for(lambda: strip.program.station.capture.ring.status.error is not None, "the loss")
    strip.pilot.rest(0.5)
    strip.photograph("ring_lost")
    strip.station.find_ring()
    strip.wait_for(lambda: strip.program.station.capture.ring.status.state is not None, "the ring")
    strip.pilot.rest(0.5)
    strip.photograph("ring_lost_then_back")


def disk_full(strip: Strip) -> None:
    """There is no room for the picture, and then there is."""
    strip.sit_down()
    strip.program.capture.set_automatic(False)
    strip.show(seated())
    strip.wait_for(lambda: _overall(strip) is Overall.READY, "green")
    disk = Disk(strip.program.options.places.data)
    disk.fill()
    strip.program.capture.snap()
    strip.wait_for(lambda: strip.session.state.error is not None, "the refusal")
    strip.pilot.rest(0.2)
    strip.photograph("disk_full")
    disk.clear()
    strip.settle()
    strip.program.capture.snap()
    strip.wait_for(lambda: strip.session.state.taken >= 1, "the picture")
    strip.pilot.rest(0.3)
    strip.photograph("disk_full_then_room")


def light_modes(strip: Strip) -> None:
    """Every other light after the plain picture, and the check of the light."""
    strip.sit_down()
    strip.program.capture.set_automatic(False)
    strip.show(seated())
    strip.wait_for(lambda: _overall(strip) is Overall.READY, "green")
    screen = strip.program.capture_screen
    panel = screen.drawer.light_panel
    strip.pilot.press(screen.settings_button)
    strip.photograph("light_choice")
    for box in panel.boxes.values():
        box.setChecked(not box.isHidden())
    strip.program.capture.snap()
    strip.wait_for(lambda: len(strip.program.visits.visit.captures) > 1, "the second light")
    strip.photograph("light_under_way")
    wanted = 1 + len(panel.chosen)
    strip.wait_for(lambda: len(strip.program.visits.visit.captures) >= wanted, "every light")
    strip.settle()
    strip.photograph("light_taken")
    strip.pilot.press(panel.check)
    strip.wait_for(panel.check.isEnabled, "the check of the light")
    strip.photograph("light_checked")


def expired(strip: Strip) -> None:
    """The lens was calibrated too long ago: a good picture is refused all the same."""
    strip.sit_down()
    strip.program.capture.set_automatic(False)
    lens = VirtualCamera().calibration
    strip.program.station.calibrations.accept_lens(
        LensCalibration(
            id="old",
            made_at="2024-01-15T08:00:00+00:00",
            camera=lens,
            reprojection_px=0.11,
            focal_low_px=lens.focal_x_px - 2.0,
            focal_high_px=lens.focal_x_px + 2.0,
            coverage=0.97,
            boards=16,
            boards_dropped=0,
            corners=1500,
        )
    )
    strip.show(seated())
    strip.settle()
    strip.photograph("expired_live")
    strip.program.capture.snap()
    strip.wait_for(lambda: strip.session.state.refused is not None, "the refusal")
    strip.pilot.rest(0.2)
    strip.photograph("expired_refused")
    strip.program.go(Step.CALIBRATION)
    strip.pilot.rest(2.0)
    strip.photograph("expired_station")


def calibrating(strip: Strip) -> None:
    """The four tasks of the station, from the first board to the daily check."""
    strip.sit_down()
    lens = some_camera(3, width_px=3000, height_px=4096)
    strip.program.go(Step.CALIBRATION)
    session, screen = strip.program.calibration.session, strip.program.window.screens[Step.CALIBRATION]
    strip.pilot.rest(2.0)
    strip.photograph("calibrating_00_nothing_shown")

    def held(target: FlatTarget, pose: TargetPose, seed: int) -> Picture:
        # The strip's camera makes the mosaic.
        return board_photograph(target, pose, lens, light=UNEVEN, noise_seed=seed, as_sensor=False, backdrop=0.2)

    def over() -> bool:
        return session.state.stage is CalibrationStage.DONE or session.state.error is not None

    for number, pose in enumerate(board_poses(lens, 3), start=1):
        taken = session.state.boards.boards
        strip.show(held(board_sheet(), pose, number))

        def taken_or_seen(before: int = taken) -> bool:
            look = session.state.look
            asked = session.state.boards.wish
            new = look is not None and look.board is not None and not session.state.is_alike
            return over() or session.state.boards.boards > before or (new and asked and not meets(look.board, asked))

        strip.wait_for(taken_or_seen, "a board")
        if session.state.boards.boards == taken and not over():
            # Held otherwise than asked for: it does not take itself, and the button takes it.
            if number < 4:
                strip.photograph(f"calibrating_01_board_{number}_not_as_asked")
            strip.pilot.press(screen.take_button)
            strip.wait_for(lambda before=taken: over() or session.state.boards.boards > before, "a board taken")
        if number in (1, 8):
            strip.photograph(f"calibrating_01_board_{number}")
        if over():
            break
    if not over():
        strip.pilot.press(screen.finish_button)
    strip.wait_for(over, "the lens")
    strip.photograph("calibrating_02_lens")
    chart = chart_sheet(scale=CHART_SCALE)
    charts = [
        held(chart, TargetPose(centre_mm=(*place, 800.0), tilt_deg=2.0, swing_deg=-3.0, roll_deg=1.5), number)
        for number, place in enumerate(CHART_PLACES)
    ]
    card = held(grey_card(), TargetPose(), 1)
    for task, shown in (("flat_field", [card]), ("colour", charts), ("daily", charts[:1])):
        strip.show(shown[0])
        # What was done asks for the next task.
        strip.pilot.press(screen.take_button)
        for number, picture in enumerate(shown):
            strip.show(picture)
            strip.pilot.rest(2.0)
            if number in (0, 2):
                strip.photograph(f"calibrating_03_{task}_{number}")
            taken = session.state.charts
            strip.pilot.press(screen.take_button)
            strip.wait_for(lambda seen=taken: over() or session.state.charts > seen, f"{task} taken")
            if task == "colour" and number == 0:
                # Pressed again before the chart was moved.
                strip.pilot.rest(1.0)
                strip.pilot.press(screen.take_button)
                strip.wait_for(over, "the same place refused")
                strip.photograph("calibrating_03_colour_same_place")
        strip.wait_for(over, task)
        strip.photograph(f"calibrating_04_{task}_done")


def days(strip: Strip) -> None:
    """The chart of the daily check: quiet days, one that stands out, one beyond the limit."""
    strip.sit_down()
    chance = np.random.default_rng(5)
    drifts = [*chance.normal(0.35, 0.06, 33).tolist(), 0.72, 0.38, 0.33, 1.25]
    for number, drift in enumerate(drifts):
        strip.program.station.calibrations.add_check(
            DailyCheck(
                at=f"2026-{9 + number // 30:02}-{1 + number % 30:02}T08:00:00+00:00",
                colour_id="c",
                delta_e_mean=0.8 + drift / 2.0,
                delta_e_max=2.9,
                drift=drift,
                lightness=50.0,
                passed=drift <= LARGEST_DRIFT,
            )
        )
    strip.program.go(Step.CALIBRATION)
    strip.program.calibration.session.begin(CalibrationTask.DAILY)
    strip.pilot.rest(2.0)
    strip.photograph("days")


def _overall(strip: Strip) -> Overall | None:
    seen = strip.session.state.assessment
    return None if seen is None else seen.overall


STRIPS = (
    five_views,
    flaws,
    no_camera,
    busy_camera,
    unplugged,
    ring_lost,
    disk_full,
    light_modes,
    days,
    expired,
    calibrating,
)


def main() -> int:
    """Every strip asked for, each in a run of the program of its own."""
    names = [strip.__name__ for strip in STRIPS]
    parser = argparse.ArgumentParser(prog="film_strip", description="Screenshots of the capture screen.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--settle", type=float, default=4.0, metavar="S", help="for sentence and dots to follow")
    options = parser.parse_args()
    # Ended from outside, too, it takes its file systems down.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options.out.mkdir(parents=True, exist_ok=True)
    with some_display():
        for play in STRIPS:
            if play.__name__ not in options.only:
                continue
            with tempfile.TemporaryDirectory() as name, disk_of_its_own(Path(name), _DISK_BYTES) as (record, may_fill):
                if play is disk_full and not may_fill:
                    sys.stderr.write("disk_full is left out: no file system can be mounted here\n")
                    continue
                strip = Strip(options.out, record, settle_s=options.settle)
                try:
                    play(strip)
                finally:
                    strip.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
